#pragma once
/* Whether a programme is one, and whether a point meets it: what a solver is told and says is held
 * against this, so that it need not be believed. Any thread. */
#include "model/base/arena.h"
#include "model/plan/milp.h"

/* How far a sum may be over its row's bound, as a share of 1 + the sizes that it is made of. */
#define BW_SOLVER_SLACK 1e-6

/* What is wrong with the programme, in the arena; NULL when nothing is. Counts within the limits of
 * solver_form, numbers finite (bounds up to BW_MILP_INFINITY), each low at most its high, rows in
 * order, every column at most once a row. */
const char *bw_solver_fault(const struct bw_milp *milp, struct bw_arena *arena);

/* Does the point meet every bound, row and integrality? */
bool bw_solver_fits(const struct bw_milp *milp, const double *point);

/* The value of a point, summed in the order of the columns. */
double bw_solver_value(const struct bw_milp *milp, const double *point);

/* What no point is worth more than, by the bounds of the columns alone; at most BW_MILP_INFINITY.
 */
double bw_solver_ceiling(const struct bw_milp *milp);
