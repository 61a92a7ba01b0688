/* The courses that a person took, in order. */
#include "model/learned/history.h"

#include "tests/model/arena.h"

static const struct bw_enrolment begun[] = {{4, 30, 7}, {2, 10, 1}, {5, 30, 6}, {2, 40, 9}};
static const struct bw_completion done[] = {{2, 20, 3}, {8, 5, 2}, {4, 50, 10}};

static struct bw_history history(bw_day as_of)
{
    struct bw_person person = {
        .enrolments = begun, .n_enrolments = 4, .completions = done, .n_completions = 3};
    bw_arena_reset(arena);
    return bw_history_of(&person, as_of, arena);
}

static void check(bw_day as_of, const uint32_t want[], size_t n)
{
    struct bw_history got = history(as_of);
    assert_int_equal(got.n, n);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(got.at[i].course, want[i]);
}

static void history__has_each_course_once_where_it_came_first(void **state)
{
    (void)state;
    static const uint32_t all[] = {8, 2, 5, 4};
    check(100, all, 4);
}

static void history__ends_on_the_day(void **state)
{
    (void)state;
    static const uint32_t all[] = {8, 2, 5, 4};
    check(30, all, 4);
    check(29, all, 2);
    check(5, all, 1);
    check(4, all, 0);
}

static void history__of_a_new_person_is_empty(void **state)
{
    (void)state;
    struct bw_person person = {.n_enrolments = 0};
    assert_int_equal(bw_history_of(&person, 1000, arena).n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(history__has_each_course_once_where_it_came_first),
        cmocka_unit_test(history__ends_on_the_day),
        cmocka_unit_test(history__of_a_new_person_is_empty),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
