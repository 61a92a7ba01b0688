/* Changes that come: what is asked anew, who is touched, which courses lead there and when. A small
 * world: competencies 0 to 5; task 0 (asks 0 and 1), task 1 (asks 1); role 0 clerk (task 0, and 2
 * of its own), role 1 adviser (asks 3); orgs 0 and 1 below region 2, org 3 apart. */
#include "model/change/impact.h"
#include "model/change/merger.h"
#include "model/change/ready.h"

#include <stdio.h>
#include <string.h>

#include "tests/model/arena.h"

#define TODAY 20780
#define NEW_YEAR 20820
#define SPRING 20900
#define EVER 0
#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { N_COMPETENCIES = 6, COURSES_MOST = 12 };

static const struct bw_ask task0_asks[] = {{.competency = 0, .level = 3, .weight = 1},
                                           {.competency = 1, .level = 2, .weight = .5}};
static const struct bw_ask task1_asks[] = {{.competency = 1, .level = 4, .weight = .5}};
static const struct bw_task tasks[] = {{.org = BW_NONE, .asks = {task0_asks, 2}},
                                       {.org = BW_NONE, .asks = {task1_asks, 1}}};
static const uint32_t first_task[] = {0};
static const struct bw_ask clerk_own[] = {{.competency = 2, .level = 2, .weight = 1}};
static const struct bw_ask clerk_all[] = {{.competency = 0, .level = 3, .weight = 1},
                                          {.competency = 1, .level = 2, .weight = .5},
                                          {.competency = 2, .level = 2, .weight = 1}};
static const struct bw_ask adviser_own[] = {{.competency = 3, .level = 3, .weight = 1}};
static const struct bw_role_version clerk_versions[] = {
    {EVER, {first_task, 1}, {clerk_own, 1}, {clerk_all, 3}}};
static const struct bw_role_version adviser_versions[] = {
    {EVER, {NULL, 0}, {adviser_own, 1}, {adviser_own, 1}}};
static const struct bw_role roles[] = {
    {.org = BW_NONE, .versions = clerk_versions, .n_versions = 1},
    {.org = BW_NONE, .versions = adviser_versions, .n_versions = 1}};

static const struct bw_move work_moves[] = {{.task = 0, .to_role = 1, .from_role = 0, .share = 1},
                                            {.task = 1, .to_role = 0, .from_role = BW_NONE, 1}};
static const struct bw_change_ask law_asks[] = {
    {0, {.competency = 4, .level = 3, .weight = 1, .mandatory = true}},
    {0, {.competency = 2, .level = 2, .weight = 1, .mandatory = true}}};
static const struct bw_change_ask heavier_asks[] = {
    {0, {.competency = 1, .level = 1, .weight = .9}}};
static const struct bw_change_ask named_asks[] = {
    {1, {.competency = 3, .level = 3, .weight = 1, .law = {"Awb", 3}}}};
static const struct bw_role_pair clerk_to_adviser[] = {{0, 1}};
static const struct bw_merge merger[] = {{0, 1, clerk_to_adviser, 1}};
static const struct bw_merge two_mergers[] = {{0, 1, NULL, 0}, {1, 3, NULL, 0}};
enum { WORK, LAW, HEAVIER, NAMED, MERGER, TWO_MERGERS, OF_ORG_3, N_CHANGES };
static const struct bw_change changes[] = {
    [WORK] = {.org = BW_NONE, .effective = SPRING, .moves = work_moves, .n_moves = 2},
    [LAW] = {.org = BW_NONE, .effective = NEW_YEAR, .asks = law_asks, .n_asks = 2},
    [HEAVIER] = {.org = BW_NONE, .effective = NEW_YEAR, .asks = heavier_asks, .n_asks = 1},
    [NAMED] = {.org = BW_NONE, .effective = NEW_YEAR, .asks = named_asks, .n_asks = 1},
    [MERGER] = {.org = 2, .effective = NEW_YEAR, .merges = merger, .n_merges = 1},
    [TWO_MERGERS] = {.org = BW_NONE, .effective = SPRING, .merges = two_mergers, .n_merges = 2},
    [OF_ORG_3] = {.org = 3, .effective = NEW_YEAR, .asks = law_asks, .n_asks = 2},
};
static const uint32_t sees_0[] = {0, 2}, sees_1[] = {1, 2}, sees_2[] = {2}, sees_3[] = {3};
static const struct bw_org orgs[] = {
    {.parent = 2, .sees = {sees_0, 2}, .training_budget_cents = 1000},
    {.parent = 2, .sees = {sees_1, 2}, .training_budget_cents = -1},
    {.parent = BW_NONE, .sees = {sees_2, 1}, .training_budget_cents = 70},
    {.parent = BW_NONE, .sees = {sees_3, 1}, .training_budget_cents = 5}};
