/* How good plans are. Small questions, of which every plan can be looked at: what the ranked lists,
 * the greedy plan and the served plan (CBC by its process) are worth of the best there is. Large
 * ones: the plan that is served in time against CBC with more time, and against the bound. And
 * plans by the thousand, held against the independent check. Fails when a goal is missed.
 * plan_quality [--small N] [--large N] [--checked N] [--first SEED] [--seconds S] [--long S]
 * [--people N --courses N, of the large ones] [--solver PATH] */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/solver/solver.h"
#include "model/plan/plan_check.h"
#include "tests/model/plan/instance.h"
#include "tests/model/plan/plain_plan.h"

#define ARENA_BYTES ((size_t)4 << 30)
/* Of the best, on average, where courses build on each other. */
#define SERVED_LEAST .97
/* Sums of the same closures in another order. */
#define SLACK 1e-6
#define SMALL_SECONDS 2
/* Of the plans that are checked, one in so many is a team's, and one in so many is asked of CBC, as
 * all of teams are. */
#define TEAM_EVERY 50
#define ASK_EVERY 7

struct options {
    unsigned long small, large, checked, first;
    uint32_t people, courses; /* of the large ones */
    double seconds, longer;
    const char *program;
    struct bw_solver solver;
};

struct shares {
    double sum, least, closed;
    unsigned long n, least_seed, best;
};

static void count(struct shares *shares, struct plain_worth worth, struct plain_worth best,
                  uint64_t seed)
{
    double share = worth.value / best.value;
    shares->sum += share;
    shares->closed += worth.closure / best.closure;
    shares->best += share >= 1 - SLACK;
    if (shares->n++ == 0 || share < shares->least) {
        shares->least = share;
        shares->least_seed = (unsigned long)seed;
    }
}

static void show(const char *what, const struct shares *shares)
{
    double n = shares->n > 0 ? (double)shares->n : 1;
    printf("  %-26s %4lu: mean %.4f  least %7.4f (seed %lu)  best in %5.1f %%  closes %.4f\n", what,
           shares->n, shares->sum / n, shares->least, shares->least_seed,
           100 * (double)shares->best / n, shares->closed / n);
}

static struct bw_plan plan_with(const struct options *options, const struct instance *instance,
                                double seconds, struct bw_arena *arena)
{
    struct bw_solver_asker asker = {.solver = &options->solver};
    struct bw_plan_task task = instance->task;
    task.seconds = seconds;
    if (seconds > 0)
        task.solver = bw_solver_of(&asker);
    return bw_plan_make(&task, arena);
}

static struct bw_arena *new_arena(void)
{
    struct bw_arena *arena = bw_arena_create(ARENA_BYTES);
    if (!arena)
        abort();
    return arena;
}

struct small {
    struct shares list, greedy, served;
    unsigned long nothing, impossible, proven, over_bound, wrong;
};

/* Said to be feasible, or worth nothing. */
static struct plain_worth worth_of(const struct plain_measure *measure, const struct bw_plan *plan)
{
    return plan->feasible ? plain_worth_of(measure, plan) : (struct plain_worth){0, 0};
}

static void small_one(const struct options *options, bool rich, uint64_t seed, struct small *out)
{
    struct bw_arena *arena = new_arena();
    struct instance instance;
    struct instance_shape shape = instance_small(rich, 1 + (uint32_t)(seed % 3));
    instance_draw(&instance, &shape, seed, arena);
    struct bw_plan greedy = plan_with(options, &instance, 0, arena);
    struct bw_plan served = plan_with(options, &instance, SMALL_SECONDS, arena);
    struct plain_measure measure = plain_measure_of(&instance.task, &served, arena);
    struct plain_worth best = plain_best(&measure, arena);
    out->proven += served.optimal;
    out->wrong += fabs(plain_closure_of(&instance.task, &served, arena) - served.closure) > SLACK;
    out->wrong += best.value < 0 && served.feasible;
    out->wrong += worth_of(&measure, &served).value > fmax(best.value, 0) + SLACK;
    if (best.value < 0)
        out->impossible++;
    else if (best.value <= SLACK)
        out->nothing++;
    else {
        if (instance.task.limits.min_closure <= 0) /* which lists know nothing of */
            count(&out->list, plain_by_list(&measure, arena), best, seed);
        count(&out->greedy, worth_of(&measure, &greedy), best, seed);
        count(&out->served, worth_of(&measure, &served), best, seed);
    }
    bw_arena_free(arena);
}

static bool small_all(const struct options *options, bool rich)
{
    struct small small = {0};
    for (uint64_t i = 0; i < options->small; i++)
        small_one(options, rich, options->first + i, &small);
    printf("small, %s: %lu questions, of which %lu have nothing worth taking, %lu cannot reach the "
           "least closure; %lu proven; %lu wrong figures\n",
           rich ? "courses build on each other" : "plain courses", options->small, small.nothing,
           small.impossible, small.proven, small.wrong);
    show("the ranked lists", &small.list);
    show("the greedy plan", &small.greedy);
    show("the served plan", &small.served);
    fflush(stdout);
    bool good =
        !rich || options->small == 0 || small.served.sum >= SERVED_LEAST * (double)small.served.n;
    return good && small.wrong == 0;
}

struct large {
    struct shares of_longer, of_bound, greedy;
    unsigned long proven, longer_proven;
};

