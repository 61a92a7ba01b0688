#pragma once
/* The clock that nobody sets, for how long things take. Any thread. */
#include <stdint.h>

/* Microseconds since a moment that is the same as long as the machine runs. */
int64_t bw_clock_us(void);
static inline int64_t bw_clock_s(void)
{
    return bw_clock_us() / 1000000;
}
