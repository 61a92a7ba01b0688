#include "daemon/solver/solver.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "daemon/solver/solver_check.h"
#include "daemon/solver/solver_child.h"
#include "daemon/solver/solver_clock.h"
#include "daemon/solver/solver_form.h"
#include "daemon/solver/solver_search.h"

#define PROGRAM "bekwaam-solver"
#define GAP .001
#define MEMORY_BYTES ((uint64_t)2 << 30)

void bw_solver_find(const char *told, struct bw_solver *out)
{
    char self[BW_SOLVER_PATH_SIZE];
    *out = (struct bw_solver){.gap = GAP, .memory_bytes = MEMORY_BYTES};
    if (strcmp(told, "off") == 0)
        return;
    if (told[0]) {
        snprintf(out->program, sizeof out->program, "%s", told);
        return;
    }
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    while (len > 0 && self[len - 1] != '/')
        len--;
    if (len > 0 && (size_t)len + sizeof PROGRAM <= sizeof out->program)
        snprintf(out->program, sizeof out->program, "%.*s%s", (int)len, self, PROGRAM);
}

static void fail(struct bw_milp_answer *out, const char *trouble)
{
    *out = (struct bw_milp_answer){.end = BW_MILP_FAILED, .trouble = trouble};
}

/* Integers are made whole; false when the point is then none of the programme's. */
static bool settle_point(const struct bw_milp *milp, const double *said, double *own)
{
    for (uint32_t j = 0; j < milp->n_columns; j++) {
        double x = milp->columns[j].integer ? round(said[j]) : said[j];
        own[j] = fmin(fmax(x, milp->columns[j].low), milp->columns[j].high);
        if (!(fabs(own[j] - said[j]) <= BW_SOLVER_SLACK * (1 + fabs(said[j]))))
            return false;
    }
    return bw_solver_fits(milp, own);
}

/* Optimal is what its own bound proves to be. */
static bool settle_bound(const struct bw_milp *milp, double gap, struct bw_milp_answer *out)
{
    double ceiling = bw_solver_ceiling(milp);
    if (isnan(out->bound))
        return false;
    if (out->bound > ceiling)
        out->bound = ceiling;
    if (!out->point)
        return true;
    if (out->bound < out->value - 1e-5 * (1 + fabs(out->value)))
        return false;
    out->bound = fmax(out->bound, out->value);
    if (out->bound - out->value > gap * fabs(out->bound) + 1e-6)
        out->end = BW_MILP_STOPPED;
    return true;
}

/* What was said becomes what is true, or a failure. */
static void settle(const struct bw_solver_task *task, bool start_fits, double *own,
                   struct bw_milp_answer *out)
{
    const struct bw_milp *milp = &task->milp;
    if (out->end == BW_MILP_FAILED)
        return;
    if (out->end == BW_MILP_INFEASIBLE && start_fits) {
        fail(out, "the solver finds no point where there is one");
        return;
    }
    if (out->point && !settle_point(milp, out->point, own)) {
        fail(out, "the solver's point does not meet the programme");
        return;
    }
    if (out->point) {
        out->point = own;
        out->value = bw_solver_value(milp, own);
    }
    double start = start_fits ? bw_solver_value(milp, milp->start) : 0;
    if (start_fits && (!out->point || out->value < start)) {
        out->end = out->point ? out->end : BW_MILP_STOPPED;
        out->point = milp->start;
        out->value = start;
    }
    if (!settle_bound(milp, task->gap, out))
        fail(out, "the solver's bound is none");
}

/* A task with what comes of it. */
struct asked {
    const struct bw_solver_task *task;
    bool start_fits;
    void *said; /* answers, one after another: each knows more than those before it */
    size_t len;
    double *own; /* room for a point */
};

/* The last whole answer, or that there is none; false when anything else was said as well. */
static bool last_answer(const struct asked *asked, struct bw_arena *arena,
                        struct bw_milp_answer *out, const char **why)
{
    const char *at = asked->said;
    size_t left = asked->len, len;
    bool any = false, well = true;
    *why = "the solver's answer is none";
    while (well && (len = bw_solver_answer_whole(at, left)) > 0) {
        well = bw_solver_answer_open(at, len, asked->task->milp.n_columns, arena, out, why);
        any = true;
        at += len;
        left -= len;
    }
    return any && well && left == 0;
}

