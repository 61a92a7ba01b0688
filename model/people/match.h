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

/* Which roles lie near, for one person:
 *
 *   order = kin * (1 + way) / 2          kin = 2 x.y / (x.x + y.y), under 0: 0
 *   way = 1 - left / whole               left = gap * (1 - coverage)
 *
 * x and y hold w * level per competency, less its average over the visible roles in force (and 20
 * that ask nothing); w is the weight that counts in a gap, competencies that are the same are one.
 * y is what the role asks. x is what the person works at: the level that the own role asks, drawn
 * away from it by evidence as far as evidence weighs (the belief, had it started from there: m +
 * v/tau^2 * (asked - mu)); likewise from 0, with weight 1, what the own role does not ask.
 * `gap` is this person's gap towards the role, `whole` that of someone of whom nothing is known and
 * who was chosen for nothing it asks; `coverage` that of the list of courses towards it. `way` is
 * kept within 0..1, and 1 where `whole` is 0. Ties: least left, then bytes of the id.
 *
 * Why. The least gap alone names whatever asks least: everyone's nearest role would be the one for
 * which nothing need be known. A move is sound when the other role also uses what this person can
 * do, so the two demands are held against each other both ways: kin is Dice's coefficient of
 * profiles, 1 - |x - y|^2 / (|x|^2 + |y|^2), which falls when the other asks more and also when it
 * asks less (a cosine would not see the latter). It is symmetric, as the distances between
 * occupations in labour economics are (Gathmann & Schoenberg, J. Labor Econ. 28, 2010; they use
 * the angle), and taken from the average, because what nearly every role asks says nothing of any
 * (as Lin's concordance coefficient, Biometrics 45, 1989, is taken from the means). The way, of
 * which a half counts, is what makes it directed: of two roles as much alike the one comes first
 * for which more is there already or can be learnt here.
 *
 * Before lists of courses are made the roles are ordered with coverage 0, and only the first
 * hundred go on, as many as can be asked for: a short answer is the front of a long one. Lists are
 * then made, the most alike first, until k scores are above the next one's kin, as none can be.
 */
struct bw_reachable {
    uint32_t role;
    double score; /* 0..1: the order */
    double gap;
    double hours; /* of the list that closes it best */
    int64_t price_cents;
    size_t mandatory_open;
    double success; /* expected share of the gap that the list closes, 1 without a gap */
};

/* The k visible roles other than their own that lie nearest, nearest first; k up to 100. */
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
