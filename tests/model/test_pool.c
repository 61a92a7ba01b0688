/* Bounds of the pool against the scores of completed courses, in drawn towns. */
#include "model/candidates.h"

#include "tests/model/arena.h"
#include "tests/model/town.h"

#define TOWNS 1000

static struct town town;
static struct bw_gap gap;
static double left[TOWN_COMPETENCIES];

/* The candidates of a drawn town, bounded when of each need only some is left. */
static struct bw_candidates drawn(uint64_t seed)
{
    town_draw(&town, seed);
    bw_arena_reset(arena);
    gap = bw_gap_make(&town.cat, NULL, &town.person, &town.question, arena);
    struct bw_candidates found = bw_candidates_find(&gap, &town.question, arena);
    for (size_t n = 0; n < found.pool.n_open; n++)
        left[n] = town_uniform(&town) < .3 ? 1 : town_uniform(&town);
    bw_pool_bound(&found.pool, left, 0);
    return found;
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

static void bound__is_not_under_any_score(void **state)
{
    (void)state;
    size_t n = 0, near = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_candidates found = drawn(seed);
        for (uint32_t j = 0; j < TOWN_COURSES; j++) {
            struct bw_candidate_course course;
            double score;
            if (!bw_candidates_complete(&found, j, &course))
                continue;
            closes(&found.pool, &course, &score);
            assert_true(found.pool.bound[j] >= score);
            n++;
            near += found.pool.bound[j] <= 1.001 * score;
        }
    }
    assert_true(n > TOWNS);
    assert_true(near > n / 4); /* a bound that is never near would bound nothing */
}

static void bound__is_nothing_only_for_who_closes_too_little(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_candidates found = drawn(seed);
        double least = town_uniform(&town);
        bw_pool_bound(&found.pool, left, least);
        for (uint32_t j = 0; j < TOWN_COURSES; j++) {
            struct bw_candidate_course course;
            double score;
            if (!bw_candidates_complete(&found, j, &course))
                continue;
            if (closes(&found.pool, &course, &score) >= least)
                assert_true(found.pool.bound[j] > 0);
        }
    }
}

static void take__goes_from_the_highest_down_and_leaves_nobody(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_candidates found = drawn(seed);
        float bound[TOWN_COURSES], before = 1e9f;
        size_t bounded = 0, taken = 0;
        for (uint32_t j = 0; j < TOWN_COURSES; j++) {
            bound[j] = found.pool.bound[j];
            bounded += bound[j] > 0;
        }
        for (; found.pool.highest > 0; taken++) {
            if (taken == bounded / 2)
                bw_pool_bound(&found.pool, left, 0); /* who is out stays out */
            uint32_t course = bw_pool_take(&found.pool);
            assert_true(bound[course] > 0 && bound[course] <= before);
            before = bound[course];
            bound[course] = 0;
        }
        assert_int_equal(taken, bounded);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bound__is_not_under_any_score),
        cmocka_unit_test(bound__is_nothing_only_for_who_closes_too_little),
        cmocka_unit_test(take__goes_from_the_highest_down_and_leaves_nobody),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
