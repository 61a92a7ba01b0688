#pragma once
/* How much a course goes with what a person had taken before a day. Owns room for looking. People
 * are asked about in their order. One thread. */
#include "model/learned/coenrol.h"
#include "tools/training/training_records.h"

struct bw_training_past {
    const struct bw_training_records *records;
    const struct bw_coenrol *coenrol; /* NULL: nothing goes with anything */
    uint32_t *known;                  /* of each course its place among those of coenrol */
    uint32_t *before;
    double *scores;
    size_t at; /* the first of `taken` of the employee at hand */
};

/* False when memory is out; to be given to bw_training_past_end whatever comes back. */
bool bw_training_past_start(const struct bw_training_records *records,
                            const struct bw_coenrol *coenrol, struct bw_training_past *out);
void bw_training_past_end(struct bw_training_past *past);

/* 0..1. `employee` is never before the one of the last call. */
double bw_training_together_with(struct bw_training_past *past, uint32_t employee, uint32_t course,
                                 bw_day day);
