#pragma once
/* Hidden talent: people whose evidence says that they fit another role than their own. Works on
 * states of knowledge that are there already; people who object to profiling are left out. Results
 * live in the arena. Any thread, one arena each. */
#include "model/people/match.h"

/* Of two roles that fit as well the first by id goes before. */
struct bw_talent {
    const struct bw_person *person;
    uint32_t role;
    double fit;
};

/* States of knowledge of one org's people, all of one day. */
struct bw_minds {
    const struct bw_mind *const *at;
    size_t n;
};

/* The at most k people who fit another role that their org sees to at least .8, each with the role
 * they fit best, best fit first, then by id. Talent shows in evidence: a role of which less than
 * half of the weight is known of a person is a guess, not a find. */
const struct bw_talent *bw_talents(const struct bw_catalogue *cat, struct bw_minds minds, size_t k,
                                   struct bw_arena *arena, size_t *n);

#define BW_ROOM_ROLES 3

/* A role that someone could do. */
struct bw_room_role {
    uint32_t role;
    double fit, gap;
    size_t mandatory_open;
};

/* Who could do more than their role asks. */
struct bw_room {
    const struct bw_mind *mind;
    double own_fit; /* with the own role, 0..1 */
    double above;   /* of its weight, what is believed to be reached by a whole level more, 0..1 */
    struct bw_room_role roles[BW_ROOM_ROLES]; /* other ones, best fit first */
    size_t n_roles;
};

/* The at most k people with room to grow: half of what their role asks is believed to be reached by
 * a whole level more, or another role that is known to half (as above) fits them to at least .5
 * (from .8 on it fits, under that nearly). Ordered by the larger of `above` and the best fit, then
 * by id. */
const struct bw_room *bw_rooms(const struct bw_catalogue *cat, struct bw_minds minds, size_t k,
                               struct bw_arena *arena, size_t *n);
