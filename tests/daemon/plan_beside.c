/* Plans beside CBC alone, as figures for tools/bench: plan_beside PEOPLE TEAMS PASSES SECONDS. So
 * many drawn people with 100 plain courses each are planned for so many times over, then so many
 * drawn teams of 30 once each; right after each plan CBC alone (cbc_alone.h) gets the programme
 * that the engine made of it. Both stop when 1 % is proven, or after SECONDS of solving. By the
 * clock: of the engine the whole answer, of CBC its part alone. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemon/solver/solver.h"
#include "daemon/solver/solver_clock.h"
#include "model/base/sort.h"
#include "tests/daemon/cbc_alone.h"
#include "tests/model/plan/instance.h"

#define MOST 1000
#define TEAM 30
#define COURSES 100
#define GAP .01
#define ARENA_BYTES ((size_t)4 << 30)

/* A pair that was measured one after the other. */
struct pair {
    double ours_s, alone_s;
    double ours_open, alone_open; /* share of the own bound that was not reached */
};

/* The solver, and what it was asked. */
struct asked {
    struct bw_milp_solver solver;
    struct bw_milp milp; /* of the last call, in the plan's arena */
    struct bw_milp_answer answer;
    unsigned n; /* calls */
};

static void note(void *context, const struct bw_milp *milp, double seconds, struct bw_arena *arena,
                 struct bw_milp_answer *out)
{
    struct asked *asked = context;
    asked->milp = *milp;
    asked->n++;
    asked->solver.solve(asked->solver.context, milp, seconds, arena, out);
    asked->answer = *out;
}

static double open_share(double value, double bound)
{
    return bound > 0 && bound < BW_MILP_INFINITY ? fmax(0, 1 - value / bound) : 0;
}

/* Neither may find more than the other has proven that there is. */
static void check_agreement(const struct bw_milp_answer *ours, const struct cbc_alone *alone)
{
    double slack = 1e-4 * ours->bound;
    if (alone->value <= ours->bound + slack && ours->value <= alone->bound + slack)
        return;
    fprintf(stderr, "plan_beside: a point worth %g under a bound of %g, by CBC alone %g under %g\n",
            ours->value, ours->bound, alone->value, alone->bound);
    exit(1);
}

static struct pair plan_one(unsigned n_people, uint64_t seed, double seconds)
{
    struct instance instance;
    struct instance_shape shape = instance_large(false, n_people, COURSES);
    struct bw_arena *arena = bw_arena_create(ARENA_BYTES);
    struct bw_solver solver;
    struct pair pair = {0};
    if (!arena)
        abort();
    bw_solver_find(BW_SOLVER_PROGRAM, &solver);
    solver.gap = GAP;
    struct bw_solver_asker asker = {.solver = &solver};
    struct asked asked = {.solver = bw_solver_of(&asker)};
    instance_draw(&instance, &shape, seed, arena);
    instance.task.seconds = seconds;
    instance.task.solver = (struct bw_milp_solver){note, &asked};
    double began = bw_solver_now();
    bw_plan_make(&instance.task, arena);
    pair.ours_s = bw_solver_now() - began;
    pair.ours_open = open_share(asked.answer.value, asked.answer.bound);
    if (asked.n > 1) {
        fprintf(stderr, "plan_beside: the engine asked %u times; which is the plan?\n", asked.n);
        exit(1);
    }
    if (asked.n == 1) {
        struct cbc_alone alone = cbc_alone(&asked.milp, GAP, seconds, arena);
        check_agreement(&asked.answer, &alone);
        pair.alone_s = alone.seconds;
        pair.alone_open = open_share(alone.value, alone.bound);
    }
    bw_arena_free(arena);
    return pair;
}

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The middle and the largest of one field of the pairs. */
static void show(const char *name, const struct pair *pairs, size_t n, size_t offset)
{
    double values[MOST];
    for (size_t i = 0; i < n; i++)
        values[i] = *(const double *)(const void *)((const char *)&pairs[i] + offset);
    bw_sort(values, n, sizeof *values, ascending);
    printf("\nfigure\t%s.median\t%.9g\nfigure\t%s.most\t%.9g\n", name, values[n / 2], name,
           values[n - 1]);
}

static void show_open(const char *where, const struct pair *pair)
{
    printf("\nfigure\tplan.%s.open\t%.9g\nfigure\tcbc.%s.open\t%.9g\n", where,
           100 * pair->ours_open, where, 100 * pair->alone_open);
}

static void plan_people(size_t n, double seconds)
{
    struct pair pairs[MOST];
    for (size_t i = 0; i < n; i++) {
        pairs[i] = plan_one(1, 1 + i, seconds);
        show_open("one", &pairs[i]);
    }
    show("plan.one", pairs, n, offsetof(struct pair, ours_s));
    show("cbc.one", pairs, n, offsetof(struct pair, alone_s));
}

static void plan_team(uint64_t seed, double seconds)
{
    struct pair pair = plan_one(TEAM, seed, seconds);
    printf("\nfigure\tplan.team.s\t%.9g\nfigure\tcbc.team.s\t%.9g\n", pair.ours_s, pair.alone_s);
    show_open("team", &pair);
}

int main(int argc, char **argv)
{
    unsigned long n[3] = {0};
    double seconds = argc == 5 ? strtod(argv[4], NULL) : 0;
    for (int i = 0; argc == 5 && i < 3; i++)
        n[i] = strtoul(argv[1 + i], NULL, 10);
    if (n[0] < 1 || n[0] > MOST || n[1] < 1 || n[1] > MOST || n[2] < 1 || !(seconds > 0)) {
        fprintf(stderr, "plan_beside PEOPLE TEAMS PASSES SECONDS, each at least 1\n");
        return 2;
    }
    for (unsigned long pass = 0; pass < n[2]; pass++)
        plan_people(n[0], seconds);
    for (unsigned long team = 0; team < n[1]; team++)
        plan_team(1 + team, seconds);
    return 0;
}