/* It did not come to its end: what it had said until then, if anything. */
static void take_said(struct asked *asked, struct bw_arena *arena, struct bw_milp_answer *out)
{
    struct bw_milp_answer said;
    const char *why;
    size_t whole = 0, more;
    *out = (struct bw_milp_answer){.end = BW_MILP_NOTHING, .bound = BW_MILP_INFINITY};
    while ((more = bw_solver_answer_whole((char *)asked->said + whole, asked->len - whole)) > 0)
        whole += more;
    asked->len = whole;
    if (last_answer(asked, arena, &said, &why))
        *out = said;
    settle(asked->task, asked->start_fits, asked->own, out);
}

/* A crash after a point was said costs what would have come after it; before, it is a failure. */
static void take_broken(struct asked *asked, const char *trouble, struct bw_arena *arena,
                        struct bw_milp_answer *out)
{
    take_said(asked, arena, out);
    if (!out->point || out->point == asked->task->milp.start)
        fail(out, trouble);
}

static const char *keep(struct bw_arena *arena, const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(bw_arena_take(arena, size), text, size);
}

/* All memory is taken before the process runs: taking some may leave this function for good. */
static void run(const struct bw_solver_asker *asker, const struct bw_solver_task *task,
                bool start_fits, struct bw_arena *arena, struct bw_milp_answer *out)
{
    const struct bw_milp *milp = &task->milp;
    char trouble[BW_CHILD_TROUBLE_SIZE] = "";
    const char *why;
    size_t in_bytes = bw_solver_task_size(milp);
    size_t most = bw_solver_answer_most(0) +
                  (BW_SOLVER_ANSWERS_MOST - 1) * bw_solver_answer_most(milp->n_columns);
    void *in = bw_arena_take(arena, in_bytes);
    struct asked asked = {.task = task,
                          .start_fits = start_fits,
                          .said = bw_arena_take(arena, most),
                          .own = BW_ARENA_NEW(arena, double, milp->n_columns + 1)};
    bw_solver_task_pack(task, in);
    struct bw_child_run child = {.program = asker->solver->program,
                                 .in = in,
                                 .in_bytes = in_bytes,
                                 .out = asked.said,
                                 .out_most = most,
                                 .seconds = task->seconds + BW_SOLVER_GRACE(task->seconds),
                                 .wanted = asker->wanted,
                                 .context = asker->context};
    switch (bw_child_run(&child, &asked.len, trouble)) {
    case BW_CHILD_LATE:
    case BW_CHILD_UNWANTED:
        take_said(&asked, arena, out);
        break;
    case BW_CHILD_BROKEN:
        take_broken(&asked, keep(arena, trouble), arena, out);
        break;
    case BW_CHILD_DONE:
        if (last_answer(&asked, arena, out, &why))
            settle(task, start_fits, asked.own, out);
        else
            fail(out, why);
        break;
    }
}

static void solve(void *context, const struct bw_milp *milp, double seconds, struct bw_arena *arena,
                  struct bw_milp_answer *out)
{
    const struct bw_solver_asker *asker = context;
    double began = bw_solver_now();
    const char *fault = bw_solver_fault(milp, arena);
    struct bw_solver_task task = {.milp = *milp,
                                  .seconds = seconds,
                                  .gap = asker->solver->gap,
                                  .memory_bytes = asker->solver->memory_bytes,
                                  .asker = getpid()};
    if (fault) {
        fail(out, fault);
    } else {
        run(asker, &task, milp->start && bw_solver_fits(milp, milp->start), arena, out);
    }
    out->seconds = bw_solver_now() - began;
}

struct bw_milp_solver bw_solver_of(const struct bw_solver_asker *asker)
{
    bool there = asker->solver->program[0] != '\0';
    return (struct bw_milp_solver){there ? solve : NULL, (void *)(size_t)asker};
}
