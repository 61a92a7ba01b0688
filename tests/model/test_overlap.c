/* Rank-biased overlap against its definition said another way, and what it must be. */
#include <stdbool.h>
#include <string.h>

#include "model/learned/overlap.h"
#include "tests/model/check.h"

#define MOST 10

/* Of the items above depth d in both lists. */
static double shared(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b, size_t d)
{
    double n = 0;
    for (size_t i = 0; i < n_a && i < d; i++)
        for (size_t j = 0; j < n_b && j < d; j++)
            n += a[i] == b[j];
    return n;
}

/* The infinite sum itself: agreement at each depth, beyond the longer list as equation 32 takes it
 * to go on: the shorter list's unseen items agree as its seen ones do. */
static double by_definition(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b)
{
    size_t s = n_a < n_b ? n_a : n_b, l = n_a < n_b ? n_b : n_a;
    double sum = 0, weight = 1, at_s = s ? shared(a, n_a, b, n_b, s) / (double)s : 0, agreement = 0;
    for (size_t d = 1; d < 2000; d++, weight *= BW_OVERLAP_PERSISTENCE) {
        double x = shared(a, n_a, b, n_b, d);
        if (d <= s)
            agreement = x / (double)d;
        else if (d <= l)
            agreement = (x + at_s * (double)(d - s)) / (double)d;
        sum += agreement * weight; /* of d = l goes on for ever */
    }
    return (1 - BW_OVERLAP_PERSISTENCE) * sum;
}

static void overlap__is_one_of_the_same_and_zero_of_strangers(void **state)
{
    static const uint32_t a[MOST] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
                          b[MOST] = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
    (void)state;
    for (size_t n = 0; n <= MOST; n++)
        assert_near(bw_overlap(a, n, a, n), 1, 1e-12);
    assert_near(bw_overlap(a, MOST, b, MOST), 0, 1e-12);
    assert_near(bw_overlap(a, MOST, b, 3), 0, 1e-12);
    assert_near(bw_overlap(a, 0, b, 3), 0, 1e-12);
}

static void overlap__weighs_the_top_most(void **state)
{
    static const uint32_t a[] = {1, 2, 3, 4}, top[] = {2, 1, 3, 4}, bottom[] = {1, 2, 4, 3};
    (void)state;
    assert_true(bw_overlap(a, 4, top, 4) < bw_overlap(a, 4, bottom, 4));
    /* The first depth disagrees, all others agree: .1 of the weight is lost. */
    assert_near(bw_overlap(a, 4, top, 4), .9, 1e-12);
    assert_near(bw_overlap(a, 4, bottom, 4), 1 - .1 * .81 / 3, 1e-12);
}

static void overlap__of_a_prefix_is_one(void **state)
{
    static const uint32_t a[] = {1, 2, 3, 4, 5, 6};
    (void)state;
    for (size_t n = 1; n <= 6; n++)
        assert_near(bw_overlap(a, n, a, 6), 1, 1e-12);
}

static void overlap__agrees_with_its_definition(void **state)
{
    uint64_t draw = 7;
    (void)state;
    for (int i = 0; i < 3000; i++) {
        uint32_t lists[2][MOST];
        size_t n[2];
        for (int l = 0; l < 2; l++) {
            draw = draw * 6364136223846793005u + 1442695040888963407u;
            n[l] = (draw >> 33) % (MOST + 1);
            uint32_t items[14];
            for (uint32_t k = 0; k < 14; k++)
                items[k] = k;
            for (size_t k = 0; k < n[l]; k++) {
                draw = draw * 6364136223846793005u + 1442695040888963407u;
                size_t other = k + (draw >> 33) % (14 - k);
                uint32_t item = items[other];
                items[other] = items[k];
                lists[l][k] = items[k] = item;
            }
        }
        if (n[0] == 0 && n[1] == 0)
            continue;
        double got = bw_overlap(lists[0], n[0], lists[1], n[1]);
        assert_near(got, by_definition(lists[0], n[0], lists[1], n[1]), 1e-9);
        assert_near(got, bw_overlap(lists[1], n[1], lists[0], n[0]), 1e-12);
        assert_true(got >= 0 && got <= 1 + 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overlap__is_one_of_the_same_and_zero_of_strangers),
        cmocka_unit_test(overlap__weighs_the_top_most),
        cmocka_unit_test(overlap__of_a_prefix_is_one),
        cmocka_unit_test(overlap__agrees_with_its_definition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
