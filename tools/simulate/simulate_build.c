#include "tools/simulate/simulate_build.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *bw_sim_text(struct bw_arena *arena, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int len = vsnprintf(NULL, 0, format, list);
    va_end(list);
    char *text = bw_arena_take(arena, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return text;
}

struct bw_sim_map bw_sim_map_start(struct bw_arena *arena, uint32_t room)
{
    return (struct bw_sim_map){bw_arena_take(arena, room * sizeof(msgpack_object_kv)), 0, room};
}

void bw_sim_map_put(struct bw_sim_map *map, const char *key, msgpack_object value)
{
    if (map->n == map->room)
        abort(); /* the caller's count is wrong */
    map->at[map->n++] = (msgpack_object_kv){bw_sim_str(key), value};
}

msgpack_object bw_sim_map_end(const struct bw_sim_map *map)
{
    msgpack_object out = {.type = MSGPACK_OBJECT_MAP};
    out.via.map.ptr = map->at;
    out.via.map.size = map->n;
    return out;
}

msgpack_object bw_sim_str(const char *text)
{
    return bw_sim_str_of((struct bw_str){text, (uint32_t)strlen(text)});
}

msgpack_object bw_sim_str_of(struct bw_str text)
{
    msgpack_object out = {.type = MSGPACK_OBJECT_STR};
    out.via.str.ptr = text.at;
    out.via.str.size = text.len;
    return out;
}

msgpack_object bw_sim_int(int64_t value)
{
    msgpack_object out = {.type = value < 0 ? MSGPACK_OBJECT_NEGATIVE_INTEGER
                                            : MSGPACK_OBJECT_POSITIVE_INTEGER};
    out.via.i64 = value;
    return out;
}

msgpack_object bw_sim_float(double value)
{
    msgpack_object out = {.type = MSGPACK_OBJECT_FLOAT64};
    out.via.f64 = value;
    return out;
}

msgpack_object bw_sim_bool(bool value)
{
    msgpack_object out = {.type = MSGPACK_OBJECT_BOOLEAN};
    out.via.boolean = value;
    return out;
}

msgpack_object bw_sim_date(struct bw_arena *arena, bw_day day)
{
    char *text = bw_arena_take(arena, BW_DAY_TEXT_LEN + 1);
    bw_day_format(day, text);
    return bw_sim_str_of((struct bw_str){text, BW_DAY_TEXT_LEN});
}

msgpack_object bw_sim_nl(struct bw_arena *arena, const char *text)
{
    struct bw_sim_map map = bw_sim_map_start(arena, 1);
    bw_sim_map_put(&map, "nl", bw_sim_str(text));
    return bw_sim_map_end(&map);
}

msgpack_object bw_sim_list(msgpack_object *items, uint32_t n)
{
    msgpack_object out = {.type = MSGPACK_OBJECT_ARRAY};
    out.via.array.ptr = items;
    out.via.array.size = n;
    return out;
}
