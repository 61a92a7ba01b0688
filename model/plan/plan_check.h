#pragma once
/* Holds a finished plan against every limit and against its own figures, derived anew from the
 * catalogue and the people: it shares the data types with what makes plans, and none of their code.
 * No plan is answered that it refuses. Any thread, one arena each. */
#include "model/plan/plan.h"

enum bw_plan_fault {
    BW_PLAN_SOUND,
    BW_PLAN_FAULT_ORDER,    /* items not by person, order and start, or a course twice */
    BW_PLAN_FAULT_LISTED,   /* a course that may not be listed for the person */
    BW_PLAN_FAULT_SESSION,  /* not the course's, full, filtered out, or other days than its own */
    BW_PLAN_FAULT_TIME,     /* outside from .. by, or an own pace that is not in whole weeks */
    BW_PLAN_FAULT_SAME_DAY, /* two sessions of one day on it */
    BW_PLAN_FAULT_WEEK,     /* more hours than a week has, or an own pace that does not fit */
    BW_PLAN_FAULT_HOURS,    /* of an item, a person, the sum, or over the limit */
    BW_PLAN_FAULT_COURSES,  /* more than max_courses */
    BW_PLAN_FAULT_SEATS,
    BW_PLAN_FAULT_AWAY,
    BW_PLAN_FAULT_COST, /* of an item, a person or the sum; shares; the employee's part */
    BW_PLAN_FAULT_BUDGET,
    BW_PLAN_FAULT_ENTRY,   /* an entry demand that what comes before does not open */
    BW_PLAN_FAULT_SUCCESS, /* kappa */
    BW_PLAN_FAULT_CLOSURE, /* of a person or the sum */
    BW_PLAN_FAULT_LEAST,   /* said to be feasible, but someone stays under min_closure */
    BW_PLAN_FAULT_BOUND,   /* under the closure, or over the gap */
    BW_PLAN_FAULT_COUNT
};

/* "order", "session", … */
const char *bw_plan_fault_name(enum bw_plan_fault fault);

struct bw_plan_verdict {
    enum bw_plan_fault fault; /* the first that was found */
    uint32_t person;          /* BW_NONE: of all */
    size_t item;              /* n_items: none in particular */
};

/* `plan` is an answer to `task`, its limits those of the task. */
struct bw_plan_verdict bw_plan_check(const struct bw_plan_task *task, const struct bw_plan *plan,
                                     struct bw_arena *arena);
