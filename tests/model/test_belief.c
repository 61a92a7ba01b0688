#include "model/belief.h"

#include "tests/model/check.h"

static struct bw_belief update(struct bw_belief prior, const struct bw_evidence *items, size_t n)
{
    double pull[16], sum = 0;
    struct bw_belief x = bw_belief_update(prior, bw_trust_default, 0, items, n, pull);
    for (size_t i = 0; i < n; i++)
        sum += pull[i];
    assert_near(sum, x.mean - prior.mean, 1e-12);
    return x;
}

static const struct bw_belief novice = {.5, 1.4142135623730951};

static void belief__without_evidence_is_the_prior(void **state)
{
    (void)state;
    struct bw_belief x = update(novice, NULL, 0);
    assert_near(x.mean, novice.mean, 1e-15);
    assert_near(x.sd, novice.sd, 1e-15);
}

static void belief__a_fresh_test_at_the_level_meets_it_and_a_self_rating_does_not(void **state)
{
    (void)state;
    struct bw_evidence test = {BW_SOURCE_TEST, 3, 0, 0}, self = {BW_SOURCE_SELF, 3, 0, 0};
    assert_true(update(novice, &test, 1).mean >= 3 - BW_BAND);
    assert_true(update(novice, &self, 1).mean < 3 - BW_BAND);
    assert_near(update(novice, &test, 1).mean, (.5 / 2 + 3 / .23) / (1 / 2. + 1 / .23), 1e-12);
}

static void belief__a_beginner_course_does_not_lower_an_expert(void **state)
{
    (void)state;
    struct bw_evidence items[] = {{BW_SOURCE_TEST, 5, 0, 0}, {BW_SOURCE_COURSE, 1, 0, 0}};
    assert_near(update(novice, items, 2).mean, update(novice, items, 1).mean, 0);
}

static void belief__more_than_three_judges_weigh_as_three(void **state)
{
    (void)state;
    struct bw_evidence items[9];
    for (int i = 0; i < 9; i++)
        items[i] = (struct bw_evidence){BW_SOURCE_PEER, 4, 0, 0};
    struct bw_belief three = update(novice, items, 3), nine = update(novice, items, 9);
    assert_near(nine.mean, three.mean, 1e-12);
    assert_near(nine.sd, three.sd, 1e-12);
}

static void belief__old_evidence_weighs_less_and_unused_skill_drifts_at_most_1_4(void **state)
{
    (void)state;
    struct bw_evidence old = {BW_SOURCE_TEST, 4, 60, 0}, idle = {BW_SOURCE_TEST, 4, 60, 60};
    assert_near(update(novice, &old, 1).mean, (.5 / 2 + 4 / 1.43) / (.5 + 1 / 1.43), 1e-12);
    assert_near(update(novice, &idle, 1).mean, (.5 / 2 + 2.6 / 1.43) / (.5 + 1 / 1.43), 1e-12);
    assert_near(bw_belief_fading(.93, 12), .0775, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(belief__without_evidence_is_the_prior),
        cmocka_unit_test(belief__a_fresh_test_at_the_level_meets_it_and_a_self_rating_does_not),
        cmocka_unit_test(belief__a_beginner_course_does_not_lower_an_expert),
        cmocka_unit_test(belief__more_than_three_judges_weigh_as_three),
        cmocka_unit_test(belief__old_evidence_weighs_less_and_unused_skill_drifts_at_most_1_4),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
