#pragma once
/* What success is learned from: rows of features with what came of each, checked, drawn from and
 * standardised. Owns copies that it makes. One thread a table; several tables at once are well. */
#include <stdint.h>

#include "model/learned/chance.h"

/* `n` outcomes; borrowed. Which employee an outcome is of is a number of the caller's. */
struct bw_outcomes {
    const double *features;    /* n rows of n_features */
    const unsigned char *came; /* 1: completed, 0: dropped */
    const uint32_t *employee;
    size_t n, n_features;
    const char *const *names; /* of the features, for what is told; may be NULL */
};

/* Every draw of training has its stream. */
enum bw_train_stream { BW_STREAM_SAMPLE = 1, BW_STREAM_FOLDS, BW_STREAM_SHUFFLE };

/* BW_BAD_REQUEST, with the row (from 0) and the feature, when a feature is no finite number, an
 * outcome is neither 0 nor 1, or there are no rows or no or too many features. */
enum bw_err bw_outcomes_check(const struct bw_outcomes *outcomes, struct bw_fail *fail);

size_t bw_outcomes_n_came(const struct bw_outcomes *outcomes);

/* Outcomes that are owned. */
struct bw_sample {
    struct bw_outcomes outcomes;
    double *features;
    unsigned char *came;
    uint32_t *employee;
};

/* All of them, or `most` when they are more, drawn by `seed`: of each outcome the same share, so
 * that chances learned from the sample hold for all. In the order of the rows. */
enum bw_err bw_sample_draw(const struct bw_outcomes *outcomes, size_t most, uint64_t seed,
                           struct bw_sample *out, struct bw_fail *fail);
/* How many of a sample have an outcome that `n_of_it` of all n have. */
size_t bw_sample_share(size_t n, size_t n_of_it, size_t most);
void bw_sample_free(struct bw_sample *sample);

/* How features are standardised (model/learned/chance.h): mean and standard deviation of each, a
 * deviation of 0 for one that never changes. */
struct bw_scales {
    double mean[BW_CHANCE_FEATURES_MOST], scale[BW_CHANCE_FEATURES_MOST];
    size_t n_varying; /* features with a scale above 0 */
};

void bw_scales_of(const struct bw_outcomes *outcomes, struct bw_scales *out);
