#include <string.h>

#include "data/load.h"
#include "data/said.h"
#include "data/schema.h"

struct bw_str bw_load_copy(struct bw_arena *arena, const msgpack_object *text)
{
    if (!text || text->type != MSGPACK_OBJECT_STR)
        return (struct bw_str){NULL, 0};
    char *copy = bw_arena_take(arena, text->via.str.size + 1);
    memcpy(copy, text->via.str.ptr, text->via.str.size);
    copy[text->via.str.size] = '\0';
    return (struct bw_str){copy, text->via.str.size};
}

unsigned bw_load_format(const msgpack_object *name)
{
    for (unsigned f = 0; f < BW_FORMAT_COUNT; f++) {
        const char *known = bw_course_format_name((enum bw_format)f);
        if (strlen(known) == name->via.str.size &&
            memcmp(known, name->via.str.ptr, name->via.str.size) == 0)
            return f;
    }
    return BW_FORMAT_E_LEARNING;
}

struct bw_text bw_load_text(struct bw_arena *arena, const msgpack_object *value, enum bw_lang plain)
{
    struct bw_text text = {{{NULL, 0}, {NULL, 0}}};
    if (value && value->type == MSGPACK_OBJECT_MAP) {
        text.in[BW_NL] = bw_load_copy(arena, bw_field_get(value, "nl"));
        text.in[BW_EN] = bw_load_copy(arena, bw_field_get(value, "en"));
    } else {
        text.in[plain] = bw_load_copy(arena, value);
    }
    return text;
}

struct bw_prose bw_load_prose(struct bw_arena *arena, const msgpack_object *map,
                              const char *alt_names, enum bw_lang plain)
{
    static const char *const languages[] = {"nl", "en"};
    const msgpack_object *names = bw_field_get(map, alt_names), *lists[2] = {NULL, NULL};
    struct bw_prose prose = {.description =
                                 bw_load_text(arena, bw_field_get(map, "description"), plain)};
    size_t n = 0;
    for (int lang = 0; names && lang < 2; lang++) {
        lists[lang] = bw_field_get(names, languages[lang]);
        n += lists[lang] ? lists[lang]->via.array.size : 0;
    }
    struct bw_str *alt = BW_ARENA_NEW(arena, struct bw_str, n);
    for (int lang = 0; lang < 2; lang++)
        for (uint32_t i = 0; lists[lang] && i < lists[lang]->via.array.size; i++)
            alt[prose.n_alt++] = bw_load_copy(arena, &lists[lang]->via.array.ptr[i]);
    prose.alt = alt;
    return prose;
}

struct bw_said bw_said_of_record(struct bw_arena *arena, enum bw_kind kind,
                                 const msgpack_object *map)
{
    bool course = kind == BW_KIND_COURSE;
    struct bw_prose prose = bw_load_prose(arena, map, course ? "alt_titles" : "alt_labels", BW_NL);
    struct bw_text name = bw_load_text(arena, bw_field_get(map, course ? "title" : "label"), BW_NL);
    return bw_said_of(name, &prose, arena);
}
