/* The list against a plain greedy, and what must hold for every list. */
#include "model/recommend.h"

#include "tests/model/arena.h"
#include "tests/model/plain.h"

#define TOWNS 1000

static struct town town;

static struct bw_advice advise(void)
{
    bw_arena_reset(arena);
    return bw_recommend(&town.cat, NULL, &town.person, &town.question, arena);
}

static void list__equals_a_plain_greedy_over_all_courses(void **state)
{
    (void)state;
    size_t listed = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        town_draw(&town, seed);
        struct bw_advice advice = advise();
        listed += plain_check(&town, &advice, NULL);
    }
    assert_true(listed > TOWNS);
}

static void score__is_the_sum_of_its_reasons_and_terms(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        town_draw(&town, seed);
        struct bw_advice advice = advise();
        for (size_t i = 0; i < advice.n_items; i++) {
            double sum = 0;
            for (size_t w = 0; w < advice.items[i].n_why; w++)
                sum += advice.items[i].why[w].contribution;
            for (int t = 0; t < BW_TERM_COUNT; t++)
                sum += advice.items[i].terms[t];
            assert_true(advice.items[i].n_why > 0);
            assert_near(sum, advice.items[i].score, 1e-9 * sum);
        }
    }
}

static void coverage__is_between_nothing_and_what_can_be_closed(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        town_draw(&town, seed);
        struct bw_advice advice = advise();
        assert_true(advice.coverage >= 0);
        if (advice.gap.total > 0)
            assert_true(advice.coverage * advice.gap.total <= advice.closable * (1 + 1e-12));
        assert_true(advice.closable <= advice.gap.total * (1 + 1e-12));
    }
}

static void list__does_not_depend_on_the_order_of_evidence(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        town_draw(&town, seed);
        struct bw_advice first = advise();
        double score[TOWN_COURSES];
        uint32_t course[TOWN_COURSES];
        size_t n = first.n_items;
        for (size_t i = 0; i < n; i++) {
            score[i] = first.items[i].score;
            course[i] = first.items[i].course;
        }
        for (size_t i = 0; i < TOWN_ITEMS / 2; i++) {
            struct bw_item swapped = town.items[i];
            town.items[i] = town.items[TOWN_ITEMS - 1 - i];
            town.items[TOWN_ITEMS - 1 - i] = swapped;
        }
        struct bw_advice again = advise();
        assert_int_equal(again.n_items, n);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(again.items[i].course, course[i]);
            assert_memory_equal(&again.items[i].score, &score[i], sizeof score[i]);
        }
    }
}

static void coverage__of_nobody_short_is_one_and_the_list_is_empty(void **state)
{
    (void)state;
    town_draw(&town, 1);
    town.version.all.n = 0;
    struct bw_advice advice = advise();
    assert_int_equal(advice.n_items, 0);
    assert_near(advice.coverage, 1, 0);
    assert_near(advice.gap.total, 0, 0);
}

static void exclude__keeps_a_course_off_the_list(void **state)
{
    (void)state;
    town_draw(&town, 3);
    struct bw_advice advice = advise();
    assert_true(advice.n_items > 0);
    uint32_t first = advice.items[0].course;
    town.question.exclude = (struct bw_ixs){&first, 1};
    advice = advise();
    for (size_t i = 0; i < advice.n_items; i++)
        assert_int_not_equal(advice.items[i].course, first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list__equals_a_plain_greedy_over_all_courses),
        cmocka_unit_test(score__is_the_sum_of_its_reasons_and_terms),
        cmocka_unit_test(coverage__is_between_nothing_and_what_can_be_closed),
        cmocka_unit_test(list__does_not_depend_on_the_order_of_evidence),
        cmocka_unit_test(coverage__of_nobody_short_is_one_and_the_list_is_empty),
        cmocka_unit_test(exclude__keeps_a_course_off_the_list),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
