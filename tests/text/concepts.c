#include "tests/text/concepts.h"

#include <string.h>

#include "data/load.h"
#include "data/schema.h"
#include "tests/text/stored.h"

#define MOST 20000

const char *const concept_languages[2] = {"nl", "en"};

/* A label that stands in for a missing one is marked: "graven [NL]". */
static bool stands_in(struct bw_str label)
{
    return label.len >= 5 && (memcmp(label.at + label.len - 5, " [NL]", 5) == 0 ||
                              memcmp(label.at + label.len - 5, " [EN]", 5) == 0);
}

/* What the fields of names are called in records of a kind. */
struct fields {
    const char *name, *alt;
};

static void take(struct bw_arena *arena, const msgpack_object *map, const struct fields *fields,
                 struct concept *out)
{
    const msgpack_object *alt = bw_field_get(map, fields->alt), *code = bw_field_get(map, "code");
    struct bw_text label = bw_load_text(arena, bw_field_get(map, fields->name), BW_NL);
    struct bw_prose prose = bw_load_prose(arena, map, fields->alt, BW_NL);
    *out = (struct concept){.said = bw_said_of(label, &prose, arena)};
    if (code && code->type == MSGPACK_OBJECT_STR)
        out->code = bw_load_copy(arena, code);
    for (int lang = 0; lang < 2; lang++) {
        const msgpack_object *list = alt ? bw_field_get(alt, concept_languages[lang]) : NULL;
        size_t n = list ? list->via.array.size : 0;
        if (label.in[lang].at && !stands_in(label.in[lang]))
            out->label[lang] = label.in[lang];
        out->description[lang] = prose.description.in[lang];
        out->alt[lang] = BW_ARENA_NEW(arena, struct bw_str, n);
        out->n_alt[lang] = n;
        for (size_t i = 0; i < n; i++)
            out->alt[lang][i] = bw_load_copy(arena, &list->via.array.ptr[i]);
    }
}

struct reading {
    struct bw_arena *arena;
    struct fields fields;
    struct concepts all;
};

static bool take_one(void *context, struct bw_str id, const msgpack_object *map)
{
    struct reading *reading = context;
    (void)id;
    take(reading->arena, map, &reading->fields, &reading->all.at[reading->all.n++]);
    return reading->all.n < MOST;
}

enum bw_err concepts_read(struct bw_reader *reader, enum bw_kind kind, struct bw_arena *arena,
                          struct concepts *out, struct bw_fail *fail)
{
    struct reading reading = {arena, {"label", "alt_labels"}, {NULL, 0}};
    if (kind == BW_KIND_COURSE)
        reading.fields = (struct fields){"title", "alt_titles"};
    reading.all.at = BW_ARENA_NEW(arena, struct concept, MOST);
    enum bw_err err = stored_each(reader, kind, take_one, &reading, fail);
    if (!err)
        *out = reading.all;
    return err;
}
