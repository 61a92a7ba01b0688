#pragma once
/* Logistic regression with a penalty on the weights' squares. Any thread. */
#include <stddef.h>

#include "model/base/err.h"

/* `n` rows of n_features standardised features (at most BW_CHANCE_FEATURES_MOST) with what came of
 * each; both outcomes must be there. */
struct bw_points {
    const double *z;
    const unsigned char *came;
    size_t n, n_features;
};

/* The weights (n_features) and offset for which sum of -ln chance + |weights|^2 / (2 c) is least,
 * by Newton's method with the step halved until that gains. The offset bears no penalty.
 * BW_BAD_REQUEST: all outcomes are the same. */
enum bw_err bw_logistic_fit(const struct bw_points *points, double c, double *weights,
                            double *offset, struct bw_fail *fail);
