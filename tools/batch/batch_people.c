#include "tools/batch/batch_people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "tools/pages.h"
#include "tools/view.h"

#define PAGE 1000

struct bw_str bw_batch_people_id(const struct bw_batch_people *people, size_t i)
{
    size_t from = i ? people->ends[i - 1] : 0;
    return (struct bw_str){people->text + from, (uint32_t)(people->ends[i] - from)};
}

bool bw_batch_people_add(struct bw_batch_people *people, struct bw_str id)
{
    size_t from = people->n ? people->ends[people->n - 1] : 0;
    if (people->n == people->room) {
        size_t room = people->room ? 2 * people->room : 1024;
        size_t *grown = realloc(people->ends, room * sizeof *grown);
        if (!grown)
            return false;
        people->ends = grown;
        people->room = room;
    }
    if (people->text_room - from < id.len) {
        size_t room = 2 * people->text_room + 16384;
        char *grown = realloc(people->text, room);
        if (!grown)
            return false;
        people->text = grown;
        people->text_room = room;
    }
    memcpy(people->text + from, id.at, id.len);
    people->ends[people->n++] = from + id.len;
    return true;
}

static int add_page(void *context, const msgpack_object *page)
{
    size_t n;
    const msgpack_object *items = bw_view_list(page, "items", &n);
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++)
        if (items[i].type == MSGPACK_OBJECT_STR)
            ok = bw_batch_people_add(context,
                                     (struct bw_str){items[i].via.str.ptr, items[i].via.str.size});
    if (ok)
        return BW_EXIT_WELL;
    fputs("bekwaam: out of memory for the ids\n", stderr);
    return BW_EXIT_ERROR;
}

int bw_batch_people_list(struct bw_app *app, const char *org, struct bw_batch_people *out)
{
    struct bw_args args;
    struct bw_pages_list list = {"employee.list", &args, PAGE, add_page, out};
    *out = (struct bw_batch_people){0};
    bw_args_init(&args);
    bw_args_bool(&args, "ids_only", true);
    if (org)
        bw_args_str(&args, "org", org);
    int exit_code = bw_pages_each(app, &list);
    bw_args_clear(&args);
    return exit_code;
}

void bw_batch_people_clear(struct bw_batch_people *people)
{
    free(people->text);
    free(people->ends);
    *people = (struct bw_batch_people){0};
}

/* With the lengths: "ab" and "c" are not "a" and "bc". */
uint64_t bw_batch_people_hash(const struct bw_batch_people *people)
{
    size_t len = people->n ? people->ends[people->n - 1] : 0;
    XXH64_hash_t texts = XXH3_64bits(people->text, len);
    return XXH3_64bits_withSeed(people->ends, people->n * sizeof *people->ends, texts);
}
