/* libsvm behind its one file: the machine that we take over decides as libsvm's does, and what it
 * would take without a word is refused. */
#include "tools/train/svm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/model/check.h"
#include "tests/model/rbf_forced.h"
#include "tests/train/made_outcomes.h"
#include "tools/train/recipe.h"

/* By every version of our kernel, for both orders in which libsvm may meet the outcomes. */
static void compare(size_t n, double c, double gamma, uint64_t seed)
{
    struct made_outcomes made = made_outcomes(n, seed % 2 ? MADE_BENT : MADE_LINEAR, seed);
    struct bw_scales scales;
    struct bw_fitted fitted;
    struct bw_svm *svm;
    struct bw_fail fail;
    double *z = malloc(n * MADE_FEATURES * sizeof *z);
    double *want = malloc(n * sizeof *want), *got = malloc(n * sizeof *got);
    bw_scales_of(&made.outcomes, &scales);
    for (size_t i = 0; i < n * MADE_FEATURES; i++)
        z[i] = bw_chance_standard(made.features[i], scales.mean[i % MADE_FEATURES],
                                  scales.scale[i % MADE_FEATURES]);
    struct bw_points points = {z, made.came, n, MADE_FEATURES};
    struct bw_svm_points *svm_points = bw_svm_points_create(&points);
    struct bw_recipe recipe = {BW_CHANCE_RBF, c, gamma};
    struct bw_lesson lesson = {&made.outcomes, &scales, NULL};
    assert_int_equal(bw_svm_train(svm_points, c, gamma, &svm, &fail), BW_OK);
    assert_int_equal(bw_recipe_fit(&recipe, &lesson, BW_NO_FOLD, &fitted, &fail), BW_OK);
    bw_svm_decisions(svm, svm_points, want);
    for (int set = BW_DOT_SCALAR; set < BW_DOT_SETS; set++) {
        if (!bw_rbf_version((enum bw_dot_set)set))
            continue;
        bw_test_force_rbf(bw_rbf_version((enum bw_dot_set)set));
        bw_chance_decisions(&fitted.chance, made.features, n, got);
        for (size_t i = 0; i < n; i++)
            assert_near(got[i], want[i], 1e-8);
    }
    bw_test_force_rbf(NULL);
    bw_svm_free(svm);
    bw_svm_points_free(svm_points);
    bw_fitted_free(&fitted);
    made_outcomes_free(&made);
    free(z);
    free(want);
    free(got);
}

static void svm__decides_as_libsvm_does(void **state)
{
    static const double prices[] = {.01, 1, 100}, widths[] = {1e-4, .07, 5};
    (void)state;
    for (size_t c = 0; c < 3; c++)
        for (size_t g = 0; g < 3; g++)
            for (uint64_t seed = 1; seed <= 4; seed++)
                compare(300, prices[c], widths[g], seed);
}

/* Two points: that which came is above 0, whichever of them stands first. */
static void svm__is_above_0_where_completing_is_foreseen(void **state)
{
    static const double z[] = {-1, 1};
    (void)state;
    for (unsigned first = 0; first < 2; first++) {
        const unsigned char came[] = {(unsigned char)first, (unsigned char)!first};
        struct bw_points points = {z, came, 2, 1};
        struct bw_svm_points *svm_points = bw_svm_points_create(&points);
        struct bw_svm *svm;
        struct bw_fail fail;
        double decisions[2], vectors[2], weights[2], rho;
        assert_int_equal(bw_svm_train(svm_points, 1, .5, &svm, &fail), BW_OK);
        bw_svm_decisions(svm, svm_points, decisions);
        assert_int_equal(bw_svm_n_vectors(svm), 2);
        bw_svm_copy(svm, vectors, weights, &rho);
        for (size_t i = 0; i < 2; i++) {
            double sum = -rho;
            for (size_t v = 0; v < 2; v++)
                sum += weights[v] * exp(-.5 * (vectors[v] - z[i]) * (vectors[v] - z[i]));
            assert_near(sum, decisions[i], 1e-12);
            assert_true((sum > 0) == came[i]);
        }
        bw_svm_free(svm);
        bw_svm_points_free(svm_points);
    }
}

static enum bw_err try_training(const double *z, const unsigned char *came, double c, double gamma,
                                struct bw_fail *fail)
{
    struct bw_points points = {z, came, 4, 2};
    struct bw_svm_points *svm_points = bw_svm_points_create(&points);
    struct bw_svm *svm = NULL;
    enum bw_err err = bw_svm_train(svm_points, c, gamma, &svm, fail);
    assert_true(!err == (svm != NULL));
    bw_svm_free(svm);
    bw_svm_points_free(svm_points);
    return err;
}

static void svm__refuses_what_libsvm_would_take(void **state)
{
    static const double z[] = {1, 2, 3, 4, 5, 6, 7, 8}, odd[] = {1, 2, 3, NAN, 5, 6, 7, 8};
    static const double wrong[] = {0, -1, NAN, INFINITY};
    static const unsigned char came[] = {1, 0, 1, 1}, all[] = {1, 1, 1, 1}, none[] = {0, 0, 0, 0};
    struct bw_fail fail;
    (void)state;
    assert_int_equal(try_training(z, came, 1, 1, &fail), BW_OK);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(try_training(z, came, wrong[i], 1, &fail), BW_BAD_REQUEST);
        assert_int_equal(try_training(z, came, 1, wrong[i], &fail), BW_BAD_REQUEST);
    }
    assert_int_equal(try_training(odd, came, 1, 1, &fail), BW_BAD_REQUEST);
    assert_string_equal(fail.text, "feature 1 of point 1 is no number");
    assert_int_equal(try_training(z, all, 1, 1, &fail), BW_BAD_REQUEST);
    assert_int_equal(try_training(z, none, 1, 1, &fail), BW_BAD_REQUEST);
    assert_non_null(strstr(fail.text, "all 4 outcomes are the same"));
}

/* Whatever libsvm would print while it trains goes nowhere. */
static void svm__says_nothing(void **state)
{
    char path[] = "/tmp/bw-svm-XXXXXX", byte;
    int file = mkstemp(path), kept = dup(STDOUT_FILENO);
    (void)state;
    assert_true(file >= 0 && kept >= 0);
    unlink(path);
    fflush(stdout);
    dup2(file, STDOUT_FILENO);
    compare(200, 1, .1, 9);
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    assert_int_equal(pread(file, &byte, 1, 0), 0);
    close(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(svm__decides_as_libsvm_does),
        cmocka_unit_test(svm__is_above_0_where_completing_is_foreseen),
        cmocka_unit_test(svm__refuses_what_libsvm_would_take),
        cmocka_unit_test(svm__says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
