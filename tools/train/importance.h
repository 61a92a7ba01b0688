#pragma once
/* What each feature is worth to a model: how much worse it foresees outcomes that it has not seen
 * when the feature's values have changed places among them (permutation importance, Breiman 2001).
 */
#include "tools/train/cross.h"

struct bw_importance_how {
    uint64_t seed;
    unsigned n_threads;
    double *out; /* by feature: mean log loss more than with the values in place; 0 for one that
                    never changes */
};

/* Of one recipe whose models were kept: `curves` by fold. Values change places within their fold,
 * so that the model asked is one that has not seen the outcome. */
enum bw_err bw_importance_of(const struct bw_lesson *lesson, const struct bw_cross *cross,
                             const struct bw_curve *curves, const struct bw_importance_how *how,
                             struct bw_fail *fail);
