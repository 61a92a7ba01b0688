/* Learning a chance of success from made-up outcomes whose true chances are known, and from those
 * that nothing can be learned from. */
#include "tools/train/success.h"

#include <stdlib.h>
#include <string.h>

#include "tests/model/check.h"
#include "tests/train/made_outcomes.h"

static struct bw_success train_as(const struct bw_outcomes *outcomes, enum bw_chance_kind kind,
                                  uint64_t seed, unsigned n_threads)
{
    struct bw_success_how how = {.seed = seed, .n_threads = n_threads, .kind = kind};
    struct bw_success success;
    struct bw_fail fail = {BW_OK, ""};
    if (bw_train_success(outcomes, &how, &success, &fail) != BW_OK)
        fail_msg("%s", fail.text);
    return success;
}

static struct bw_success train(const struct bw_outcomes *outcomes)
{
    return train_as(outcomes, 0, 1, 2);
}

static struct bw_chance open_well(const struct bw_success *success)
{
    struct bw_chance chance;
    struct bw_fail fail;
    assert_int_equal(
        bw_chance_open(success->bytes, success->n, success->fit.n_features, &chance, &fail), BW_OK);
    return chance;
}

/* On outcomes that were made after it. */
struct judged {
    struct bw_metrics metrics, truth;
    double off; /* mean distance from the true chance */
};

static struct judged judge(const struct bw_success *success, enum made_truth truth)
{
    enum { N = 6000 };
    struct made_outcomes made = made_outcomes(N, truth, 99);
    struct bw_chance chance = open_well(success);
    double *p = malloc(N * sizeof *p);
    struct bw_foretold *told = malloc(N * sizeof *told), *best = malloc(N * sizeof *best);
    struct judged judged = {.off = 0};
    bw_chance_of(&chance, made.features, N, p);
    for (size_t i = 0; i < N; i++) {
        told[i] = (struct bw_foretold){p[i], made.came[i]};
        best[i] = (struct bw_foretold){made.p[i], made.came[i]};
        judged.off += fabs(p[i] - made.p[i]) / N;
    }
    bw_metrics_sort(told, N);
    bw_metrics_sort(best, N);
    judged.metrics = bw_metrics_of(told, N);
    judged.truth = bw_metrics_of(best, N);
    free(p);
    free(told);
    free(best);
    made_outcomes_free(&made);
    return judged;
}

static void success__a_straight_truth_is_learned_by_a_straight_model(void **state)
{
    struct made_outcomes made = made_outcomes(1500, MADE_LINEAR, 1);
    struct bw_success success = train(&made.outcomes);
    struct judged judged = judge(&success, MADE_LINEAR);
    (void)state;
    assert_int_equal(success.fit.kind, BW_CHANCE_LOGISTIC);
    assert_int_equal(success.fit.why, BW_SUCCESS_BEST);
    assert_true(judged.metrics.log_loss < judged.truth.log_loss + .01);
    assert_true(judged.metrics.ece < .03 && judged.off < .04);
    assert_true(success.fit.judged.log_loss < success.fit.constant.log_loss - .05);
    assert_near(success.fit.judged.log_loss, judged.metrics.log_loss, .04);
    bw_success_free(&success);
    made_outcomes_free(&made);
}

static void success__a_bent_truth_is_learned_by_a_machine(void **state)
{
    struct made_outcomes made = made_outcomes(1500, MADE_BENT, 1);
    struct bw_success success = train(&made.outcomes);
    struct bw_success straight = train_as(&made.outcomes, BW_CHANCE_LOGISTIC, 1, 2);
    struct judged judged = judge(&success, MADE_BENT), other = judge(&straight, MADE_BENT);
    (void)state;
    assert_int_equal(success.fit.kind, BW_CHANCE_RBF);
    assert_int_equal(success.fit.n_vectors, open_well(&success).head->n_vectors);
    assert_int_equal(straight.fit.why, BW_SUCCESS_AS_TOLD);
    assert_true(judged.metrics.log_loss < other.metrics.log_loss - .04);
    assert_true(judged.metrics.auc > .68 && other.metrics.auc < .55);
    assert_true(judged.metrics.ece < .06);
    bw_success_free(&success);
    bw_success_free(&straight);
    made_outcomes_free(&made);
}

