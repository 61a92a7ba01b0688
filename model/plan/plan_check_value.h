#pragma once
/* The checker's own reckoning of what a person's courses close: plain summing over the events of
 * success and over stretches of levels. Shares no code with model/plan/plan_value. Any thread, one
 * arena each. */
#include "model/plan/plan.h"

struct bw_plan_audit {
    bool admitted; /* every course may be taken */
    size_t item;   /* the first that may not, or n */
    double closure;
    double *kappa; /* per item */
};

/* `items`: the n items of one person, by start. */
struct bw_plan_audit bw_plan_audit_value(const struct bw_plan_task *task, const struct bw_gap *gap,
                                         const struct bw_plan_item items[], size_t n,
                                         struct bw_arena *arena);
