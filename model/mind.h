#pragma once
/* What is known of one person on one day: the evidence that exists then (completed courses
 * included), the newest of each source and giver, and the belief that follows. Owns the choice of
 * items, the prior and the drift. Results live in the arena that is passed. One thread. */
#include "model/base/arena.h"
#include "model/peers.h"
#include "model/person.h"

/* What is believed of one competency. */
struct bw_known {
    uint32_t competency;
    struct bw_belief prior, belief;
};

/* Everything a person is known for on one day. */
struct bw_mind {
    const struct bw_catalogue *cat;
    struct bw_peers_view peers;
    const struct bw_person *person;
    bw_day as_of;
    const struct bw_item *items; /* that exist on the day, completions included, by competency */
    size_t n_items;
    const struct bw_known *known; /* competencies with evidence, ascending */
    size_t n_known;
};

/* The state of knowledge about `person` on `as_of`. peers may be NULL (no votes published). */
struct bw_mind bw_mind_make(const struct bw_catalogue *cat, const struct bw_peers *peers,
                            const struct bw_person *person, bw_day as_of, struct bw_arena *arena);

/* The same by the person's own evidence alone: nobody's votes. */
struct bw_mind bw_mind_alone(const struct bw_mind *mind, struct bw_arena *arena);

/* The belief of any competency, with evidence or without. */
struct bw_belief bw_mind_belief(const struct bw_mind *mind, uint32_t competency);
/* NULL when there is no evidence. */
const struct bw_known *bw_mind_known(const struct bw_mind *mind, uint32_t competency);

/* An item that took part in a belief. */
struct bw_counted {
    enum bw_source source;
    double level;
    bw_day at;
    struct bw_str by;
    double pull; /* these sum to mean - prior mean */
};

/* Newest first; lower bounds that were not applied are left out. */
struct bw_counted_list {
    const struct bw_counted *at;
    size_t n;
};

/* What the belief of a competency rests on, in the arena. */
struct bw_counted_list bw_mind_counted(const struct bw_mind *mind, uint32_t competency,
                                       struct bw_arena *arena);

/* The votes of `person` among their peers on `as_of`, ascending by competency: the mean of all
 * items that count but `course` ones, without a prior. They live in the arena. */
struct bw_votes {
    const uint32_t *competency;
    const double *mean;
    size_t n;
};
struct bw_votes bw_mind_votes(const struct bw_catalogue *cat, const struct bw_person *person,
                              bw_day as_of, struct bw_arena *arena);

/* What some sources say of a competency: the prior-free mean, corrected for bias and drift, of
 * those items that count in its belief whose source is in `sources` (a set of 1 << enum bw_source;
 * course is none). false when they say nothing. */
bool bw_mind_said(const struct bw_mind *mind, uint32_t competency, unsigned sources,
                  struct bw_arena *arena, double *mean);

/* Does the first version of the own role ask it? Then people are presumed to have been chosen for
 * it. */
bool bw_mind_chosen_for(const struct bw_mind *mind, uint32_t competency);

/* Certificates held, of any date up to the day, that reach `edge`: one that is valid, one that has
 * ended. */
struct bw_certificates {
    bool valid, ended;
    bw_day
        valid_until; /* the last day of the valid ones; BW_DAY_NONE: for ever, or there is none */
    bw_day ended_on; /* the last day of those that have ended; BW_DAY_NONE: none */
};
struct bw_certificates bw_mind_certificates(const struct bw_mind *mind, uint32_t competency,
                                            double edge);
