#include "model/shortfall.h"

#include "tests/model/check.h"

/* A plain numeric integral over the belief stands for the Monte Carlo draw: it shares nothing with
 * the closed form and its error is far below 1e-3. */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shortfall__equals_the_integral),
        cmocka_unit_test(effect__equals_the_integral_from_the_entry_level_on),
        cmocka_unit_test(effect__a_course_that_starts_above_the_person_gains_nothing),
        cmocka_unit_test(effect__a_beginner_course_does_not_lower_an_expert),
        cmocka_unit_test(effect__never_exceeds_the_shortfall),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
