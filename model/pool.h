#pragma once
/* What is on offer for a gap, before any course is looked at: what each step in each competency
 * takes off each need, and from that for every course a bound that its score never passes. Only
 * courses whose bound reaches the list are then completed (model/candidates). Lives in the arena.
 * Any thread, one arena each. */
#include "model/learned/forecast.h"
#include "model/gap.h"

/* A competency that counts for an open need: the asked one, the same or a near one. */
struct bw_path {
    uint32_t need, competency;
    uint32_t before; /* 1 + the path before it that is of the same competency, 0: none */
    double sigma, credit;
};

/* What a step takes off a need. */
struct bw_value {
    double d;    /* D in levels, without credit; of a lapsed need for who certifies */
    float worth; /* a bound of what it closes, w * p * D */
    uint32_t of; /* 1 + the need */
};

/* What lies under a level, remembered for the need at hand. */
#define BW_POOL_UNDERS 32
struct bw_pool_under {
    uint32_t of, level; /* 1 + the need */
    struct bw_under at;
};

/* What one course may close of one need at most, in units. */
struct bw_claim {
    uint32_t course, amount;
};

struct bw_pool {
    const struct bw_catalogue *cat;
    const struct bw_need **open; /* unmet requirements, ascending by competency */
    size_t n_open;
    const struct bw_path *paths; /* by need; within one the asked first, then same, then near */
    size_t n_paths;
    const uint32_t *last_path; /* per competency: 1 + its last path, 0: none */
    /* Inside: */
    struct bw_value *values; /* per step, for each need or, when that were too many, the last */
    bool keeps_values;
    double chance_most; /* a learned chance is never larger; 0: the closed form's, by reach */
    double over;        /* 1 and the largest share that the term of co-enrolment may add */
    struct bw_pool_under unders[BW_POOL_UNDERS];
    struct bw_under edge; /* under that of need edge_of - 1 */
    uint32_t edge_of;
    size_t n_lines;          /* of the index, over all paths */
    const float *scale;      /* of the objective */
    struct bw_claim *claims; /* of open need n: claims[claim_at[n]] .. claims[claim_at[n + 1]] */
    uint32_t *claim_at;
    double *left; /* per open need: the share of its claims that is left */
    double unit;  /* so many are what a weight of 1 closes by a level */
    float least;  /* units under which a course does not count */
    int32_t *sum; /* per course: its claims; under 0 when it was taken out */
    float *tops;  /* not under the highest of every BW_OFFER_LANES bounds */
    float *peaks; /* not under the highest of every BW_OFFER_LANES tops */
    size_t n_tops, n_peaks;
    float highest; /* bound of a course that is left */
    uint32_t best; /* the course that has it */
    bool found;    /* so it is */
};

/* All but the bounds. `forecast` is of the same person and day. */
struct bw_pool bw_pool_make(const struct bw_gap *gap, const struct bw_forecast *forecast,
                            enum bw_objective objective, struct bw_arena *arena);

/* D, with credit, of a step by a path; of a lapsed need for who certifies. */
double bw_pool_effect(struct bw_pool *pool, const struct bw_path *path, uint32_t step);

/* No step takes more off an open need. */
double bw_pool_most(struct bw_pool *pool, uint32_t need);

/* Bounds every course; those that cannot close `least` are not for the list. */
void bw_pool_bound(struct bw_pool *pool, double least, struct bw_arena *arena);

/* Of what closes open need `need` only the share `left` still counts: no more than before. */
void bw_pool_leave(struct bw_pool *pool, size_t need, double left);

/* No course of the pool scores higher than this; 0 when none is left. */
double bw_pool_highest(struct bw_pool *pool);

/* Takes the course out that has the highest bound (> 0). */
uint32_t bw_pool_take(struct bw_pool *pool);

/* How far a course that goes to `to` brings who has `need`: to the edge at most. */
double bw_pool_reach(const struct bw_need *need, double to);
