#include "daemon/stats.h"

void bw_stats_count(struct bw_method_stats *stats, uint64_t microseconds, int failed)
{
    int bucket = 0;
    while (bucket < BW_STATS_BUCKETS - 1 && microseconds >> bucket)
        bucket++;
    atomic_fetch_add_explicit(&stats->calls, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&stats->errors, failed ? 1 : 0, memory_order_relaxed);
    atomic_fetch_add_explicit(&stats->microseconds, microseconds, memory_order_relaxed);
    atomic_fetch_add_explicit(&stats->buckets[bucket], 1, memory_order_relaxed);
}
