/* Measures of chances, against their definitions said plainly. */
#include "model/learned/metrics.h"

#include <stdbool.h>
#include <stdlib.h>

#include "tests/model/check.h"

#define MOST 300

static uint64_t state = 20261127;

static double draw(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(state >> 11) / 9007199254740992.0;
}

/* Chances that are told true; with `coarse` many are equal. */
static size_t draw_foretold(struct bw_foretold *out, bool coarse)
{
    size_t n = 1 + (size_t)(draw() * MOST);
    for (size_t i = 0; i < n; i++) {
        double p = draw();
        p = coarse ? floor(p * 5) / 5 : p;
        out[i] = (struct bw_foretold){p, draw() < p};
    }
    return n;
}

static double plain_auc(const struct bw_foretold *at, size_t n)
{
    double right = 0, pairs = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            if (at[i].came && !at[k].came) {
                pairs++;
                right += at[i].p > at[k].p ? 1 : at[i].p < at[k].p ? 0 : .5;
            }
    return right / pairs;
}

static void metrics__are_what_their_definitions_say(void **cmocka)
{
    struct bw_foretold at[MOST + 1];
    (void)cmocka;
    for (int round = 0; round < 200; round++) {
        size_t n = draw_foretold(at, round % 2);
        double loss = 0, brier = 0, auc = plain_auc(at, n);
        for (size_t i = 0; i < n; i++) {
            double chance = at[i].came ? at[i].p : 1 - at[i].p;
            loss -= log(fmax(chance, 1e-15)) / (double)n;
            brier += (at[i].p - at[i].came) * (at[i].p - at[i].came) / (double)n;
        }
        bw_metrics_sort(at, n);
        struct bw_metrics got = bw_metrics_of(at, n);
        assert_near(got.log_loss, loss, 1e-9);
        assert_near(got.brier, brier, 1e-12);
        if (isnan(auc))
            assert_true(isnan(got.auc));
        else
            assert_near(got.auc, auc, 1e-12);
        assert_int_equal(got.n, n);
    }
}

static void metrics__do_not_depend_on_the_order(void **cmocka)
{
    struct bw_foretold at[MOST + 1], turned[MOST + 1];
    (void)cmocka;
    for (int round = 0; round < 50; round++) {
        size_t n = draw_foretold(at, true);
        for (size_t i = 0; i < n; i++)
            turned[i] = at[n - 1 - i];
        bw_metrics_sort(at, n);
        bw_metrics_sort(turned, n);
        struct bw_metrics a = bw_metrics_of(at, n), b = bw_metrics_of(turned, n);
        assert_true(a.log_loss == b.log_loss && a.brier == b.brier && a.ece == b.ece);
    }
}

static void ece__is_the_distance_of_shares_from_chances(void **cmocka)
{
    struct bw_foretold one[40], two[40];
    (void)cmocka;
    for (size_t i = 0; i < 40; i++) {
        one[i] = (struct bw_foretold){.7, i < 10};
        two[i] = (struct bw_foretold){i < 20 ? .2 : .9, i % 4 == 0};
    }
    bw_metrics_sort(one, 40);
    assert_near(bw_metrics_of(one, 40).ece, .45, 1e-12);
    bw_metrics_sort(two, 40);
    assert_near(bw_metrics_of(two, 40).ece, .05 / 2 + .65 / 2, 1e-12);
}

static void ece__of_chances_that_are_true_goes_to_nothing(void **cmocka)
{
    enum { N = 200000 };
    struct bw_foretold *at = malloc(N * sizeof *at);
    (void)cmocka;
    assert_non_null(at);
    for (size_t i = 0; i < N; i++) {
        double p = draw();
        at[i] = (struct bw_foretold){p, draw() < p};
    }
    bw_metrics_sort(at, N);
    struct bw_metrics got = bw_metrics_of(at, N);
    assert_near(got.ece, 0, .006);
    assert_near(got.log_loss, .5, .005);
    assert_near(got.auc, 5.0 / 6, .005);
    free(at);
}

