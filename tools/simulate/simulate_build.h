#pragma once
/* MessagePack values made in an arena, to be handed to the store's writer. Texts given as
 * `const char *` or struct bw_str are borrowed and must live as long. Any thread. */
#include <msgpack.h>

#include "model/base/arena.h"
#include "model/catalogue.h"
#include "model/base/day.h"

/* Text in the arena. */
const char *bw_sim_text(struct bw_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

struct bw_sim_map {
    msgpack_object_kv *at;
    uint32_t n, room;
};

/* A map of at most `room` entries. */
struct bw_sim_map bw_sim_map_start(struct bw_arena *arena, uint32_t room);
void bw_sim_map_put(struct bw_sim_map *map, const char *key, msgpack_object value);
msgpack_object bw_sim_map_end(const struct bw_sim_map *map);

msgpack_object bw_sim_str(const char *text);
msgpack_object bw_sim_str_of(struct bw_str text);
msgpack_object bw_sim_int(int64_t value);
msgpack_object bw_sim_float(double value);
msgpack_object bw_sim_bool(bool value);
msgpack_object bw_sim_date(struct bw_arena *arena, bw_day day);
/* {"nl": text} */
msgpack_object bw_sim_nl(struct bw_arena *arena, const char *text);
/* n of them at `items`, borrowed. */
msgpack_object bw_sim_list(msgpack_object *items, uint32_t n);
