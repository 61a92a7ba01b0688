/* Platt's curve and logistic regression: where their losses have no slope is the least there is. */
#include <stdlib.h>

#include "tests/model/check.h"
#include "tests/train/made_outcomes.h"
#include "tools/draw.h"
#include "tools/train/logistic.h"
#include "tools/train/platt.h"

#define N ((size_t)4000)

struct values {
    double at[N];
    unsigned char came[N];
};

/* Outcomes that come true by a known curve over the values. */
static struct values *draw_values(struct bw_curve truth, size_t n)
{
    struct values *values = calloc(1, sizeof *values);
    assert_non_null(values);
    for (size_t i = 0; i < n; i++) {
        struct bw_draw draw = bw_draw_start(3, 1, i);
        values->at[i] = bw_draw_normal(&draw, .5, 1.2);
        values->came[i] = bw_draw_chance(&draw, bw_curve_at(truth, values->at[i]));
    }
    return values;
}

/* The derivatives of the loss with Platt's targets, said plainly. */
static void assert_no_slope(const double *at, const unsigned char *came, size_t n,
                            struct bw_curve curve)
{
    double n_came = 0, by_slope = 0, by_offset = 0;
    for (size_t i = 0; i < n; i++)
        n_came += came[i];
    for (size_t i = 0; i < n; i++) {
        double target = came[i] ? (n_came + 1) / (n_came + 2) : 1 / ((double)n - n_came + 2);
        double off = 1 / (1 + exp(-curve.slope * at[i] - curve.offset)) - target;
        by_slope += off * at[i];
        by_offset += off;
    }
    assert_near(by_slope, 0, 1e-4);
    assert_near(by_offset, 0, 1e-4);
}

static void platt__finds_the_curve(void **state)
{
    static const struct bw_curve truths[] = {{1, 0}, {3, -1}, {.2, 2}, {-1, .5}, {0, 1}};
    (void)state;
    for (size_t t = 0; t < sizeof truths / sizeof *truths; t++) {
        struct values *values = draw_values(truths[t], N);
        struct bw_curve curve = bw_platt_fit(values->at, values->came, N);
        assert_near(curve.slope, truths[t].slope, .12 * (1 + fabs(truths[t].slope)));
        assert_near(curve.offset, truths[t].offset, .12 * (1 + fabs(truths[t].offset)));
        assert_no_slope(values->at, values->came, N, curve);
        free(values);
    }
}

/* Values that part the outcomes cleanly, far apart and near, and those that tell nothing. */
static void platt__ends_whatever_the_values_are(void **state)
{
    static const double reach[] = {1e-6, 1, 1e3, 1e6};
    double at[40], same[40];
    unsigned char came[40];
    (void)state;
    for (size_t r = 0; r < 4; r++) {
        for (size_t i = 0; i < 40; i++) {
            came[i] = i >= 10;
            at[i] = reach[r] * ((double)i - 9.5);
            same[i] = reach[r];
        }
        struct bw_curve curve = bw_platt_fit(at, came, 40);
        assert_true(isfinite(curve.slope) && isfinite(curve.offset) && curve.slope > 0);
        assert_no_slope(at, came, 40, curve);
        curve = bw_platt_fit(same, came, 40);
        assert_near(bw_curve_at(curve, same[0]), .75 * (31.0 / 32) + .25 / 12, 1e-3);
        for (size_t i = 0; i < 40; i++)
            came[i] = 1;
        curve = bw_platt_fit(at, came, 40);
        assert_true(bw_curve_at(curve, at[3]) > .9 && bw_curve_at(curve, at[3]) < 1);
    }
}

static void loss__is_the_logarithm_without_overflow(void **state)
{
    (void)state;
    for (double x = -30; x <= 30; x += .37) {
        assert_near(bw_curve_loss(x, 1), log1p(exp(-x)), 1e-12 * (1 + fabs(x)));
        assert_near(bw_curve_loss(x, .3), .3 * log1p(exp(-x)) + .7 * log1p(exp(x)),
                    1e-12 * (1 + fabs(x)));
    }
    assert_near(bw_curve_loss(-1e5, 1), 1e5, 1e-6);
    assert_near(bw_curve_loss(1e5, 1), 0, 1e-12);
}

static void check_logistic(const struct bw_points *points, double c, const double *weights,
                           double offset)
{
    for (size_t a = 0; a <= points->n_features; a++) {
        double slope = a < points->n_features ? weights[a] / c : 0;
        for (size_t i = 0; i < points->n; i++) {
            const double *z = points->z + i * points->n_features;
            double sum = offset;
            for (size_t f = 0; f < points->n_features; f++)
                sum += weights[f] * z[f];
            slope += (1 / (1 + exp(-sum)) - points->came[i]) * (a < points->n_features ? z[a] : 1);
        }
        assert_near(slope, 0, 1e-3);
    }
}

static void logistic__is_the_least_of_its_loss(void **state)
{
    static const double prices[] = {1e-4, .1, 10, 1e4};
    double weights[MADE_FEATURES], offset;
    struct bw_fail fail;
    (void)state;
    for (size_t c = 0; c < 4; c++) {
        struct made_outcomes made = made_outcomes(c % 2 ? 60 : 3000, MADE_LINEAR, c);
        for (size_t i = 0; i < made.outcomes.n; i++)
            made.features[i * MADE_FEATURES + 5] = 3; /* never changes, and no use beside another */
        struct bw_points points = {made.features, made.came, made.outcomes.n, MADE_FEATURES};
        assert_int_equal(bw_logistic_fit(&points, prices[c], weights, &offset, &fail), BW_OK);
        check_logistic(&points, prices[c], weights, offset);
        made_outcomes_free(&made);
    }
}

static void logistic__keeps_outcomes_that_part_cleanly_in_bounds(void **state)
{
    static const double z[] = {-2, -1, 1, 2};
    static const unsigned char came[] = {0, 0, 1, 1}, all[] = {1, 1, 1, 1};
    struct bw_points points = {z, came, 4, 1}, one = {z, all, 4, 1};
    double weight, offset;
    struct bw_fail fail;
    (void)state;
    assert_int_equal(bw_logistic_fit(&points, 100, &weight, &offset, &fail), BW_OK);
    check_logistic(&points, 100, &weight, offset);
    assert_in_range((uintmax_t)weight, 2, 10);
    assert_int_equal(bw_logistic_fit(&one, 100, &weight, &offset, &fail), BW_BAD_REQUEST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(platt__finds_the_curve),
        cmocka_unit_test(platt__ends_whatever_the_values_are),
        cmocka_unit_test(loss__is_the_logarithm_without_overflow),
        cmocka_unit_test(logistic__is_the_least_of_its_loss),
        cmocka_unit_test(logistic__keeps_outcomes_that_part_cleanly_in_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
