#include "daemon/stats.h"

void bw_stats_count(struct bw_method_stats *stats, uint64_t microseconds, enum bw_err err)
{
    int bucket = 0;
    while (bucket < BW_STATS_BUCKETS - 1 && microseconds >> bucket)
        bucket++;
    bw_stats_add(&stats->calls);
    bw_stats_add(&stats->buckets[bucket]);
    uint64_t before = atomic_load_explicit(&stats->microseconds, memory_order_relaxed);
    atomic_store_explicit(&stats->microseconds, before + microseconds, memory_order_relaxed);
    if (!err)
        return;
    bw_stats_add(&stats->failed);
    bw_stats_add(&stats->errors[err]);
}
