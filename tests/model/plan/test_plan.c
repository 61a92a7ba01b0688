/* What holds of every plan: of one course alone, of order, of limits that leave nothing, of prices
 * of groups, and of asking twice. */
#include "model/plan/plan.h"

#include "daemon/solver/solver.h"
#include "model/plan/plan_check.h"
#include "model/plan/plan_cost.h"
#include "model/recommend.h"
#include "tests/model/arena.h"
#include "tests/model/plan/instance.h"
#include "tests/model/plan/plain_plan.h"

#define DRAWN 200
#define COURSES_MOST 16
#define LOW 0
#define HIGH 1
#define SECONDS 5

static struct instance instance;

static void draw(uint64_t seed, uint32_t n_people)
{
    bw_arena_reset(arena);
    struct instance_shape shape = instance_small(seed % 2, n_people);
    instance_draw(&instance, &shape, seed, arena);
}

static struct bw_plan make(void)
{
    struct bw_plan plan = bw_plan_make(&instance.task, arena);
    assert_int_equal(bw_plan_check(&instance.task, &plan, arena).fault, BW_PLAN_SOUND);
    return plan;
}

static void loosen(void)
{
    bw_day from = instance.task.limits.from;
    instance.task.limits = bw_plan_limits_within(from, from + 800);
}

static void one_course_closes_what_the_list_says(void **state)
{
    (void)state;
    unsigned planned = 0;
    for (uint64_t seed = 1; seed <= DRAWN; seed++) {
        draw(seed, 1);
        loosen();
        uint32_t others[COURSES_MOST];
        for (uint32_t c = 0; c < instance.cat.n_courses; c++) {
            size_t n = 0;
            for (uint32_t other = 0; other < instance.cat.n_courses; other++)
                if (other != c)
                    others[n++] = other;
            instance.question.exclude = (struct bw_ixs){others, n};
            struct bw_plan plan = make();
            if (plan.n_items == 0)
                continue;
            struct bw_advice advice = bw_recommend(&instance.cat, NULL, instance.task.people.at,
                                                   &instance.question, arena);
            assert_int_equal(plan.n_items, 1);
            assert_int_equal(advice.n_items, 1);
            assert_int_equal(plan.items[0].course, advice.items[0].course);
            assert_near(plan.closure, advice.items[0].closure, 1e-9);
            assert_near(plan.items[0].closure, plan.closure, 1e-12);
            planned++;
        }
    }
    assert_true(planned > DRAWN);
}

/* One person at level 2 who needs 4, and courses from 2 to 3 and from 3 to 4 on given days. */
static void two_steps(bw_day low, bw_day high)
{
    draw(1, 1);
    loosen();
    struct bw_competency *competency = BW_ARENA_NEW(arena, struct bw_competency, 1);
    *competency = (struct bw_competency){.id = {"c", 1}, .org = BW_NONE};
    struct bw_ask *ask = BW_ARENA_NEW(arena, struct bw_ask, 1);
    *ask = (struct bw_ask){.level = 4, .weight = 1};
    struct bw_role_version *version = BW_ARENA_NEW(arena, struct bw_role_version, 1);
    version->own = version->all = bw_asks_merge(ask, 1);
    struct bw_role *role = BW_ARENA_NEW(arena, struct bw_role, 1);
    *role = (struct bw_role){.org = BW_NONE, .versions = version, .n_versions = 1};
    struct bw_course *courses = BW_ARENA_NEW(arena, struct bw_course, 2);
    struct bw_course_card *cards = BW_ARENA_NEW(arena, struct bw_course_card, 2);
    for (uint32_t i = 0; i < 2; i++) {
        struct bw_teach *teach = BW_ARENA_NEW(arena, struct bw_teach, 1);
        struct bw_session *session = BW_ARENA_NEW(arena, struct bw_session, 1);
        *teach = (struct bw_teach){0, false, i == LOW ? 2 : 3, i == LOW ? 3 : 4};
        *session = (struct bw_session){.id = {i == LOW ? "l" : "h", 1},
                                       .start = i == LOW ? low : high,
                                       .end = BW_DAY_NONE,
                                       .seats = -1};
        courses[i] = instance.cat.courses[0];
        courses[i].id = (struct bw_str){i == LOW ? "k1" : "k2", 2};
        courses[i].hours = 8;
        courses[i].teaches = teach;
        courses[i].sessions = session;
        courses[i].n_teaches = courses[i].n_sessions = 1;
        courses[i].n_requires = 0;
        cards[i] = bw_course_card_of(&courses[i]);
    }
    struct bw_item *item = BW_ARENA_NEW(arena, struct bw_item, 1);
    *item = (struct bw_item){.source = BW_SOURCE_MANAGER,
                             .level = 2,
                             .at = instance.question.as_of - 30,
                             .valid_until = BW_DAY_NONE,
                             .course = BW_NONE};
    struct bw_person *person = BW_ARENA_NEW(arena, struct bw_person, 1);
    *person = (struct bw_person){.id = {"p", 1},
                                 .target_role = BW_NONE,
                                 .leaves_on = BW_DAY_NONE,
                                 .items = item,
                                 .n_items = 1};
    instance.task.people.at = person;
    instance.cat.competencies = competency;
    instance.cat.roles = role;
    instance.cat.courses = courses;
    instance.cat.cards = cards;
    instance.cat.n_competencies = 1;
    instance.cat.n_courses = 2;
    bw_offers_pack(&instance.cat, arena);
    bw_reach_pack(&instance.cat, arena);
}

