#pragma once
/* Which recipe suits the outcomes: all that are tried, each judged by folds. */
#include "tools/train/cross.h"

#define BW_GRID_CELLS_MOST 32

struct bw_grid_cell {
    struct bw_recipe recipe;
    double loss; /* mean log loss of what it had not seen */
};

struct bw_grid {
    struct bw_grid_cell cells[BW_GRID_CELLS_MOST];
    size_t n, best; /* of equal ones the first, which is the simplest of its kind */
};

/* Tries logistic regression with six penalties and, if `radial`, machines with 5 prices c by 5
 * widths gamma. */
enum bw_err bw_grid_search(const struct bw_lesson *lesson, bool logistic, bool radial,
                           const struct bw_cross_how *how, struct bw_grid *out,
                           struct bw_fail *fail);
