#pragma once
/* Parts of the outcomes that are held back in turn, so that each is judged by a model that has not
 * seen it. All outcomes of an employee are in one fold: a model that has seen a person would seem
 * better than it is. Any thread. */
#include "tools/train/outcomes.h"

#define BW_FOLDS_MOST 10

struct bw_folds {
    uint8_t *of; /* the fold of each outcome; owned */
    unsigned n;  /* 0: there can be none, since one of the two outcomes is there at most once */
    bool by_employee; /* false: what lacks would leave a fold without one of the outcomes to learn
                         from, as when all are of one person; outcomes are dealt one by one */
};

/* At most `most` (2 .. BW_FOLDS_MOST) folds, about as large and with about as many of the rarer
 * outcome; without a fold each, both outcomes are there. By `seed`. */
enum bw_err bw_folds_make(const struct bw_outcomes *outcomes, unsigned most, uint64_t seed,
                          struct bw_folds *out, struct bw_fail *fail);
void bw_folds_free(struct bw_folds *folds);