/* What does not matter is found not to, and what does is. */
static void success__importance_tells_what_matters(void **state)
{
    struct made_outcomes made = made_outcomes(2000, MADE_LINEAR, 1);
    struct bw_success success = train_as(&made.outcomes, BW_CHANCE_LOGISTIC, 1, 2);
    const double *importance = success.fit.importance;
    (void)state;
    assert_true(importance[0] > .02 && importance[0] > importance[3]);
    for (size_t f = 7; f < MADE_FEATURES; f++)
        assert_true(fabs(importance[f]) < .004);
    bw_success_free(&success);
    made_outcomes_free(&made);
}

static void success__of_a_blind_truth_is_about_one_rate(void **state)
{
    struct made_outcomes made = made_outcomes(700, MADE_BLIND, 1);
    struct bw_success success = train(&made.outcomes);
    struct judged judged = judge(&success, MADE_BLIND);
    (void)state;
    assert_true(judged.off < .03);
    assert_true(success.fit.judged.log_loss < success.fit.constant.log_loss + .01);
    bw_success_free(&success);
    made_outcomes_free(&made);
}

static void success__is_the_same_bytes_by_any_number_of_threads(void **state)
{
    static const enum bw_chance_kind kinds[] = {BW_CHANCE_RBF, BW_CHANCE_LOGISTIC};
    struct made_outcomes made = made_outcomes(520, MADE_BENT, 1);
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct bw_success one = train_as(&made.outcomes, kinds[k], 5, 1);
        struct bw_success three = train_as(&made.outcomes, kinds[k], 5, 3);
        assert_int_equal(one.n, three.n);
        assert_memory_equal(one.bytes, three.bytes, one.n);
        assert_true(one.fit.judged.log_loss == three.fit.judged.log_loss);
        assert_memory_equal(one.fit.importance, three.fit.importance, sizeof one.fit.importance);
        bw_success_free(&one);
        bw_success_free(&three);
    }
    made_outcomes_free(&made);
}

/* The numbers of outcomes at which a model becomes another kind. */
static void success__kinds_change_at_50_and_500(void **state)
{
    static const struct {
        size_t n;
        enum bw_chance_kind kind;
    } table[] = {{1, BW_CHANCE_PRIOR},
                 {49, BW_CHANCE_PRIOR},
                 {50, BW_CHANCE_LOGISTIC},
                 {499, BW_CHANCE_LOGISTIC},
                 {500, BW_CHANCE_RBF}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct made_outcomes made = made_outcomes(table[i].n, MADE_BENT, 3);
        struct bw_success success = train_as(&made.outcomes, BW_CHANCE_RBF, 1, 2);
        assert_int_equal(success.fit.kind, table[i].kind);
        assert_int_equal(open_well(&success).head->kind, table[i].kind);
        assert_int_equal(success.fit.n_used, table[i].n);
        if (table[i].n < 500)
            assert_int_equal(success.fit.why, BW_SUCCESS_FEW);
        bw_success_free(&success);
        made_outcomes_free(&made);
    }
}

static void success__few_outcomes_are_drawn_to_eight_in_ten(void **state)
{
    struct made_outcomes made = made_outcomes(30, MADE_LINEAR, 3);
    (void)state;
    for (size_t n_came = 0; n_came <= 30; n_came += 10) {
        for (size_t i = 0; i < 30; i++)
            made.came[i] = i < n_came;
        struct bw_success success = train(&made.outcomes);
        assert_near(open_well(&success).head->prior, (8 + (double)n_came) / 40, 1e-12);
        assert_near(success.fit.judged.ece, fabs((8 + (double)n_came) / 40 - (double)n_came / 30),
                    1e-12);
        bw_success_free(&success);
    }
    made_outcomes_free(&made);
}

static enum bw_err refuse(const struct bw_outcomes *outcomes, struct bw_fail *fail)
{
    struct bw_success_how how = {.seed = 1, .n_threads = 2};
    struct bw_success success = {.bytes = NULL};
    enum bw_err err = bw_train_success(outcomes, &how, &success, fail);
    assert_null(success.bytes);
    return err;
}

static void success__one_outcome_only_is_refused(void **state)
{
    struct bw_fail fail;
    (void)state;
    for (unsigned came = 0; came < 2; came++) {
        struct made_outcomes made = made_outcomes(600, MADE_LINEAR, 3);
        memset(made.came, (int)came, 600);
        assert_int_equal(refuse(&made.outcomes, &fail), BW_BAD_REQUEST);
        assert_non_null(strstr(fail.text, came ? "all 600 outcomes are completed"
                                               : "all 600 outcomes are dropped"));
        made_outcomes_free(&made);
    }
}

