/* The check of plans: it lets pass what the planner makes of drawn questions, and finds every kind
 * of break that is made in such a plan. */
#include "model/plan/plan_check.h"

#include "tests/model/arena.h"
#include "tests/model/plan/instance.h"

#include <string.h>

#define DRAWN 300
#define ITEMS_MOST 64
#define PEOPLE_MOST 8

/* A sound plan with its question, all of which may be changed. */
struct broken {
    struct instance instance;
    struct bw_plan plan;
    struct bw_plan_item items[ITEMS_MOST];
    struct bw_plan_person people[PEOPLE_MOST];
};

static struct broken broken;

static void draw(uint64_t seed)
{
    bw_arena_reset(arena);
    struct instance_shape shape = seed % 3 ? instance_small(seed % 2, 1 + (uint32_t)(seed / 2 % 3))
                                           : instance_large(seed % 2, 6, 20);
    instance_draw(&broken.instance, &shape, seed, arena);
    broken.plan = bw_plan_make(&broken.instance.task, arena);
    assert_true(broken.plan.n_items <= ITEMS_MOST && broken.plan.n_people <= PEOPLE_MOST);
    if (broken.plan.n_items > 0)
        memcpy(broken.items, broken.plan.items, broken.plan.n_items * sizeof *broken.items);
    memcpy(broken.people, broken.plan.people, broken.plan.n_people * sizeof *broken.people);
    broken.plan.items = broken.items;
    broken.plan.people = broken.people;
}

static enum bw_plan_fault fault(void)
{
    return bw_plan_check(&broken.instance.task, &broken.plan, arena).fault;
}

static const struct bw_course *course_of(size_t i)
{
    return &broken.instance.cat.courses[broken.items[i].course];
}

/* Two items of one person, the first of them; n_items: there are none. */
static size_t pair(void)
{
    for (size_t i = 0; i + 1 < broken.plan.n_items; i++)
        if (broken.items[i].person == broken.items[i + 1].person)
            return i;
    return broken.plan.n_items;
}

static bool swap_order(void)
{
    size_t i = pair();
    if (i == broken.plan.n_items)
        return false;
    struct bw_plan_item item = broken.items[i];
    broken.items[i] = broken.items[i + 1];
    broken.items[i + 1] = item;
    return true;
}

static bool twice(void)
{
    size_t i = pair();
    if (i == broken.plan.n_items)
        return false;
    broken.items[i + 1].course = broken.items[i].course;
    return true;
}

static bool wrong_person(void)
{
    if (broken.plan.n_items == 0)
        return false;
    broken.items[broken.plan.n_items - 1].person = (uint32_t)broken.plan.n_people;
    return true;
}

/* In the session of another course. */
static bool other_session(void)
{
    for (size_t i = 0; i < broken.plan.n_items; i++)
        for (size_t k = 0; k < broken.plan.n_items; k++)
            if (broken.items[i].course != broken.items[k].course && broken.items[k].session) {
                broken.items[i].session = broken.items[k].session;
                return true;
            }
    return false;
}

static bool other_days(void)
{
    for (size_t i = broken.plan.n_items; i-- > 0;)
        if (broken.items[i].session) {
            broken.items[i].end++;
            return true;
        }
    return false;
}

static bool too_early(void)
{
    if (broken.plan.n_items == 0 || broken.items[0].session)
        return false;
    broken.items[0].start -= 7;
    return true;
}

static bool half_weeks(void)
{
    if (broken.plan.n_items == 0 || broken.items[0].session ||
        broken.items[0].end >= broken.instance.task.limits.by)
        return false;
    broken.items[0].end++;
    return true;
}

static bool no_hours_a_week(void)
{
    if (broken.plan.n_items == 0)
        return false;
    struct bw_person *person =
        (struct bw_person *)&broken.instance.task.people.at[broken.items[0].person];
    person->hours_per_week = .01;
    return true;
}

static bool wrong_hours(void)
{
    if (broken.plan.n_items == 0)
        return false;
    broken.items[0].hours -= 1;
    return true;
}

static bool too_many_hours(void)
{
    if (broken.plan.n_items == 0)
        return false;
    broken.instance.task.limits.hours = broken.people[broken.items[0].person].hours - .5;
    return true;
}

static bool too_many_courses(void)
{
    if (broken.plan.n_items == 0)
        return false;
    broken.instance.task.limits.max_courses = broken.people[broken.items[0].person].courses - 1;
    return true;
}

static bool no_seat(void)
{
    for (size_t i = 0; i < broken.plan.n_items; i++)
        for (size_t k = 0; k < i; k++)
            if (broken.items[i].session && broken.items[i].session == broken.items[k].session) {
                ((struct bw_session *)broken.items[i].session)->seats = 1;
                return true;
            }
    return false;
}

static bool full(void)
{
    for (size_t i = 0; i < broken.plan.n_items; i++)
        if (broken.items[i].session) {
            ((struct bw_session *)broken.items[i].session)->seats = 0;
            return true;
        }
    return false;
}

static bool all_away(void)
{
    for (size_t i = 0; i < broken.plan.n_items; i++)
        if (broken.items[i].session) {
            broken.instance.task.limits.max_away_share = 0;
            return true;
        }
    return false;
}

/* A cent from one to another, where both were right. */
static bool wrong_cents(void)
{
    for (size_t i = 0; i < broken.plan.n_items; i++)
        for (size_t k = 0; k < i; k++)
            if (broken.items[i].course != broken.items[k].course) {
                broken.items[i].cost_cents++;
                broken.items[k].cost_cents--;
                broken.people[broken.items[i].person].cost_cents++;
                broken.people[broken.items[k].person].cost_cents--;
                return true;
            }
    return false;
}

