#pragma once
/* What can be made of outcomes, and making it: a success model of one kind with its settings, from
 * all of them or from all but a fold. */
#include <limits.h>

#include "tools/train/folds.h"

/* c: the price of an error; of LOGISTIC the weights' penalty is 1 / c. gamma: RBF. */
struct bw_recipe {
    enum bw_chance_kind kind;
    double c, gamma;
};

struct bw_lesson {
    const struct bw_outcomes *outcomes;
    const struct bw_scales *scales;
    const struct bw_folds *folds;
};

/* A success model with its bytes. */
struct bw_fitted {
    void *bytes;
    size_t n;
    struct bw_chance chance;
};

#define BW_NO_FOLD UINT_MAX

/* Learns from all outcomes that are not in the fold `left_out`. The curve of an RBF is not yet
 * fitted: slope 1, offset 0. Any thread. */
enum bw_err bw_recipe_fit(const struct bw_recipe *recipe, const struct bw_lesson *lesson,
                          unsigned left_out, struct bw_fitted *out, struct bw_fail *fail);
void bw_fitted_free(struct bw_fitted *fitted);