static void success__names_the_row_and_feature_that_is_no_number(void **state)
{
    static const double odd[] = {NAN, INFINITY, -INFINITY, 1e12};
    static const char *const names[MADE_FEATURES] = {[9] = "hours_log"};
    struct made_outcomes made = made_outcomes(60, MADE_LINEAR, 3);
    struct bw_fail fail;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        made.features[17 * MADE_FEATURES + 9] = odd[i];
        made.outcomes.names = i % 2 ? names : NULL;
        assert_int_equal(refuse(&made.outcomes, &fail), BW_BAD_REQUEST);
        assert_non_null(strstr(fail.text, i % 2 ? "feature hours_log of outcome 17"
                                                : "feature 9 of outcome 17"));
    }
    made.features[17 * MADE_FEATURES + 9] = 0;
    made.came[4] = 2;
    assert_int_equal(refuse(&made.outcomes, &fail), BW_BAD_REQUEST);
    assert_non_null(strstr(fail.text, "outcome 4 is 2"));
    made_outcomes_free(&made);
}

static void success__of_nothing_is_refused(void **state)
{
    struct made_outcomes made = made_outcomes(10, MADE_LINEAR, 3);
    struct bw_fail fail;
    (void)state;
    made.outcomes.n_features = 0;
    assert_int_equal(refuse(&made.outcomes, &fail), BW_BAD_REQUEST);
    made.outcomes.n_features = BW_CHANCE_FEATURES_MOST + 1;
    assert_int_equal(refuse(&made.outcomes, &fail), BW_BAD_REQUEST);
    made.outcomes.n = 0;
    assert_int_equal(refuse(&made.outcomes, &fail), BW_BAD_REQUEST);
    assert_non_null(strstr(fail.text, "there is no outcome"));
    made_outcomes_free(&made);
}

static void success__features_that_never_change_leave_one_rate(void **state)
{
    struct made_outcomes made = made_outcomes(600, MADE_LINEAR, 3);
    (void)state;
    for (size_t i = 0; i < 600 * MADE_FEATURES; i++)
        made.features[i] = (double)(i % MADE_FEATURES) / 3;
    struct bw_success success = train(&made.outcomes);
    assert_int_equal(success.fit.kind, BW_CHANCE_PRIOR);
    assert_int_equal(success.fit.why, BW_SUCCESS_ALL_ALIKE);
    assert_near(open_well(&success).head->prior, (8 + (double)success.fit.n_came) / 610, 1e-12);
    bw_success_free(&success);
    made_outcomes_free(&made);
}

/* The same outcome many times over, and one feature that never changes among others that do. */
static void success__takes_rows_that_are_there_twice(void **state)
{
    struct made_outcomes made = made_outcomes(800, MADE_LINEAR, 3);
    (void)state;
    for (size_t i = 0; i < 800; i++) {
        memcpy(made.features + i * MADE_FEATURES, made.features + i % 40 * MADE_FEATURES,
               MADE_FEATURES * sizeof(double));
        made.features[i * MADE_FEATURES + 2] = 4;
    }
    struct bw_success success = train_as(&made.outcomes, BW_CHANCE_RBF, 1, 2);
    struct bw_chance chance = open_well(&success);
    double p;
    assert_int_equal(success.fit.kind, BW_CHANCE_RBF);
    bw_chance_of(&chance, made.features, 1, &p);
    assert_true(p > 0 && p < 1 && chance.scale[2] == 0 && success.fit.importance[2] == 0);
    bw_success_free(&success);
    made_outcomes_free(&made);
}

static void success__of_one_person_says_that_folds_share_them(void **state)
{
    struct made_outcomes made = made_outcomes(600, MADE_LINEAR, 3);
    (void)state;
    memset(made.employee, 0, 600 * sizeof *made.employee);
    struct bw_success success = train(&made.outcomes);
    assert_int_equal(success.fit.n_folds, BW_SUCCESS_FOLDS);
    assert_false(success.fit.by_employee);
    bw_success_free(&success);
    made_outcomes_free(&made);
}

