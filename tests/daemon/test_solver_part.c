/* Parts of programmes: worth what the whole is when the other columns are held. */
#include <math.h>
#include <string.h>

#include "daemon/solver/solver.h"
#include "daemon/solver/solver_check.h"
#include "daemon/solver/solver_part.h"
#include "tests/daemon/programmes.h"
#include "tests/model/arena.h"

#define DRAWN 150

static struct bw_milp_answer solve(const struct bw_milp *milp, double seconds)
{
    struct bw_milp_answer answer;
    struct bw_solver solver;
    bw_solver_find(BW_SOLVER_PROGRAM, &solver);
    struct bw_solver_asker asker = {.solver = &solver};
    struct bw_milp_solver of = bw_solver_of(&asker);
    of.solve(of.context, milp, seconds, arena, &answer);
    return answer;
}

static void part_agrees(const struct bw_milp *milp, const bool *stays, const double *at)
{
    struct bw_milp held = *milp;
    struct bw_milp_column *columns = BW_ARENA_NEW(arena, struct bw_milp_column, milp->n_columns);
    struct bw_solver_part part;
    double best = 0;
    for (uint32_t j = 0; j < milp->n_columns; j++) {
        columns[j] = milp->columns[j];
        if (stays[j])
            columns[j].low = columns[j].high = at[j];
    }
    held.columns = columns;
    bool any = try_all(&held, &best);
    enum bw_solver_part_end end = bw_solver_part_make(milp, stays, at, arena, &part);
    if (end == BW_SOLVER_PART_NONE) {
        assert_false(any);
        return;
    }
    const double *point = part.point;
    if (end == BW_SOLVER_PART_MADE) {
        assert_null(bw_solver_fault(&part.milp, arena));
        struct bw_milp_answer found = solve(&part.milp, 60);
        assert_int_equal(found.end, any ? BW_MILP_OPTIMAL : BW_MILP_INFEASIBLE);
        if (!any)
            return;
        point = bw_solver_part_point(&part, found.point, arena);
    }
    assert_true(any && bw_solver_fits(&held, point));
    assert_true(fabs(bw_solver_value(milp, point) - best) <= .0011 * fabs(best) + 1e-6);
}

static void part__is_worth_what_the_whole_is_with_those_columns_held(void **state)
{
    struct drawing drawing = {31};
    (void)state;
    for (int i = 0; i < DRAWN; i++) {
        size_t mark = bw_arena_mark(arena);
        struct bw_milp milp = draw_programme(&drawing, arena);
        bool stays[16] = {false};
        double at[16] = {0};
        for (uint32_t j = 0; j + 1 < milp.n_columns; j++) {
            stays[j] = draw_below(&drawing, 2);
            at[j] = draw_below(&drawing, 2)
                        ? draw_below(&drawing, (uint32_t)milp.columns[j].high + 1)
                        : 0;
        }
        part_agrees(&milp, stays, at);
        bw_arena_rewind(arena, mark);
    }
}

static void part__of_nothing_held_is_the_whole_and_of_all_held_is_done(void **state)
{
    static const bool none[2] = {false, false}, both[2] = {true, true};
    static const double one[2] = {1, 0}, two[2] = {1, 1};
    struct bw_milp milp = two_programme(1, arena);
    struct bw_solver_part part;
    (void)state;
    assert_int_equal(bw_solver_part_make(&milp, none, one, arena, &part), BW_SOLVER_PART_MADE);
    assert_int_equal(part.milp.n_columns, 2);
    assert_int_equal(part.milp.n_rows, 1);
    assert_int_equal(bw_solver_part_make(&milp, both, one, arena, &part), BW_SOLVER_PART_DONE);
    assert_memory_equal(part.point, one, sizeof one);
    assert_int_equal(bw_solver_part_make(&milp, both, two, arena, &part), BW_SOLVER_PART_NONE);
}

static void part__draws_what_follows(void **state)
{
    static const bool stays[2] = {true, false};
    static const double at[2] = {1, 0};
    struct bw_milp milp = two_programme(1, arena); /* x0 + x1 <= 1 */
    struct bw_solver_part part;
    (void)state;
    assert_int_equal(bw_solver_part_make(&milp, stays, at, arena, &part), BW_SOLVER_PART_DONE);
    assert_memory_equal(part.point, at, sizeof at);
}

static void part__keeps_a_start_that_keeps_to_it(void **state)
{
    static const bool stays[2] = {true, false};
    static const double at[2] = {1, 0}, fits[2] = {1, 1}, other[2] = {0, 1};
    struct bw_milp milp = two_programme(2, arena);
    struct bw_solver_part part;
    (void)state;
    milp.n_rows = milp.n_entries = 0;
    milp.start = fits;
    assert_int_equal(bw_solver_part_make(&milp, stays, at, arena, &part), BW_SOLVER_PART_MADE);
    assert_int_equal(part.milp.n_columns, 1);
    assert_non_null(part.milp.start);
    assert_memory_equal(part.milp.start, &fits[1], sizeof(double));
    milp.start = other;
    assert_int_equal(bw_solver_part_make(&milp, stays, at, arena, &part), BW_SOLVER_PART_MADE);
    assert_null(part.milp.start);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(part__is_worth_what_the_whole_is_with_those_columns_held),
        cmocka_unit_test(part__of_nothing_held_is_the_whole_and_of_all_held_is_done),
        cmocka_unit_test(part__draws_what_follows),
        cmocka_unit_test(part__keeps_a_start_that_keeps_to_it),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
