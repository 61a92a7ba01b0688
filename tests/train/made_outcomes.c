#include "tests/train/made_outcomes.h"

#include <math.h>
#include <stdlib.h>

#include "tools/draw.h"

static double logit_of(const double *x, enum made_truth truth)
{
    static const double slopes[MADE_FEATURES] = {.9, -.7, .5, -.4, .3};
    double sum = 1.4, square = 0;
    if (truth == MADE_BLIND)
        return log(4);
    for (size_t f = 0; f < MADE_FEATURES; f++)
        sum += slopes[f] * x[f];
    for (size_t f = 0; f < 3; f++)
        square += x[f] * x[f];
    return truth == MADE_LINEAR ? sum : 4 * exp(-square / 2) - 1;
}

struct made_outcomes made_outcomes(size_t n, enum made_truth truth, uint64_t seed)
{
    struct made_outcomes made = {.features = malloc((n * MADE_FEATURES + 1) * sizeof(double)),
                                 .p = malloc((n + 1) * sizeof(double)),
                                 .came = malloc(n + 1),
                                 .employee = malloc((n + 1) * sizeof(uint32_t))};
    if (!made.features || !made.p || !made.came || !made.employee)
        abort();
    for (size_t i = 0; i < n; i++) {
        struct bw_draw draw = bw_draw_start(seed, 1, i);
        double *x = made.features + i * MADE_FEATURES;
        for (size_t f = 0; f < MADE_FEATURES; f++)
            x[f] = bw_draw_normal(&draw, 0, 1);
        made.p[i] = 1 / (1 + exp(-logit_of(x, truth)));
        made.came[i] = bw_draw_chance(&draw, made.p[i]);
        made.employee[i] = bw_draw_below(&draw, (uint32_t)(n / 10 + 1));
        x[5] = 40 + 10 * x[5]; /* features have units of their own */
        x[6] = x[6] > 0;
    }
    made.outcomes =
        (struct bw_outcomes){made.features, made.came, made.employee, n, MADE_FEATURES, NULL};
    return made;
}

void made_outcomes_free(struct made_outcomes *made)
{
    free(made->features);
    free(made->p);
    free(made->came);
    free(made->employee);
}
