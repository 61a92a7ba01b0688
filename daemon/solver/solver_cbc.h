#pragma once
/* CBC, COIN-OR's branch and cut, behind the form of model/plan/milp: the one place that knows its
 * interface. Deterministic: one thread, fixed seeds. It keeps its time roughly, prints to stdout
 * and may end the process when it is out of memory: for the solver's program alone. */
#include "daemon/solver/solver_form.h"

/* The best point of a programme without fault, said as it is found: unchecked, in the arena. */
void bw_solver_cbc(const struct bw_solver_task *task, struct bw_arena *arena,
                   struct bw_milp_answer *out);

/* The same with every column continuous, which is soon known: its value is what no point of the
 * programme is worth more than. OPTIMAL, INFEASIBLE or FAILED; its start counts for nothing. */
void bw_solver_cbc_relaxed(const struct bw_solver_task *task, struct bw_arena *arena,
                           struct bw_milp_answer *out);
