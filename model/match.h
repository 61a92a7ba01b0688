#pragma once
/* People and roles held against each other: who fits a role, which roles a person can reach, who
 * can teach whom. Works on people already read; results live in the arena. People who object to
 * profiling are left out wherever persons are ranked. Any thread, one arena each. */
#include "model/recommend.h"

/* How far a demand is met in all: the share of its weight that is believed to be reached, 0..1;
 * certificates count, a lapsed one counts as 0. 1 when nothing is asked. */
double bw_match_fit(const struct bw_gap *gap);

/* Mandatory requirements that are not met. */
size_t bw_match_mandatory_open(const struct bw_gap *gap);

struct bw_candidate {
    const struct bw_person *person;
    double fit; /* 0..1: share of the role's weight that this person is believed to reach */
    double gap_total;
    size_t mandatory_open;
};

/* The k people who fit `role` best, best first; those who have it now are left out. */
const struct bw_candidate *bw_candidates(const struct bw_catalogue *cat,
                                         const struct bw_peers *peers, struct bw_people people,
                                         uint32_t role, bw_day as_of, size_t k,
                                         struct bw_arena *arena, size_t *n);

struct bw_reachable {
    uint32_t role;
    double gap;
    double hours; /* of the list that closes it best */
    int64_t price_cents;
    size_t mandatory_open;
    double success; /* expected share of the gap that the list closes, 1 without a gap */
};

/* The k visible roles other than their own with the least gap left after learning, least first. */
const struct bw_reachable *bw_roles_reachable(const struct bw_catalogue *cat,
                                              const struct bw_peers *peers,
                                              const struct bw_person *person, bw_day as_of,
                                              size_t k, struct bw_arena *arena, size_t *n);

struct bw_mentor {
    const struct bw_person *person;
    struct bw_belief have;
};

/* Colleagues at least practised (3) and a level above the learner in `competency`, best first. */
const struct bw_mentor *bw_mentors(const struct bw_catalogue *cat, const struct bw_peers *peers,
                                   struct bw_people people, const struct bw_person *learner,
                                   uint32_t competency, bw_day as_of, size_t k,
                                   struct bw_arena *arena, size_t *n);
