#pragma once
/* Courses that nobody can begin, and needs that nothing closes: entry demands that no course opens
 * or that wait for each other, competencies that no course teaches, sessions that come too late.
 * Results live in the problem's arena. One thread. */
#include "model/plan/plan_binding.h"

/* What stands in the way within the problem; each thing once, by person, then by id. */
void bw_plan_blocked(const struct bw_plan_problem *problem, struct bw_plan_bindings *out);

/* Courses that `later`, a plan of the same people within a later last day, takes, and that have no
 * session in the time of `problem`. */
void bw_plan_blocked_sessions(const struct bw_plan_problem *problem,
                              const struct bw_plan_draft *later, struct bw_plan_bindings *out);
