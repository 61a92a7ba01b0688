/* From O*NET's levels to ours, for every three anchors there can be. */
#include "tools/import/onet_level.h"

#include "tests/model/check.h"

static void check_map(const double anchors[3])
{
    struct bw_onet_scale scale = bw_onet_scale_make(anchors);
    static const double levels[] = {1.5, 3, 4.5};
    double before = 0;
    assert_near(bw_onet_level(&scale, 0), 0, 0);
    assert_near(bw_onet_level(&scale, 7), 5, 1e-12);
    for (int i = 0; i < 3; i++)
        if (anchors[i] > 0 && anchors[i] < 7)
            assert_near(bw_onet_level(&scale, anchors[i]), levels[i], 1e-12);
    for (int i = 1; i <= 700; i++) {
        double figure = i / 100.0, level = bw_onet_level(&scale, figure);
        assert_true(level > before);
        /* the slope is that of the stretch: just before or just after, whichever is steeper */
        double left = (level - bw_onet_level(&scale, figure - 1e-6)) / 1e-6;
        double right = i == 700 ? 0 : (bw_onet_level(&scale, figure + 1e-6) - level) / 1e-6;
        assert_near(bw_onet_slope(&scale, figure), fmax(left, right), 1e-6);
        before = level;
    }
}

static void level__rises_from_0_to_5_through_the_anchors(void **state)
{
    (void)state;
    for (int a = 0; a <= 5; a++)
        for (int b = a + 1; b <= 6; b++)
            for (int c = b + 1; c <= 7; c++)
                check_map((const double[]){a, b, c});
}

static void level__usual_anchors_make_three_quarters_a_step(void **state)
{
    (void)state;
    struct bw_onet_scale scale = bw_onet_scale_make((const double[]){2, 4, 6});
    static const double expected[] = {0, .75, 1.5, 2.25, 3, 3.75, 4.5, 5};
    for (int i = 0; i <= 7; i++)
        assert_near(bw_onet_level(&scale, i), expected[i], 1e-12);
    assert_near(bw_onet_slope(&scale, 6.5), .5, 1e-12);
    assert_near(bw_onet_slope(&scale, 6), .75, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(level__rises_from_0_to_5_through_the_anchors),
        cmocka_unit_test(level__usual_anchors_make_three_quarters_a_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
