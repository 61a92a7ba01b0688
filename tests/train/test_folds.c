/* What is held back, and what is drawn. */
#include "tools/train/folds.h"

#include <stdlib.h>
#include <string.h>

#include "tests/model/check.h"
#include "tests/train/made_outcomes.h"

static struct bw_folds make(const struct bw_outcomes *outcomes, unsigned most, uint64_t seed)
{
    struct bw_folds folds;
    struct bw_fail fail;
    assert_int_equal(bw_folds_make(outcomes, most, seed, &folds, &fail), BW_OK);
    return folds;
}

/* Each fold leaves both outcomes to learn from; all are about as large. */
static void check_folds(const struct bw_outcomes *outcomes, const struct bw_folds *folds,
                        size_t apart)
{
    size_t n_came = bw_outcomes_n_came(outcomes), least = outcomes->n, most = 0;
    for (unsigned f = 0; f < folds->n; f++) {
        size_t n = 0, came = 0;
        for (size_t i = 0; i < outcomes->n; i++) {
            n += folds->of[i] == f;
            came += folds->of[i] == f && outcomes->came[i];
        }
        assert_true(n > 0 && came < n_came && n - came < outcomes->n - n_came);
        least = n < least ? n : least;
        most = n > most ? n : most;
    }
    assert_true(most - least <= apart);
    for (size_t i = 0; i < outcomes->n; i++)
        assert_true(folds->of[i] < folds->n);
}

static void folds__keep_a_person_together(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 20; seed++) {
        struct made_outcomes made = made_outcomes(700, MADE_LINEAR, seed);
        struct bw_folds folds = make(&made.outcomes, 5, seed);
        assert_int_equal(folds.n, 5);
        assert_true(folds.by_employee);
        check_folds(&made.outcomes, &folds, 40);
        for (size_t i = 0; i < made.outcomes.n; i++)
            for (size_t k = 0; k < i; k++)
                if (made.employee[i] == made.employee[k])
                    assert_int_equal(folds.of[i], folds.of[k]);
        bw_folds_free(&folds);
        made_outcomes_free(&made);
    }
}

static void folds__follow_from_the_seed(void **state)
{
    struct made_outcomes made = made_outcomes(300, MADE_LINEAR, 1);
    struct bw_folds a = make(&made.outcomes, 5, 1), b = make(&made.outcomes, 5, 1);
    struct bw_folds other = make(&made.outcomes, 5, 2);
    (void)state;
    assert_memory_equal(a.of, b.of, made.outcomes.n);
    assert_memory_not_equal(a.of, other.of, made.outcomes.n);
    bw_folds_free(&a);
    bw_folds_free(&b);
    bw_folds_free(&other);
    made_outcomes_free(&made);
}

static void folds__of_one_person_are_dealt_one_by_one(void **state)
{
    struct made_outcomes made = made_outcomes(100, MADE_LINEAR, 1);
    (void)state;
    memset(made.employee, 0, made.outcomes.n * sizeof *made.employee);
    struct bw_folds folds = make(&made.outcomes, 5, 1);
    assert_int_equal(folds.n, 5);
    assert_false(folds.by_employee);
    check_folds(&made.outcomes, &folds, 1);
    bw_folds_free(&folds);
    made_outcomes_free(&made);
}

/* One has failed all that were failed; two have done all there is; one has nearly all. */
static void folds__always_leave_both_outcomes(void **state)
{
    (void)state;
    for (unsigned way = 0; way < 4; way++) {
        struct made_outcomes made = made_outcomes(200, MADE_LINEAR, way);
        for (size_t i = 0; i < 200; i++) {
            if (way == 0)
                made.came[i] = made.employee[i] != 3;
            if (way == 1)
                made.employee[i] = i % 2;
            if (way == 2)
                made.came[i] = i != 7 && i != 90;
            if (way == 3)
                made.employee[i] = i < 190 ? 0 : (uint32_t)i;
        }
        struct bw_folds folds = make(&made.outcomes, 5, 1);
        assert_int_equal(folds.by_employee, way != 0);
        assert_true(folds.n >= 2);
        check_folds(&made.outcomes, &folds, 200);
        bw_folds_free(&folds);
        made_outcomes_free(&made);
    }
}

