#pragma once
/* An invented town drawn from a seed, built by hand in the engine's own terms: for tests of the
 * engine that need neither store nor daemon. */
#include "model/recommend.h"

#define TOWN_COMPETENCIES 12
#define TOWN_COURSES 40
#define TOWN_ITEMS 30

struct town {
    struct bw_arena *arena; /* of what its courses offer, made once */
    uint64_t state;         /* of the draw */
    struct bw_catalogue cat;
    struct bw_org org;
    struct bw_competency competencies[TOWN_COMPETENCIES];
    struct bw_near near[TOWN_COMPETENCIES][2];
    uint32_t same[TOWN_COMPETENCIES][1];
    struct bw_ask asks[TOWN_COMPETENCIES];
    struct bw_role_version version;
    struct bw_role role;
    struct bw_course courses[TOWN_COURSES];
    struct bw_course_card cards[TOWN_COURSES];
    char ids[TOWN_COURSES][8];
    struct bw_teach teaches[TOWN_COURSES][3];
    struct bw_entry requires[TOWN_COURSES][1];
    struct bw_item items[TOWN_ITEMS];
    struct bw_person person;
    struct bw_question question;
};

/* Fills `town` (all 0 or drawn before) from `seed`; the same seed, the same town. */
void town_draw(struct town *town, uint64_t seed);

/* Uniform in [0, 1). */
double town_uniform(struct town *town);
