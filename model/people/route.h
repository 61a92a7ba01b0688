#pragma once
/* Ways from one person's role to another: straight, or by a role in between where that is cheaper.
 * Owns what it takes to get somewhere when one course builds on another. Results live in the arena;
 * any thread, one arena each.
 *
 * Training towards a role is one course after the other: the first of the list towards it
 * (balanced, model/recommend), taken to succeed, then the list of who has completed it, until none
 * is listed that closes a fiftieth of the gap there was. So courses that unlock one another are all
 * in it.
 *
 * A stop is a role that one is trained for only until one can be appointed: nothing mandatory is
 * open and half of what it asks is believed to be reached (bw_match_fit >= .5). From then on it is
 * the own role, for which one is held to be chosen as anybody else is (the prior of a belief), and
 * the way goes on from there. The thirty roles are tried that are most like both ends
 * (model/near/kinship: the smaller of the two likenesses). A way by a stop counts when it takes
 * less and leaves no more, or leaves less and takes no more, than the straight one; what training
 * takes is hours/40 + euros/1,000, the list's own measure. It seldom is: where the sample region's
 * people could go next, for 3 of 960 pairs. */
#include "model/people/match.h"

#define BW_ROUTE_STEPS 2

/* Training towards one role. */
struct bw_route_step {
    uint32_t role;
    const uint32_t *courses; /* in the order they are taken */
    size_t n_courses;
    double hours;
    int64_t price_cents;
    double chance;                /* that the hardest course succeeds (p q), 1 without courses */
    double gap_before, gap_after; /* towards this step's role, before and if all succeed */
    double fit;                   /* after, 0..1 */
    size_t mandatory_open;        /* after */
};

struct bw_route {
    struct bw_route_step steps[BW_ROUTE_STEPS]; /* the last one's role is where it leads */
    size_t n_steps;
    double hours, effort; /* effort: hours/40 + euros/1,000 */
    int64_t price_cents;
    double left; /* of the gap at the end */
    double chance;
};

/* Where to, seen from when, and how many ways at most. */
struct bw_route_to {
    uint32_t role;
    bw_day as_of;
    size_t k;
};

/* The straight way to `role` and at most k - 1 better ones by a stop, least effort for what they
 * close first
 * ((gap - left) / (1 + effort)); then fewer steps, then by the stop. */
const struct bw_route *bw_routes(const struct bw_catalogue *cat, const struct bw_peers *peers,
                                 const struct bw_person *person, const struct bw_route_to *to,
                                 struct bw_arena *arena, size_t *n);
