#pragma once
/* The ways in which each course may be begun: as things stand, or after courses that open its entry
 * demands, with the kappa that each way gives. Owns the enumeration, which never leans on itself:
 * it goes round by round from what needs nothing. Results live in the arena. Any thread, one arena
 * each. */
#include "model/plan/plan_problem.h"

/* Fills `modes` of the choices of one person, everything else of whom is there. */
void bw_plan_modes_fill(const struct bw_plan_problem *problem, uint32_t person,
                        struct bw_plan_choice choices[]);
