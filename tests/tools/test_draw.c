/* Random draws: the same on every machine, and distributed as they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "tools/draw.h"

#define N 200000

/* Pinned: whoever changes these changes every simulated world. */
static void draw__same_numbers_on_every_machine(void **state)
{
    (void)state;
    struct bw_draw draw = bw_draw_start(1, 1, 0);
    assert_int_equal(bw_draw_bits(&draw), UINT64_C(0x55aec64f27db788b));
    assert_int_equal(bw_draw_bits(&draw), UINT64_C(0xff90d1f3a78adb5b));
    double normal = bw_draw_normal(&draw, 0, 1), waited = bw_draw_exponential(&draw, 1);
    assert_true(fabs(normal - -1.7826615131617585) < 1e-12);
    assert_true(fabs(waited - 0.9296619672156998) < 1e-12);
}

static void draw__streams_seeds_and_places_differ(void **state)
{
    (void)state;
    struct bw_draw a = bw_draw_start(1, 1, 0);
    struct bw_draw others[] = {bw_draw_start(2, 1, 0), bw_draw_start(1, 6, 0),
                               bw_draw_start(1, 1, 1)};
    uint64_t first = bw_draw_bits(&a);
    for (size_t i = 0; i < 3; i++)
        assert_int_not_equal(first, bw_draw_bits(&others[i]));
}

static void draw__moments_are_as_asked(void **state)
{
    (void)state;
    struct bw_draw draw = bw_draw_start(7, 11, 0);
    double sum[3] = {0}, square = 0;
    for (int i = 0; i < N; i++) {
        double unit = bw_draw_unit(&draw), normal = bw_draw_normal(&draw, 2, .5);
        assert_true(unit >= 0 && unit < 1);
        sum[0] += unit;
        sum[1] += normal;
        square += (normal - 2) * (normal - 2);
        sum[2] += bw_draw_exponential(&draw, 3);
    }
    assert_true(fabs(sum[0] / N - .5) < .003);
    assert_true(fabs(sum[1] / N - 2) < .005);
    assert_true(fabs(sqrt(square / N) - .5) < .005);
    assert_true(fabs(sum[2] / N - 3) < .03);
}

static void draw__whole_numbers_fill_their_range(void **state)
{
    (void)state;
    struct bw_draw draw = bw_draw_start(7, 10, 0);
    int below[7] = {0}, between[5] = {0};
    for (int i = 0; i < N; i++) {
        uint32_t x = bw_draw_below(&draw, 7);
        int y = bw_draw_between(&draw, -2, 2);
        assert_true(x < 7 && y >= -2 && y <= 2);
        below[x]++;
        between[y + 2]++;
    }
    for (int i = 0; i < 7; i++)
        assert_true(fabs(below[i] / (double)N - 1.0 / 7) < .004);
    for (int i = 0; i < 5; i++)
        assert_true(fabs(between[i] / (double)N - 1.0 / 5) < .004);
}

static void draw__weights_are_kept(void **state)
{
    (void)state;
    static const double upto[] = {.5, .5, 2.5, 3.5}; /* weights .5, 0, 2, 1 */
    struct bw_draw draw = bw_draw_start(7, 3, 0);
    int n[4] = {0};
    for (int i = 0; i < N; i++)
        n[bw_draw_weighted(&draw, upto, 4)]++;
    assert_int_equal(n[1], 0);
    assert_true(fabs(n[0] / (double)N - .5 / 3.5) < .004);
    assert_true(fabs(n[2] / (double)N - 2 / 3.5) < .004);
    assert_true(fabs(n[3] / (double)N - 1 / 3.5) < .004);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draw__same_numbers_on_every_machine),
        cmocka_unit_test(draw__streams_seeds_and_places_differ),
        cmocka_unit_test(draw__moments_are_as_asked),
        cmocka_unit_test(draw__whole_numbers_fill_their_range),
        cmocka_unit_test(draw__weights_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
