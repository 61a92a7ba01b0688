#include "model/shortfall.h"

#include "tests/model/check.h"

/* A plain numeric integral over the belief shares nothing with the closed form and is exact to
 * 1e-6; a Monte Carlo draw, below, shares not even the density. */
#define STEPS 40000

struct question {
    struct bw_belief x;
    double need, from, to;
};

static double density(struct bw_belief x, double level)
{
    double z = (level - x.mean) / x.sd;
    return exp(-0.5 * z * z) / (x.sd * sqrt(2 * M_PI));
}

/* The integral of (top - level)+ times the density over level >= least. */
static double integral(struct bw_belief x, double top, double least)
{
    double low = fmax(x.mean - 9 * x.sd, least), high = fmin(top, x.mean + 9 * x.sd), sum = 0;
    double step = (high - low) / STEPS;
    for (int i = 0; i < STEPS && step > 0; i++) {
        double level = low + (i + 0.5) * step;
        sum += (top - level) * density(x, level) * step;
    }
    return sum;
}

static void shortfall__equals_the_integral(void **state)
{
    (void)state;
    for (double mean = -1; mean <= 6; mean += 0.5)
        for (double sd = 0.1; sd < 2; sd += 0.3)
            for (double level = 0; level <= 5; level += 0.5) {
                struct bw_belief x = {mean, sd};
                assert_near(bw_shortfall(x, level), integral(x, level, -100), 1e-6);
            }
}

static void effect__equals_the_integral_from_the_entry_level_on(void **state)
{
    (void)state;
    for (double mean = 0; mean <= 5; mean += 0.7)
        for (double sd = 0.2; sd < 1.6; sd += 0.4)
            for (double from = 0; from <= 4; from += 1)
                for (double to = from + 0.5; to <= 5; to += 1) {
                    struct bw_belief x = {mean, sd};
                    double top = fmin(to, 3.5);
                    double want = top > from - 0.5 ? integral(x, top, from - 0.5) : 0;
                    assert_near(bw_course_effect(x, 3.5, from, to), want, 1e-6);
                }
}

static void effect__a_course_that_starts_above_the_person_gains_nothing(void **state)
{
    (void)state;
    struct bw_belief beginner = {0.2, 0.2};
    assert_true(bw_course_effect(beginner, 4.5, 4, 5) == 0);
}

static void effect__a_beginner_course_does_not_lower_an_expert(void **state)
{
    (void)state;
    struct bw_belief expert = {5, 0.3};
    assert_true(bw_course_effect(expert, 2.5, 0, 1) == 0);
}

static void effect__never_exceeds_the_shortfall(void **state)
{
    (void)state;
    for (double mean = 0; mean <= 5; mean += 0.31)
        for (double from = -1; from <= 4; from += 0.5) {
            struct bw_belief x = {mean, 0.6};
            assert_true(bw_course_effect(x, 4.5, from, 5) <= bw_shortfall(x, 4.5) + 1e-12);
        }
}

/* A standard normal draw: Marsaglia's polar method over a 64-bit congruential generator. */
static double draw(uint64_t *state)
{
    double x, y, size;
    do {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        x = (double)(*state >> 32) / 2147483648.0 - 1;
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        y = (double)(*state >> 32) / 2147483648.0 - 1;
        size = x * x + y * y;
    } while (size >= 1 || size <= 0);
    return x * sqrt(-2 * log(size) / size);
}

static void shortfall_and_effect__equal_a_monte_carlo_draw(void **state)
{
    (void)state;
    const struct question cases[] = {
        {{1.2, .5}, 2.5, 0, 3}, {{2.4, .8}, 3.5, 2, 4}, {{.5, 1.4}, 2.5, 1, 2},
        {{3, .3}, 3.5, 3, 5},   {{0, .6}, 4.5, .5, 5},
    };
    enum { DRAWS = 4000000 };
    uint64_t seed = 20261124;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct question q = cases[i];
        double top = fmin(q.to, q.need), shortfall = 0, effect = 0;
        for (int n = 0; n < DRAWS; n++) {
            double level = q.x.mean + q.x.sd * draw(&seed);
            shortfall += fmax(0, q.need - level);
            effect += level >= q.from - .5 ? fmax(0, top - level) : 0;
        }
        assert_near(bw_shortfall(q.x, q.need), shortfall / DRAWS, 1e-3);
        assert_near(bw_course_effect(q.x, q.need, q.from, q.to), effect / DRAWS, 1e-3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shortfall__equals_the_integral),
        cmocka_unit_test(effect__equals_the_integral_from_the_entry_level_on),
        cmocka_unit_test(effect__a_course_that_starts_above_the_person_gains_nothing),
        cmocka_unit_test(effect__a_beginner_course_does_not_lower_an_expert),
        cmocka_unit_test(effect__never_exceeds_the_shortfall),
        cmocka_unit_test(shortfall_and_effect__equal_a_monte_carlo_draw),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
