/* Tasks and answers of the solver as bytes: the same again, and nothing that is cut or damaged. */
#include <string.h>

#include "daemon/solver/solver_form.h"
#include "tests/daemon/programmes.h"
#include "tests/model/arena.h"

static void assert_same(const struct bw_milp *a, const struct bw_milp *b)
{
    assert_int_equal(a->n_columns, b->n_columns);
    assert_int_equal(a->n_rows, b->n_rows);
    assert_int_equal(a->n_entries, b->n_entries);
    for (uint32_t j = 0; j < a->n_columns; j++) {
        assert_memory_equal(&a->columns[j].gain, &b->columns[j].gain, 3 * sizeof(double));
        assert_int_equal(a->columns[j].integer, b->columns[j].integer);
    }
    for (uint32_t i = 0; i < a->n_rows; i++) {
        assert_memory_equal(&a->rows[i].low, &b->rows[i].low, 2 * sizeof(double));
        assert_int_equal(a->rows[i].from, b->rows[i].from);
    }
    for (uint32_t e = 0; e < a->n_entries; e++) {
        assert_int_equal(a->entries[e].column, b->entries[e].column);
        assert_memory_equal(&a->entries[e].factor, &b->entries[e].factor, sizeof(double));
    }
    assert_int_equal(a->start != NULL, b->start != NULL);
    if (a->start)
        assert_memory_equal(a->start, b->start, a->n_columns * sizeof(double));
}

static void task__is_the_same_on_the_other_side(void **state)
{
    struct drawing drawing = {5};
    const char *trouble;
    (void)state;
    for (int i = 0; i < 50; i++) {
        struct bw_solver_task task = {.seconds = 1.5, .gap = .01, .memory_bytes = 7, .asker = 8};
        struct bw_solver_task other;
        task.milp = i ? draw_programme(&drawing, arena) : (struct bw_milp){NULL};
        if (i % 2)
            task.milp.start = BW_ARENA_NEW(arena, double, task.milp.n_columns);
        size_t size = bw_solver_task_size(&task.milp);
        char *bytes = bw_arena_take(arena, size);
        bw_solver_task_pack(&task, bytes);
        assert_int_equal(bw_solver_task_whole(bytes), size);
        assert_true(bw_solver_task_open(bytes, size, arena, &other, &trouble));
        assert_same(&task.milp, &other.milp);
        assert_memory_equal(&task.seconds, &other.seconds, sizeof task - sizeof task.milp);
    }
}

static void task__cut_or_damaged_is_none(void **state)
{
    struct drawing drawing = {6};
    struct bw_solver_task other, task = {.milp = draw_programme(&drawing, arena), .seconds = 1};
    size_t size = bw_solver_task_size(&task.milp);
    char *bytes = bw_arena_zero(arena, size + 1, 1);
    const char *trouble = NULL;
    (void)state;
    bw_solver_task_pack(&task, bytes);
    for (size_t len = 0; len <= size + 1; len++)
        assert_int_equal(bw_solver_task_open(bytes, len, arena, &other, &trouble), len == size);
    for (size_t bit = 0; bit < 8 * size; bit++) {
        bytes[bit / 8] ^= (char)(1 << bit % 8);
        assert_false(bw_solver_task_open(bytes, size, arena, &other, &trouble));
        bytes[bit / 8] ^= (char)(1 << bit % 8);
    }
    assert_true(bw_solver_task_open(bytes, size, arena, &other, &trouble));
}

static void task__sizes_out_of_reach_are_none(void **state)
{
    struct bw_milp milp = {.n_columns = BW_SOLVER_COLUMNS_MOST + 1};
    uint64_t head[BW_SOLVER_HEAD_SIZE / 8] = {0};
    struct bw_solver_task task = {.seconds = 1};
    (void)state;
    assert_int_equal(bw_solver_task_whole(head), 0);
    bw_solver_task_pack(&task, head);
    assert_int_equal(bw_solver_task_whole(head), BW_SOLVER_HEAD_SIZE);
    memcpy((char *)head + 48, &milp.n_columns, sizeof milp.n_columns);
    assert_int_equal(bw_solver_task_whole(head), 0);
    memset((char *)head + 48, 0xff, 12);
    assert_int_equal(bw_solver_task_whole(head), 0);
}

static void answer__is_the_same_on_the_other_side_and_none_when_cut_or_damaged(void **state)
{
    static const double point[3] = {1, .5, -2};
    const struct bw_milp_answer answers[] = {
        {BW_MILP_OPTIMAL, 3, 4, .5, point, NULL},          {BW_MILP_STOPPED, 3, 4, .5, point, NULL},
        {.end = BW_MILP_INFEASIBLE, .seconds = 1},         {.end = BW_MILP_NOTHING, .bound = 9},
        {.end = BW_MILP_FAILED, .trouble = "out of luck"},
    };
    const char *trouble;
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct bw_milp_answer other;
        char *bytes = bw_arena_zero(arena, bw_solver_answer_most(3) + 1, 1);
        size_t size = bw_solver_answer_pack(&answers[i], 3, bytes);
        assert_int_equal(bw_solver_answer_whole(bytes, size), size);
        assert_int_equal(bw_solver_answer_whole(bytes, size + 1), size);
        assert_int_equal(bw_solver_answer_whole(bytes, size - 1), 0);
        assert_true(bw_solver_answer_open(bytes, size, 3, arena, &other, &trouble));
        assert_int_equal(other.end, answers[i].end);
        assert_memory_equal(&other.value, &answers[i].value, 3 * sizeof(double));
        assert_int_equal(other.point != NULL, answers[i].point != NULL);
        if (other.point)
            assert_memory_equal(other.point, point, sizeof point);
        if (answers[i].trouble)
            assert_string_equal(other.trouble, answers[i].trouble);
        for (size_t len = 0; len <= size + 1; len++)
            assert_int_equal(bw_solver_answer_open(bytes, len, 3, arena, &other, &trouble),
                             len == size);
        for (size_t bit = 0; bit < 8 * size; bit++) {
            bytes[bit / 8] ^= (char)(1 << bit % 8);
            assert_false(bw_solver_answer_open(bytes, size, 3, arena, &other, &trouble));
            bytes[bit / 8] ^= (char)(1 << bit % 8);
        }
        if (answers[i].point)
            assert_false(bw_solver_answer_open(bytes, size, 2, arena, &other, &trouble));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(task__is_the_same_on_the_other_side),
        cmocka_unit_test(task__cut_or_damaged_is_none),
        cmocka_unit_test(task__sizes_out_of_reach_are_none),
        cmocka_unit_test(answer__is_the_same_on_the_other_side_and_none_when_cut_or_damaged),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