static const struct bw_prose no_prose[2];

/* The world with the courses of a test. */
struct world {
    struct bw_catalogue cat;
    struct bw_competency competencies[N_COMPETENCIES];
    struct bw_course courses[COURSES_MOST];
    struct bw_teach teaches[COURSES_MOST];
    struct bw_course_card cards[COURSES_MOST];
};

/* A course that teaches one thing. */
struct lesson {
    uint32_t competency;
    double from, to, hours;
    int64_t price_cents;
    bool certifies;
};

static struct world *world_of(const struct lesson *lessons, uint32_t n)
{
    bw_arena_reset(arena);
    struct world *world = BW_ARENA_NEW(arena, struct world, 1);
    for (uint32_t i = 0; i < n; i++) {
        world->teaches[i] =
            (struct bw_teach){lessons[i].competency, false, lessons[i].from, lessons[i].to};
        world->courses[i] = (struct bw_course){.org = BW_NONE,
                                               .hours = lessons[i].hours,
                                               .price_cents = lessons[i].price_cents,
                                               .group_price_cents = -1,
                                               .group_max = -1,
                                               .certificate = lessons[i].certifies,
                                               .valid_months = 24,
                                               .teaches = &world->teaches[i],
                                               .n_teaches = 1};
    }
    for (uint32_t c = 0; c < N_COMPETENCIES; c++)
        world->competencies[c].org = BW_NONE;
    world->cat = (struct bw_catalogue){.orgs = orgs,
                                       .competencies = world->competencies,
                                       .tasks = tasks,
                                       .roles = roles,
                                       .role_prose = no_prose,
                                       .changes = changes,
                                       .courses = world->courses,
                                       .cards = world->cards,
                                       .n_orgs = COUNT(orgs),
                                       .n_competencies = N_COMPETENCIES,
                                       .n_tasks = COUNT(tasks),
                                       .n_roles = COUNT(roles),
                                       .n_changes = N_CHANGES,
                                       .n_courses = n,
                                       .mandatory_factor = 2};
    memcpy(world->cat.trust, bw_trust_default, sizeof world->cat.trust);
    return world;
}

/* After the courses have what else they need. */
static const struct bw_catalogue *settled(struct world *world)
{
    for (uint32_t i = 0; i < world->cat.n_courses; i++)
        world->cards[i] = bw_course_card_of(&world->courses[i]);
    bw_offers_pack(&world->cat, arena);
    bw_reach_pack(&world->cat, arena);
    return &world->cat;
}

static struct bw_outlook outlook_of(const struct bw_catalogue *cat, const uint32_t *which, size_t n,
                                    bw_day as_of)
{
    return bw_outlook_make(cat, (struct bw_ixs){which, n}, as_of, arena);
}

static enum bw_shift_kind kind_of(const struct bw_shift *shift, uint32_t competency)
{
    const struct bw_ask *ask = bw_asks_find(shift->after.asks, competency);
    assert_non_null(ask);
    return (enum bw_shift_kind)shift->kinds[ask - shift->after.asks.at];
}

