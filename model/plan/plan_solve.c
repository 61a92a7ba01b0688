#include "model/plan/plan_solve.h"

#include "model/plan/plan_improve.h"
#include "model/plan/plan_realise.h"

/* Larger programmes are left to the greedy plan. */
#define COLUMNS_MOST 200000
/* What is proven: no plan is worth this share more. */
#define PROVEN 1e-3
/* Exchanges on the solver's plan. */
#define TRIES 300

/* The bound is of closure less charges, whatever is at stake beside these. */
static bool is_proven(const struct bw_plan_solved *out)
{
    double worth = out->draft.closure - bw_plan_draft_charge(&out->draft);
    return out->bound - worth <= PROVEN * (worth > 0 ? worth : 0) + 1e-9;
}

static enum bw_plan_note note_of(enum bw_milp_end end)
{
    switch (end) {
    case BW_MILP_OPTIMAL:
    case BW_MILP_INFEASIBLE:
        return BW_PLAN_NOTE_NONE;
    case BW_MILP_STOPPED:
    case BW_MILP_NOTHING:
        return BW_PLAN_NOTE_TIME;
    case BW_MILP_FAILED:
        break;
    }
    return BW_PLAN_NOTE_FAILED;
}

/* A plan of the point, with what can still be had; the better one stays. */
static void take_over(struct bw_plan_solved *out, const struct bw_plan_programme *programme,
                      const double point[], bool least)
{
    struct bw_plan_draft made = bw_plan_realise(programme, point, out->draft.stake);
    bw_plan_improve(programme->problem, &made, TRIES);
    bool enough = !least || bw_plan_draft_is_enough(&made);
    bool was = !least || bw_plan_draft_is_enough(&out->draft);
    if (!enough || (was && made.value <= out->draft.value))
        return;
    out->draft = made;
    out->better = true;
}

struct bw_plan_solved bw_plan_solve(const struct bw_plan_draft *begin, bool least, double seconds)
{
    const struct bw_plan_problem *problem = begin->problem;
    const struct bw_milp_solver *solver = &problem->task->solver;
    struct bw_plan_solved out = {.draft = *begin, .bound = problem->closable};
    struct bw_plan_programme programme = bw_plan_programme_write(begin, least);
    struct bw_milp milp = bw_plan_rows_end(&programme.rows);
    struct bw_milp_answer answer = {.end = BW_MILP_FAILED};
    out.n_columns = milp.n_columns;
    out.n_rows = milp.n_rows;
    if (milp.n_columns > COLUMNS_MOST) {
        out.note = BW_PLAN_NOTE_TOO_LARGE;
        return out;
    }
    solver->solve(solver->context, &milp, seconds, problem->arena, &answer);
    out.seconds = answer.seconds;
    out.note = note_of(answer.end);
    out.trouble = answer.trouble;
    out.impossible = answer.end == BW_MILP_INFEASIBLE && least;
    if (answer.end == BW_MILP_FAILED || answer.end == BW_MILP_INFEASIBLE)
        return out;
    if (answer.bound < out.bound)
        out.bound = answer.bound;
    if (answer.point)
        take_over(&out, &programme, answer.point, least);
    out.proven = answer.end == BW_MILP_OPTIMAL && is_proven(&out);
    return out;
}
