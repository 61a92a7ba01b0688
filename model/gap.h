#pragma once
/* The gap of one person towards one goal: what is asked, what is believed, what is missing and how
 * sure that is. First half of the pipeline: belief -> demand -> gap. Results live in the arena that
 * is passed. Any thread, one arena each. */
#include "model/mind.h"
#include "model/question.h"
#include "model/requirement.h"

/* One demanded competency held against the belief. */
struct bw_need {
    struct bw_ask ask;
    struct bw_requirement req;
    struct bw_belief x;
    enum bw_standing standing;
    double edge;      /* rho */
    double w;         /* weight that counts */
    double shortfall; /* H, lapsed at least .5; 0 when met */
    double gap;       /* w * H */
    bool asked_first; /* the first version of the own role asks it */
};

struct bw_assess {
    uint32_t competency;
    double value;
};

struct bw_gap {
    bw_day
        as_of; /* that was judged at: for a change the later of the question's and its last date */
    bw_day last_effective; /* of the goal's changes, else BW_DAY_NONE */
    uint32_t role;         /* whose demands these are; BW_NONE for competencies and wishes */
    bool role_loses_tasks; /* by the goal's changes */
    struct bw_mind mind;
    const struct bw_need *needs; /* everything asked, ascending by competency */
    size_t n_needs;
    double total;
    size_t n_open;
    struct bw_assess assess_first[3];
    size_t n_assess;
};

/* What training for a need is: needed for the work by law, cao or duty (BW 7:611a: free to the
 * employee, in working time, on no personal budget), for another place because the role goes or
 * changes, or development. */
enum bw_training { BW_TRAINING_NEEDED, BW_TRAINING_REPLACEMENT, BW_TRAINING_DEVELOPMENT };
enum bw_training bw_gap_training(const struct bw_question *question, const struct bw_gap *gap,
                                 const struct bw_need *need);
/* As the contract calls it: "noodzakelijk", "herplaatsing", "ontwikkeling". */
const char *bw_training_name(enum bw_training training);

/* Judges `person` for `goal` on `as_of`. */
struct bw_gap bw_gap_make(const struct bw_catalogue *cat, const struct bw_peers *peers,
                          const struct bw_person *person, const struct bw_question *question,
                          struct bw_arena *arena);

struct bw_demand;
/* The same of what is known already; `demand` is of the mind's day. */
struct bw_gap bw_gap_for_demand(const struct bw_mind *mind, const struct bw_demand *demand,
                                struct bw_arena *arena);

/* The same for another role, with what is known already: for holding one person against many. */
struct bw_gap bw_gap_for_role(const struct bw_mind *mind, uint32_t role, struct bw_arena *arena);
