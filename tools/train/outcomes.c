#include "tools/train/outcomes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/draw.h"

/* A deviation of less than this part of a feature's size is rounding. */
#define NO_DEVIATION 1e-12
/* Of features beyond this the model would not take the mean (model/learned/chance_open). */
#define FEATURE_MOST 1e9

static enum bw_err wrong_feature(const struct bw_outcomes *outcomes, size_t row, size_t feature,
                                 struct bw_fail *fail)
{
    double x = outcomes->features[row * outcomes->n_features + feature];
    char name[64];
    if (outcomes->names)
        snprintf(name, sizeof name, "%s", outcomes->names[feature]);
    else
        snprintf(name, sizeof name, "%zu", feature);
    return bw_fail_set(fail, BW_BAD_REQUEST,
                       "feature %s of outcome %zu is %g: it must be a number from -%g to %g", name,
                       row, x, FEATURE_MOST, FEATURE_MOST);
}

enum bw_err bw_outcomes_check(const struct bw_outcomes *outcomes, struct bw_fail *fail)
{
    size_t n = outcomes->n_features;
    if (outcomes->n == 0)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "there is no outcome to learn from: an outcome is an event enrolled and "
                           "then completed or dropped, of one employee and course");
    if (outcomes->n > UINT32_MAX)
        return bw_fail_set(fail, BW_TOO_LARGE, "at most %u outcomes can be learned from",
                           UINT32_MAX);
    if (n == 0 || n > BW_CHANCE_FEATURES_MOST)
        return bw_fail_set(fail, BW_BAD_REQUEST, "outcomes have from 1 to %d features, not %zu",
                           BW_CHANCE_FEATURES_MOST, n);
    for (size_t row = 0; row < outcomes->n; row++) {
        if (outcomes->came[row] > 1)
            return bw_fail_set(fail, BW_BAD_REQUEST,
                               "outcome %zu is %u: it must be 1 (completed) or 0 (dropped)", row,
                               outcomes->came[row]);
        for (size_t f = 0; f < n; f++)
            if (!(fabs(outcomes->features[row * n + f]) <= FEATURE_MOST))
                return wrong_feature(outcomes, row, f, fail);
    }
    return BW_OK;
}

size_t bw_outcomes_n_came(const struct bw_outcomes *outcomes)
{
    size_t n = 0;
    for (size_t i = 0; i < outcomes->n; i++)
        n += outcomes->came[i];
    return n;
}

/* Marks `take` of the rows with that outcome: each row in turn is taken with the chance that what
 * is still wanted has among what is left, so that all choices are equally likely. */
static void mark(const struct bw_outcomes *outcomes, unsigned came, size_t left, size_t take,
                 struct bw_draw *draw, unsigned char *taken)
{
    for (size_t i = 0; i < outcomes->n && take > 0; i++) {
        if (outcomes->came[i] != came)
            continue;
        if (bw_draw_below(draw, (uint32_t)left--) < take) {
            taken[i] = 1;
            take--;
        }
    }
}

static bool make_room(const struct bw_outcomes *like, size_t n, struct bw_sample *sample)
{
    sample->features = malloc(n * like->n_features * sizeof *sample->features);
    sample->came = malloc(n);
    sample->employee = malloc(n * sizeof *sample->employee);
    return sample->features && sample->came && sample->employee;
}

static void take_row(const struct bw_outcomes *from, size_t row, struct bw_sample *sample)
{
    size_t n = from->n_features, at = sample->outcomes.n++;
    memcpy(sample->features + at * n, from->features + row * n, n * sizeof *from->features);
    sample->came[at] = from->came[row];
    sample->employee[at] = from->employee[row];
}

size_t bw_sample_share(size_t n, size_t n_of_it, size_t most)
{
    return n <= most ? n_of_it : (size_t)((double)most * (double)n_of_it / (double)n + .5);
}

enum bw_err bw_sample_draw(const struct bw_outcomes *outcomes, size_t most, uint64_t seed,
                           struct bw_sample *out, struct bw_fail *fail)
{
    size_t n = outcomes->n < most ? outcomes->n : most, n_came = bw_outcomes_n_came(outcomes);
    size_t take_came = bw_sample_share(outcomes->n, n_came, most);
    struct bw_draw draw = bw_draw_start(seed, BW_STREAM_SAMPLE, 0);
    unsigned char *taken = calloc(outcomes->n, 1);
    struct bw_sample sample = {.outcomes = *outcomes};
    sample.outcomes.n = 0;
    if (!taken || !make_room(outcomes, n, &sample)) {
        bw_sample_free(&sample);
        free(taken);
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    }
    mark(outcomes, 1, n_came, take_came, &draw, taken);
    mark(outcomes, 0, outcomes->n - n_came, n - take_came, &draw, taken);
    for (size_t i = 0; i < outcomes->n; i++)
        if (taken[i])
            take_row(outcomes, i, &sample);
    free(taken);
    sample.outcomes.features = sample.features;
    sample.outcomes.came = sample.came;
    sample.outcomes.employee = sample.employee;
    *out = sample;
    return BW_OK;
}

void bw_sample_free(struct bw_sample *sample)
{
    free(sample->features);
    free(sample->came);
    free(sample->employee);
    *sample = (struct bw_sample){0};
}

void bw_scales_of(const struct bw_outcomes *outcomes, struct bw_scales *out)
{
    size_t n = outcomes->n_features;
    *out = (struct bw_scales){.n_varying = 0};
    for (size_t f = 0; f < n; f++) {
        const double *at = outcomes->features + f;
        double mean = 0, square = 0;
        for (size_t i = 0; i < outcomes->n; i++)
            mean += at[i * n];
        mean /= (double)outcomes->n;
        for (size_t i = 0; i < outcomes->n; i++)
            square += (at[i * n] - mean) * (at[i * n] - mean);
        double scale = sqrt(square / (double)outcomes->n);
        out->mean[f] = mean;
        out->scale[f] = scale > NO_DEVIATION * (1 + fabs(mean)) ? scale : 0;
        out->n_varying += out->scale[f] > 0;
    }
}
