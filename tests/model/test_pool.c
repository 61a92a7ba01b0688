/* Bounds against the scores of completed courses, in drawn towns. */
#include "model/candidates.h"

#include "tests/model/arena.h"
#include "tests/model/town.h"

#define TOWNS 1000

static struct town town;
static struct bw_gap gap;
static double left[TOWN_COMPETENCIES];

/* The candidates of a drawn town; of each need only some is left. */
static struct bw_candidates_found drawn(uint64_t seed)
{
    town_draw(&town, seed);
    bw_arena_reset(arena);
    gap = bw_gap_make(&town.cat, NULL, &town.person, &town.question, arena);
    struct bw_candidates_found found = bw_candidates_find(&gap, &town.question, arena);
    for (size_t n = 0; n < found.pool.n_open; n++)
        left[n] = town_uniform(&town) < .3 ? 1 : town_uniform(&town);
    return found;
}

static void leave(struct bw_candidates_found *found)
{
    for (uint32_t n = 0; n < found->pool.n_open; n++)
        bw_bounds_leave(&found->bounds, &found->pool, n, left[n]);
}

/* What a completed course closes, and in *score what that counts for. */
static double closes(const struct bw_pool *pool, const struct bw_candidate_course *course,
                     double *score)
{
    double closure = 0;
    for (size_t e = 0; e < course->n_effects; e++)
        closure += pool->open[course->effects[e].need]->w * course->effects[e].d *
                   left[course->effects[e].need];
    closure *= course->success * course->ready;
    *score = closure * bw_offer_scale(course->card, town.question.objective);
    return closure;
}

/* Takes out all that can be listed, best bound first, and holds each bound against the score. */
static void bound__is_not_under_any_score(void **state)
{
    (void)state;
    size_t n = 0, near = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_candidates_found found = drawn(seed);
        leave(&found);
        for (double bound; (bound = bw_bounds_highest(&found.bounds)) > 0;) {
            struct bw_candidate_course course;
            double score;
            if (!bw_candidates_complete(&found, bw_bounds_take(&found.bounds), &course))
                continue;
            closes(&found.pool, &course, &score);
            assert_true(bound >= score);
            n++;
            near += bound <= 1.5 * score;
        }
    }
    assert_true(n > TOWNS);
    assert_true(near > n / 4); /* a bound that is never near would bound nothing */
}

static void take__gives_each_course_once_from_the_highest_bound_down(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_candidates_found found = drawn(seed);
        bool taken[TOWN_COURSES] = {false};
        double before = 1e9, bound;
        for (size_t i = 0; (bound = bw_bounds_highest(&found.bounds)) > 0; i++) {
            assert_true(bound <= before);
            uint32_t course = bw_bounds_take(&found.bounds);
            assert_false(taken[course]);
            taken[course] = true;
            before = bound;
            if (i == 3)
                leave(&found);
        }
    }
}

/* Whoever is left when nobody has a bound cannot be listed, or closes too little. */
static void take__leaves_nobody_who_closes_enough(void **state)
{
    (void)state;
    size_t n = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_candidates_found found = drawn(seed);
        bool taken[TOWN_COURSES] = {false};
        leave(&found);
        while (bw_bounds_highest(&found.bounds) > 0)
            taken[bw_bounds_take(&found.bounds)] = true;
        for (uint32_t j = 0; j < TOWN_COURSES; j++) {
            struct bw_candidate_course course;
            double score;
            if (taken[j] || !bw_candidates_complete(&found, j, &course))
                continue;
            assert_true(closes(&found.pool, &course, &score) < found.closure_least);
            n++;
        }
    }
    assert_true(n > 0);
}

/* As in a catalogue with more steps than are remembered for all needs. Only of a course whose lines
 * are of several steps more is said than must be. */
static void bound__is_the_same_when_values_are_not_kept(void **state)
{
    (void)state;
    size_t n = 0, looser = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_candidates_found found = drawn(seed);
        struct bw_pool forgetful = found.pool;
        assert_true(found.pool.keeps_values);
        forgetful.keeps_values = false;
        struct bw_bounds kept = bw_bounds_claim(&found.pool, arena);
        struct bw_bounds bounds = bw_bounds_claim(&forgetful, arena);
        assert_int_equal(bounds.n_courses, kept.n_courses);
        for (uint32_t j = 0; j < TOWN_COURSES; j++) {
            assert_true(bounds.sums[j] >= kept.sums[j]);
            looser += bounds.sums[j] > kept.sums[j];
            n += kept.sums[j] > 0;
        }
        for (size_t p = 0; p < found.pool.n_paths; p++) {
            const struct bw_path *path = &found.pool.paths[p];
            for (uint32_t s = 0; s < town.cat.offers.n_steps; s += 7) {
                double d = bw_pool_effect(&forgetful, path, s);
                assert_near(d, bw_pool_effect(&found.pool, path, s), 0);
            }
        }
    }
    assert_true(looser < n / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bound__is_not_under_any_score),
        cmocka_unit_test(bound__is_the_same_when_values_are_not_kept),
        cmocka_unit_test(take__gives_each_course_once_from_the_highest_bound_down),
        cmocka_unit_test(take__leaves_nobody_who_closes_enough),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
