#pragma once
/* Counters and latencies per method, one set a worker, added up when asked for. Written by the
 * owning worker, read by any thread (relaxed). */
#include <stdatomic.h>
#include <stdint.h>

#define BW_STATS_METHODS 128
#define BW_STATS_BUCKETS 24 /* bucket b: under 2^b microseconds */

struct bw_method_stats {
    atomic_uint_fast64_t calls, errors;
    atomic_uint_fast64_t microseconds;
    atomic_uint_fast64_t buckets[BW_STATS_BUCKETS];
};

struct bw_stats {
    struct bw_method_stats methods[BW_STATS_METHODS];
    atomic_uint_fast64_t connections; /* ever */
    atomic_uint_fast64_t broken;      /* closed for bytes that are no MessagePack */
    atomic_uint_fast64_t refused;     /* too_large or busy before a method was known */
    atomic_uint_fast64_t notifications_failed;
};

void bw_stats_count(struct bw_method_stats *stats, uint64_t microseconds, int failed);
