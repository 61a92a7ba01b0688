#pragma once
/* Filling a catalogue from stored records. Owns the turning of ids into indices. The thread that
 * builds the snapshot. */
#include "data/snapshot.h"
#include "data/store_inside.h"

/* Everything but peers and names: fills snapshot->cat and index_of from what `reader` sees. */
enum bw_err bw_load_catalogue(struct bw_reader *reader, struct bw_snapshot *snapshot,
                              struct bw_fail *fail);

/* Whose people: of an org and a team, each or BW_NONE. */
struct bw_group {
    uint32_t org, team;
};

struct bw_loaded {
    struct bw_person *people; /* in the arena */
    size_t n;
};

/* As bw_people_load. With n_damaged the ones that cannot be read are left out and counted, so that
 * one damaged record does not keep everyone else from being served. */
enum bw_err bw_load_people(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                           const struct bw_group *group, struct bw_arena *arena, size_t *n_damaged,
                           struct bw_loaded *out, struct bw_fail *fail);

/* Shared by the loader and the reading of employees. */
struct bw_str bw_load_copy(struct bw_arena *arena, const msgpack_object *text);
unsigned bw_load_format(const msgpack_object *name);
