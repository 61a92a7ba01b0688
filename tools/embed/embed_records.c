#include "tools/embed/embed_records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/said.h"
#include "tools/pages.h"
#include "tools/view.h"

#define PAGE 1000
/* Address space for ids and texts. */
#define TEXTS_MOST ((size_t)8 << 30)

const enum bw_kind bw_embed_kinds[BW_EMBED_KINDS] = {BW_KIND_COMPETENCY, BW_KIND_ROLE,
                                                     BW_KIND_COURSE};

struct listing {
    struct bw_app *app;
    struct bw_embed_records *out;
    bool texts;
    enum bw_kind kind; /* at hand */
    size_t room, all;
    void (*step)(void *context, size_t n, size_t all);
    void *context;
};

static int out_of_memory(void)
{
    fputs("bekwaam: memory is out\n", stderr);
    return BW_EXIT_ERROR;
}

static bool make_room(struct listing *listing)
{
    struct bw_embed_records *out = listing->out;
    if (out->n < listing->room)
        return true;
    size_t room = 2 * listing->room + PAGE;
    struct bw_embed_record *at = realloc(out->at, room * sizeof *at);
    out->at = at ? at : out->at;
    struct bw_said *said = listing->texts ? realloc(out->said, room * sizeof *said) : NULL;
    out->said = said ? said : out->said;
    listing->room = room;
    return at && (said || !listing->texts);
}

static int add(struct listing *listing, enum bw_kind kind, const msgpack_object *item)
{
    struct bw_embed_records *out = listing->out;
    const msgpack_object *id = listing->texts ? bw_view(item, "id") : item;
    if (!id || id->type != MSGPACK_OBJECT_STR)
        return BW_EXIT_WELL;
    if (!make_room(listing))
        return out_of_memory();
    char *copy = bw_arena_take(out->arena, id->via.str.size + 1);
    memcpy(copy, id->via.str.ptr, id->via.str.size);
    if (listing->texts)
        out->said[out->n] = bw_said_of_record(out->arena, kind, item);
    out->at[out->n++] = (struct bw_embed_record){kind, {copy, id->via.str.size}};
    return BW_EXIT_WELL;
}

static int add_page(void *context, const msgpack_object *page)
{
    struct listing *listing = context;
    size_t n;
    int exit_code = BW_EXIT_WELL;
    const msgpack_object *items = bw_view_list(page, "items", &n);
    for (size_t i = 0; !exit_code && i < n; i++)
        exit_code = add(listing, listing->kind, &items[i]);
    if (listing->step)
        listing->step(listing->context, listing->out->n, listing->all);
    return exit_code;
}

static int list_kind(struct listing *listing, enum bw_kind kind)
{
    char method[32];
    struct bw_args args;
    struct bw_pages_list list = {method, &args, PAGE, add_page, listing};
    listing->kind = kind;
    snprintf(method, sizeof method, "%s.list", bw_kind_name(kind));
    bw_args_init(&args);
    bw_args_bool(&args, "ids_only", !listing->texts);
    int exit_code = bw_pages_each(listing->app, &list);
    bw_args_clear(&args);
    return exit_code;
}

/* How many there will be. */
static int count_all(struct listing *listing)
{
    struct bw_reply reply;
    int exit_code = bw_app_call(listing->app, "server.info", NULL, &reply);
    if (exit_code)
        return exit_code;
    const msgpack_object *records = bw_view(reply.result, "records");
    for (int k = 0; k < BW_EMBED_KINDS; k++)
        listing->all += (size_t)bw_view_int(records, bw_kind_name(bw_embed_kinds[k]), 0);
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

int bw_embed_records_list(struct bw_app *app, bool texts,
                          void (*step)(void *context, size_t n, size_t all), void *context,
                          struct bw_embed_records *out)
{
    struct listing listing = {
        .app = app, .out = out, .texts = texts, .step = step, .context = context};
    *out = (struct bw_embed_records){.arena = bw_arena_create(TEXTS_MOST)};
    if (!out->arena)
        return out_of_memory();
    int exit_code = count_all(&listing);
    for (int k = 0; !exit_code && k < BW_EMBED_KINDS; k++) {
        exit_code = list_kind(&listing, bw_embed_kinds[k]);
        out->first[k + 1] = out->n;
    }
    return exit_code;
}

void bw_embed_records_clear(struct bw_embed_records *records)
{
    bw_arena_free(records->arena);
    free(records->at);
    free(records->said);
    *records = (struct bw_embed_records){0};
}

size_t bw_embed_records_find(const struct bw_embed_records *records, int k, struct bw_str id)
{
    size_t first = records->first[k], n = records->first[k + 1] - first;
    uint32_t found =
        n ? bw_str_find(&records->at[first].id, (uint32_t)n, sizeof *records->at, id) : BW_NONE;
    return found == BW_NONE ? SIZE_MAX : first + found;
}
