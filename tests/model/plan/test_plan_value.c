/* What a plan is worth, held against draws of people and of luck; and what may not be begun before
 * something else. A small world by hand: competencies 0, 1, 2, of which a role asks the first. */
#include "model/plan/plan.h"

#include <string.h>

#include "model/plan/plan_check.h"
#include "model/recommend.h"
#include "tests/model/arena.h"
#include "tests/model/plan/instance.h"

#define TODAY 20780
#define DRAWN 60
#define DRAWS 40000
#define COMPETENCIES 3
#define COURSES_MOST 4

static struct instance instance;

static struct bw_plan make(void)
{
    struct bw_plan plan = bw_plan_make(&instance.task, arena);
    assert_int_equal(bw_plan_check(&instance.task, &plan, arena).fault, BW_PLAN_SOUND);
    return plan;
}

/* Standard normal: twelve uniform ones less six are too short in the tails, so Marsaglia's polar
 * method. */
static double draw_normal(void)
{
    for (;;) {
        double x = 2 * instance_uniform(&instance) - 1, y = 2 * instance_uniform(&instance) - 1;
        double square = x * x + y * y;
        if (square > 0 && square < 1)
            return x * sqrt(-2 * log(square) / square);
    }
}

/* Where someone who stands at x in a competency ends by the items that succeed. */
static double end_of(const struct bw_plan_item items[], size_t n, double u,
                     const struct bw_need *need, double x)
{
    double reached[32], best = x;
    assert_true(n <= 32);
    for (size_t i = 0; i < n; i++) {
        const struct bw_course *course = &instance.cat.courses[items[i].course];
        struct bw_ixs same = instance.cat.competencies[need->ask.competency].same;
        double stands = x;
        reached[i] = x;
        for (size_t k = 0; k < i; k++)
            if (items[k].end < items[i].start && reached[k] > stands)
                stands = reached[k];
        for (size_t t = 0; t < course->n_teaches && u < items[i].success; t++) {
            const struct bw_teach *teach = &course->teaches[t];
            bool is = teach->competency == need->ask.competency ||
                      (same.n == 1 && same.at[0] == teach->competency);
            if (is && stands >= teach->from - .5 && teach->to > reached[i])
                reached[i] = teach->to;
        }
        best = reached[i] > best ? reached[i] : best;
    }
    return best;
}

/* One draw of a person: how much less they are short of what is open. */
static double draw_closure(const struct bw_gap *gap, const struct bw_plan_item items[], size_t n)
{
    double u = instance_uniform(&instance), sum = 0;
    for (size_t k = 0; k < gap->n_needs; k++) {
        const struct bw_need *need = &gap->needs[k];
        if (need->standing == BW_MET)
            continue;
        double x = need->x.mean + need->x.sd * draw_normal();
        double end = end_of(items, n, u, need, x);
        sum += need->w * (fmax(0, need->edge - x) - fmax(0, need->edge - end));
    }
    return sum;
}

/* Near competencies count by themselves and lapsed ones by a certificate: neither is drawn. */
static void leave_chains_alone(void)
{
    size_t size = instance.cat.n_competencies * sizeof(struct bw_competency);
    struct bw_competency *competencies = bw_arena_take(arena, size);
    memcpy(competencies, instance.cat.competencies, size);
    for (uint32_t c = 0; c < instance.cat.n_competencies; c++)
        competencies[c].n_near = 0;
    instance.cat.competencies = competencies;
    for (size_t p = 0; p < instance.task.people.n; p++)
        for (size_t i = 0; i < instance.task.people.at[p].n_items; i++) {
            struct bw_item *item = (struct bw_item *)&instance.task.people.at[p].items[i];
            if (item->source == BW_SOURCE_CERTIFICATE)
                item->source = BW_SOURCE_TEST;
        }
}

static void what_a_plan_closes_is_the_mean_of_draws(void **state)
{
    (void)state;
    unsigned compared = 0;
    for (uint64_t seed = 1; seed <= DRAWN; seed++) {
        bw_arena_reset(arena);
        struct instance_shape shape = instance_large(seed % 2, 1, 30);
        instance_draw(&instance, &shape, seed, arena);
        leave_chains_alone();
        struct bw_plan plan = make();
        double sum = 0, squares = 0;
        for (int d = 0; d < DRAWS && plan.n_items > 1; d++) {
            double one = draw_closure(plan.people[0].gap, plan.items, plan.n_items);
            sum += one;
            squares += one * one;
        }
        if (plan.n_items < 2)
            continue;
        double mean = sum / DRAWS, variance = squares / DRAWS - mean * mean;
        assert_near(plan.closure, mean, 4.5 * sqrt(variance / DRAWS) + 1e-9);
        compared++;
    }
    assert_true(compared > DRAWN / 2);
}

/* The world by hand. */
static struct bw_competency competencies[COMPETENCIES];
static struct bw_course courses[COURSES_MOST];
static struct bw_course_card cards[COURSES_MOST];
static struct bw_teach teaches[COURSES_MOST];
static struct bw_entry requires[COURSES_MOST];
static const char *const names[] = {"a", "b", "c", "d"};

/* A course of a day at one's own pace that teaches from 0 to `to`, and asks `level` of `asks`. */
static void add_course(uint32_t competency, double to, uint32_t asks, double level)
{
    uint32_t i = instance.cat.n_courses++;
    teaches[i] = (struct bw_teach){competency, false, 0, to};
    requires[i] = (struct bw_entry){asks, level, false};
    courses[i] = (struct bw_course){.id = {names[i], 1},
                                    .org = BW_NONE,
                                    .language = {"nl", 2},
                                    .format = BW_FORMAT_E_LEARNING,
                                    .hours = 8,
                                    .price_cents = 10000,
                                    .group_price_cents = -1,
                                    .group_max = -1,
                                    .teaches = &teaches[i],
                                    .n_teaches = 1,
                                    .requires = &requires[i],
                                    .n_requires = level > 0};
    cards[i] = bw_course_card_of(&courses[i]);
}

