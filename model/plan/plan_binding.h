#pragma once
/* What limits a plan: every limit that, loosened alone, lets more be closed, found by planning
 * again at once (greedy, no solver) with that one loosened; and what stands in the way of courses
 * whatever the limits (model/plan/plan_blocked). Results live in the problem's arena. One thread.
 */
#include "model/plan/plan_draft.h"

/* Bindings are collected in here. */
struct bw_plan_bindings {
    struct bw_plan_binding *at;
    size_t n, most;
};

/* One about nothing yet. */
struct bw_plan_binding bw_plan_binding_of(enum bw_plan_constraint constraint);
/* Adds it while there is room. */
void bw_plan_binding_add(struct bw_plan_bindings *bindings, const struct bw_plan_binding *binding);

/* Fills out->binding for the plan that `draft` is; items and people of `out` are there. */
void bw_plan_bind(const struct bw_plan_draft *draft, struct bw_plan *out);
