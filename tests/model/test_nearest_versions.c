/* Whole lists of the nearest rows are the same bytes, whichever version of the dot product runs. */
#include "model/space/nearest.h"

#include <string.h>

#include "tests/model/arena.h"
#include "tests/model/dot_forced.h"

#define ROWS 2000
#define STRIDE ((size_t)464)
#define QUERIES 150
#define MOST 32

static uint32_t state = 11;

static float draw(void)
{
    state = state * 1664525u + 1013904223u;
    return (float)(state >> 8) / 8388608.0f - 1;
}

/* Rows with 456 numbers, as text vectors have; every seventh is its predecessor once more, so that
 * there are equal products too. */
static struct bw_rows draw_rows(void)
{
    float *at = BW_ARENA_NEW(arena, float, ROWS *STRIDE);
    for (size_t r = 0; r < ROWS; r++)
        for (size_t i = 0; i < 456; i++)
            at[r * STRIDE + i] = r % 7 == 6 ? at[(r - 1) * STRIDE + i] : draw() / 12;
    return (struct bw_rows){at, ROWS, STRIDE};
}

/* The lists of the first rows, one query at a time and then all at once, one behind the other. */
static struct bw_neighbour *lists_by(const struct bw_dot_version *version, struct bw_rows rows)
{
    struct bw_neighbour *out = BW_ARENA_NEW(arena, struct bw_neighbour, 2 * (size_t)QUERIES * MOST);
    struct bw_nearest_rule rule = {MOST, -INFINITY, 0, NULL, NULL};
    bw_test_force_dot(version);
    for (uint32_t q = 0; q < QUERIES; q++) {
        rule.first_own = q;
        struct bw_nearest list = bw_nearest_to(rows, rows.at + q * STRIDE, &rule, arena);
        assert_int_equal(list.n, MOST);
        memcpy(out + (size_t)q * MOST, list.at, MOST * sizeof *out);
    }
    rule.first_own = 0;
    struct bw_nearest *lists =
        bw_nearest_each(rows, (struct bw_rows){rows.at, QUERIES, STRIDE}, &rule, arena);
    for (uint32_t q = 0; q < QUERIES; q++) {
        assert_int_equal(lists[q].n, MOST);
        memcpy(out + (size_t)(QUERIES + q) * MOST, lists[q].at, MOST * sizeof *out);
    }
    return out;
}

/* Not one of the versions: one sum from the first element to the last. */
static float one_sum(const float *a, const float *b, size_t n)
{
    float sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static void one_sum_block(struct bw_rows queries, struct bw_rows rows, float *out)
{
    for (size_t q = 0; q < queries.n; q++)
        for (size_t r = 0; r < rows.n; r++)
            out[q * rows.n + r] =
                one_sum(queries.at + q * queries.stride, rows.at + r * rows.stride, rows.stride);
}

static void nearest__lists_are_the_same_bytes_in_every_version(void **cmocka)
{
    (void)cmocka;
    struct bw_rows rows = draw_rows();
    const struct bw_neighbour *want = lists_by(bw_dot_version(BW_DOT_SCALAR), rows);
    size_t bytes = 2 * sizeof *want * QUERIES * MOST;
    for (int set = BW_DOT_SCALAR + 1; set < BW_DOT_SETS; set++) {
        const struct bw_dot_version *version = bw_dot_version((enum bw_dot_set)set);
        if (!version) {
            print_message("not tested: this processor lacks version %d\n", set);
            continue;
        }
        if (memcmp(lists_by(version, rows), want, bytes) != 0)
            fail_msg("%s gives other lists than %s", version->name,
                     bw_dot_version(BW_DOT_SCALAR)->name);
        print_message("same lists: %s\n", version->name);
    }
    assert_memory_equal(want, want + (size_t)QUERIES * MOST, bytes / 2);
}

/* That the version put in place is the one that is used, and that these lists show a difference in
 * the last bits. */
static void nearest__lists_tell_another_order_of_adding(void **cmocka)
{
    (void)cmocka;
    static const struct bw_dot_version other = {"one sum", one_sum, one_sum_block};
    struct bw_rows rows = draw_rows();
    const struct bw_neighbour *want = lists_by(bw_dot_version(BW_DOT_SCALAR), rows);
    assert_memory_not_equal(lists_by(&other, rows), want, 2 * sizeof *want * QUERIES * MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest__lists_are_the_same_bytes_in_every_version),
        cmocka_unit_test(nearest__lists_tell_another_order_of_adding),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
