/* What is asked after laws, moves and mergers. A small fixed world: competencies 0..5, tasks 0 and
 * 1, roles 0 (has task 0) and 1 (has nothing of its own but competency 3). */
#include "model/demand.h"

#include "tests/model/arena.h"

#define NEW_YEAR 20820
#define SPRING 20900
#define ASK(c, must, level_, weight_, law_)                                                        \
    {                                                                                              \
        .competency = (c), .mandatory = (must), .level = (level_), .weight = (weight_), .law = {   \
            sizeof(law_) > 1 ? (law_) : NULL,                                                      \
            sizeof(law_) - 1                                                                       \
        }                                                                                          \
    }

static const struct bw_ask youth_asks[] = {ASK(0, true, 3, 1, "Jeugdwet"),
                                           ASK(1, false, 2, .5, "")};
static const struct bw_ask work_asks[] = {ASK(1, false, 4, .8, "")};
static const struct bw_task tasks[] = {
    {.org = BW_NONE, .asks = {youth_asks, 2}},
    {.org = BW_NONE, .asks = {work_asks, 1}},
};
static const uint32_t first_task[] = {0};
static const struct bw_ask clerk_own[] = {ASK(2, false, 2, 1, "")};
static const struct bw_ask clerk_all[] = {ASK(0, true, 3, 1, "Jeugdwet"), ASK(1, false, 2, .5, ""),
                                          ASK(2, false, 2, 1, "")};
static const struct bw_ask adviser_own[] = {ASK(3, false, 3, 1, "")};
static const struct bw_role_version clerk_versions[] = {
    {0, {first_task, 1}, {clerk_own, 1}, {clerk_all, 3}}};
static const struct bw_role_version adviser_versions[] = {
    {NEW_YEAR, {NULL, 0}, {adviser_own, 1}, {adviser_own, 1}}};
static const struct bw_role roles[] = {
    {.org = BW_NONE, .versions = clerk_versions, .n_versions = 1},
    {.org = BW_NONE, .versions = adviser_versions, .n_versions = 1},
};
static const struct bw_move youth_leaves[] = {{0, 1, 0, .5}};
static const struct bw_move work_arrives[] = {{1, 0, BW_NONE, 1}};
static const struct bw_change_ask open_government[] = {{0, ASK(4, true, 2, 1, "Woo")}};
static const struct bw_role_pair clerk_to_adviser[] = {{0, 1}};
static const struct bw_merge merger[] = {{0, 1, clerk_to_adviser, 1}};
enum { YOUTH, WORK, OPEN, MERGER };
static const struct bw_change changes[] = {
    [YOUTH] = {.effective = SPRING, .moves = youth_leaves, .n_moves = 1},
    [WORK] = {.effective = NEW_YEAR, .moves = work_arrives, .n_moves = 1},
    [OPEN] = {.effective = NEW_YEAR, .asks = open_government, .n_asks = 1},
    [MERGER] = {.effective = NEW_YEAR, .merges = merger, .n_merges = 1},
};
static const struct bw_catalogue cat = {.tasks = tasks,
                                        .roles = roles,
                                        .changes = changes,
                                        .n_tasks = 2,
                                        .n_roles = 2,
                                        .n_changes = 4,
                                        .n_competencies = 6};
static const struct bw_person clerk = {.role = 0, .org = 0};

static struct bw_demand after(const uint32_t *which, size_t n, bw_day as_of)
{
    struct bw_question question = {.as_of = as_of,
                                   .goal = {.kind = BW_GOAL_CHANGE, .changes = {which, n}}};
    bw_arena_reset(arena);
    return bw_demand_make(&cat, &clerk, &question, arena);
}

static void current__never_applies_changes(void **state)
{
    (void)state;
    struct bw_question question = {.as_of = SPRING + 1};
    struct bw_demand demand = bw_demand_make(&cat, &clerk, &question, arena);
    assert_int_equal(demand.asks.n, 3);
    assert_int_equal(demand.as_of, SPRING + 1);
}

