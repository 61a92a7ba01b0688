#include "model/requirement.h"

#include "tests/model/check.h"

static const struct bw_belief low = {1, .4}, near = {2.4, .4}, high = {4, .4};

static void requirement__a_level_is_met_from_half_a_level_under_it(void **state)
{
    (void)state;
    struct bw_requirement req = {.level = 3, .weight = 1, .has_evidence = true};
    struct bw_belief edge = {2.5, .4};
    assert_int_equal(bw_requirement_standing(&req, edge), BW_MET);
    assert_true(bw_requirement_shortfall(&req, edge) == 0);
    assert_int_equal(bw_requirement_standing(&req, low), BW_OPEN);
    assert_near(bw_requirement_shortfall(&req, low), 1.5, 1e-3);
}

static void requirement__near_or_unknown_is_doubtful(void **state)
{
    (void)state;
    struct bw_requirement req = {.level = 3, .weight = 1, .has_evidence = true};
    assert_int_equal(bw_requirement_standing(&req, near), BW_DOUBTFUL);
    req.has_evidence = false;
    assert_int_equal(bw_requirement_standing(&req, low), BW_DOUBTFUL);
}

static void requirement__a_mandatory_gap_outranks_an_equal_optional_one(void **state)
{
    (void)state;
    struct bw_requirement wish = {.level = 3, .weight = .4}, duty = wish;
    duty.mandatory = true;
    assert_near(bw_requirement_weight(&wish, BW_MANDATORY_FACTOR), .4, 0);
    assert_near(bw_requirement_weight(&duty, BW_MANDATORY_FACTOR), 2, 0);
    assert_near(bw_requirement_shortfall(&duty, low), bw_requirement_shortfall(&wish, low), 0);
}

static void requirement__a_valid_certificate_meets_it_and_an_expired_one_opens_it(void **state)
{
    (void)state;
    struct bw_requirement req = {.level = 3, .weight = 1, .mandatory = true, .has_evidence = true};
    req.certificate_ended = true;
    assert_int_equal(bw_requirement_standing(&req, high), BW_LAPSED);
    assert_near(bw_requirement_shortfall(&req, high), 0.5, 1e-12);
    assert_true(bw_requirement_shortfall(&req, low) > 0.5);
    req.certificate_valid = true;
    assert_int_equal(bw_requirement_standing(&req, low), BW_MET);
    assert_true(bw_requirement_shortfall(&req, low) == 0);
    req.certificate_valid = req.mandatory = false;
    assert_int_equal(bw_requirement_standing(&req, high), BW_MET);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requirement__a_level_is_met_from_half_a_level_under_it),
        cmocka_unit_test(requirement__near_or_unknown_is_doubtful),
        cmocka_unit_test(requirement__a_mandatory_gap_outranks_an_equal_optional_one),
        cmocka_unit_test(requirement__a_valid_certificate_meets_it_and_an_expired_one_opens_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
