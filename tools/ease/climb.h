#pragma once
/* The best of a ridge, by trying: from its usual size in steps of sqrt(10) as long as it gets
 * better, then half a step to either side. Each ridge is tried once. */
#include <stdbool.h>

#include "model/base/err.h"

/* Ridges lie between these. */
#define BW_CLIMB_LEAST 1.0
#define BW_CLIMB_MOST 100000.0
/* Where the climb begins, and what is taken where nothing can be judged: 10^2.5. */
#define BW_CLIMB_USUAL 316.227766016837933

/* How good a ridge is, into *worth; more is better. An error ends the climb. */
typedef enum bw_err bw_climb_try(void *context, double ridge, double *worth, struct bw_fail *fail);

struct bw_climbed {
    double ridge, worth;
    unsigned n_tried;
};

enum bw_err bw_ease_climb(bw_climb_try *try, void *context, struct bw_climbed *out,
                          struct bw_fail *fail);