static void outlook__is_judged_at_the_last_change_or_later(void **state)
{
    const uint32_t which[] = {WORK, LAW};
    (void)state;
    const struct bw_catalogue *cat = settled(world_of(NULL, 0));
    struct bw_outlook outlook = outlook_of(cat, which, 2, TODAY);
    assert_int_equal(outlook.day, SPRING);
    assert_int_equal(outlook.effective, SPRING);
    assert_int_equal(outlook.changes.at[0], LAW);
    assert_int_equal(outlook_of(cat, which, 2, SPRING + 3).day, SPRING + 3);
}

static void outlook__a_role_that_no_change_names_is_untouched(void **state)
{
    const uint32_t which[] = {LAW};
    (void)state;
    struct bw_outlook outlook = outlook_of(settled(world_of(NULL, 0)), which, 1, TODAY);
    assert_null(bw_outlook_of(&outlook, 0, 1));
    assert_non_null(bw_outlook_of(&outlook, 0, 0));
    assert_ptr_equal(bw_outlook_of(&outlook, 0, 0), bw_outlook_of(&outlook, 3, 0));
}

static void outlook__what_is_new_raised_other_and_gone_is_told_apart(void **state)
{
    const uint32_t law[] = {LAW}, work[] = {WORK}, heavier[] = {HEAVIER};
    (void)state;
    const struct bw_catalogue *cat = settled(world_of(NULL, 0));
    struct bw_outlook outlook = outlook_of(cat, law, 1, TODAY);
    const struct bw_shift *shift = bw_outlook_of(&outlook, 0, 0);
    assert_int_equal(kind_of(shift, 4), BW_SHIFT_GAIN);
    assert_int_equal(kind_of(shift, 2), BW_SHIFT_RAISE); /* mandatory now */
    assert_int_equal(kind_of(shift, 0), BW_SHIFT_NONE);
    assert_int_equal(shift->drops.n, 0);
    outlook = outlook_of(cat, heavier, 1, TODAY);
    assert_int_equal(kind_of(bw_outlook_of(&outlook, 0, 0), 1), BW_SHIFT_OTHER);
    outlook = outlook_of(cat, work, 1, TODAY);
    shift = bw_outlook_of(&outlook, 0, 0);
    assert_int_equal(kind_of(shift, 1), BW_SHIFT_RAISE);
    assert_int_equal(shift->drops.n, 1);
    assert_int_equal(shift->drops.at[0], 0);
    assert_int_equal(shift->tasks_in.n, 1);
    assert_int_equal(shift->tasks_in.at[0], 1);
    assert_int_equal(shift->tasks_out.n, 1);
    assert_int_equal(shift->tasks_out.at[0], 0);
}

static void outlook__a_law_alone_is_a_difference(void **state)
{
    const uint32_t which[] = {NAMED};
    (void)state;
    struct bw_outlook outlook = outlook_of(settled(world_of(NULL, 0)), which, 1, TODAY);
    assert_int_equal(kind_of(bw_outlook_of(&outlook, 0, 1), 3), BW_SHIFT_OTHER);
}

static void outlook__a_change_concerns_those_who_see_it(void **state)
{
    const uint32_t which[] = {OF_ORG_3};
    (void)state;
    struct bw_outlook outlook = outlook_of(settled(world_of(NULL, 0)), which, 1, TODAY);
    assert_null(bw_outlook_of(&outlook, 0, 0));
    assert_non_null(bw_outlook_of(&outlook, 3, 0));
}

