#pragma once
/* The solver's plan, told of the calendar only as far as the plan turns out to need it: solve, make
 * a plan of it, and where that closes less than promised tell more and solve again. Owns the
 * seconds and what is proven. Lives in the problem's arena. One thread. */
#include "model/plan/plan_draft.h"

struct bw_plan_solved {
    struct bw_plan_draft draft; /* no worse than the one to begin from */
    bool better;                /* it is the solver's */
    bool proven;                /* no plan is worth more, within what counts as proven */
    bool impossible;            /* proven: nobody's least closure can be met by all */
    double bound;               /* no plan is worth more: closure less charges */
    enum bw_plan_note note;
    const char *trouble;
    uint32_t n_columns, n_rows;
    double seconds;
};

/* `begin`: a plan. `least`: whether the least closure is to be met. */
struct bw_plan_solved bw_plan_solve(const struct bw_plan_draft *begin, bool least, double seconds);
