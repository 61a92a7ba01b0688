#pragma once
/* Filling a catalogue from stored records. Owns the turning of ids into indices. The thread that
 * builds the snapshot. */
#include "data/snapshot.h"
#include "data/store_inside.h"

/* Everything but peers, names and what is near: fills snapshot->cat, index_of and finders from what
 * `reader` sees. */
enum bw_err bw_load_catalogue(struct bw_reader *reader, struct bw_snapshot *snapshot,
                              struct bw_fail *fail);

/* Fills snapshot->cat.verdicts; courses and competencies are there. */
enum bw_err bw_load_verdicts(struct bw_reader *reader, struct bw_snapshot *snapshot,
                             struct bw_fail *fail);
/* Fills the inverted index, its levels and the cards of a catalogue whose courses are there. */
void bw_load_index(struct bw_catalogue *cat, struct bw_arena *arena);
/* A text in languages; a plain one is in `plain`. NULL: none. */
struct bw_text bw_load_text(struct bw_arena *arena, const msgpack_object *value,
                            enum bw_lang plain);
/* Description and alternative names (in the field `alt_names`) of a record. */
struct bw_prose bw_load_prose(struct bw_arena *arena, const msgpack_object *map,
                              const char *alt_names, enum bw_lang plain);

/* Where ids are looked up, and whose memory is filled. */
struct bw_load_ids {
    uint32_t (*find)(const void *of, enum bw_kind kind, struct bw_str id); /* BW_NONE: nowhere */
    const void *of;
    struct bw_arena *arena;
};
/* One demanded level. */
struct bw_ask bw_load_ask(const struct bw_load_ids *ids, const msgpack_object *map);
/* A change, but for id and org; plain texts are in `plain`. */
void bw_load_change(const struct bw_load_ids *ids, const msgpack_object *map, enum bw_lang plain,
                    struct bw_change *out);

/* Shared by the loader and the reading of employees. */
struct bw_str bw_load_copy(struct bw_arena *arena, const msgpack_object *text);
unsigned bw_load_format(const msgpack_object *name);

/* A stored event of `employee`, with copies of its texts; its course is left to the caller. */
struct bw_event_row;
enum bw_err bw_load_event(struct bw_arena *arena, const struct bw_event_row *row,
                          struct bw_str employee, struct bw_event *out, struct bw_fail *fail);
