/* The nearest rows, held against sorting them all. */
#include "model/space/nearest.h"

#include <stdlib.h>

#include "model/base/sort.h"
#include "tests/model/arena.h"

#define ROWS_MOST 300
#define STRIDE ((size_t)32)

static uint32_t state = 7;

static uint32_t draw(uint32_t n)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % n;
}

/* Few different values, so that many products are equal; now and then one that is no number. */
static struct bw_rows draw_rows(size_t n)
{
    float *at = BW_ARENA_NEW(arena, float, n *STRIDE);
    for (size_t i = 0; i < n * STRIDE; i++)
        if (draw(4) == 0)
            at[i] = (float)draw(5) - 2;
    if (n > 0 && draw(3) == 0)
        at[draw((uint32_t)n) * STRIDE] = NAN;
    return (struct bw_rows){at, n, STRIDE};
}

static int nearest_first(const void *a, const void *b)
{
    const struct bw_neighbour *x = a, *y = b;
    if (x->dot < y->dot || x->dot > y->dot)
        return x->dot > y->dot ? -1 : 1;
    return x->row < y->row ? -1 : 1;
}

static bool of_this_rest(const void *context, uint32_t row)
{
    const uint32_t *rest = context;
    return row % 3 != *rest;
}

/* Every row that counts, in order. */
static struct bw_nearest sort_all(struct bw_rows rows, const float *query, uint32_t own,
                                  const struct bw_nearest_rule *rule)
{
    struct bw_nearest all = {BW_ARENA_NEW(arena, struct bw_neighbour, rows.n), 0};
    for (uint32_t r = 0; r < rows.n; r++) {
        float dot = bw_dot_f32(rows.at + r * rows.stride, query, rows.stride);
        if (r != own && dot >= rule->floor && (!rule->may || rule->may(rule->context, r)))
            all.at[all.n++] = (struct bw_neighbour){r, dot};
    }
    bw_sort(all.at, all.n, sizeof *all.at, nearest_first);
    return all;
}

static void assert_first_of(struct bw_nearest got, struct bw_nearest all, uint32_t most)
{
    assert_int_equal(got.n, all.n < most ? all.n : most);
    for (uint32_t i = 0; i < got.n; i++) {
        assert_int_equal(got.at[i].row, all.at[i].row);
        assert_near((double)got.at[i].dot, (double)all.at[i].dot, 0);
    }
}

static struct bw_nearest_rule draw_rule(const uint32_t *rest, size_t n_rows)
{
    struct bw_nearest_rule rule = {draw(4) ? draw(12) : (uint32_t)n_rows + draw(3), -INFINITY,
                                   BW_NEAREST_OTHERS, NULL, rest};
    if (draw(2))
        rule.floor = (float)draw(8) - 2;
    if (draw(2))
        rule.may = of_this_rest;
    return rule;
}

static void nearest__to_one_query_is_the_head_of_all_sorted(void **cmocka)
{
    (void)cmocka;
    for (int i = 0; i < 500; i++) {
        uint32_t rest = draw(4);
        struct bw_rows rows = draw_rows(draw(ROWS_MOST)), query = draw_rows(1);
        struct bw_nearest_rule rule = draw_rule(&rest, rows.n);
        assert_first_of(bw_nearest_to(rows, query.at, &rule, arena),
                        sort_all(rows, query.at, UINT32_MAX, &rule), rule.most);
        bw_arena_reset(arena);
    }
}

static void nearest__a_row_is_not_its_own_neighbour(void **cmocka)
{
    (void)cmocka;
    for (int i = 0; i < 30; i++) {
        uint32_t rest = draw(4), n = 1 + draw(ROWS_MOST - 1), first = draw(n);
        struct bw_rows rows = draw_rows(n);
        struct bw_rows queries = {rows.at + first * STRIDE, draw(n - first + 1), STRIDE};
        struct bw_nearest_rule rule = draw_rule(&rest, rows.n);
        rule.first_own = first;
        struct bw_nearest *lists = bw_nearest_each(rows, queries, &rule, arena);
        for (uint32_t q = 0; q < queries.n; q++)
            assert_first_of(lists[q], sort_all(rows, queries.at + q * STRIDE, first + q, &rule),
                            rule.most);
        bw_arena_reset(arena);
    }
}

static void nearest__equal_products_go_by_row(void **cmocka)
{
    (void)cmocka;
    float at[9 * 16] = {0}, query[16] = {1};
    for (size_t r = 0; r < 9; r++)
        at[r * 16] = r == 5 ? 2 : 1;
    struct bw_nearest_rule rule = {4, 0, BW_NEAREST_OTHERS, NULL, NULL};
    struct bw_nearest got = bw_nearest_to((struct bw_rows){at, 9, 16}, query, &rule, arena);
    static const uint32_t want[] = {5, 0, 1, 2};
    assert_int_equal(got.n, 4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(got.at[i].row, want[i]);
}

/* Only what would be an answer is asked for: a rule may be dear. */
static bool count_asked(const void *context, uint32_t row)
{
    (void)row;
    ++**(uint32_t *const *)context;
    return true;
}

static void nearest__few_rows_are_asked_about(void **cmocka)
{
    (void)cmocka;
    float at[200 * 16] = {0}, query[16] = {1};
    uint32_t asked = 0, *counter = &asked;
    for (size_t r = 0; r < 200; r++)
        at[r * 16] = 200 - (float)r;
    struct bw_nearest_rule rule = {3, 0, BW_NEAREST_OTHERS, count_asked, &counter};
    assert_int_equal(bw_nearest_to((struct bw_rows){at, 200, 16}, query, &rule, arena).n, 3);
    assert_int_equal(asked, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest__to_one_query_is_the_head_of_all_sorted),
        cmocka_unit_test(nearest__a_row_is_not_its_own_neighbour),
        cmocka_unit_test(nearest__equal_products_go_by_row),
        cmocka_unit_test(nearest__few_rows_are_asked_about),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
