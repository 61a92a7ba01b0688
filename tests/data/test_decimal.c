/* Floats as text against the plain way: printf with one digit more until it reads back. How many
 * are drawn per kind: BW_DOUBLES, else enough for a second. */
#include "data/decimal.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/model/check.h"

static uint64_t state_of_draws = 88172645463325252u;

static uint64_t draw(void)
{
    state_of_draws ^= state_of_draws << 13;
    state_of_draws ^= state_of_draws >> 7;
    state_of_draws ^= state_of_draws << 17;
    return state_of_draws;
}

static double draw_share(void)
{
    return (double)(draw() >> 11) / 9007199254740992.0;
}

static void plain_way(char *text, size_t size, double value)
{
    if (value == floor(value) && fabs(value) < 1e15) {
        snprintf(text, size, "%.1f", value);
        return;
    }
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, size, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    if (!strpbrk(text, ".e")) /* or it would be read back as an integer */
        snprintf(text + strlen(text), size - strlen(text), ".0");
}

static void check(double value)
{
    char want[BW_DECIMAL_LEN], got[BW_DECIMAL_LEN + 1];
    plain_way(want, sizeof want, value);
    size_t len = bw_decimal_float(got, value);
    assert_true(len <= BW_DECIMAL_LEN);
    got[len] = 0;
    if (strcmp(got, want) != 0)
        fail_msg("%a: \"%s\", and should be \"%s\"", value, got, want);
}

/* A value, its negative, and what lies next to it on both sides. */
static void check_around(double value)
{
    double below = value, above = value;
    for (int i = 0; i < 4; i++) {
        check(below);
        check(above);
        check(-below);
        below = nextafter(below, -DBL_MAX);
        above = nextafter(above, DBL_MAX);
    }
}

static size_t draws(void)
{
    const char *named = getenv("BW_DOUBLES");
    return named ? strtoul(named, NULL, 10) : 20000;
}

static void decimal__floats_are_what_printf_would_say(void **state)
{
    (void)state;
    for (size_t n = draws(); n > 0; n--) {
        uint64_t bits = draw();
        double any, near_one;
        memcpy(&any, &bits, sizeof any);
        if (isfinite(any))
            check(any);
        /* The exponents that are not left to printf, all alike. */
        bits = (bits & ~((uint64_t)0x7ff << 52)) | (uint64_t)(970 + draw() % 106) << 52;
        memcpy(&near_one, &bits, sizeof near_one);
        check(near_one);
        check(draw_share());
        check(draw_share() * 100 - 50);
    }
}

static void decimal__what_was_written_as_a_decimal_stays_one(void **state)
{
    (void)state;
    for (size_t n = draws(); n > 0; n--) {
        char text[40];
        int after = (int)(draw() % 20);
        snprintf(text, sizeof text, "%llu.%0*llue%d", (unsigned long long)(draw() % 1000000), after,
                 (unsigned long long)(draw() % 1000000000), (int)(draw() % 24) - 12);
        check_around(strtod(text, NULL));
    }
}

static void decimal__powers_and_their_neighbours(void **state)
{
    (void)state;
    for (int e = -1074; e < 1024; e++)
        check_around(ldexp(1, e));
    for (int e = -323; e < 309; e++) {
        char text[16];
        for (int first = 1; first < 10; first++) {
            snprintf(text, sizeof text, "%de%d", first, e);
            double value = strtod(text, NULL);
            if (isfinite(value))
                check_around(value);
        }
    }
    for (int i = -4000; i <= 4000; i++) {
        check(i / 8.0);
        check(i / 10.0);
        check(i / 1000.0);
        check(i);
    }
    check(0.0);
    check(-0.0);
    check(DBL_MAX);
    check(DBL_MIN);
    check(DBL_TRUE_MIN);
    check_around(1e15);
    check_around(1e-14);
    check_around(9007199254740992.0);
}

static void decimal__integers_have_all_their_digits(void **state)
{
    (void)state;
    static const int64_t list[] = {0,  9,     10,        99,        100,      101,
                                   -1, -1000, INT64_MAX, INT64_MIN, 12345678, 123456789};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        char want[32], got[BW_DECIMAL_LEN + 1];
        snprintf(want, sizeof want, "%lld", (long long)list[i]);
        got[bw_decimal_signed(got, list[i])] = 0;
        assert_string_equal(got, want);
        snprintf(want, sizeof want, "%llu", (unsigned long long)list[i]);
        got[bw_decimal_unsigned(got, (uint64_t)list[i])] = 0;
        assert_string_equal(got, want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimal__floats_are_what_printf_would_say),
        cmocka_unit_test(decimal__what_was_written_as_a_decimal_stays_one),
        cmocka_unit_test(decimal__powers_and_their_neighbours),
        cmocka_unit_test(decimal__integers_have_all_their_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
