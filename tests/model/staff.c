#include "tests/model/staff.h"

#include <stdio.h>
#include <string.h>

static uint32_t below(struct staff *staff, uint32_t n)
{
    return (uint32_t)(town_uniform(&staff->town) * n);
}

static void draw_items(struct staff *staff, size_t person)
{
    static const char *const givers[] = {"p", "q", NULL};
    for (uint32_t i = 0; i < TOWN_ITEMS; i++) {
        const char *by = givers[below(staff, 3)];
        bw_day at = STAFF_TODAY - (bw_day)below(staff, 1500);
        staff->items[person][i] = (struct bw_item){
            .competency = below(staff, TOWN_COMPETENCIES),
            .source = (enum bw_source)below(staff, BW_SOURCE_COUNT),
            .level = below(staff, 11) / 2.0,
            .at = at,
            .valid_until =
                town_uniform(&staff->town) < .3 ? BW_DAY_NONE : at + (bw_day)below(staff, 1600),
            .by = {by, by ? 1 : 0},
            .course = BW_NONE,
            .order = i,
        };
    }
}

static void draw_person(struct staff *staff, size_t i)
{
    struct bw_person *person = &staff->people[i];
    snprintf(staff->ids[i], sizeof staff->ids[i], "e%02zu", i);
    draw_items(staff, i);
    for (uint32_t w = 0; w < 3; w++)
        staff->wishes[i][w] = below(staff, TOWN_COMPETENCIES);
    *person = (struct bw_person){
        .id = {staff->ids[i], (uint32_t)strlen(staff->ids[i])},
        .number = i,
        .team = below(staff, STAFF_TEAMS),
        .target_role = BW_NONE,
        .leaves_on = below(staff, 3) ? BW_DAY_NONE : STAFF_TODAY + (bw_day)below(staff, 1500) - 300,
        .training_budget_cents = below(staff, 2) ? -1 : (int64_t)below(staff, 100000),
        .objects_to_profiling = below(staff, 5) == 0,
        .wishes = {staff->wishes[i], below(staff, 4)},
        .items = staff->items[i],
        .n_items = below(staff, TOWN_ITEMS)};
}

/* Laws, sessions and groups, which the town by itself has none of. */
static void draw_more(struct staff *staff)
{
    struct town *town = &staff->town;
    for (size_t i = 0; i < town->version.all.n; i++)
        if (town_uniform(town) < .2)
            town->asks[i].law = (struct bw_str){"Awb", 3};
    for (uint32_t j = 0; j < TOWN_COURSES; j++) {
        bw_day start = STAFF_TODAY + (bw_day)below(staff, 400) - 150;
        staff->sessions[j][0] =
            (struct bw_session){{"a", 1}, start, start + 2, {NULL, 0}, below(staff, 6)};
        staff->sessions[j][1] =
            (struct bw_session){{"b", 1}, start + 30, BW_DAY_NONE, {NULL, 0}, -1};
        town->courses[j].sessions = staff->sessions[j];
        town->courses[j].n_sessions = below(staff, 3);
        town->courses[j].group_price_cents = below(staff, 2) ? -1 : (int64_t)below(staff, 300000);
        town->courses[j].group_max = below(staff, 3) ? (int64_t)below(staff, 7) + 1 : -1;
        town->cards[j] = bw_course_card_of(&town->courses[j]);
    }
}

struct bw_ground staff_draw(struct staff *staff, uint64_t seed, struct bw_arena *arena)
{
    static const char *const ids[STAFF_TEAMS] = {"t0", "t1", "t2"};
    town_draw(&staff->town, seed);
    draw_more(staff);
    for (uint32_t t = 0; t < STAFF_TEAMS; t++)
        staff->teams[t] = (struct bw_team){.id = {ids[t], 2}};
    staff->town.org.training_budget_cents = seed % 4 ? (int64_t)below(staff, 1000000) : -1;
    staff->town.cat.teams = staff->teams;
    staff->town.cat.n_teams = STAFF_TEAMS;
    for (size_t i = 0; i < STAFF_PEOPLE; i++)
        draw_person(staff, i);
    bw_arena_reset(arena);
    return (struct bw_ground){.cat = &staff->town.cat,
                              .people = {staff->people, STAFF_PEOPLE},
                              .as_of = STAFF_TODAY,
                              .arena = arena};
}

struct bw_gap staff_gap(const struct bw_ground *ground, size_t person)
{
    struct bw_question question = bw_question_on(ground->as_of);
    return bw_gap_make(ground->cat, ground->peers, &ground->people.at[person], &question,
                       ground->arena);
}
