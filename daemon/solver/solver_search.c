#include "daemon/solver/solver_search.h"

#include <math.h>
#include <time.h>

#include "daemon/solver/solver_cbc.h"
#include "daemon/solver/solver_check.h"
#include "daemon/solver/solver_clock.h"
#include "daemon/solver/solver_part.h"

/* Of the time that is left, what the part gets. */
#define PART_SHARE .6
#define ZERO 1e-6

struct search {
    struct bw_solver_task task;
    struct bw_arena *arena;
    double began;
    double bound;        /* of the programme without its integrality */
    const double *point; /* the best that is known, or NULL */
    double value;
};

static double left(const struct search *search)
{
    return search->task.seconds - (bw_solver_now() - search->began);
}

static bool is_whole(double x)
{
    return fabs(x - round(x)) <= ZERO;
}

static bool all_whole(const struct bw_milp *milp, const double *point)
{
    for (uint32_t j = 0; j < milp->n_columns; j++)
        if (milp->columns[j].integer && !is_whole(point[j]))
            return false;
    return true;
}

/* The better of what is known and what was found. */
static void learn(struct search *search, const struct bw_milp_answer *found)
{
    if (!found->point || (search->point && found->value <= search->value))
        return;
    search->point = found->point;
    search->value = found->value;
    search->task.milp.start = found->point;
}

/* CBC on what is left of the programme when some columns stay at 0. */
static void search_part(struct search *search, const bool *stays, double seconds,
                        struct bw_milp_answer *found)
{
    const struct bw_milp *milp = &search->task.milp;
    double *zeros = BW_ARENA_NEW(search->arena, double, milp->n_columns);
    struct bw_solver_task task = search->task;
    struct bw_solver_part part;
    *found = (struct bw_milp_answer){.end = BW_MILP_NOTHING, .bound = BW_MILP_INFINITY};
    if (seconds <= 0)
        return;
    switch (bw_solver_part_make(milp, stays, zeros, search->arena, &part)) {
    case BW_SOLVER_PART_NONE:
        found->end = BW_MILP_INFEASIBLE;
        return;
    case BW_SOLVER_PART_DONE:
        *found = (struct bw_milp_answer){.end = BW_MILP_OPTIMAL, .point = part.point};
        break;
    case BW_SOLVER_PART_MADE:
        task.milp = part.milp;
        task.seconds = seconds;
        bw_solver_cbc(&task, search->arena, found);
        if (found->point)
            found->point = bw_solver_part_point(&part, found->point, search->arena);
        break;
    }
    found->value += part.held;
    found->bound += part.held;
}

/* Without the whole columns that are at 0 in the relaxed point and in the start. What is proven of
 * the others is not of all. */
static void search_used(struct search *search, const double *relaxed)
{
    const struct bw_milp *milp = &search->task.milp;
    bool *stays = BW_ARENA_NEW(search->arena, bool, milp->n_columns);
    struct bw_milp_answer found;
    for (uint32_t j = 0; j < milp->n_columns; j++) {
        bool used = fabs(relaxed[j]) > ZERO || (milp->start && fabs(milp->start[j]) > ZERO);
        stays[j] = milp->columns[j].integer && !used;
    }
    search_part(search, stays, PART_SHARE * left(search), &found);
    learn(search, &found);
}

static struct bw_milp_answer known(const struct search *search)
{
    double least = search->bound - search->task.gap * fabs(search->bound) - BW_SOLVER_SLACK;
    bool proven = search->value >= least;
    return (struct bw_milp_answer){.end = !search->point ? BW_MILP_NOTHING
                                          : proven       ? BW_MILP_OPTIMAL
                                                         : BW_MILP_STOPPED,
                                   .value = search->value,
                                   .bound = search->bound,
                                   .point = search->point};
}

static struct bw_milp_answer search_whole(struct search *search)
{
    struct bw_milp_answer found;
    bool *stays = BW_ARENA_NEW(search->arena, bool, search->task.milp.n_columns);
    search_part(search, stays, left(search), &found);
    bool none = found.end == BW_MILP_FAILED || found.end == BW_MILP_INFEASIBLE;
    if (none && !search->point)
        return found;
    learn(search, &found);
    if (!none)
        search->bound = fmin(search->bound, found.bound);
    return known(search);
}

bool bw_solver_search(const struct bw_solver_task *task, struct bw_arena *arena,
                      const struct bw_solver_listener *listener)
{
    struct search search = {
        .task = *task, .arena = arena, .began = bw_solver_now(), .bound = BW_MILP_INFINITY};
    struct bw_milp_answer answer, relaxed;
    bw_solver_cbc_relaxed(task, arena, &relaxed);
    if (relaxed.end == BW_MILP_INFEASIBLE ||
        (relaxed.end == BW_MILP_OPTIMAL && all_whole(&task->milp, relaxed.point)))
        return listener->hear(listener->context, &relaxed);
    if (relaxed.end == BW_MILP_OPTIMAL) {
        search.bound = relaxed.bound;
        answer = known(&search);
        if (!listener->hear(listener->context, &answer))
            return false;
        search_used(&search, relaxed.point);
        answer = known(&search);
        if (answer.end == BW_MILP_OPTIMAL || left(&search) <= 0)
            return listener->hear(listener->context, &answer);
        if (search.point && !listener->hear(listener->context, &answer))
            return false;
    }
    answer = search_whole(&search);
    return listener->hear(listener->context, &answer);
}
