#include "model/plan/plan.h"

#include "model/plan/plan_answer.h"
#include "model/plan/plan_binding.h"
#include "model/plan/plan_improve.h"
#include "model/plan/plan_solve.h"

/* Exchanges that are tried on the greedy plan. */
#define TRIES 300
/* How much more it counts to bring people to the least closure. */
#define STAKE 10

bw_day bw_plan_by(const struct bw_catalogue *cat, const struct bw_question *question, bw_day from)
{
    bw_day last = BW_DAY_NONE;
    for (size_t i = 0; question->goal.kind == BW_GOAL_CHANGE && i < question->goal.changes.n; i++) {
        bw_day effective = cat->changes[question->goal.changes.at[i]].effective;
        last = effective > last ? effective : last;
    }
    return last != BW_DAY_NONE && last > from ? last - 1 : from + 365;
}

/* The best of a few greedy plans, improved. */
static struct bw_plan_draft greedy_plan(const struct bw_plan_problem *problem, double stake)
{
    static const double powers[] = {1, .5, 0};
    struct bw_plan_draft best = bw_plan_draft_new(problem, stake), next = best;
    for (size_t i = 0; i < sizeof powers / sizeof *powers; i++) {
        struct bw_plan_greedy greedy = bw_plan_greedy_new(problem, powers[i]);
        next = bw_plan_draft_new(problem, stake);
        bw_plan_greedy_fill(&greedy, &next);
        if (next.value > best.value)
            best = next;
    }
    bw_plan_improve(problem, &best, TRIES);
    bw_plan_tidy(problem, &best);
    return best;
}

/* What a bound of what is maximised says of the closure of plans that take no more than this one:
 * its charges come on top. */
static double closure_bound(const struct bw_plan_problem *problem,
                            const struct bw_plan_draft *draft, double bound)
{
    double closure = bound + bw_plan_draft_charge(draft);
    return closure < problem->closable ? closure : problem->closable;
}

struct bw_plan bw_plan_make(const struct bw_plan_task *task, struct bw_arena *arena)
{
    struct bw_plan_problem *problem = bw_plan_problem_make(task, &task->limits, arena);
    bool least = task->limits.min_closure > 0;
    struct bw_plan_draft draft = greedy_plan(problem, least ? STAKE : 0);
    struct bw_plan plan = {.note = BW_PLAN_NOTE_NO_SOLVER, .n_candidates = problem->n_choices};
    plan.bound = problem->closable;
    if (task->solver.solve) {
        struct bw_plan_solved solved = bw_plan_solve(&draft, least, task->seconds);
        draft = solved.draft;
        plan.by_solver = solved.better || solved.proven;
        plan.optimal = solved.proven;
        plan.note = solved.note;
        plan.trouble = solved.trouble;
        plan.n_columns = solved.n_columns;
        plan.n_rows = solved.n_rows;
        plan.solver_seconds = solved.seconds;
        plan.bound = closure_bound(problem, &draft, solved.bound);
    }
    bw_plan_tidy(problem, &draft);
    plan.feasible = bw_plan_draft_is_enough(&draft);
    bw_plan_answer(&draft, &plan);
    if (plan.bound < plan.closure)
        plan.bound = plan.closure;
    bw_plan_bind(&draft, &plan);
    return plan;
}

const char *bw_plan_constraint_name(enum bw_plan_constraint constraint)
{
    static const char *const names[BW_PLAN_CONSTRAINT_COUNT] = {
        "budget",     "hours", "max_courses", "min_closure", "away",   "seats",
        "week_hours", "by",    "no_session",  "entry",       "circle", "not_taught"};
    return names[constraint];
}
