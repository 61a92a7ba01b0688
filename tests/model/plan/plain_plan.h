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

/* What is maximised: closure, less a charge for what is taken. A course is charged
 * .01 * closable of the person * (1 + hours/40 + euros/1,000), and all that is paid a share of
 * BW_PLAN_CHARGE * closable of all by the budget, or by all that could be paid. */
struct plain_measure {
    const struct bw_plan_task *task;
    const double *closable; /* per person, as the planner says it */
    double per_cent;
};

struct plain_measure plain_measure_of(const struct bw_plan_task *task, const struct bw_plan *plan,
                                      struct bw_arena *arena);

/* What taking a course is charged, but for its price; and by start, then course. */
double plain_charge(const struct plain_measure *measure, uint32_t person, uint32_t course);
int plain_by_start(const void *a, const void *b);

/* value: -INFINITY when there is none. */
struct plain_worth {
    double closure, value;
};

/* The most that any plan is worth within the limits, by looking at all of them; none when none
 * meets the least closure. */
struct plain_worth plain_best(const struct plain_measure *measure, struct bw_arena *arena);

/* What the ranked lists are worth, taken in order while they fit the limits, people in turn, at the
 * single price; the least closure is not held against them. */
struct plain_worth plain_by_list(const struct plain_measure *measure, struct bw_arena *arena);

/* What a plan is worth, of the closure that it says. */
struct plain_worth plain_worth_of(const struct plain_measure *measure, const struct bw_plan *plan);

/* What a plan of at most PLAIN_MOST courses a person closes, from the definition. */
double plain_closure_of(const struct bw_plan_task *task, const struct bw_plan *plan,
                        struct bw_arena *arena);
