#pragma once
/* How long solving takes, on both ends of the process. Any thread. */
#include <time.h>

/* Seconds by the clock that nobody sets. */
static inline double bw_solver_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}