static void large_one(const struct options *options, bool rich, uint64_t seed, struct large *out)
{
    struct bw_arena *arena = new_arena();
    struct instance instance;
    struct instance_shape shape = instance_large(rich, options->people, options->courses);
    instance_draw(&instance, &shape, seed, arena);
    struct bw_plan greedy = plan_with(options, &instance, 0, arena);
    struct bw_plan served = plan_with(options, &instance, options->seconds, arena);
    struct bw_plan longer = plan_with(options, &instance, options->longer, arena);
    struct plain_measure measure = plain_measure_of(&instance.task, &served, arena);
    struct plain_worth long_worth = plain_worth_of(&measure, &longer);
    double charges = longer.closure - long_worth.value;
    struct plain_worth bound = {longer.bound, longer.bound - charges};
    count(&out->of_longer, plain_worth_of(&measure, &served), long_worth, seed);
    count(&out->of_bound, plain_worth_of(&measure, &served), bound, seed);
    count(&out->greedy, plain_worth_of(&measure, &greedy), bound, seed);
    out->proven += served.optimal;
    out->longer_proven += longer.optimal;
    bw_arena_free(arena);
}

static void large_all(const struct options *options, bool rich)
{
    struct large large = {0};
    for (uint64_t i = 0; i < options->large; i++)
        large_one(options, rich, options->first + i, &large);
    printf("%u people, %u %s: %lu questions, %lu proven in %g s, %lu in %g s\n", options->people,
           options->courses, rich ? "courses that build on each other" : "plain courses",
           options->large, large.proven, options->seconds, large.longer_proven, options->longer);
    show("served, of the longer run's", &large.of_longer);
    show("served, of the bound", &large.of_bound);
    show("greedy, of the bound", &large.greedy);
    fflush(stdout);
}

struct checked {
    unsigned long plans, items, asked, invalid, failed;
};

static void check_one(const struct options *options, uint64_t seed, struct checked *out)
{
    struct bw_arena *arena = new_arena();
    struct instance instance;
    bool team = seed % TEAM_EVERY == 0, ask = team || seed % ASK_EVERY == 0;
    struct instance_shape shape = team ? instance_large(seed / TEAM_EVERY % 2, 8, 30)
                                       : instance_small(seed % 2, 1 + (uint32_t)(seed / 2 % 4));
    instance_draw(&instance, &shape, seed + 1000000, arena);
    struct bw_plan plan = plan_with(options, &instance, ask ? 1 : 0, arena);
    struct bw_plan_verdict verdict = bw_plan_check(&instance.task, &plan, arena);
    if (verdict.fault != BW_PLAN_SOUND)
        printf("  seed %lu: %s\n", (unsigned long)seed, bw_plan_fault_name(verdict.fault));
    if (plan.note == BW_PLAN_NOTE_FAILED)
        printf("  seed %lu: the solver failed: %s\n", (unsigned long)seed, plan.trouble);
    out->plans++;
    out->items += plan.n_items;
    out->asked += ask;
    out->invalid += verdict.fault != BW_PLAN_SOUND;
    out->failed += plan.note == BW_PLAN_NOTE_FAILED;
    bw_arena_free(arena);
}

static bool check_all(const struct options *options)
{
    struct checked checked = {0};
    for (uint64_t i = 0; i < options->checked; i++)
        check_one(options, options->first + i, &checked);
    printf("checked: %lu plans with %lu courses, %lu invalid; the solver was asked for %lu and "
           "failed for %lu, whose plans are greedy\n",
           checked.plans, checked.items, checked.invalid, checked.asked, checked.failed);
    fflush(stdout);
    return checked.invalid == 0;
}

static bool read_options(int argc, char **argv, struct options *out)
{
    *out = (struct options){40, 1, 200, 1, 30, 100, 5, 60, BW_SOLVER_PROGRAM, {.gap = 0}};
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--small") == 0)
            out->small = strtoul(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--large") == 0)
            out->large = strtoul(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--checked") == 0)
            out->checked = strtoul(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--first") == 0)
            out->first = strtoul(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--people") == 0)
            out->people = (uint32_t)strtoul(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--courses") == 0)
            out->courses = (uint32_t)strtoul(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--seconds") == 0)
            out->seconds = strtod(argv[i + 1], NULL);
        else if (strcmp(argv[i], "--long") == 0)
            out->longer = strtod(argv[i + 1], NULL);
        else if (strcmp(argv[i], "--solver") == 0)
            out->program = argv[i + 1];
        else
            return false;
    }
    bw_solver_find(out->program, &out->solver);
    return argc % 2 == 1;
}

int main(int argc, char **argv)
{
    struct options options;
    if (!read_options(argc, argv, &options)) {
        fprintf(stderr,
                "plan_quality [--small N] [--large N] [--checked N] [--first SEED] [--seconds S] "
                "[--long S] [--people N] [--courses N] [--solver PATH]\n");
        return 2;
    }
    bool good = check_all(&options);
    for (int rich = 1; rich >= 0 && options.small > 0; rich--)
        good &= small_all(&options, rich);
    for (int rich = 1; rich >= 0 && options.large > 0; rich--)
        large_all(&options, rich);
    if (!good)
        printf("a goal is missed: no plan invalid, no figure wrong, and the served plan %.2f of "
               "the best where courses build on each other\n",
               SERVED_LEAST);
    return good ? 0 : 1;
}
