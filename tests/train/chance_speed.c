/* What learning a chance of success takes, and what asking it does: chance_speed [THREADS|figures].
 * Outcomes are made up: 14 features, a bent truth, noise. 200 rows go through a machine of some
 * 1,700 support vectors by libsvm and by each version of ours, in turn; of the rounds the least
 * time, and the ratios' median and spread, are shown. Then a model is trained from 20,000 outcomes:
 * the whole grid on 2,000 of them, and the last fit on 5,000 with its calibration by folds, in
 * seconds of the clock and of processors. Ends with 1 when decision values are further apart than
 * 1e-5. With `figures` only asking is measured, and the rounds of libsvm and of the version that
 * this processor is served with are written for tools/bench. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/model/rbf_forced.h"
#include "tests/train/made_outcomes.h"
#include "tools/train/success.h"
#include "tools/train/svm.h"

#define ROUNDS 51
#define CANDIDATES ((size_t)200)
#define SEED 1

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void must(enum bw_err err, const struct bw_fail *fail)
{
    if (err) {
        fprintf(stderr, "chance_speed: %s\n", fail->text);
        exit(3);
    }
}

/* When the grid was done, as far as it is told. */
struct told {
    double grid_end, grid_cpu;
};

static double cpu(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static bool note(void *context, double done)
{
    struct told *told = context;
    if (done <= BW_SUCCESS_GRID_SHARE)
        *told = (struct told){now(), cpu()};
    return true;
}

static void show_fit(const struct bw_success_fit *fit)
{
    for (size_t i = 0; i < fit->grid.n; i++)
        printf("    %s c %g gamma %.4f: log loss %.4f%s\n",
               fit->grid.cells[i].recipe.kind == BW_CHANCE_RBF ? "radial" : "logistic",
               fit->grid.cells[i].recipe.c, fit->grid.cells[i].recipe.gamma,
               fit->grid.cells[i].loss, i == fit->grid.best ? " (best)" : "");
    printf("  %zu vectors; log loss %.4f (one rate %.4f), ECE %.4f, AUC %.3f\n", fit->n_vectors,
           fit->judged.log_loss, fit->constant.log_loss, fit->judged.ece, fit->judged.auc);
}

static void time_training(unsigned n_threads)
{
    struct made_outcomes made = made_outcomes(20000, MADE_BENT, 3);
    struct told told = {0, 0};
    struct bw_success success;
    struct bw_success_how how = {
        .seed = SEED, .n_threads = n_threads, .step = note, .context = &told};
    struct bw_fail fail;
    double began = now(), began_cpu = cpu();
    must(bw_train_success(&made.outcomes, &how, &success, &fail), &fail);
    const struct bw_success_fit *fit = &success.fit;
    printf("%u threads: grid of %zu recipes by %d folds on %d outcomes %.1f s (processors %.1f)\n",
           n_threads, fit->grid.n, BW_SUCCESS_FOLDS, BW_SUCCESS_GRID_MOST, told.grid_end - began,
           told.grid_cpu - began_cpu);
    printf("  fit on %zu of %zu outcomes with calibration by %u folds %.1f s (processors %.1f)\n",
           fit->n_used, fit->n_outcomes, fit->n_folds, now() - told.grid_end,
           cpu() - told.grid_cpu);
    show_fit(fit);
    bw_success_free(&success);
    made_outcomes_free(&made);
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* A machine by libsvm with about so many vectors, in both forms. */
struct machine {
    struct bw_points points;
    struct bw_svm_points *svm_points, *asked;
    struct bw_svm *svm;
    struct bw_fitted chance;
    double rows[CANDIDATES * MADE_FEATURES];
};

static void make_machine(struct machine *machine, struct made_outcomes *made)
{
    struct bw_scales scales;
    struct bw_fail fail;
    size_t n = made->outcomes.n * MADE_FEATURES;
    double *z = malloc(n * sizeof *z);
    if (!z)
        exit(3);
    bw_scales_of(&made->outcomes, &scales);
    for (size_t i = 0; i < n; i++)
        z[i] = bw_chance_standard(made->features[i], scales.mean[i % MADE_FEATURES],
                                  scales.scale[i % MADE_FEATURES]);
    machine->points = (struct bw_points){z, made->came, made->outcomes.n, MADE_FEATURES};
    machine->svm_points = bw_svm_points_create(&machine->points);
    struct bw_points asked = {z, made->came, CANDIDATES, MADE_FEATURES};
    machine->asked = bw_svm_points_create(&asked);
    memcpy(machine->rows, made->features, sizeof machine->rows);
    must(bw_svm_train(machine->svm_points, 1, 1.0 / MADE_FEATURES, &machine->svm, &fail), &fail);
    struct bw_recipe recipe = {BW_CHANCE_RBF, 1, 1.0 / MADE_FEATURES};
    struct bw_lesson lesson = {&made->outcomes, &scales, NULL};
    must(bw_recipe_fit(&recipe, &lesson, BW_NO_FOLD, &machine->chance, &fail), &fail);
}

static void free_machine(struct machine *machine)
{
    bw_svm_free(machine->svm);
    bw_svm_points_free(machine->svm_points);
    bw_svm_points_free(machine->asked);
    bw_fitted_free(&machine->chance);
    free((void *)machine->points.z);
}

static double least_of(const double *times)
{
    double least = times[0];
    for (size_t r = 1; r < ROUNDS; r++)
        least = times[r] < least ? times[r] : least;
    return least;
}

static void show(const char *name, const double *times, const double *beside)
{
    double ratios[ROUNDS];
    for (size_t r = 0; r < ROUNDS; r++)
        ratios[r] = beside[r] / times[r];
    qsort(ratios, ROUNDS, sizeof *ratios, by_size);
    double least = least_of(times);
    printf("  %-8s %7.3f ms; libsvm takes %.1f times that; by rounds %.1f (median), %.1f to %.1f\n",
           name, 1e3 * least, least_of(beside) / least, ratios[ROUNDS / 2], ratios[0],
           ratios[ROUNDS - 1]);
}

/* Of the rounds: libsvm's times and ours by version, and what was reckoned. */
struct asking {
    double times[BW_DOT_SETS + 1][ROUNDS];
    double apart; /* the largest difference of decision values */
    size_t n_vectors;
};

static void print_figures(const struct asking *asking)
{
    int served = BW_DOT_SCALAR;
    for (int set = BW_DOT_SCALAR; set < BW_DOT_SETS; set++)
        if (bw_rbf_version((enum bw_dot_set)set))
            served = set; /* the widest that runs */
    for (size_t r = 0; r < ROUNDS; r++)
        printf("figure\tsvm.ms\t%.9g\nfigure\tlibsvm.ms\t%.9g\n", 1e3 * asking->times[served][r],
               1e3 * asking->times[BW_DOT_SETS][r]);
    printf("figure\tsvm.apart\t%.9g\nfigure\tsvm.vectors\t%zu\nfact\tsvm\tby %s\n",
           1e5 * asking->apart, asking->n_vectors, bw_rbf_version((enum bw_dot_set)served)->name);
}

static void print_asking(const struct asking *asking)
{
    const double *libsvm = asking->times[BW_DOT_SETS];
    printf("%zu rows through %zu support vectors, largest difference of decision values %.1e\n",
           CANDIDATES, asking->n_vectors, asking->apart);
    show("libsvm", libsvm, libsvm);
    for (int set = BW_DOT_SCALAR; set < BW_DOT_SETS; set++)
        if (bw_rbf_version((enum bw_dot_set)set))
            show(bw_rbf_version((enum bw_dot_set)set)->name, asking->times[set], libsvm);
}

static void time_asking(struct asking *asking)
{
    static struct machine machine;
    static double want[CANDIDATES], got[CANDIDATES];
    struct made_outcomes made = made_outcomes(2100, MADE_BENT, 4);
    make_machine(&machine, &made);
    for (size_t r = 0; r < ROUNDS; r++) {
        double began = now();
        bw_svm_decisions(machine.svm, machine.asked, want);
        asking->times[BW_DOT_SETS][r] = now() - began;
        for (int set = BW_DOT_SCALAR; set < BW_DOT_SETS; set++) {
            if (!bw_rbf_version((enum bw_dot_set)set))
                continue;
            bw_test_force_rbf(bw_rbf_version((enum bw_dot_set)set));
            began = now();
            bw_chance_of(&machine.chance.chance, machine.rows, CANDIDATES, got);
            asking->times[set][r] = now() - began;
            bw_chance_decisions(&machine.chance.chance, machine.rows, CANDIDATES, got);
            for (size_t i = 0; i < CANDIDATES; i++)
                asking->apart = fmax(asking->apart, fabs(got[i] - want[i]));
        }
    }
    asking->n_vectors = bw_svm_n_vectors(machine.svm);
    free_machine(&machine);
    made_outcomes_free(&made);
}

int main(int argc, char **argv)
{
    static struct asking asking;
    bool figures = argc == 2 && strcmp(argv[1], "figures") == 0;
    unsigned n_threads = argc > 1 && !figures ? (unsigned)strtoul(argv[1], NULL, 10) : 2;
    if (argc > 2 || n_threads < 1 || n_threads > 64) {
        fprintf(stderr, "usage: chance_speed [THREADS|figures]\n");
        return 2;
    }
    time_asking(&asking);
    if (figures) {
        print_figures(&asking);
        return 0;
    }
    print_asking(&asking);
    time_training(n_threads);
    return asking.apart <= 1e-5 ? 0 : 1;
}
