#pragma once
/* CBC, COIN-OR's branch and cut, behind the form of model/plan/milp: the one place that knows its
 * interface. Deterministic: one thread, fixed seeds. It keeps its time roughly, prints to stdout
 * and may end the process when it is out of memory: for the solver's program alone. */
#include "daemon/solver/solver_form.h"

/* What no point of it can be worth more than, by the programme without its integrality: quickly
 * known. NOTHING with a bound, INFEASIBLE, or FAILED. */
void bw_solver_cbc_bound(const struct bw_solver_task *task, struct bw_arena *arena,
                         struct bw_milp_answer *out);

/* Solves a programme without fault; what it says is unchecked. */
void bw_solver_cbc(const struct bw_solver_task *task, struct bw_arena *arena,
                   struct bw_milp_answer *out);
