/* Pairs as they are collected: each once, the surest way of saying it, and no more than fit. */
#include "model/twins/twins_making.h"

#include "tests/model/check.h"

static const struct bw_catalogue empty;
static const struct bw_twin_question anything = {.org = BW_NONE, .least = .1, .k = 10};

static void begin(struct bw_twins_making *making)
{
    *making = (struct bw_twins_making){.cat = &empty, .question = &anything};
    assert_true(bw_twins_begin(making));
}

static struct bw_twin twin_of(uint32_t a, uint32_t b, double score)
{
    return (struct bw_twin){.a = a, .b = b, .score = score, .reason = BW_TWIN_SAME_NAME};
}

static void offer__keeps_a_pair_once_and_the_surest(void **state)
{
    struct bw_twins_making making;
    struct bw_arena *arena = bw_arena_create((size_t)1 << 20);
    (void)state;
    begin(&making);
    for (uint32_t round = 0; round < 3; round++) {
        for (uint32_t a = 0; a < 100; a++) {
            for (uint32_t b = a + 1; b < 100; b++) {
                struct bw_twin twin =
                    twin_of(a, b, round == 1 ? .9 - a / 1e3 - b / 1e6 : .05 * round + .1);
                bw_twins_offer(&making, &twin);
            }
        }
    }
    struct bw_twin unsure = twin_of(200, 201, .09);
    bw_twins_offer(&making, &unsure);
    struct bw_twins twins = bw_twins_end(&making, arena);
    assert_false(twins.too_many);
    assert_int_equal(twins.found, 100 * 99 / 2);
    assert_int_equal(twins.n, 10);
    for (uint32_t i = 0; i < 10; i++) {
        assert_int_equal(twins.at[i].a, 0);
        assert_int_equal(twins.at[i].b, i + 1);
        assert_true(twins.at[i].score > .89);
    }
    bw_arena_free(arena);
}

static void offer__stops_where_no_more_fit(void **state)
{
    struct bw_twins_making making;
    struct bw_arena *arena = bw_arena_create((size_t)1 << 20);
    (void)state;
    begin(&making);
    for (uint32_t i = 0; i < BW_TWINS_MOST; i++) {
        struct bw_twin twin = twin_of(i / 1000, 10000 + i % 1000, .5);
        bw_twins_offer(&making, &twin);
    }
    assert_false(making.too_many);
    struct bw_twin one_more = twin_of(0, 1, .5);
    bw_twins_offer(&making, &one_more);
    struct bw_twins twins = bw_twins_end(&making, arena);
    assert_true(twins.too_many);
    assert_int_equal(twins.found, BW_TWINS_MOST);
    bw_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offer__keeps_a_pair_once_and_the_surest),
        cmocka_unit_test(offer__stops_where_no_more_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
