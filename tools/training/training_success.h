#pragma once
/* The chance of success, learned from the older outcomes and held against the newer ones. Owns the
 * split by time, the rows (with what they take from tables that are learned as well) and the
 * judging. One thread. */
#include "model/learned/coenrol.h"
#include "model/learned/metrics.h"
#include "tools/card/drift.h"
#include "tools/train/success.h"
#include "tools/training/training_records.h"

/* The share of outcomes, the newest, that is held back to judge by. */
#define BW_TRAINING_HELD_BACK .2

/* The day up to which is learned from: about that share of the outcomes ended later; without
 * outcomes, of what was taken or shown. BW_DAY_NONE when
 * there is none. */
bw_day bw_training_until(const struct bw_training_records *records);

/* Whose chances are held against what came. */
enum bw_training_who {
    BW_TRAINING_MODEL,
    BW_TRAINING_SERVING,
    BW_TRAINING_CLOSED,
    BW_TRAINING_CONSTANT, /* the share that came of what was learned from */
    BW_TRAINING_WHO
};
/* "model", "serving", "closed-form", "constant" */
const char *bw_training_who_name(enum bw_training_who who);

struct bw_training_success {
    struct bw_success chance; /* bytes NULL: no outcome was there to learn from */
    void *rates;              /* the section, n_rates bytes */
    size_t n_rates, n_learned, n_held;
    /* Of the outcomes that were held back, sorted (model/learned/metrics); NULL where nobody told.
     */
    struct bw_foretold *told[BW_TRAINING_WHO];
    struct bw_metrics judged[BW_TRAINING_WHO];
    struct bw_drift ranges[BW_FEATURE_COUNT]; /* what features were like in what was learned from */
    bool better;                              /* than the closed form, on what it has not seen */
};

struct bw_training_how {
    bw_day until;
    uint64_t seed;
    unsigned n_threads;
    bool (*step)(void *context, double done); /* false stops it; may be NULL */
    void *context;
};

/* `coenrol`: what rows take their co-enrolment from, or NULL. Errors as bw_train_success has them.
 * To be cleared whatever comes back. */
enum bw_err bw_training_success(const struct bw_training_records *records,
                                const struct bw_coenrol *coenrol, const struct bw_training_how *how,
                                struct bw_training_success *out, struct bw_fail *fail);
void bw_training_success_clear(struct bw_training_success *success);
