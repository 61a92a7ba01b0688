#include "model/plan/plan.h"

#include "model/plan/plan_answer.h"
#include "model/plan/plan_binding.h"
#include "model/plan/plan_check.h"
#include "model/plan/plan_improve.h"
#include "model/plan/plan_solve.h"

/* Exchanges that are tried on the greedy plan: for each of the people, but no more than these. */
#define TRIES_EACH 100
#define TRIES_MOST 1000
/* How much more it counts to bring people to the least closure. */
#define STAKE 10
/* Of the seconds, that are left for planning without the least closure when it cannot be met. */
#define SECONDS_LEAST .1

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
    uint32_t most = TRIES_MOST / TRIES_EACH,
             n = problem->n_people < most ? problem->n_people : most;
    bw_plan_improve(problem, &best, TRIES_EACH * n);
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

/* The draft as an answer; does the check find it sound? */
static bool is_sound(const struct bw_plan_task *task, const struct bw_plan_draft *draft,
                     struct bw_plan *plan)
{
    struct bw_arena *arena = draft->problem->arena;
    plan->feasible = bw_plan_draft_is_enough(draft);
    bw_plan_answer(draft, plan);
    if (plan->bound < plan->closure)
        plan->bound = plan->closure;
    size_t mark = bw_arena_mark(arena);
    struct bw_plan_verdict verdict = bw_plan_check(task, plan, arena);
    bw_arena_rewind(arena, mark);
    if (verdict.fault == BW_PLAN_SOUND)
        return true;
    plan->note = BW_PLAN_NOTE_REFUSED;
    plan->trouble = bw_plan_fault_name(verdict.fault);
    plan->by_solver = plan->optimal = false;
    plan->bound = draft->problem->closable;
    return false;
}

/* Plans within the seconds that are left, with or without the least closure. */
static void plan_within(const struct bw_plan_task *task, const struct bw_plan_problem *problem,
                        bool least, struct bw_plan_draft drafts[2], struct bw_plan *plan)
{
    double stake = least ? STAKE : 0, seconds = task->seconds - plan->solver_seconds;
    drafts[0] = greedy_plan(problem, stake);
    drafts[1] = bw_plan_draft_new(problem, stake);
    bw_plan_draft_copy(&drafts[1], &drafts[0]);
    if (!task->solver.solve)
        return;
    if (seconds < SECONDS_LEAST * task->seconds)
        seconds = SECONDS_LEAST * task->seconds;
    struct bw_plan_solved solved = bw_plan_solve(&drafts[0], least, seconds);
    drafts[0] = solved.draft;
    plan->by_solver = solved.better || solved.proven;
    plan->optimal = solved.proven;
    plan->note = solved.note;
    plan->trouble = solved.trouble;
    plan->n_columns = solved.n_columns;
    plan->n_rows = solved.n_rows;
    plan->solver_seconds += solved.seconds;
    plan->bound = closure_bound(problem, &drafts[0], solved.bound);
}

struct bw_plan bw_plan_make(const struct bw_plan_task *task, struct bw_arena *arena)
{
    struct bw_plan_problem *problem = bw_plan_problem_make(task, &task->limits, arena);
    struct bw_plan plan = {.note = BW_PLAN_NOTE_NO_SOLVER, .n_candidates = problem->n_choices};
    /* The best there is, the greedy one, and nothing at all: what is left if the check refuses. */
    struct bw_plan_draft drafts[3];
    bool least = task->limits.min_closure > 0;
    plan.bound = problem->closable;
    plan_within(task, problem, least, drafts, &plan);
    if (least && !bw_plan_draft_is_enough(&drafts[0]))
        plan_within(task, problem, false, drafts, &plan);
    drafts[2] = bw_plan_draft_new(problem, 0);
    bw_plan_tidy(problem, &drafts[0]);
    size_t best = 0;
    while (best < 2 && !is_sound(task, &drafts[best], &plan))
        best++;
    if (best == 2)
        bw_plan_answer(&drafts[best], &plan);
    bw_plan_bind(&drafts[best], &plan);
    return plan;
}

const char *bw_plan_constraint_name(enum bw_plan_constraint constraint)
{
    static const char *const names[BW_PLAN_CONSTRAINT_COUNT] = {
        "budget",     "hours", "max_courses", "min_closure", "away",   "seats",
        "week_hours", "by",    "no_session",  "entry",       "circle", "not_taught"};
    return names[constraint];
}
