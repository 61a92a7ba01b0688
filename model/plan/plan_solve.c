#include "model/plan/plan_solve.h"

#include "model/plan/plan_improve.h"
#include "model/plan/plan_realise.h"

/* Larger programmes are left to the greedy plan. */
#define COLUMNS_MOST 200000
#define ROUNDS_MOST 6
/* What is proven: no plan is worth this share more. */
#define PROVEN 1e-3
/* A person's plan that closes this share less than promised is told more of the calendar. */
#define SHORT 1e-4
/* Exchanges on a plan that is the solver's but for its calendar. */
#define TRIES 30
#define SECONDS_LEAST .05

struct solving {
    const struct bw_plan_problem *problem;
    struct bw_plan_detail detail;
    struct bw_plan_solved out;
    double seconds;
};

static void begin(struct solving *solving, const struct bw_plan_draft *draft, bool least)
{
    const struct bw_plan_problem *problem = draft->problem;
    solving->problem = problem;
    solving->out = (struct bw_plan_solved){.draft = *draft, .bound = problem->closable};
    solving->detail.sessions = BW_ARENA_NEW(problem->arena, bool, problem->n_people);
    solving->detail.weeks = BW_ARENA_NEW(problem->arena, bool, problem->n_people);
    solving->detail.least = least;
    for (uint32_t p = 0; p < problem->n_people; p++) {
        solving->detail.sessions[p] = problem->n_people == 1 || problem->away_most != BW_NONE;
        solving->detail.weeks[p] = problem->n_people == 1;
    }
}

/* Who got less than promised is told more; is there anyone to tell? */
static bool tell_more(struct solving *solving, const struct bw_plan_programme *programme,
                      const double point[], const struct bw_plan_draft *draft)
{
    bool any = false;
    for (uint32_t p = 0; p < solving->problem->n_people; p++) {
        double promised = bw_plan_programme_closes(programme, point, p);
        bool weeks = solving->detail.weeks[p];
        if (draft->lines[p].closure >= promised - SHORT * (1e-3 + promised) || weeks)
            continue;
        solving->detail.weeks[p] = solving->detail.sessions[p];
        solving->detail.sessions[p] = true;
        any = true;
    }
    return any;
}

static bool is_proven(const struct bw_plan_solved *out)
{
    double worth = out->draft.value;
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
static void take_over(struct solving *solving, const struct bw_plan_draft *made)
{
    struct bw_plan_draft better = bw_plan_draft_new(solving->problem, made->stake);
    bw_plan_draft_copy(&better, made);
    bw_plan_improve(solving->problem, &better, TRIES);
    bool enough = !solving->detail.least || bw_plan_draft_is_enough(&better);
    bool was = !solving->detail.least || bw_plan_draft_is_enough(&solving->out.draft);
    if (!enough || (was && better.value <= solving->out.draft.value))
        return;
    solving->out.draft = better;
    solving->out.better = true;
}

/* One solve; is another one worth it? */
static bool go_round(struct solving *solving)
{
    const struct bw_plan_problem *problem = solving->problem;
    struct bw_plan_solved *out = &solving->out;
    const struct bw_milp_solver *solver = &problem->task->solver;
    struct bw_plan_programme programme = bw_plan_programme_write(&out->draft, &solving->detail);
    struct bw_milp milp = bw_plan_rows_end(&programme.rows);
    struct bw_milp_answer answer = {.end = BW_MILP_FAILED};
    out->n_columns = milp.n_columns;
    out->n_rows = milp.n_rows;
    if (milp.n_columns > COLUMNS_MOST) {
        out->note = BW_PLAN_NOTE_TOO_LARGE;
        return false;
    }
    solver->solve(solver->context, &milp, solving->seconds - out->seconds, problem->arena, &answer);
    out->seconds += answer.seconds;
    out->note = note_of(answer.end);
    out->trouble = answer.trouble;
    if (answer.end == BW_MILP_FAILED)
        return false;
    if (answer.end == BW_MILP_INFEASIBLE) {
        out->impossible = solving->detail.least;
        return false;
    }
    if (answer.bound < out->bound)
        out->bound = answer.bound;
    if (!answer.point)
        return false;
    struct bw_plan_draft made = bw_plan_realise(&programme, answer.point, out->draft.stake);
    bool more = tell_more(solving, &programme, answer.point, &made);
    take_over(solving, &made);
    out->proven = answer.end == BW_MILP_OPTIMAL && is_proven(out);
    return more && !out->proven && answer.end == BW_MILP_OPTIMAL &&
           solving->seconds - out->seconds > SECONDS_LEAST;
}

struct bw_plan_solved bw_plan_solve(const struct bw_plan_draft *begin_with, bool least,
                                    double seconds)
{
    struct solving solving = {.seconds = seconds};
    begin(&solving, begin_with, least);
    for (int round = 0; round < ROUNDS_MOST && go_round(&solving); round++)
        ;
    return solving.out;
}