static void outlook__a_merger_touches_all_of_an_org_and_joins_what_is_seen(void **state)
{
    const uint32_t which[] = {MERGER};
    (void)state;
    struct bw_outlook outlook = outlook_of(settled(world_of(NULL, 0)), which, 1, TODAY);
    assert_int_equal(bw_outlook_of(&outlook, 0, 0)->to, 1);
    assert_int_equal(bw_outlook_of(&outlook, 0, 1)->to, 1);
    assert_false(bw_outlook_of(&outlook, 0, 1)->differs);
    assert_null(bw_outlook_of(&outlook, 1, 0));
    assert_true(outlook.moves[0]);
    assert_false(outlook.moves[1]);
    assert_int_equal(outlook.org_after[0], 1);
    assert_true(bw_catalogue_sees(&outlook.cat, 0, 1));
    assert_true(bw_catalogue_sees(&outlook.cat, 1, 0));
    assert_false(bw_catalogue_sees(&outlook.cat, 3, 0));
    assert_true(bw_merger_any(&outlook));
}

static void outlook__who_comes_where_others_leave_sees_what_was_there(void **state)
{
    const uint32_t which[] = {TWO_MERGERS}, both[] = {MERGER, TWO_MERGERS};
    (void)state;
    const struct bw_catalogue *cat = settled(world_of(NULL, 0));
    struct bw_outlook outlook = outlook_of(cat, which, 1, TODAY);
    assert_int_equal(outlook.org_after[0], 1);
    assert_int_equal(outlook.org_after[1], 3);
    assert_true(bw_catalogue_sees(&outlook.cat, 0, 1));
    assert_false(bw_catalogue_sees(&outlook.cat, 0, 3));
    assert_true(bw_catalogue_sees(&outlook.cat, 1, 3));
    assert_true(bw_catalogue_sees(&outlook.cat, 3, 1));
    /* Whose merger came first moves on with the next change. */
    outlook = outlook_of(cat, both, 2, TODAY);
    assert_int_equal(outlook.org_after[0], 3);
    assert_int_equal(bw_outlook_of(&outlook, 0, 0)->to, 1);
}

/* One person of whom nothing is known, held against one ask. */
struct climber {
    struct bw_person person;
    struct bw_demand demand;
    struct bw_ask ask;
    struct bw_gap gap;
    struct bw_climbing climbing;
};

static struct climber *climb(const struct bw_catalogue *cat, struct bw_ask ask,
                             const struct bw_item *items, size_t n_items)
{
    struct climber *climber = BW_ARENA_NEW(arena, struct climber, 1);
    struct bw_question question = bw_question_on(TODAY);
    climber->person =
        (struct bw_person){.id = {"e", 1}, .role = 1, .items = items, .n_items = n_items};
    climber->ask = ask;
    climber->demand = (struct bw_demand){.as_of = TODAY, .asks = {&climber->ask, 1}};
    struct bw_mind mind = bw_mind_make(cat, NULL, &climber->person, TODAY, arena);
    climber->gap = bw_gap_for_demand(&mind, &climber->demand, arena);
    climber->climbing = bw_climb(&climber->gap, &question, arena);
    return climber;
}

#define ASK(c, level_, must)                                                                       \
    ((struct bw_ask){.competency = (c), .level = (level_), .weight = 1, .mandatory = (must)})

static void climb__steps_build_on_one_another(void **state)
{
    static const struct lesson lessons[] = {{4, 2, 4, 8, 0, false}, {4, 0, 2, 8, 0, false}};
    (void)state;
    struct climber *climber = climb(settled(world_of(lessons, 2)), ASK(4, 4, true), NULL, 0);
    assert_true(climber->climbing.needs[0].reached);
    assert_int_equal(climber->climbing.n_courses, 2);
    assert_int_equal(climber->climbing.courses[0].course, 1);
    assert_int_equal(climber->climbing.courses[1].after, 1);
    assert_true(climber->climbing.courses[0].mandatory);
    /* Together they close what one course from the bottom to the top would, the second one with the
     * chance of a step from 2. */
    struct bw_belief x = bw_belief_unknown;
    double first = bw_course_effect(x, 3.5, 0, 2), both = bw_course_effect(x, 3.5, 0, 4);
    assert_near(climber->climbing.courses[0].closure, 2 * .8 * first, 1e-12);
    assert_near(climber->climbing.courses[1].closure, 2 * .8 * (both - first), 1e-12);
}

