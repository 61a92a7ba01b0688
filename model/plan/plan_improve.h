#pragma once
/* From a good plan to a better one by exchange: something is taken out and what was freed is spent
 * again, and it stays when that is worth more. Owns what is taken out. Deterministic. Lives in the
 * problem's arena. One thread. */
#include "model/plan/plan_greedy.h"

/* Tries at most `tries` exchanges on `draft`. */
void bw_plan_improve(const struct bw_plan_problem *problem, struct bw_plan_draft *draft,
                     uint32_t tries);

/* Takes out what closes nothing, and brings what is left to cheaper runs where that loses nothing.
 */
void bw_plan_tidy(const struct bw_plan_problem *problem, struct bw_plan_draft *draft);
