#include "tools/measure/bench_schedule.h"

uint64_t bw_schedule_next_ns(const struct bw_schedule *schedule)
{
    return schedule->start_ns + (uint64_t)((double)schedule->n * 1e9 / schedule->rate);
}

bool bw_schedule_take(struct bw_schedule *schedule, uint64_t now_ns, uint64_t *intended_ns)
{
    uint64_t next_ns = bw_schedule_next_ns(schedule);
    if (next_ns > now_ns)
        return false;
    *intended_ns = next_ns;
    schedule->n++;
    return true;
}