static void climb__ends_when_all_is_reached(void **state)
{
    static const struct lesson lessons[] = {{4, 0, 3, 8, 0, false}, {4, 0, 5, 8, 500000, false}};
    (void)state;
    struct climber *climber = climb(settled(world_of(lessons, 2)), ASK(4, 3, false), NULL, 0);
    assert_int_equal(climber->climbing.n_courses, 1);
    assert_int_equal(climber->climbing.courses[0].course, 0);
    assert_false(climber->climbing.courses[0].mandatory);
}

static void climb__who_cannot_enter_is_not_lifted_though_something_is_closable(void **state)
{
    static const struct lesson lessons[] = {{4, 2, 4, 8, 0, false}};
    (void)state;
    struct climber *climber = climb(settled(world_of(lessons, 1)), ASK(4, 3, true), NULL, 0);
    assert_int_equal(climber->climbing.n_courses, 0);
    assert_false(climber->climbing.needs[0].reached);
    assert_true(climber->climbing.needs[0].closable);
}

static void climb__what_nothing_teaches_is_not_closable(void **state)
{
    static const struct lesson lessons[] = {{5, 0, 4, 8, 0, false}};
    (void)state;
    struct climber *climber = climb(settled(world_of(lessons, 1)), ASK(4, 3, true), NULL, 0);
    assert_false(climber->climbing.needs[0].closable);
}

static void climb__near_courses_close_but_do_not_lift(void **state)
{
    static const struct lesson lessons[] = {{5, 0, 4, 8, 0, false}};
    static const struct bw_near near[] = {{5, .9}};
    (void)state;
    struct world *world = world_of(lessons, 1);
    world->competencies[4].near = near;
    world->competencies[4].n_near = 1;
    const struct bw_catalogue *cat = settled(world);
    struct climber *climber = climb(cat, ASK(4, 3, false), NULL, 0);
    assert_int_equal(climber->climbing.n_courses, 0);
    assert_true(climber->climbing.needs[0].closable);
    assert_false(climb(cat, ASK(4, 3, true), NULL, 0)->climbing.needs[0].closable);
}

static void climb__the_same_counts_as_itself(void **state)
{
    static const struct lesson lessons[] = {{5, 0, 4, 8, 0, false}};
    static const uint32_t same[] = {5};
    (void)state;
    struct world *world = world_of(lessons, 1);
    world->competencies[4].same = (struct bw_ixs){same, 1};
    struct climber *climber = climb(settled(world), ASK(4, 3, true), NULL, 0);
    assert_true(climber->climbing.needs[0].reached);
}

static void climb__a_lapsed_certificate_is_had_again_by_a_certifying_course(void **state)
{
    static const struct lesson lessons[] = {{4, 0, 5, 1, 0, false}, {4, 3, 4, 40, 90000, true}};
    static const struct bw_item items[] = {{.competency = 4,
                                            .source = BW_SOURCE_CERTIFICATE,
                                            .level = 4,
                                            .at = TODAY - 900,
                                            .valid_until = TODAY - 10,
                                            .course = BW_NONE}};
    (void)state;
    struct climber *climber = climb(settled(world_of(lessons, 2)), ASK(4, 4, true), items, 1);
    assert_int_equal(climber->gap.needs[0].standing, BW_LAPSED);
    assert_int_equal(climber->climbing.n_courses, 1);
    assert_int_equal(climber->climbing.courses[0].course, 1);
    assert_true(climber->climbing.needs[0].reached);
}

