#pragma once
/* What a stretch of work costs: seconds, and the most memory that it had by the kernel's count. One
 * stretch at a time where memory is asked. */
#include <stdbool.h>
#include <stdint.h>

/* Seconds on a clock that never goes back. */
double bw_spent_now_s(void);

struct bw_spent_memory {
    int64_t before; /* KiB resident when it began; -1: the kernel does not say */
};

struct bw_spent_memory bw_spent_begin(void);
/* MiB that came on top of what was there; -1 when the kernel does not say. */
double bw_spent_mib(const struct bw_spent_memory *memory);
