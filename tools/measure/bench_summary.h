#pragma once
/* The end of the report: every speed goal in the order that they are stated in, a line each. One
 * thread. */
#include "tools/measure/bench_gathered.h"

/* Prints the table, none when no goal was measured or missed, and what the run took (the fact
 * "took"). */
void bw_summary_print(const struct bw_gathered *gathered);