static void steps_close_more_in_their_order(void **state)
{
    (void)state;
    draw(1, 1);
    bw_day early = instance.task.limits.from + 30, late = early + 60;
    two_steps(early, late);
    struct bw_plan forward = make();
    assert_int_equal(forward.n_items, 2);
    assert_int_equal(forward.items[0].course, LOW);
    assert_near(forward.closure, plain_closure_of(&instance.task, &forward, arena), 1e-9);
    double closes = forward.closure;
    two_steps(late, early);
    struct bw_plan backward = make();
    assert_near(backward.closure, plain_closure_of(&instance.task, &backward, arena), 1e-9);
    assert_true(backward.n_items > 0);
    assert_true(closes > backward.closure + .1);
    /* On one day neither is of use to the other. */
    two_steps(early, early);
    assert_true(closes > make().closure + .1);
}

static void without_budget_only_free_courses(void **state)
{
    (void)state;
    unsigned empty = 0, free = 0;
    for (uint64_t seed = 1; seed <= DRAWN; seed++) {
        draw(seed, 2);
        loosen();
        instance.task.limits.budget_cents = 0;
        struct bw_plan plan = make();
        for (size_t i = 0; i < plan.n_items; i++)
            assert_int_equal(instance.cat.courses[plan.items[i].course].price_cents, 0);
        assert_int_equal(plan.cost_cents, 0);
        empty += plan.n_items == 0;
        free += plan.n_items > 0;
    }
    assert_true(empty > 0 && free > 0);
}

static void without_time_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= DRAWN; seed++) {
        draw(seed, 2);
        instance.task.limits.by = instance.task.limits.from - 1;
        struct bw_plan plan = make();
        assert_int_equal(plan.n_items, 0);
        assert_near(plan.closure, 0, 0);
    }
}

/* Every number of groups there can be. */
static int64_t cheapest(const struct bw_course *course, uint32_t n)
{
    int64_t least = n * course->price_cents;
    for (int64_t in = 1; in <= n && n > 1 && bw_plan_cost_has_group(course); in++) {
        int64_t most = course->group_max < 0 ? n : course->group_max;
        int64_t groups = (in + most - 1) / most;
        int64_t cost = groups * course->group_price_cents + (n - in) * course->price_cents;
        least = cost < least ? cost : least;
    }
    return least;
}

static void groups_pay_the_least_and_shares_sum(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= DRAWN; seed++) {
        draw(seed, 1);
        for (uint32_t n = 1; n <= 40; n++) {
            struct bw_course course = {
                .price_cents = (int64_t)(instance_uniform(&instance) * 1000),
                .group_price_cents = (int64_t)(instance_uniform(&instance) * 6000) - 500,
                .group_max = (int64_t)(instance_uniform(&instance) * 14) - 1};
            course.group_price_cents = course.group_price_cents < 0 ? -1 : course.group_price_cents;
            bool grouped = false;
            int64_t cost = bw_plan_cost(&course, n, &grouped), sum = 0;
            assert_int_equal(cost, cheapest(&course, n));
            assert_int_equal(grouped, cost < n * course.price_cents);
            for (uint32_t i = 0; i < n; i++) {
                int64_t share = bw_plan_cost_share(cost, n, i);
                assert_true(share >= cost / n && share <= cost / n + 1);
                sum += share;
            }
            assert_int_equal(sum, cost);
        }
    }
}

static void assert_same(const struct bw_plan *a, const struct bw_plan *b)
{
    assert_int_equal(a->n_items, b->n_items);
    assert_memory_equal(&a->closure, &b->closure, sizeof a->closure);
    assert_memory_equal(&a->bound, &b->bound, sizeof a->bound);
    assert_int_equal(a->cost_cents, b->cost_cents);
    assert_int_equal(a->optimal, b->optimal);
    for (size_t i = 0; i < a->n_items; i++) {
        const struct bw_plan_item *x = &a->items[i], *y = &b->items[i];
        assert_int_equal(x->person, y->person);
        assert_int_equal(x->course, y->course);
        assert_ptr_equal(x->session, y->session);
        assert_int_equal(x->start, y->start);
        assert_int_equal(x->end, y->end);
        assert_int_equal(x->cost_cents, y->cost_cents);
        assert_memory_equal(&x->closure, &y->closure, sizeof x->closure);
        assert_memory_equal(&x->success, &y->success, sizeof x->success);
    }
}

static void asked_twice_the_same(void **state)
{
    (void)state;
    struct bw_solver solver;
    bw_solver_find(BW_SOLVER_PROGRAM, &solver);
    struct bw_solver_asker asker = {.solver = &solver};
    unsigned proven = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        draw(seed, 1 + (uint32_t)(seed % 3));
        struct bw_plan greedy = make(), again = make();
        assert_same(&greedy, &again);
        instance.task.solver = bw_solver_of(&asker);
        instance.task.seconds = SECONDS;
        struct bw_plan solved = make();
        if (!solved.optimal)
            continue;
        again = make();
        assert_same(&solved, &again);
        proven++;
    }
    assert_true(proven >= 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_course_closes_what_the_list_says),
        cmocka_unit_test(steps_close_more_in_their_order),
        cmocka_unit_test(without_budget_only_free_courses),
        cmocka_unit_test(without_time_nothing),
        cmocka_unit_test(groups_pay_the_least_and_shares_sum),
        cmocka_unit_test(asked_twice_the_same),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
