/* How long plans take: for one person and for a team of 30, each with 100 courses to choose from,
 * by the engine and the solver's real program. Prints the median and the most of what the engine
 * does, of what CBC takes (its process included) and of the whole, and how good the plans are.
 * Measures; checks nothing.
 *
 *     plan_speed [--instances N] [--seconds S] [--gap SHARE] [--solver PATH]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "daemon/solver/solver.h"
#include "daemon/solver/solver_clock.h"
#include "model/base/sort.h"
#include "tests/daemon/programmes.h"
#include "tests/model/plan/instance.h"

#define INSTANCES_MOST 1000
#define ARENA_BYTES ((size_t)4 << 30)

struct options {
    unsigned instances;
    double seconds;
    const char *program;
    double gap;
};

struct took {
    double engine[INSTANCES_MOST], solver[INSTANCES_MOST], whole[INSTANCES_MOST];
    double processor[INSTANCES_MOST];
    double columns[INSTANCES_MOST], rows[INSTANCES_MOST];
    size_t n, within, by_solver;
    double worst_gap, closure, bound;
};

/* The solver with a watch on it. */
struct watched {
    struct bw_milp_solver solver;
    double seconds;
};

/* What this process and the solver's took of the processor. */
static double processor(void)
{
    static const int whose[] = {RUSAGE_SELF, RUSAGE_CHILDREN};
    double sum = 0;
    for (int i = 0; i < 2; i++) {
        struct rusage usage;
        getrusage(whose[i], &usage);
        sum += (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
               (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
    }
    return sum;
}

static void solve(void *context, const struct bw_milp *milp, double seconds, struct bw_arena *arena,
                  struct bw_milp_answer *out)
{
    struct watched *watched = context;
    double began = bw_solver_now();
    watched->solver.solve(watched->solver.context, milp, seconds, arena, out);
    watched->seconds += bw_solver_now() - began;
}

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void show(const char *what, double *at, size_t n, const char *unit)
{
    bw_sort(at, n, sizeof *at, ascending);
    printf("  %-36s median %9.3f   most %9.3f %s\n", what, at[n / 2], at[n - 1], unit);
}

static void plan_one(const struct options *options, const struct instance_shape *shape,
                     uint64_t seed, struct took *took)
{
    struct instance instance;
    struct bw_arena *arena = bw_arena_create(ARENA_BYTES);
    if (!arena)
        abort();
    struct bw_solver solver;
    bw_solver_find(options->program, &solver);
    solver.gap = options->gap;
    struct bw_solver_asker asker = {.solver = &solver};
    struct watched watched = {.solver = bw_solver_of(&asker)};
    instance_draw(&instance, shape, seed, arena);
    instance.task.seconds = options->seconds;
    instance.task.solver = (struct bw_milp_solver){solve, &watched};
    double began = bw_solver_now(), used = processor();
    struct bw_plan plan = bw_plan_make(&instance.task, arena);
    took->whole[took->n] = bw_solver_now() - began;
    took->processor[took->n] = processor() - used;
    took->solver[took->n] = watched.seconds;
    took->engine[took->n] = took->whole[took->n] - watched.seconds;
    took->columns[took->n] = plan.n_columns;
    took->rows[took->n] = plan.n_rows;
    took->n++;
    took->by_solver += plan.by_solver;
    took->closure += plan.closure;
    took->bound += plan.bound;
    double gap = plan.bound > 0 ? 1 - plan.closure / plan.bound : 0;
    took->within += gap <= options->gap;
    took->worst_gap = gap > took->worst_gap ? gap : took->worst_gap;
    bw_arena_free(arena);
}

static void measure(const struct options *options, const char *what, struct instance_shape shape)
{
    static struct took took;
    memset(&took, 0, sizeof took);
    for (unsigned i = 0; i < options->instances; i++)
        plan_one(options, &shape, 1 + i, &took);
    printf("%s: %zu plans, %zu within the gap, %zu by the solver; closed %.4f of the bounds, worst "
           "%.4f\n",
           what, took.n, took.within, took.by_solver,
           took.bound > 0 ? took.closure / took.bound : 1, 1 - took.worst_gap);
    show("columns of the programme", took.columns, took.n, "");
    show("rows of the programme", took.rows, took.n, "");
    show("the engine, without the solver", took.engine, took.n, "s");
    show("CBC, with its process", took.solver, took.n, "s");
    show("the whole answer", took.whole, took.n, "s");
    show("processor time of the whole", took.processor, took.n, "s");
    fflush(stdout);
}

/* What a process costs that has next to nothing to solve. */
static void measure_start(const struct options *options)
{
    double seconds[50];
    struct bw_arena *arena = bw_arena_create((size_t)16 << 20);
    struct bw_solver solver;
    bw_solver_find(options->program, &solver);
    struct bw_solver_asker asker = {.solver = &solver};
    struct bw_milp_solver of = bw_solver_of(&asker);
    for (int i = 0; arena && of.solve && i < 50; i++) {
        size_t mark = bw_arena_mark(arena);
        struct bw_milp milp = two_programme(1, arena);
        struct bw_milp_answer answer;
        double began = bw_solver_now();
        of.solve(of.context, &milp, 10, arena, &answer);
        seconds[i] = bw_solver_now() - began;
        bw_arena_rewind(arena, mark);
    }
    printf("two columns, one row:\n");
    show("a process from start to end", seconds, 50, "s");
    bw_arena_free(arena);
}

static bool read_options(int argc, char **argv, struct options *out)
{
    *out = (struct options){40, 5, BW_SOLVER_PROGRAM, .01};
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--instances") == 0)
            out->instances = (unsigned)strtoul(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--seconds") == 0)
            out->seconds = strtod(argv[i + 1], NULL);
        else if (strcmp(argv[i], "--gap") == 0)
            out->gap = strtod(argv[i + 1], NULL);
        else if (strcmp(argv[i], "--solver") == 0)
            out->program = argv[i + 1];
        else
            return false;
    }
    return argc % 2 == 1 && out->instances >= 1 && out->instances <= INSTANCES_MOST;
}

int main(int argc, char **argv)
{
    struct options options;
    if (!read_options(argc, argv, &options)) {
        fprintf(stderr,
                "plan_speed [--instances 1..%d] [--seconds S] [--gap SHARE] "
                "[--solver PATH]\n",
                INSTANCES_MOST);
        return 2;
    }
    printf("at most %g s for the solver, proven within %g\n", options.seconds, options.gap);
    measure_start(&options);
    measure(&options, "one person, 100 plain courses", instance_large(false, 1, 100));
    measure(&options, "one person, 100 courses that build on each other",
            instance_large(true, 1, 100));
    measure(&options, "30 people, 100 plain courses", instance_large(false, 30, 100));
    measure(&options, "30 people, 100 courses that build on each other",
            instance_large(true, 30, 100));
    return 0;
}
