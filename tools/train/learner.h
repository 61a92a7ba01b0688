#pragma once
/* What can be learned from outcomes, and learning it: from all of them, or from all but a fold. */
#include <limits.h>

#include "tools/train/folds.h"

/* c: the price of an error; of LOGISTIC the weights' penalty is 1 / c. gamma: RBF. */
struct bw_learner {
    enum bw_chance_kind kind;
    double c, gamma;
};

struct bw_lesson {
    const struct bw_outcomes *outcomes;
    const struct bw_scales *scales;
    const struct bw_folds *folds;
};

/* A success model with its bytes. */
struct bw_learned_chance {
    void *bytes;
    size_t n;
    struct bw_chance chance;
};

#define BW_NO_FOLD UINT_MAX

/* Learns from all outcomes that are not in the fold `left_out`. The curve of an RBF is not yet
 * fitted: slope 1, offset 0. Any thread. */
enum bw_err bw_learner_fit(const struct bw_learner *learner, const struct bw_lesson *lesson,
                           unsigned left_out, struct bw_learned_chance *out, struct bw_fail *fail);
void bw_learned_chance_free(struct bw_learned_chance *learned);
