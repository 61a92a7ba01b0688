#pragma once
/* One figure of the report, held against its peer and its goal, and how such a one is written. Owns
 * nothing: texts are those of the gathered figures. One thread. */
#include "tools/measure/bench_gathered.h"
#include "tools/measure/bench_goals.h"
#include "tools/format.h"
#include "tools/table.h"

/* More than this used by others, in percent, and the part is better measured again. */
#define BW_ROW_LOAD_MOST 5

struct bw_row {
    const struct bw_bench_goal *goal;
    double values[BW_GATHERED_REPEATS];
    size_t n;
    struct bw_spread spread, peer, ratio;
    bool has_peer, has_goal, met, stretch_met;
    const char *missing; /* why there is no figure, or no peer */
};

/* false when the figure was neither measured nor missed. */
bool bw_row_make(const struct bw_gathered *gathered, const struct bw_bench_goal *goal,
                 struct bw_row *row);

/* What others used of the processors while the part ran, in percent; negative when nobody looked.
 */
double bw_row_load(const struct bw_gathered *gathered, const char *part);

/* A figure in words; `buf` has room for BW_FORMAT_LEN, and is what comes back. */
char *bw_row_number(char *buf, double value, int decimals);
/* "yes", "NO", or nothing without a goal that can be judged. */
const char *bw_row_met(const struct bw_row *row);
/* The goal as the next cell. */
void bw_row_goal(struct bw_table *table, const struct bw_bench_goal *goal);
