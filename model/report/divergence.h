#pragma once
/* Report: how people rate themselves against what managers, peers and tests say of them. Levels are
 * those of the newest item of each giver, weighed by age and lowered by drift as in a belief, but
 * without a prior and without the bias that self-assessments are assumed to have. Results live in
 * the arena. Any thread, one arena each. */
#include "model/report/ground.h"

/* Fewer people than this say nothing about a team or a competency. */
#define BW_DIVERGENCE_LEAST 3
/* Further apart than this, a level and a rounding error, is worth a conversation. */
#define BW_DIVERGENCE_FAR (1 + 1e-9)

/* One person in one competency, who is rated by both. */
struct bw_rating {
    const struct bw_person *person;
    uint32_t competency;
    double own, others; /* unclamped */
    double difference;  /* own - others */
};

/* Differences of one team, competency, or of all. */
struct bw_apart {
    uint32_t team, competency; /* BW_NONE: all; of a cell the small teams together */
    size_t n, people;
    double mean, sd;  /* over the n differences */
    double low, high; /* 95 %: Student's t with the spread between people (of whom one may be rated
                         in more competencies: Liang & Zeger, Biometrika 73, 1986, times
                         people / (people - 1)) */
    size_t above, below; /* by more than BW_DIVERGENCE_FAR */
};

struct bw_aparts {
    const struct bw_apart *at; /* furthest apart first, then by team and competency */
    size_t n;
};

enum { BW_DIVERGENCE_OTHERS = 3 };
/* Who the others are. */
extern const enum bw_source bw_divergence_others[BW_DIVERGENCE_OTHERS];

struct bw_divergence {
    struct bw_apart all; /* with fewer people than BW_DIVERGENCE_LEAST only n and people hold */
    struct bw_apart by_source[BW_DIVERGENCE_OTHERS];
    struct bw_apart org; /* of everyone on the ground: what the bias is fitted on */
    double bias;         /* of self-assessments, as assumed */
    struct bw_aparts teams, competencies, cells;
    size_t withheld;             /* ratings in no cell */
    const struct bw_rating *far; /* further apart than BW_DIVERGENCE_FAR, furthest first; without
                                    who objects to profiling */
    size_t n_far;
};

/* Of the people of one team of the ground; BW_NONE: of all. */
struct bw_divergence bw_divergence_make(const struct bw_ground *ground, uint32_t team);
