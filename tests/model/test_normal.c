#include "model/base/normal.h"

#include "tests/model/check.h"

static void exp__agrees_with_the_c_library(void **state)
{
    (void)state;
    for (double x = -700; x <= 700; x += 0.0173)
        assert_near(bw_exp(x) / exp(x), 1, 5e-16);
    assert_near(bw_exp(-745), exp(-745), 5e-324);
    assert_near(bw_exp(-720) / exp(-720), 1, 1e-9);
    assert_true(bw_exp(0) == 1);
    assert_true(bw_exp(-800) == 0);
    assert_true(isinf(bw_exp(710)));
    assert_true(isnan(bw_exp((double)NAN)));
}

static void cdf__agrees_with_the_complementary_error_function(void **state)
{
    (void)state;
    for (double z = -10; z <= 10; z += 0.00137) {
        double want = 0.5 * erfc(-z * sqrt(0.5));
        assert_near(bw_normal_cdf(z) / want, 1, 1e-13);
    }
    for (double z = -39; z < -10; z += 0.01)
        assert_near(bw_normal_cdf(z), 0.5 * erfc(-z * sqrt(0.5)), 1e-23);
    assert_true(bw_normal_cdf(0) == 0.5);
    assert_true(bw_normal_cdf(50) == 1);
    assert_true(bw_normal_cdf(-50) == 0);
}

static void cdf__never_falls(void **state)
{
    (void)state;
    double last = 0;
    for (double z = -12; z <= 12; z += 0.0001) {
        double value = bw_normal_cdf(z);
        assert_true(value >= last - 1e-15);
        last = value;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exp__agrees_with_the_c_library),
        cmocka_unit_test(cdf__agrees_with_the_complementary_error_function),
        cmocka_unit_test(cdf__never_falls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
