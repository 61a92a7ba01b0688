#pragma once
/* What a person's ordered courses close, exactly: levels step by step, in order of time, with the
 * chance of each and of what it leans on. Pure functions, any thread.
 *
 * Whoever stands at x is lifted to a course's top when x, or the top that courses which ended
 * before its start lifted to, reaches its entry. Successes are comonotone: at u in [0, 1] the
 * courses of kappa >= u succeed. kappa of a course is the most, over what may be leaned on, of the
 * smaller of its chance (with the entry demands as these leave them) and their least kappa. */
#include "model/plan/plan_problem.h"

/* A course that a person takes. */
struct bw_plan_taken {
    uint32_t choice, option;
    bw_day start, end;
    double kappa;
};

/* Fills the kappas of `n` courses of one person, ascending by start; false when one of them may not
 * be taken: its entry demands are not met by what comes before. */
bool bw_plan_value_kappas(const struct bw_plan_problem *problem, struct bw_plan_taken taken[],
                          size_t n);

/* Judges `n` courses of `person`, ascending by start: fills their kappas and *closure; false
 * as above. */
bool bw_plan_value(const struct bw_plan_problem *problem, uint32_t person,
                   struct bw_plan_taken taken[], size_t n, double *closure);

/* The same courses, kappas known: what they close of one open need, with its weight. */
double bw_plan_value_need(const struct bw_plan_problem *problem, uint32_t person, uint32_t need,
                          const struct bw_plan_taken taken[], size_t n);

/* What a set of steps closes at most in levels, in the best order and if all succeed: lifts[i] is
 * where class i is lifted to. */
double bw_plan_track_closes(const struct bw_plan_track *track, const uint32_t lifts[]);