static void role__before_its_first_version_asks_nothing(void **state)
{
    (void)state;
    struct bw_question question = {.as_of = NEW_YEAR - 1,
                                   .goal = {.kind = BW_GOAL_ROLE, .role = 1}};
    assert_int_equal(bw_demand_make(&cat, &clerk, &question, arena).asks.n, 0);
    question.as_of = NEW_YEAR;
    assert_int_equal(bw_demand_make(&cat, &clerk, &question, arena).asks.n, 1);
}

static void change__moves_the_day_to_its_last_date(void **state)
{
    (void)state;
    const uint32_t both[] = {YOUTH, WORK};
    struct bw_demand demand = after(both, 2, NEW_YEAR - 40);
    assert_int_equal(demand.as_of, SPRING);
    assert_int_equal(demand.last_effective, SPRING);
    assert_int_equal(after(both, 2, SPRING + 9).as_of, SPRING + 9);
}

static void change__a_task_that_moves_away_goes_whole_and_own_demands_stay(void **state)
{
    (void)state;
    const uint32_t which[] = {YOUTH};
    struct bw_demand demand = after(which, 1, NEW_YEAR);
    assert_true(demand.role_loses_tasks);
    assert_int_equal(demand.asks.n, 1);
    assert_int_equal(demand.asks.at[0].competency, 2);
}

static void change__a_task_that_moves_in_brings_its_share_of_the_weight(void **state)
{
    (void)state;
    const uint32_t which[] = {MERGER, YOUTH};
    struct bw_demand demand = after(which, 2, NEW_YEAR);
    assert_int_equal(demand.role, 1);
    assert_false(demand.role_loses_tasks);
    const struct bw_ask *moved = bw_asks_find(demand.asks, 1);
    assert_non_null(moved);
    assert_near(moved->weight, .25, 0);
    assert_true(bw_asks_find(demand.asks, 0)->mandatory);
    assert_non_null(bw_asks_find(demand.asks, 3));
}

static void change__of_a_competency_asked_twice_the_highest_holds(void **state)
{
    (void)state;
    const uint32_t which[] = {WORK};
    const struct bw_ask *ask = bw_asks_find(after(which, 1, NEW_YEAR).asks, 1);
    assert_near(ask->level, 4, 0);
    assert_near(ask->weight, .8, 0);
}

static void change__what_it_requires_is_asked_with_its_law(void **state)
{
    (void)state;
    const uint32_t which[] = {OPEN};
    const struct bw_ask *ask = bw_asks_find(after(which, 1, NEW_YEAR).asks, 4);
    assert_non_null(ask);
    assert_true(ask->mandatory);
    assert_int_equal(ask->law.len, 3);
}

static void change__a_merger_of_others_changes_nothing(void **state)
{
    (void)state;
    const uint32_t which[] = {MERGER};
    struct bw_person neighbour = {.role = 0, .org = 2};
    struct bw_question question = {.as_of = NEW_YEAR,
                                   .goal = {.kind = BW_GOAL_CHANGE, .changes = {which, 1}}};
    struct bw_demand demand = bw_demand_make(&cat, &neighbour, &question, arena);
    assert_int_equal(demand.role, 0);
    assert_int_equal(demand.asks.n, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(current__never_applies_changes),
        cmocka_unit_test(role__before_its_first_version_asks_nothing),
        cmocka_unit_test(change__moves_the_day_to_its_last_date),
        cmocka_unit_test(change__a_task_that_moves_away_goes_whole_and_own_demands_stay),
        cmocka_unit_test(change__a_task_that_moves_in_brings_its_share_of_the_weight),
        cmocka_unit_test(change__of_a_competency_asked_twice_the_highest_holds),
        cmocka_unit_test(change__what_it_requires_is_asked_with_its_law),
        cmocka_unit_test(change__a_merger_of_others_changes_nothing),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
