#pragma once
/* The way of what is made up into the store: items wait until there are enough for a group, then go
 * through the store's one writer, checked like anyone's. Owns the waiting items and the arena they
 * lie in. One thread; the store is held by nobody else. */
#include "data/write.h"
#include "tools/progress.h"
#include "tools/simulate/simulate_build.h"

struct bw_sim_waiting {
    msgpack_object *at;
    size_t n, room;
};

struct bw_sim_out {
    struct bw_store *store;
    struct bw_arena *arena; /* of the group at hand: reset when it is written */
    struct bw_sim_waiting waiting[BW_KIND_END];
    size_t n_waiting;
    uint64_t written[BW_KIND_END];
    struct bw_progress progress;
};

/* internal when there is no memory. */
enum bw_err bw_sim_out_open(struct bw_store *store, struct bw_sim_out *out, struct bw_fail *fail);
void bw_sim_out_close(struct bw_sim_out *out);

/* The item and all that it holds must lie in out->arena, or live longer. */
void bw_sim_out_add(struct bw_sim_out *out, enum bw_kind kind, msgpack_object item);
/* Enough for a group? Then it is time to flush, between two people. */
bool bw_sim_out_is_full(const struct bw_sim_out *out);
/* Writes what waits, all or nothing, durable on return. */
enum bw_err bw_sim_out_flush(struct bw_sim_out *out, struct bw_fail *fail);
