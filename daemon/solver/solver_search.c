#include "daemon/solver/solver_search.h"

#include <math.h>
#include <time.h>

#include "daemon/solver/solver_cbc.h"

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

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double left(const struct search *search)
{
    return search->task.seconds - (now() - search->began);
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

/* Whole columns that are at 0 in the relaxed point, and in the start, stay there. False when that
 * leaves all of them open. */
static bool leave_out(const struct bw_milp *milp, const double *relaxed, struct bw_arena *arena,
                      struct bw_milp *out)
{
    struct bw_milp_column *columns = BW_ARENA_NEW(arena, struct bw_milp_column, milp->n_columns);
    uint32_t n = 0;
    for (uint32_t j = 0; j < milp->n_columns; j++) {
        bool used = fabs(relaxed[j]) > ZERO || (milp->start && fabs(milp->start[j]) > ZERO);
        columns[j] = milp->columns[j];
        if (!columns[j].integer || used)
            continue;
        columns[j].low = columns[j].high = 0;
        n++;
    }
    *out = *milp;
    out->columns = columns;
    return n > 0;
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

/* With the columns that matter alone; what is proven of these is not of the whole. */
static void search_part(struct search *search, const double *relaxed)
{
    struct bw_solver_task part = search->task;
    struct bw_milp_answer found;
    part.seconds = PART_SHARE * left(search);
    if (part.seconds <= 0 || !leave_out(&search->task.milp, relaxed, search->arena, &part.milp))
        return;
    bw_solver_cbc(&part, search->arena, &found);
    learn(search, &found);
}

static struct bw_milp_answer known(const struct search *search)
{
    bool proven = search->bound - search->value <= search->task.gap * fabs(search->bound);
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
    struct bw_solver_task task = search->task;
    task.seconds = left(search);
    bw_solver_cbc(&task, search->arena, &found);
    if (found.end == BW_MILP_FAILED || found.end == BW_MILP_INFEASIBLE)
        return found;
    learn(search, &found);
    search->bound = fmin(search->bound, found.bound);
    return known(search);
}

bool bw_solver_search(const struct bw_solver_task *task, struct bw_arena *arena,
                      const struct bw_solver_listener *listener)
{
    struct search search = {
        .task = *task, .arena = arena, .began = now(), .bound = BW_MILP_INFINITY};
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
        search_part(&search, relaxed.point);
        answer = known(&search);
        if (answer.end == BW_MILP_OPTIMAL || left(&search) <= 0)
            return listener->hear(listener->context, &answer);
        if (search.point && !listener->hear(listener->context, &answer))
            return false;
    }
    answer = search_whole(&search);
    return listener->hear(listener->context, &answer);
}
