#pragma once
/* Counters and latencies per method, one set a worker, added up when asked for. Written by the
 * owning worker alone, so that counting takes no lock and no bus; read by any thread (relaxed). */
#include <stdatomic.h>
#include <stdint.h>

#include "model/base/err.h"

#define BW_STATS_METHODS 128
#define BW_STATS_BUCKETS 24 /* bucket b: under 2^b microseconds */

struct bw_method_stats {
    atomic_uint_fast64_t calls, failed;
    atomic_uint_fast64_t microseconds;
    atomic_uint_fast64_t buckets[BW_STATS_BUCKETS];
    atomic_uint_fast64_t errors[BW_ERR_COUNT]; /* by code; BW_OK stays 0 */
};

struct bw_stats {
    struct bw_method_stats methods[BW_STATS_METHODS];
    atomic_uint_fast64_t errors[BW_ERR_COUNT]; /* by code, of what was no call of a method */
    atomic_uint_fast64_t connections;          /* ever */
    atomic_uint_fast64_t broken;               /* closed for bytes that are no MessagePack */
    atomic_uint_fast64_t refused; /* messages, with too_large or busy before a method was known */
    atomic_uint_fast64_t notifications_failed;
    /* Connections that were ended for what they did not do. */
    atomic_uint_fast64_t cut_idle;       /* say something */
    atomic_uint_fast64_t cut_incomplete; /* end a message that they began */
    atomic_uint_fast64_t cut_slow;       /* read their answers */
};

/* Adds one; the owning worker's thread. */
static inline void bw_stats_add(atomic_uint_fast64_t *counter)
{
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + 1,
                          memory_order_relaxed);
}

/* A call that took so long and ended with `err`; the owning worker's thread. */
void bw_stats_count(struct bw_method_stats *stats, uint64_t microseconds, enum bw_err err);
