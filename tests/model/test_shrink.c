/* Means of groups drawn towards the mean of all: an example by hand, and what must hold of any. */
#include "model/report/shrink.h"

#include <stdlib.h>

#include "tests/model/check.h"

static struct bw_shrink_group group(const double *values, size_t n)
{
    struct bw_shrink_group out = {.n = 0};
    for (size_t i = 0; i < n; i++)
        bw_shrink_add(&out, values[i]);
    return out;
}

static void group__has_mean_and_squares(void **state)
{
    struct bw_shrink_group three = group((const double[]){1, 2, 6}, 3);
    (void)state;
    assert_int_equal(three.n, 3);
    assert_near(three.mean, 3, 1e-15);
    assert_near(three.squares, 14, 1e-14);
}

/* {1, 2, 3} and {5}: within 2/2; between (6.75/1 - 1) / (4 - 10/4) = 23/6; weights 1/(23/6 + 1/3) =
 * .24 and 1/(23/6 + 1) = 6/29. */
static void shrink__by_hand(void **state)
{
    struct bw_shrink_group groups[] = {
        group((const double[]){1, 2, 3}, 3), {.n = 0}, group((const double[]){5}, 1)};
    struct bw_shrink all = bw_shrink_of(groups, 3);
    double one = .24, other = 6. / 29, mu = (2 * one + 5 * other) / (one + other);
    (void)state;
    assert_true(all.doubt);
    assert_int_equal(all.n, 4);
    assert_int_equal(all.n_groups, 2);
    assert_near(all.within, 1, 1e-14);
    assert_near(all.between, 23. / 6, 1e-14);
    assert_near(all.mu, mu, 1e-14);
    assert_near(all.sd, sqrt(1 / (one + other)), 1e-14);
    struct bw_shrunk small = bw_shrink_group_of(&all, &groups[2]);
    double own = 23. / 29;
    assert_near(small.own, own, 1e-14);
    assert_near(small.estimate, mu + own * (5 - mu), 1e-14);
    assert_near(small.sd, sqrt(own + (1 - own) * (1 - own) / (one + other)), 1e-14);
    struct bw_shrunk large = bw_shrink_group_of(&all, &groups[0]);
    assert_near(large.own, 23. / 6 * .24, 1e-14);
    struct bw_shrunk none = bw_shrink_group_of(&all, &groups[1]);
    assert_near(none.estimate, mu, 1e-14);
}

/* Nothing to tell the groups apart by: everyone is the mean of all. */
static void shrink__noise_alone_is_drawn_in_whole(void **state)
{
    struct bw_shrink_group alike[] = {group((const double[]){0, 4}, 2),
                                      group((const double[]){1, 3}, 2)};
    struct bw_shrink_group singles[] = {group((const double[]){0}, 1),
                                        group((const double[]){4}, 1)};
    (void)state;
    struct bw_shrink all = bw_shrink_of(alike, 2);
    assert_near(all.between, 0, 0);
    for (size_t i = 0; i < 2; i++)
        assert_near(bw_shrink_group_of(&all, &alike[i]).estimate, 2, 1e-15);
    all = bw_shrink_of(singles, 2);
    assert_near(all.within, 8, 1e-14);
    assert_near(bw_shrink_group_of(&all, &singles[1]).estimate, 2, 1e-15);
    assert_near(all.sd, 2, 1e-14);
}

static void shrink__the_same_values_have_no_doubt(void **state)
{
    struct bw_shrink_group groups[] = {group((const double[]){3, 3}, 2),
                                       group((const double[]){3}, 1)};
    struct bw_shrink all = bw_shrink_of(groups, 2);
    (void)state;
    assert_near(all.mu, 3, 0);
    assert_near(all.sd, 0, 0);
    assert_near(bw_shrink_group_of(&all, &groups[0]).estimate, 3, 0);
    assert_near(bw_shrink_group_of(&all, &groups[0]).sd, 0, 0);
}

static void shrink__of_one_value_or_none_no_doubt_is_told(void **state)
{
    struct bw_shrink_group one = group((const double[]){3}, 1);
    (void)state;
    struct bw_shrink all = bw_shrink_of(&one, 1);
    assert_false(all.doubt);
    assert_near(bw_shrink_group_of(&all, &one).estimate, 3, 0);
    assert_false(bw_shrink_of(NULL, 0).doubt);
    assert_int_equal(bw_shrink_of(NULL, 0).n, 0);
}

static double drawn(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.;
}

/* Between the group's own mean and that of all, nearer to its own the more values there are, and
 * with less doubt. */
static void shrink__lies_between_and_goes_by_numbers(void **state)
{
    uint64_t seed = 5;
    (void)state;
    for (int round = 0; round < 500; round++) {
        struct bw_shrink_group groups[12] = {{0}};
        size_t n = 2 + (size_t)(drawn(&seed) * 10);
        for (size_t g = 0; g < n; g++) {
            size_t values = (size_t)(drawn(&seed) * 9);
            double level = 2 * drawn(&seed);
            for (size_t i = 0; i < values; i++)
                bw_shrink_add(&groups[g], level + 2 * drawn(&seed) - 1);
        }
        struct bw_shrink all = bw_shrink_of(groups, n);
        for (size_t g = 0; all.doubt && g < n; g++) {
            struct bw_shrunk one = bw_shrink_group_of(&all, &groups[g]);
            double low = fmin(all.mu, groups[g].mean), high = fmax(all.mu, groups[g].mean);
            assert_true(one.own >= 0 && one.own <= 1);
            if (groups[g].n > 0)
                assert_true(one.estimate >= low - 1e-12 && one.estimate <= high + 1e-12);
            struct bw_shrink_group larger = {groups[g].n + 1, groups[g].mean, 0};
            assert_true(bw_shrink_group_of(&all, &larger).own >= one.own);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(group__has_mean_and_squares),
        cmocka_unit_test(shrink__by_hand),
        cmocka_unit_test(shrink__noise_alone_is_drawn_in_whole),
        cmocka_unit_test(shrink__the_same_values_have_no_doubt),
        cmocka_unit_test(shrink__of_one_value_or_none_no_doubt_is_told),
        cmocka_unit_test(shrink__lies_between_and_goes_by_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