/* One person of whom nothing is known but that they stand at 0 in everything. */
static void begin_world(void)
{
    static const struct bw_ask ask = {.level = 3, .weight = 1};
    static const struct bw_role_version version = {.own = {&ask, 1}, .all = {&ask, 1}};
    static const struct bw_role role = {.org = BW_NONE, .versions = &version, .n_versions = 1};
    static const struct bw_org org = {.parent = BW_NONE};
    static struct bw_item items[COMPETENCIES];
    static struct bw_person person;
    bw_arena_reset(arena);
    memset(&instance, 0, sizeof instance);
    for (uint32_t c = 0; c < COMPETENCIES; c++) {
        competencies[c] = (struct bw_competency){.id = {names[c], 1}, .org = BW_NONE};
        items[c] = (struct bw_item){.competency = c,
                                    .source = BW_SOURCE_TEST,
                                    .at = TODAY - 10,
                                    .valid_until = BW_DAY_NONE,
                                    .course = BW_NONE};
    }
    person = (struct bw_person){.id = {"p", 1},
                                .target_role = BW_NONE,
                                .leaves_on = BW_DAY_NONE,
                                .items = items,
                                .n_items = COMPETENCIES};
    instance.cat = (struct bw_catalogue){.orgs = &org,
                                         .competencies = competencies,
                                         .roles = &role,
                                         .courses = courses,
                                         .cards = cards,
                                         .n_orgs = 1,
                                         .n_competencies = COMPETENCIES,
                                         .n_roles = 1,
                                         .mandatory_factor = BW_MANDATORY_FACTOR};
    memcpy(instance.cat.trust, bw_trust_default, sizeof instance.cat.trust);
    instance.question = bw_question_on(TODAY);
    instance.task = (struct bw_plan_task){.cat = &instance.cat,
                                          .people = {&person, 1},
                                          .question = &instance.question,
                                          .limits = bw_plan_limits_within(TODAY, TODAY + 200)};
}

static struct bw_plan make_of_world(void)
{
    bw_offers_pack(&instance.cat, arena);
    bw_reach_pack(&instance.cat, arena);
    return make();
}

static const struct bw_plan_item *item_of(const struct bw_plan *plan, uint32_t course)
{
    for (size_t i = 0; i < plan->n_items; i++)
        if (plan->items[i].course == course)
            return &plan->items[i];
    fail_msg("course %u is not in the plan", course);
    return NULL;
}

static void a_course_that_the_list_refuses_comes_after_what_opens_it(void **state)
{
    (void)state;
    begin_world();
    add_course(0, 3, 1, 3);
    add_course(1, 3, 2, 3);
    add_course(2, 3, 0, 0);
    struct bw_plan plan = make_of_world();
    struct bw_advice advice =
        bw_recommend(&instance.cat, NULL, instance.task.people.at, &instance.question, arena);
    assert_int_equal(advice.n_items, 0);
    assert_int_equal(plan.n_items, 3);
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(plan.items[i].course, 2 - i);
    assert_int_equal(item_of(&plan, 2)->unlocks.n, 2);
    assert_int_equal(item_of(&plan, 1)->unlocks.n, 1);
    assert_int_equal(item_of(&plan, 1)->unlocks.at[0], 0);
    assert_int_equal(item_of(&plan, 0)->unlocks.n, 0);
    /* Nobody is surer of the last than of what it leans on, and all is lost without the first. */
    assert_true(item_of(&plan, 0)->success <= item_of(&plan, 1)->success);
    assert_near(item_of(&plan, 2)->closure, plan.closure, 1e-12);
    assert_true(plan.closure > .5);
}

static void courses_that_open_each_other_are_not_begun(void **state)
{
    (void)state;
    begin_world();
    add_course(0, 3, 1, 3);
    add_course(1, 3, 2, 3);
    add_course(2, 3, 1, 3);
    struct bw_plan plan = make_of_world();
    assert_int_equal(plan.n_items, 0);
    assert_near(plan.closure, 0, 0);
    bool circle = false;
    for (size_t i = 0; i < plan.n_binding; i++)
        circle |= plan.binding[i].constraint == BW_PLAN_CIRCLE && plan.binding[i].courses.n == 2;
    assert_true(circle);
}

static void where_the_least_closure_cannot_be_met_the_plan_is_the_best_without(void **state)
{
    (void)state;
    begin_world();
    add_course(0, 2, 0, 0);
    add_course(0, 3, 0, 0);
    struct bw_plan free = make_of_world();
    instance.task.limits.min_closure = free.closure / 2;
    struct bw_plan met = make();
    assert_true(met.feasible);
    assert_near(met.closure, free.closure, 1e-12);
    instance.task.limits.min_closure = free.closure * 2;
    struct bw_plan unmet = make();
    assert_false(unmet.feasible);
    assert_near(unmet.closure, free.closure, 1e-12);
    assert_int_equal(unmet.binding[0].constraint, BW_PLAN_MIN_CLOSURE);
    assert_true(unmet.binding[0].unmet);
    assert_near(unmet.binding[0].need, free.closure, 1e-3 * free.closure);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_plan_closes_is_the_mean_of_draws),
        cmocka_unit_test(a_course_that_the_list_refuses_comes_after_what_opens_it),
        cmocka_unit_test(courses_that_open_each_other_are_not_begun),
        cmocka_unit_test(where_the_least_closure_cannot_be_met_the_plan_is_the_best_without),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
