#pragma once
/* The way to a good point in little time: the programme without its integrality tells a bound and
 * which columns matter; the programme of these alone is small and has points nearly as good as the
 * best; the rest of the time goes to the whole. Owns that order. For the solver's program. */
#include "daemon/solver/solver_form.h"

struct bw_solver_listener {
    /* What is known so far, each time it is more; false: nobody listens any more. */
    bool (*hear)(void *context, const struct bw_milp_answer *answer);
    void *context;
};

/* At most so many answers are said of one programme, of which the first has no point. */
#define BW_SOLVER_ANSWERS_MOST 3

/* Solves a programme without fault within task->seconds, roughly; what it says is unchecked. False
 * when nobody listens. */
bool bw_solver_search(const struct bw_solver_task *task, struct bw_arena *arena,
                      const struct bw_solver_listener *listener);
