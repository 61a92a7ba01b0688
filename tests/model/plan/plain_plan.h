#pragma once
/* Plans straight from their definition: the value of one person's courses, and the best plan of all
 * there are. Slow and plain; shares nothing with the planner but the data types and the beliefs. */
#include "model/plan/plan.h"

#define PLAIN_MOST 12

struct plain_taken {
    uint32_t course;
    const struct bw_session *session;
    bw_day start, end;
};

/* What these courses of a person close; under 0 when one of them may not be taken. kappa[n] becomes
 * their chances. */
double plain_value(const struct bw_plan_task *task, const struct bw_gap *gap,
                   const struct plain_taken taken[], size_t n, double kappa[]);

/* The most that any plan closes within the limits, by looking at all of them; under 0 when none
 * meets the least closure. */
double plain_best(const struct bw_plan_task *task, struct bw_arena *arena);

/* What the ranked lists close, taken in order while they fit the limits, people in turn. */
double plain_by_list(const struct bw_plan_task *task, struct bw_arena *arena);
