/* The index of who may close a need, against the records that it is made of, in drawn towns. */
#include "model/reach.h"

#include "tests/model/arena.h"
#include "tests/model/town.h"

#define TOWNS 300

static struct town town;

/* One part of the index: 0 what is asked and the same, 1 what is near. */
struct part {
    uint32_t competency, which;
};

/* The line of a course in a part: its run's step and its credit. */
struct found {
    size_t n; /* lines of that course */
    uint32_t step;
    uint8_t credit;
};

static struct found find(struct part part, uint32_t course)
{
    const struct bw_reach *reach = &town.cat.reach;
    const uint32_t *at = reach->at + 2 * (size_t)part.competency + part.which;
    struct found found = {.n = 0};
    for (uint32_t r = at[0]; r < at[1]; r++) {
        for (uint32_t i = reach->runs[r - 1].end; i < reach->runs[r].end; i++) {
            if (reach->courses[i] != course)
                continue;
            found.n++;
            found.step = reach->runs[r].step;
            found.credit = reach->credits[i];
        }
    }
    return found;
}

static uint32_t lines_of(struct part part)
{
    const struct bw_reach *reach = &town.cat.reach;
    const uint32_t *at = reach->at + 2 * (size_t)part.competency + part.which;
    return reach->runs[at[1] - 1].end - reach->runs[at[0] - 1].end;
}

/* What courses teach of one part: each way in which one counts, and for how much. */
struct way {
    uint32_t course, step;
    double credit;
};
static struct way ways[TOWN_COURSES * TOWN_COMPETENCIES * 4];
static size_t n_ways;

static void add_ways(uint32_t competency, double credit)
{
    for (uint32_t i = town.cat.teaching_at[competency]; i < town.cat.teaching_at[competency + 1];
         i++)
        if (!town.cat.cards[town.cat.teaching[i].course].retired)
            ways[n_ways++] =
                (struct way){town.cat.teaching[i].course, town.cat.teaching[i].step, credit};
}

static void collect(struct part part)
{
    const struct bw_competency *asked = &town.cat.competencies[part.competency];
    n_ways = 0;
    if (part.which == 0) {
        add_ways(part.competency, 1);
        for (size_t i = 0; i < asked->same.n; i++)
            add_ways(asked->same.at[i], 1);
        return;
    }
    for (size_t i = 0; i < asked->n_near; i++)
        add_ways(asked->near[i].competency, bw_reach_credit(asked->near[i].sigma));
}

/* From no higher, to no lower. */
static bool covers(uint32_t wide, uint32_t step)
{
    const struct bw_step *w = &town.cat.offers.steps[wide], *s = &town.cat.offers.steps[step];
    return w->entry <= s->entry && w->to >= s->to;
}

/* Of two ways of one course that are not each other's better, the step is not told. */
static bool is_torn(uint32_t course)
{
    for (size_t a = 0; a < n_ways; a++) {
        for (size_t b = 0; b < a; b++) {
            if (ways[a].course != course || ways[b].course != course)
                continue;
            bool over = ways[a].credit >= ways[b].credit && covers(ways[a].step, ways[b].step);
            bool under = ways[b].credit >= ways[a].credit && covers(ways[b].step, ways[a].step);
            if (!over && !under)
                return true;
        }
    }
    return false;
}

/* Returns how many steps are not told. */
static size_t check(struct part part)
{
    bool seen[TOWN_COURSES] = {false};
    uint32_t n_courses = 0;
    size_t torn = 0;
    collect(part);
    for (size_t w = 0; w < n_ways; w++) {
        const struct way *way = &ways[w];
        struct found found = find(part, way->course);
        assert_int_equal(found.n, 1);
        assert_true(found.credit >= way->credit * BW_REACH_CREDIT_FULL);
        if (found.step == town.cat.offers.n_steps)
            assert_true(is_torn(way->course));
        else
            assert_true(covers(found.step, way->step));
        torn += found.step == town.cat.offers.n_steps;
        n_courses += !seen[way->course];
        seen[way->course] = true;
    }
    assert_int_equal(lines_of(part), n_courses); /* and nobody else is there */
    return torn;
}

static void lines__are_of_all_that_teach_it_and_of_nobody_else(void **state)
{
    (void)state;
    size_t torn = 0, near = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        town_draw(&town, seed);
        town.cards[seed % TOWN_COURSES].retired = true;
        bw_reach_pack(&town.cat, town.arena);
        for (uint32_t c = 0; c < TOWN_COMPETENCIES; c++) {
            torn += check((struct part){c, 0});
            torn += check((struct part){c, 1});
            near += n_ways;
        }
    }
    assert_true(near > TOWNS);
    assert_true(torn > 0);
}

static void credit__is_the_square_of_nearness_and_half_at_most(void **state)
{
    (void)state;
    assert_near(bw_reach_credit(.6), .36, 1e-12);
    assert_near(bw_reach_credit(.9), .5, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines__are_of_all_that_teach_it_and_of_nobody_else),
        cmocka_unit_test(credit__is_the_square_of_nearness_and_half_at_most),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