static bool wrong_own_part(void)
{
    if (broken.plan.n_items == 0)
        return false;
    broken.items[broken.plan.n_items - 1].employee_cost_cents++;
    return true;
}

static bool wrong_group(void)
{
    if (broken.plan.n_items == 0)
        return false;
    broken.items[0].group = broken.items[0].group ? 0 : 2;
    return true;
}

static bool over_budget(void)
{
    if (broken.plan.cost_cents == 0)
        return false;
    broken.instance.task.limits.budget_cents = broken.plan.cost_cents - 1;
    return true;
}

/* The law asks for a level that nobody has and nothing opens. */
static bool entry_not_met(void)
{
    if (broken.plan.n_items == 0)
        return false;
    struct bw_entry *entry = BW_ARENA_NEW(arena, struct bw_entry, 1);
    *entry = (struct bw_entry){course_of(0)->teaches[0].competency, 12, true};
    struct bw_course *course = (struct bw_course *)course_of(0);
    course->requires = entry;
    course->n_requires = 1;
    return true;
}

static bool left_out(void)
{
    if (broken.plan.n_items == 0)
        return false;
    broken.instance.question.exclude = (struct bw_ixs){&broken.items[0].course, 1};
    return true;
}

static bool wrong_chance(void)
{
    if (broken.plan.n_items == 0)
        return false;
    broken.items[broken.plan.n_items - 1].success *= 1.01;
    return true;
}

static bool wrong_closure(void)
{
    if (broken.plan.n_items == 0)
        return false;
    broken.people[broken.items[0].person].closure += .001;
    broken.plan.closure += .001;
    return true;
}

static bool wrong_sum(void)
{
    broken.plan.closure += .001;
    return true;
}

static bool too_little(void)
{
    for (size_t p = 0; p < broken.plan.n_people; p++)
        if (broken.plan.feasible && broken.people[p].gap->total > 0) {
            broken.instance.task.limits.min_closure = broken.people[p].closure + .01;
            return true;
        }
    return false;
}

static bool under_bound(void)
{
    broken.plan.bound = broken.plan.closure - .01;
    return true;
}

static bool over_gap(void)
{
    broken.plan.bound = broken.plan.gap + .01;
    return true;
}

static const struct {
    const char *what;
    bool (*make)(void); /* false: this plan cannot be broken so */
    enum bw_plan_fault fault;
} breaks[] = {
    {"order swapped", swap_order, BW_PLAN_FAULT_ORDER},
    {"a course twice", twice, BW_PLAN_FAULT_ORDER},
    {"a person that is not there", wrong_person, BW_PLAN_FAULT_ORDER},
    {"a session of another course", other_session, BW_PLAN_FAULT_SESSION},
    {"other days than the session's", other_days, BW_PLAN_FAULT_SESSION},
    {"a full session", full, BW_PLAN_FAULT_SESSION},
    {"before from", too_early, BW_PLAN_FAULT_TIME},
    {"half weeks at one's own pace", half_weeks, BW_PLAN_FAULT_TIME},
    {"weeks without hours", no_hours_a_week, BW_PLAN_FAULT_WEEK},
    {"hours of an item", wrong_hours, BW_PLAN_FAULT_HOURS},
    {"over the hours", too_many_hours, BW_PLAN_FAULT_HOURS},
    {"over max_courses", too_many_courses, BW_PLAN_FAULT_COURSES},
    {"more people than seats", no_seat, BW_PLAN_FAULT_SEATS},
    {"too many away", all_away, BW_PLAN_FAULT_AWAY},
    {"cents moved", wrong_cents, BW_PLAN_FAULT_COST},
    {"the employee's part", wrong_own_part, BW_PLAN_FAULT_COST},
    {"group price or not", wrong_group, BW_PLAN_FAULT_COST},
    {"over budget", over_budget, BW_PLAN_FAULT_BUDGET},
    {"legal entry not met", entry_not_met, BW_PLAN_FAULT_ENTRY},
    {"a course left out of the question", left_out, BW_PLAN_FAULT_LISTED},
    {"chance", wrong_chance, BW_PLAN_FAULT_SUCCESS},
    {"closure of a person", wrong_closure, BW_PLAN_FAULT_CLOSURE},
    {"sum of closures", wrong_sum, BW_PLAN_FAULT_CLOSURE},
    {"under the least closure", too_little, BW_PLAN_FAULT_LEAST},
    {"bound under the closure", under_bound, BW_PLAN_FAULT_BOUND},
    {"bound over the gap", over_gap, BW_PLAN_FAULT_BOUND},
};

static void check_passes_what_is_made(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= DRAWN; seed++) {
        draw(seed);
        if (fault() != BW_PLAN_SOUND)
            fail_msg("seed %d: %s", (int)seed, bw_plan_fault_name(fault()));
    }
}

static void check_finds_every_break(void **state)
{
    (void)state;
    for (size_t b = 0; b < sizeof breaks / sizeof *breaks; b++) {
        unsigned made = 0;
        for (uint64_t seed = 1; seed <= DRAWN && made < 8; seed++) {
            draw(seed);
            if (!breaks[b].make())
                continue;
            made++;
            if (fault() != breaks[b].fault)
                fail_msg("%s, seed %d: \"%s\"", breaks[b].what, (int)seed,
                         bw_plan_fault_name(fault()));
        }
        if (made < 5)
            fail_msg("%s: made in %u plans only", breaks[b].what, made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_passes_what_is_made),
        cmocka_unit_test(check_finds_every_break),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