static void climb__a_course_taken_opens_the_door_of_another(void **state)
{
    static const struct lesson lessons[] = {{4, 2, 4, 8, 0, false}, {4, 0, 2, 8, 0, false}};
    static const struct bw_entry entries[] = {{4, 2, true}};
    (void)state;
    struct world *world = world_of(lessons, 2);
    world->courses[0].requires = entries;
    world->courses[0].n_requires = 1;
    struct climber *climber = climb(settled(world), ASK(4, 4, true), NULL, 0);
    assert_int_equal(climber->climbing.n_courses, 2);
    assert_true(climber->climbing.needs[0].reached);
    assert_int_equal(climber->climbing.courses[1].after, 1);
    world->courses[1].retired = true;
    climber = climb(settled(world), ASK(4, 4, true), NULL, 0);
    assert_int_equal(climber->climbing.n_courses, 0);
    assert_false(climber->climbing.needs[0].closable); /* the law keeps them out */
}

/* The end of courses 0 to n - 1, in days from today. */
static bw_day ready(struct world *world, uint32_t n, double pace, const uint32_t *after)
{
    struct bw_climb_course taken[COURSES_MOST];
    for (uint32_t i = 0; i < n; i++)
        taken[i] = (struct bw_climb_course){i, 1, true, after ? after[i] : 0};
    struct bw_climbing climbing = {NULL, 0, taken, n};
    bw_day end = bw_ready_by(&world->cat, &climbing, TODAY, pace);
    return end == BW_DAY_NONE ? BW_DAY_NONE : end - TODAY;
}

static void give_sessions(struct world *world, uint32_t course, const struct bw_session *sessions,
                          size_t n)
{
    world->courses[course].sessions = sessions;
    world->courses[course].n_sessions = n;
}

static void ready__own_pace_is_counted_in_whole_weeks(void **state)
{
    static const struct lesson lessons[] = {
        {4, 0, 3, 10, 0, false}, {4, 0, 3, 0, 0, false}, {4, 0, 3, 1e9, 0, false}};
    (void)state;
    struct world *world = world_of(lessons, 3);
    assert_int_equal(ready(world, 0, 36, NULL), 0);
    assert_int_equal(ready(world, 1, 36, NULL), 6);
    assert_int_equal(ready(world, 1, 4, NULL), 20);
    assert_int_equal(ready(world, 2, 4, NULL), 27); /* a course of no hours takes its week */
    assert_int_equal(ready(world, 3, 4, NULL), BW_DAY_NONE);
}

static void ready__the_order_is_chosen_that_ends_first(void **state)
{
    static const struct lesson lessons[] = {{4, 0, 3, 10, 0, false}, {4, 0, 3, 10, 0, false}};
    static const struct bw_session short_ones[] = {
        {{"t", 1}, TODAY + 10, TODAY + 12, {NULL, 0}, -1},
        {{"u", 1}, TODAY + 21, BW_DAY_NONE, {NULL, 0}, -1}};
    static const struct bw_session long_ones[] = {
        {{"v", 1}, TODAY + 3, TODAY + 20, {NULL, 0}, -1},
        {{"w", 1}, TODAY + 30, TODAY + 31, {NULL, 0}, -1}};
    const uint32_t after[] = {0, 1};
    (void)state;
    struct world *world = world_of(lessons, 2);
    give_sessions(world, 0, short_ones, 2);
    give_sessions(world, 1, long_ones, 2);
    /* Who takes the one that ends first, takes the other a fortnight later. */
    assert_int_equal(ready(world, 2, 36, NULL), 21);
    assert_int_equal(ready(world, 2, 36, after), 31);
    give_sessions(world, 1, long_ones, 1);
    assert_int_equal(ready(world, 2, 36, after), BW_DAY_NONE);
    give_sessions(world, 1, NULL, 0);
    assert_int_equal(ready(world, 2, 36, NULL), 12); /* the week before the first session */
}

static void ready__more_than_ten_come_with_the_next_to_end_first(void **state)
{
    struct lesson lessons[11];
    (void)state;
    for (size_t i = 0; i < 11; i++)
        lessons[i] = (struct lesson){4, 0, 3, 36, 0, false};
    struct world *world = world_of(lessons, 11);
    assert_int_equal(ready(world, 10, 36, NULL), 69);
    assert_int_equal(ready(world, 11, 36, NULL), 76);
}

