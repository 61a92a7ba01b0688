#include "model/base/student.h"

#include "tests/model/check.h"

/* P(T <= t) by Simpson's rule over the density. */
static double below(double t, double freedom)
{
    double scale =
        exp(lgamma((freedom + 1) / 2) - lgamma(freedom / 2)) / sqrt(freedom * 3.14159265358979324);
    double sum = 0;
    int steps = 20000;
    for (int i = 0; i <= steps; i++) {
        double x = t * i / steps;
        double weight = i == 0 || i == steps ? 1 : i % 2 ? 4 : 2;
        sum += weight * scale * pow(1 + x * x / freedom, -(freedom + 1) / 2);
    }
    return .5 + sum * t / steps / 3;
}

static void student__has_39_in_40_under_it(void **state)
{
    (void)state;
    for (size_t freedom = 1; freedom <= 400; freedom += freedom < 40 ? 1 : 37)
        assert_near(below(bw_student_975(freedom), (double)freedom), .975, 1e-8);
}

static void student__falls_to_the_normal(void **state)
{
    (void)state;
    for (size_t freedom = 1; freedom < 200; freedom++)
        assert_true(bw_student_975(freedom + 1) < bw_student_975(freedom));
    assert_near(bw_student_975(1000000000), 1.959963985, 1e-8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(student__has_39_in_40_under_it),
        cmocka_unit_test(student__falls_to_the_normal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
