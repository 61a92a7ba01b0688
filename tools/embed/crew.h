#pragma once
/* Work on many numbered things by several threads at once. What is done for a thing must depend on
 * it alone; then the result does not depend on how many threads there are. */
#include <stdbool.h>
#include <stddef.h>

/* More threads than this are not begun. */
#define BW_CREW_MOST 64

/* Does [first, end); member 0 .. n_threads - 1 tells which thread it is, for scratch of its own. */
typedef void bw_crew_work(void *context, unsigned member, size_t first, size_t end);

/* Calls `work` for all of 0 .. n - 1, at most `size` at a time, and waits for them. */
void bw_crew_run(unsigned n_threads, size_t n, size_t size, bw_crew_work *work, void *context);