static void ready__the_pace_is_what_is_preferred_within_the_week(void **state)
{
    (void)state;
    struct bw_person person = {.hours_per_week = 0};
    assert_near(bw_ready_pace(&person), 36, 0);
    person.hours_per_week = 24;
    assert_near(bw_ready_pace(&person), 24, 0);
    person.preferences.max_hours_week = 3;
    assert_near(bw_ready_pace(&person), 3, 0);
    person.preferences.max_hours_week = 40;
    assert_near(bw_ready_pace(&person), 24, 0);
}

static const struct bw_uptake *uptake(const struct bw_outlook *outlook,
                                      const struct bw_person *person)
{
    return bw_uptake_make(outlook, NULL, person, &(struct bw_uptake_room){arena, arena});
}

static void uptake__only_what_is_new_and_open_takes_courses(void **state)
{
    static const struct lesson lessons[] = {
        {4, 0, 3, 40, 5000, false}, {0, 0, 5, 1, 0, false}, {2, 0, 3, 7, 100, false}};
    const uint32_t which[] = {LAW};
    (void)state;
    struct bw_outlook outlook = outlook_of(settled(world_of(lessons, 3)), which, 1, TODAY);
    struct bw_person person = {.id = {"e", 1}, .org = 0, .role = 0};
    const struct bw_uptake *out = uptake(&outlook, &person);
    assert_int_equal(out->n_needs, 2);
    assert_int_equal(out->n_mandatory, 2);
    assert_int_equal(out->mandatory_open, 2);
    assert_int_equal(out->n_courses, 2); /* not for competency 0, which is as short as before */
    assert_true(out->after > out->before);
    assert_false(out->blocked);
    assert_int_equal(out->ready_by, TODAY + 3 * 7 - 1);
    person.preferences.max_hours_week = 2;
    assert_int_equal(uptake(&outlook, &person)->ready_by, TODAY + 24 * 7 - 1);
}

static void uptake__a_duty_that_stays_open_blocks(void **state)
{
    static const struct lesson lessons[] = {{4, 0, 3, 40, 5000, false}};
    const uint32_t which[] = {LAW};
    (void)state;
    struct bw_outlook outlook = outlook_of(settled(world_of(lessons, 1)), which, 1, TODAY);
    struct bw_person person = {.id = {"e", 1}, .org = 0, .role = 0};
    const struct bw_uptake *out = uptake(&outlook, &person);
    assert_true(out->blocked);
    assert_int_equal(out->needs[0].end, BW_UPTAKE_NOT);
    assert_int_equal(out->needs[1].end, BW_UPTAKE_REACHED);
}

static void impact__sums_by_org_and_prices_groups_within_one(void **state)
{
    static const struct lesson lessons[] = {{4, 0, 3, 10, 1000, false}, {2, 0, 3, 2, 0, false}};
    const uint32_t which[] = {LAW};
    (void)state;
    struct world *world = world_of(lessons, 2);
    world->courses[0].group_price_cents = 2500;
    world->courses[0].group_max = 3;
    struct bw_outlook outlook = outlook_of(settled(world), which, 1, TODAY);
    struct bw_impact_tally *tally = bw_impact_begin(&outlook, 2, arena);
    char ids[9][2] = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
    for (uint32_t i = 0; i < 9; i++) {
        struct bw_person person = {.id = {ids[i], 1}, .org = i < 5 ? 0 : 1};
        person.objects_to_profiling = i == 0;
        bw_impact_add(tally, &person, uptake(&outlook, &person));
    }
    struct bw_impact impact = bw_impact_end(tally);
    assert_int_equal(impact.people, 9);
    assert_int_equal(impact.n_orgs, 2);
    assert_int_equal(impact.orgs[0].people, 5);
    assert_int_equal(impact.orgs[0].cost_cents, 2500 + 2 * 1000);
    assert_int_equal(impact.orgs[1].cost_cents, 2500 + 1000);
    assert_int_equal(impact.cost_cents, 8000);
    assert_near(impact.hours, 9 * 12, 1e-9);
    assert_int_equal(impact.budget_cents, 1000); /* only the first has one */
    assert_int_equal(impact.n_courses, 2);
    assert_int_equal(impact.courses[0].people, 9);
    assert_int_equal(impact.n_gaps, 2);
    assert_memory_equal(impact.gaps[0].id.at, "b", 1); /* "a" objects */
    assert_memory_equal(impact.gaps[1].id.at, "c", 1);
    assert_int_equal(impact.ready, 9);
    assert_int_equal(impact.ready_by, TODAY + 13);
    assert_int_equal(impact.n_open, 0);
}

