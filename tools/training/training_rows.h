#pragma once
/* Outcomes as rows that a learner takes: features side by side, tables filled in. Owns copies. One
 * thread. */
#include "model/learned/coenrol.h"
#include "tools/train/course_rates.h"
#include "tools/training/training_records.h"

struct bw_training_rows {
    double *features; /* n rows of BW_FEATURE_COUNT */
    unsigned char *came;
    uint32_t *employee, *course;
    int32_t *asked, *known; /* days */
    double *closed, *served;
    size_t n;
};

/* Those that ended after `after` and up to `until`; BW_DAY_NONE and INT32_MAX are no bounds.
 * Their co-enrolment is what `coenrol` (or NULL) says of what the person had taken before; the
 * rates are left as the daemon has them. BW_INTERNAL when memory is out; to be cleared whatever
 * comes back. */
enum bw_err bw_training_rows_make(const struct bw_training_records *records,
                                  const struct bw_coenrol *coenrol, bw_day after, bw_day until,
                                  struct bw_training_rows *out, struct bw_fail *fail);
void bw_training_rows_clear(struct bw_training_rows *rows);

/* The rows as rates are learned from them. */
struct bw_rate_outcomes bw_training_rate_outcomes(const struct bw_training_records *records,
                                                  const struct bw_training_rows *rows);
