#pragma once
/* Hidden talent: people whose evidence says that they fit another role than their own. Works on
 * states of knowledge that are there already; people who object to profiling are left out. Results
 * live in the arena. Any thread, one arena each. */
#include "model/people/match.h"

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