static void bins__are_about_equal_and_keep_equal_chances_together(void **cmocka)
{
    struct bw_foretold at[MOST + 1];
    (void)cmocka;
    for (int round = 0; round < 100; round++) {
        struct bw_metrics_bin bins[BW_METRICS_BINS];
        size_t n = draw_foretold(at, round % 2), sum = 0;
        bw_metrics_sort(at, n);
        size_t n_bins = bw_metrics_bins(at, n, bins);
        for (size_t b = 0; b < n_bins; b++) {
            sum += bins[b].n;
            assert_true(sum == n || at[sum - 1].p < at[sum].p);
            assert_true(bins[b].low <= bins[b].rate && bins[b].rate <= bins[b].high);
            assert_true(bins[b].low >= 0 && bins[b].high <= 1);
            if (round % 2 == 0)
                assert_true(bins[b].n >= n / BW_METRICS_BINS && bins[b].n <= n / 10 + 1);
        }
        assert_int_equal(sum, n);
    }
}

/* 8 of 10: Wilson's interval as tables have it. */
static void bins__have_wilsons_interval(void **cmocka)
{
    struct bw_foretold at[10];
    struct bw_metrics_bin bins[BW_METRICS_BINS];
    (void)cmocka;
    for (size_t i = 0; i < 10; i++)
        at[i] = (struct bw_foretold){.5, i >= 2};
    assert_int_equal(bw_metrics_bins(at, 10, bins), 1);
    assert_near(bins[0].low, .4902, 1e-4);
    assert_near(bins[0].high, .9433, 1e-4);
}

static void curves__rise_from_corner_to_corner(void **cmocka)
{
    struct bw_foretold at[MOST + 1];
    struct bw_metrics_point roc[MOST + 2], gains[20];
    (void)cmocka;
    for (int round = 0; round < 100; round++) {
        size_t n = draw_foretold(at, round % 2);
        bw_metrics_sort(at, n);
        struct bw_metrics metrics = bw_metrics_of(at, n);
        size_t n_roc = bw_metrics_roc(at, n, roc, MOST + 2);
        size_t n_gains = bw_metrics_gains(at, n, gains, 20);
        if (isnan(metrics.auc)) {
            assert_int_equal(n_roc, 0);
            continue;
        }
        double area = 0;
        for (size_t i = 1; i < n_roc; i++) {
            assert_true(roc[i].x >= roc[i - 1].x && roc[i].y >= roc[i - 1].y);
            area += (roc[i].x - roc[i - 1].x) * (roc[i].y + roc[i - 1].y) / 2;
        }
        assert_near(area, metrics.auc, 1e-9);
        assert_true(roc[0].x == 0 && roc[0].y == 0);
        assert_true(roc[n_roc - 1].x == 1 && roc[n_roc - 1].y == 1);
        assert_true(n_gains >= 2 && n_gains <= 20 && gains[n_gains - 1].x == 1);
        for (size_t most = 2; most < 20; most++)
            assert_in_range(bw_metrics_roc(at, n, roc, most), 2, most);
    }
}

static void curves__of_one_outcome_are_none(void **cmocka)
{
    struct bw_foretold at[] = {{.2, 1}, {.3, 1}, {.4, 1}};
    struct bw_metrics_point out[4];
    (void)cmocka;
    assert_int_equal(bw_metrics_roc(at, 3, out, 4), 0);
    assert_int_equal(bw_metrics_gains(at, 3, out, 4), 4);
    assert_true(isnan(bw_metrics_of(at, 3).auc));
}

static void log_loss__of_a_certain_error_is_bounded(void **cmocka)
{
    struct bw_foretold at[] = {{0, 1}, {1, 0}};
    (void)cmocka;
    assert_near(bw_metrics_of(at, 2).log_loss, 15 * log(10), 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metrics__are_what_their_definitions_say),
        cmocka_unit_test(metrics__do_not_depend_on_the_order),
        cmocka_unit_test(ece__is_the_distance_of_shares_from_chances),
        cmocka_unit_test(ece__of_chances_that_are_true_goes_to_nothing),
        cmocka_unit_test(bins__are_about_equal_and_keep_equal_chances_together),
        cmocka_unit_test(bins__have_wilsons_interval),
        cmocka_unit_test(curves__rise_from_corner_to_corner),
        cmocka_unit_test(curves__of_one_outcome_are_none),
        cmocka_unit_test(log_loss__of_a_certain_error_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