static void impact__keeps_those_whose_gap_rises_most(void **state)
{
    const uint32_t which[] = {LAW};
    (void)state;
    struct bw_outlook outlook = outlook_of(settled(world_of(NULL, 0)), which, 1, TODAY);
    struct bw_impact_tally *tally = bw_impact_begin(&outlook, 5, arena);
    for (uint32_t i = 0; i < 1000; i++) {
        char id[8];
        struct bw_uptake said = {.shift = bw_outlook_of(&outlook, 0, 0),
                                 .after = (double)(i * 7919 % 1000),
                                 .ready_by = TODAY};
        snprintf(id, sizeof id, "e%04u", i);
        bw_impact_add(tally, &(struct bw_person){.id = {id, 5}}, &said);
    }
    struct bw_impact impact = bw_impact_end(tally);
    assert_int_equal(impact.n_gaps, 5);
    for (size_t i = 0; i < 5; i++)
        assert_near(impact.gaps[i].after, 999 - (double)i, 0);
    assert_int_equal(impact.people, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outlook__is_judged_at_the_last_change_or_later),
        cmocka_unit_test(outlook__a_role_that_no_change_names_is_untouched),
        cmocka_unit_test(outlook__what_is_new_raised_other_and_gone_is_told_apart),
        cmocka_unit_test(outlook__a_law_alone_is_a_difference),
        cmocka_unit_test(outlook__a_change_concerns_those_who_see_it),
        cmocka_unit_test(outlook__a_merger_touches_all_of_an_org_and_joins_what_is_seen),
        cmocka_unit_test(outlook__who_comes_where_others_leave_sees_what_was_there),
        cmocka_unit_test(climb__steps_build_on_one_another),
        cmocka_unit_test(climb__ends_when_all_is_reached),
        cmocka_unit_test(climb__who_cannot_enter_is_not_lifted_though_something_is_closable),
        cmocka_unit_test(climb__what_nothing_teaches_is_not_closable),
        cmocka_unit_test(climb__near_courses_close_but_do_not_lift),
        cmocka_unit_test(climb__the_same_counts_as_itself),
        cmocka_unit_test(climb__a_lapsed_certificate_is_had_again_by_a_certifying_course),
        cmocka_unit_test(climb__a_course_taken_opens_the_door_of_another),
        cmocka_unit_test(ready__own_pace_is_counted_in_whole_weeks),
        cmocka_unit_test(ready__the_order_is_chosen_that_ends_first),
        cmocka_unit_test(ready__more_than_ten_come_with_the_next_to_end_first),
        cmocka_unit_test(ready__the_pace_is_what_is_preferred_within_the_week),
        cmocka_unit_test(uptake__only_what_is_new_and_open_takes_courses),
        cmocka_unit_test(uptake__a_duty_that_stays_open_blocks),
        cmocka_unit_test(impact__sums_by_org_and_prices_groups_within_one),
        cmocka_unit_test(impact__keeps_those_whose_gap_rises_most),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
