#pragma once
/* What a learned model would do in the place of the one that serves: its chances for the outcomes
 * that came after the day up to which it was trained, and the lists that people would get. Owns who
 * and what is looked at; model/learned/trial judges. It looks at everyone's events and takes
 * seconds: for the thread for long questions. */
#include "daemon/cohorts.h"
#include "model/learned/learning.h"

/* At most the newest of outcomes, and so many people's lists. */
#define BW_GATE_OUTCOMES_MOST 5000
#define BW_GATE_PEOPLE_MOST 200

/* Two ways to answer over one catalogue. NULL: the closed form. */
struct bw_gate {
    struct bw_request *request;
    const struct bw_learning *model, *before;
    bw_day until; /* outcomes that ended after it count */
};

/* Fills *out. People who object to profiling are left out. busy when nobody waits any more. */
enum bw_err bw_gate_try(const struct bw_gate *gate, struct bw_cohorts *cohorts,
                        struct bw_trial *out, struct bw_fail *fail);
