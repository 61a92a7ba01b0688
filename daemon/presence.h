#pragma once
/* Is a connection still there? Shared by it and by questions of its that are answered elsewhere, so
 * that these need not be answered when nobody waits any more. Held by count; any thread. */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

struct bw_presence {
    atomic_uint holders;
    atomic_bool gone;
    /* Of its long questions, under the lock of their queue (daemon/errand). */
    unsigned n_waiting;
    uint64_t turn; /* when one of them was last begun; 0: never */
};

/* With one holder; NULL when memory is out. */
static inline struct bw_presence *bw_presence_make(void)
{
    struct bw_presence *presence = calloc(1, sizeof *presence);
    if (presence)
        atomic_init(&presence->holders, 1);
    return presence;
}

static inline struct bw_presence *bw_presence_hold(struct bw_presence *presence)
{
    atomic_fetch_add_explicit(&presence->holders, 1, memory_order_relaxed);
    return presence;
}

static inline void bw_presence_drop(struct bw_presence *presence)
{
    if (presence && atomic_fetch_sub_explicit(&presence->holders, 1, memory_order_acq_rel) == 1)
        free(presence);
}