static void folds__are_none_when_an_outcome_is_there_once(void **state)
{
    struct made_outcomes made = made_outcomes(60, MADE_LINEAR, 1);
    (void)state;
    memset(made.came, 1, 60);
    for (unsigned n_failed = 0; n_failed < 2; n_failed++) {
        struct bw_folds folds = make(&made.outcomes, 5, 1);
        assert_int_equal(folds.n, 0);
        bw_folds_free(&folds);
        made.came[9] = 0;
    }
    made_outcomes_free(&made);
}

static void sample__keeps_the_share_of_each_outcome(void **state)
{
    struct made_outcomes made = made_outcomes(5000, MADE_LINEAR, 2);
    size_t n_came = bw_outcomes_n_came(&made.outcomes);
    struct bw_fail fail;
    (void)state;
    for (size_t most = 10; most <= 10000; most *= 10) {
        struct bw_sample sample;
        assert_int_equal(bw_sample_draw(&made.outcomes, most, 1, &sample, &fail), BW_OK);
        size_t n = most < 5000 ? most : 5000;
        assert_int_equal(sample.outcomes.n, n);
        assert_near((double)bw_outcomes_n_came(&sample.outcomes) / (double)n, (double)n_came / 5000,
                    .5 / (double)n + 1e-12);
        bw_sample_free(&sample);
    }
    made_outcomes_free(&made);
}

/* All rows are as likely to be drawn, and none twice: of 3,000 draws of 10 from 60 each row is in
 * about 500. */
static void sample__is_fair(void **state)
{
    struct made_outcomes made = made_outcomes(60, MADE_LINEAR, 2);
    size_t n[60] = {0};
    struct bw_fail fail;
    (void)state;
    for (size_t i = 0; i < 60; i++) {
        made.features[i * MADE_FEATURES] = (double)i;
        made.came[i] = i % 3 != 0;
    }
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct bw_sample sample;
        double last = -1;
        assert_int_equal(bw_sample_draw(&made.outcomes, 12, seed, &sample, &fail), BW_OK);
        for (size_t i = 0; i < 12; i++) {
            double row = sample.features[i * MADE_FEATURES];
            assert_true(row > last);
            last = row;
            n[(size_t)row]++;
        }
        bw_sample_free(&sample);
    }
    for (size_t i = 0; i < 60; i++)
        assert_near((double)n[i], 600, 110); /* 5 standard deviations */
    made_outcomes_free(&made);
}

static void scales__are_mean_and_deviation(void **state)
{
    static const double features[] = {1, 7, 1e8, 3, 7, 1e8, 5, 7, 1e8};
    struct bw_outcomes outcomes = {features, NULL, NULL, 3, 3, NULL};
    struct bw_scales scales;
    (void)state;
    bw_scales_of(&outcomes, &scales);
    assert_near(scales.mean[0], 3, 1e-12);
    assert_near(scales.scale[0], sqrt(8.0 / 3), 1e-12);
    assert_near(scales.mean[1], 7, 1e-12);
    assert_true(scales.scale[1] == 0 && scales.scale[2] == 0);
    assert_int_equal(scales.n_varying, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds__keep_a_person_together),
        cmocka_unit_test(folds__follow_from_the_seed),
        cmocka_unit_test(folds__of_one_person_are_dealt_one_by_one),
        cmocka_unit_test(folds__always_leave_both_outcomes),
        cmocka_unit_test(folds__are_none_when_an_outcome_is_there_once),
        cmocka_unit_test(sample__keeps_the_share_of_each_outcome),
        cmocka_unit_test(sample__is_fair),
        cmocka_unit_test(scales__are_mean_and_deviation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
