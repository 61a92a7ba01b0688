#pragma once
/* What is on offer for a gap, before any course is looked at: what each step in each competency
 * takes off each need, and from that for every course a bound that its score never passes. Only
 * courses whose bound reaches the list are then completed (model/candidates). Lives in the arena.
 * Any thread, one arena each. */
#include "model/gap.h"

/* A competency that counts for an open need: the asked one, the same or a near one. */
struct bw_path {
    uint32_t need, competency;
    uint32_t offers; /* d[offers + i] is for the i-th bundle of the competency */
    uint32_t before; /* 1 + the path before it that is of the same competency, 0: none */
    double sigma, credit;
};

struct bw_pool {
    const struct bw_offers *offers;
    const struct bw_need **open; /* unmet requirements, ascending by competency */
    size_t n_open;
    const struct bw_path *paths; /* by need; within one the asked first, then same, then near */
    size_t n_paths;
    const uint32_t *last_path; /* per competency: 1 + its last path, 0: none */
    const double *d;           /* D with credit, in levels, >= 0; lapsed: for who certifies */
    float highest;             /* bound of a course that is left: no score is above it */
    /* Inside: */
    const float *worth;           /* as d: a bound of what it closes, w * p * D */
    const uint32_t *competencies; /* that have paths */
    size_t n_competencies;
    const float *scale; /* of the objective */
    float *bound;       /* per course: no score is above it; 0 taken out, or closes too little */
    float *tops;        /* the highest of every BW_OFFER_LANES bounds */
    float *peaks;       /* the highest of every BW_OFFER_LANES tops */
    size_t n_tops, n_peaks;
    uint32_t *taken; /* courses taken out */
    size_t n_taken;
    float *share; /* per open need: of all worth what is left */
};

/* All but the bounds. */
struct bw_pool bw_pool_make(const struct bw_gap *gap, enum bw_objective objective,
                            struct bw_arena *arena);

/* Makes the bounds, first or anew: a course can close at most left[n] of what it is worth for open
 * need n, and has 0 when that cannot be `least` in all. Those taken out stay out. */
void bw_pool_bound(struct bw_pool *pool, const double *left, double least);

/* Takes the course with the highest bound out, when that is over 0; of equal ones the first. */
uint32_t bw_pool_take(struct bw_pool *pool);

/* How far a course that goes to `to` brings who has `need`: to the edge at most. */
double bw_pool_reach(const struct bw_need *need, double to);
