/* What a learned model knows of a catalogue's courses: its own, and those that are new to it. */
#include "model/learned/lore.h"

#include <stdlib.h>
#include <string.h>

#include "tests/model/arena.h"
#include "tests/model/town.h"

#define N 6

/* Six courses: of "a", "b" and "c" co-enrolment knows; "d" shares a competency with a and b, twice
 * with b; "e" shares none with any; "f" teaches nothing. */
static const char *const names[N] = {"a", "b", "c", "d", "e", "f"};
static struct town town;
static struct bw_teach teaches[N][3] = {
    {{2, false, 0, 3}, {3, false, 0, 3}},
    {{3, false, 0, 3}, {4, false, 0, 3}},
    {{6, false, 0, 3}},
    {{3, false, 0, 3}, {4, false, 0, 3}},
    {{9, false, 0, 3}},
};
static const size_t n_teaches[N] = {2, 2, 1, 2, 1, 0};
static const double scores[3] = {.9, .3, .6};
static struct bw_coenrol coenrol;

static void set_up(void)
{
    static const uint32_t id_at[] = {0, 1, 2, 3};
    town_draw(&town, 1);
    for (uint32_t c = 0; c < TOWN_COMPETENCIES; c++)
        town.competencies[c].same.n = 0;
    for (uint32_t j = 0; j < N; j++) {
        town.courses[j].id = (struct bw_str){names[j], 1};
        town.courses[j].teaches = teaches[j];
        town.courses[j].n_teaches = n_teaches[j];
    }
    town.cat.n_courses = N;
    bw_offers_pack(&town.cat, town.arena);
    bw_reach_pack(&town.cat, town.arena);
    coenrol = (struct bw_coenrol){.n_courses = 3, .id_at = id_at, .ids = "abc"};
}

static struct bw_lore lore_of(const struct bw_rates *rates, const struct bw_vectors *vectors)
{
    struct bw_lore lore;
    assert_true(bw_lore_make(rates, &coenrol, &town.cat, vectors, &lore));
    return lore;
}

static void together__of_a_known_course_is_its_own(void **state)
{
    (void)state;
    set_up();
    struct bw_lore lore = lore_of(NULL, NULL);
    for (uint32_t j = 0; j < 3; j++) {
        assert_int_equal(lore.courses[j].known, j);
        assert_near(bw_lore_together(&lore, scores, j), scores[j], 0);
    }
    bw_lore_free(&lore);
}

static void together__of_a_new_course_is_the_mean_of_those_that_share_most(void **state)
{
    (void)state;
    set_up();
    struct bw_lore lore = lore_of(NULL, NULL);
    assert_int_equal(lore.courses[3].known, BW_NONE);
    assert_int_equal(lore.courses[3].n_kin, 2);
    assert_int_equal(lore.courses[3].kin[0], 1); /* shares two */
    assert_int_equal(lore.courses[3].kin[1], 0);
    assert_near(bw_lore_together(&lore, scores, 3), .6, 1e-15);
    bw_lore_free(&lore);
}

static void together__of_a_new_course_that_shares_nothing_is_0(void **state)
{
    (void)state;
    set_up();
    struct bw_lore lore = lore_of(NULL, NULL);
    assert_near(bw_lore_together(&lore, scores, 4), 0, 0);
    assert_near(bw_lore_together(&lore, scores, 5), 0, 0);
    assert_near(bw_lore_together(&lore, NULL, 0), 0, 0);
    bw_lore_free(&lore);
}

static void kin__are_ordered_by_vectors_and_found_by_these_alone(void **state)
{
    (void)state;
    static float courses[N * BW_DOT_LANES], roles[BW_DOT_LANES];
    static const float way[N][2] = {{1, 0}, {.6F, .8F}, {0, 1}, {1, 0}, {0, 1}, {1, 0}};
    for (size_t j = 0; j < N; j++)
        memcpy(courses + j * BW_DOT_LANES, way[j], sizeof way[j]);
    struct bw_vectors vectors = {.dim = 2,
                                 .stride = BW_DOT_LANES,
                                 .courses = {courses, N, BW_DOT_LANES},
                                 .roles = {roles, 1, BW_DOT_LANES}};
    set_up();
    struct bw_lore lore = lore_of(NULL, &vectors);
    assert_int_equal(lore.courses[3].n_kin, 2);
    assert_int_equal(lore.courses[3].kin[0], 0); /* the same way, though it shares less */
    assert_int_equal(lore.courses[3].kin[1], 1);
    assert_int_equal(lore.courses[4].n_kin, 2); /* by vectors alone, product 0 left out */
    assert_int_equal(lore.courses[4].kin[0], 2);
    assert_int_equal(lore.courses[4].kin[1], 1);
    assert_int_equal(lore.courses[5].n_kin, 0); /* teaches nothing: it is never listed */
    bw_lore_free(&lore);
}

static void rates__of_a_new_course_are_its_provider_s_then_all_courses(void **state)
{
    (void)state;
    set_up();
    struct bw_rate courses[] = {{{"a", 1}, .9, 10}}, providers[] = {{{"p", 1}, .6, 12}};
    struct bw_rates_parts parts = {courses, providers, 1, 1, .75, 30};
    struct bw_rates rates;
    struct bw_fail fail;
    void *bytes;
    size_t n;
    assert_int_equal(bw_rates_pack(&parts, &bytes, &n, &fail), BW_OK);
    assert_int_equal(bw_rates_open(bytes, n, &rates, &fail), BW_OK);
    town.courses[0].provider = town.courses[1].provider = (struct bw_str){"p", 1};
    town.courses[2].provider = (struct bw_str){"q", 1};
    town.courses[3].provider = (struct bw_str){NULL, 0};
    struct bw_lore lore = lore_of(&rates, NULL);
    static const double want[4][2] = {{.6, .9}, {.6, .6}, {.75, .75}, {.75, .75}};
    for (size_t j = 0; j < 4; j++) {
        assert_near(lore.courses[j].provider_rate, want[j][0], 0);
        assert_near(lore.courses[j].course_rate, want[j][1], 0);
    }
    bw_lore_free(&lore);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(together__of_a_known_course_is_its_own),
        cmocka_unit_test(together__of_a_new_course_is_the_mean_of_those_that_share_most),
        cmocka_unit_test(together__of_a_new_course_that_shares_nothing_is_0),
        cmocka_unit_test(kin__are_ordered_by_vectors_and_found_by_these_alone),
        cmocka_unit_test(rates__of_a_new_course_are_its_provider_s_then_all_courses),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
