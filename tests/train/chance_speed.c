/* What learning a chance of success takes, and what asking it does: chance_speed [THREADS].
 * Outcomes are made up: 14 features, a bent truth, noise. Times the whole grid on 2,000 of them,
 * and the last fit on 5,000 with its calibration by folds, at the learner that the grid chose; then
 * 200 rows through a machine of some 1,700 support vectors by libsvm and by each version of ours,
 * in turn, fifteen rounds, of which median and spread are shown. Ends with 1 when decision values
 * are further apart than 1e-5. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/model/rbf_forced.h"
#include "tests/train/made_outcomes.h"
#include "tools/train/success.h"
#include "tools/train/svm.h"

#define ROUNDS 15
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

static void time_training(unsigned n_threads)
{
    struct made_outcomes made = made_outcomes(20000, MADE_BENT, 3);
    struct bw_sample sample;
    struct bw_folds folds;
    struct bw_scales scales;
    static struct bw_grid grid;
    struct bw_fail fail;
    struct bw_cross_how work = {n_threads, NULL, NULL};
    bw_scales_of(&made.outcomes, &scales);
    must(bw_sample_draw(&made.outcomes, BW_SUCCESS_GRID_MOST, SEED, &sample, &fail), &fail);
    must(bw_folds_make(&sample.outcomes, BW_SUCCESS_FOLDS, SEED, &folds, &fail), &fail);
    struct bw_lesson lesson = {&sample.outcomes, &scales, &folds};
    double began = now();
    must(bw_grid_search(&lesson, true, true, &work, &grid, &fail), &fail);
    double grid_s = now() - began;
    printf("grid: %zu learners by %u folds on %zu outcomes: %.1f s with %u threads\n", grid.n,
           folds.n, sample.outcomes.n, grid_s, n_threads);
    for (size_t i = 0; i < grid.n; i++)
        printf("  %s c %g gamma %.4f: %.4f%s\n",
               grid.cells[i].learner.kind == BW_CHANCE_RBF ? "rbf" : "logistic",
               grid.cells[i].learner.c, grid.cells[i].learner.gamma, grid.cells[i].loss,
               i == grid.best ? " (best)" : "");
    bw_folds_free(&folds);
    bw_sample_free(&sample);
    struct bw_success success;
    struct bw_success_how how = {.seed = SEED, .n_threads = n_threads};
    began = now();
    must(bw_train_success(&made.outcomes, &how, &success, &fail), &fail);
    const struct bw_success_fit *fit = &success.fit;
    printf("all: grid, then fit on %zu of %zu outcomes with calibration by %u folds: %.1f s, of it "
           "without the grid about %.1f\n",
           fit->n_used, fit->n_outcomes, fit->n_folds, now() - began, now() - began - grid_s);
    printf("  kind %d, c %g, gamma %.4f, %zu vectors; log loss %.4f (one rate %.4f), ECE %.4f, AUC "
           "%.3f\n",
           fit->kind, fit->learner.c, fit->learner.gamma, fit->n_vectors, fit->judged.log_loss,
           fit->constant.log_loss, fit->judged.ece, fit->judged.auc);
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
    struct bw_learned_chance chance;
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
    struct bw_learner learner = {BW_CHANCE_RBF, 1, 1.0 / MADE_FEATURES};
    struct bw_lesson lesson = {&made->outcomes, &scales, NULL};
    must(bw_learner_fit(&learner, &lesson, BW_NO_FOLD, &machine->chance, &fail), &fail);
}

static void free_machine(struct machine *machine)
{
    bw_svm_free(machine->svm);
    bw_svm_points_free(machine->svm_points);
    bw_svm_points_free(machine->asked);
    bw_learned_chance_free(&machine->chance);
    free((void *)machine->points.z);
}

static void show(const char *name, const double *times, const double *beside)
{
    double ratios[ROUNDS];
    for (size_t r = 0; r < ROUNDS; r++)
        ratios[r] = beside[r] / times[r];
    qsort(ratios, ROUNDS, sizeof *ratios, by_size);
    double least = times[0];
    for (size_t r = 1; r < ROUNDS; r++)
        least = times[r] < least ? times[r] : least;
    printf("  %-8s %7.3f ms (least); libsvm / this: median %.1f, from %.1f to %.1f\n", name,
           1e3 * least, ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
}

static bool time_asking(void)
{
    static struct machine machine;
    static double times[BW_DOT_SETS + 1][ROUNDS], want[CANDIDATES], got[CANDIDATES];
    struct made_outcomes made = made_outcomes(3000, MADE_BENT, 4);
    double apart = 0;
    make_machine(&machine, &made);
    for (size_t r = 0; r < ROUNDS; r++) {
        double began = now();
        bw_svm_decisions(machine.svm, machine.asked, want);
        times[BW_DOT_SETS][r] = now() - began;
        for (int set = BW_DOT_SCALAR; set < BW_DOT_SETS; set++) {
            if (!bw_rbf_version((enum bw_dot_set)set))
                continue;
            bw_test_force_rbf(bw_rbf_version((enum bw_dot_set)set));
            began = now();
            bw_chance_of(&machine.chance.chance, machine.rows, CANDIDATES, got);
            times[set][r] = now() - began;
            bw_chance_decisions(&machine.chance.chance, machine.rows, CANDIDATES, got);
            for (size_t i = 0; i < CANDIDATES; i++)
                apart = fmax(apart, fabs(got[i] - want[i]));
        }
    }
    printf("%zu rows through %zu support vectors, largest difference of decision values %.1e\n",
           CANDIDATES, bw_svm_n_vectors(machine.svm), apart);
    show("libsvm", times[BW_DOT_SETS], times[BW_DOT_SETS]);
    for (int set = BW_DOT_SCALAR; set < BW_DOT_SETS; set++)
        if (bw_rbf_version((enum bw_dot_set)set))
            show(bw_rbf_version((enum bw_dot_set)set)->name, times[set], times[BW_DOT_SETS]);
    free_machine(&machine);
    made_outcomes_free(&made);
    return apart <= 1e-5;
}

int main(int argc, char **argv)
{
    unsigned n_threads = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 2;
    if (argc > 2 || n_threads < 1 || n_threads > 64) {
        fprintf(stderr, "usage: chance_speed [THREADS]\n");
        return 2;
    }
    bool well = time_asking();
    time_training(n_threads);
    return well ? 0 : 1;
}