/* Few of the rarer outcome, among many and among very many. */
static void success__extreme_imbalance_makes_a_model_modest(void **state)
{
    static const struct {
        size_t n, n_failed;
        enum bw_chance_kind kind;
    } table[] = {{60, 1, BW_CHANCE_PRIOR},        {600, 4, BW_CHANCE_PRIOR},
                 {600, 5, BW_CHANCE_LOGISTIC},    {600, 24, BW_CHANCE_LOGISTIC},
                 {600, 25, BW_CHANCE_RBF},        {40000, 60, BW_CHANCE_PRIOR},
                 {40000, 200, BW_CHANCE_LOGISTIC}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct made_outcomes made = made_outcomes(table[i].n, MADE_LINEAR, 3);
        for (size_t k = 0; k < table[i].n; k++)
            made.came[k] = k % (table[i].n / table[i].n_failed) != 0 ||
                           k / (table[i].n / table[i].n_failed) >= table[i].n_failed;
        struct bw_success success = train_as(&made.outcomes, BW_CHANCE_RBF, 1, 2);
        struct bw_chance chance = open_well(&success);
        double p, mean = 0;
        assert_int_equal(success.fit.n_outcomes - success.fit.n_came, table[i].n_failed);
        assert_int_equal(success.fit.kind, table[i].kind);
        for (size_t k = 0; k < 500; k++) {
            bw_chance_of(&chance, made.features + k % table[i].n * MADE_FEATURES, 1, &p);
            mean += p / 500;
        }
        double share = (double)success.fit.n_came / (double)table[i].n;
        assert_near(mean, share, .05);
        bw_success_free(&success);
        made_outcomes_free(&made);
    }
}

/* Calibrated to all outcomes, of which the model saw a part: the mean chance is the share. */
static void success__a_sample_does_not_move_the_share(void **state)
{
    struct made_outcomes made = made_outcomes(12000, MADE_LINEAR, 8);
    struct bw_success success = train_as(&made.outcomes, BW_CHANCE_LOGISTIC, 1, 2);
    struct bw_chance chance = open_well(&success);
    double *p = malloc(12000 * sizeof *p), mean = 0;
    (void)state;
    bw_chance_of(&chance, made.features, 12000, p);
    for (size_t i = 0; i < 12000; i++)
        mean += p[i] / 12000;
    assert_int_equal(success.fit.n_used, BW_SUCCESS_FIT_MOST);
    assert_near(mean, (double)success.fit.n_came / 12000, .01);
    free(p);
    bw_success_free(&success);
    made_outcomes_free(&made);
}

struct told {
    double last;
    int n, n_most;
};

static bool count_steps(void *context, double done)
{
    struct told *told = context;
    assert_true(done >= 0 && done <= 1);
    told->last = done;
    return ++told->n < told->n_most;
}

static void success__tells_how_far_it_is_and_stops_when_told(void **state)
{
    struct made_outcomes made = made_outcomes(500, MADE_LINEAR, 8);
    struct told told = {0, 0, 1000000};
    struct bw_success_how how = {.seed = 1, .n_threads = 2, .step = count_steps, .context = &told};
    struct bw_success success;
    struct bw_fail fail;
    (void)state;
    assert_int_equal(bw_train_success(&made.outcomes, &how, &success, &fail), BW_OK);
    assert_true(told.n > 3);
    bw_success_free(&success);
    told = (struct told){0, 0, 2};
    assert_int_equal(bw_train_success(&made.outcomes, &how, &success, &fail), BW_BUSY);
    assert_int_equal(told.n, 2);
    made_outcomes_free(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(success__a_straight_truth_is_learned_by_a_straight_model),
        cmocka_unit_test(success__a_bent_truth_is_learned_by_a_machine),
        cmocka_unit_test(success__importance_tells_what_matters),
        cmocka_unit_test(success__of_a_blind_truth_is_about_one_rate),
        cmocka_unit_test(success__is_the_same_bytes_by_any_number_of_threads),
        cmocka_unit_test(success__kinds_change_at_50_and_500),
        cmocka_unit_test(success__few_outcomes_are_drawn_to_eight_in_ten),
        cmocka_unit_test(success__one_outcome_only_is_refused),
        cmocka_unit_test(success__names_the_row_and_feature_that_is_no_number),
        cmocka_unit_test(success__of_nothing_is_refused),
        cmocka_unit_test(success__features_that_never_change_leave_one_rate),
        cmocka_unit_test(success__takes_rows_that_are_there_twice),
        cmocka_unit_test(success__of_one_person_says_that_folds_share_them),
        cmocka_unit_test(success__extreme_imbalance_makes_a_model_modest),
        cmocka_unit_test(success__a_sample_does_not_move_the_share),
        cmocka_unit_test(success__tells_how_far_it_is_and_stops_when_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
