#pragma once
/* The people of a drawn town: thirty in three teams, with evidence, wishes and days on which they
 * leave. */
#include "model/report/ground.h"
#include "tests/model/town.h"

#define STAFF_PEOPLE 30
#define STAFF_TEAMS 3
#define STAFF_TODAY 20780

struct staff {
    struct town town;
    struct bw_team teams[STAFF_TEAMS];
    struct bw_session sessions[TOWN_COURSES][2];
    struct bw_person people[STAFF_PEOPLE];
    struct bw_item items[STAFF_PEOPLE][TOWN_ITEMS];
    uint32_t wishes[STAFF_PEOPLE][3];
    char ids[STAFF_PEOPLE][8];
};

/* Fills `staff` (all 0 or drawn before) from `seed`; what a report of it all stands on, in `arena`.
 */
struct bw_ground staff_draw(struct staff *staff, uint64_t seed, struct bw_arena *arena);

/* The gap of one of them in their own role. */
struct bw_gap staff_gap(const struct bw_ground *ground, size_t person);
