#pragma once
/* What is on offer for a gap, before any course is looked at: the paths from needs to competencies
 * that are taught, and what each step takes off each need. Lives in the arena. Any thread, one
 * arena each. */
#include "model/learned/forecast.h"
#include "model/gap.h"

/* A competency that counts for an open need: the asked one, the same or a near one. */
struct bw_path {
    uint32_t need, competency;
    uint32_t before; /* 1 + the path before it that is of the same competency, 0: none */
    double sigma, credit;
};

struct bw_pool {
    const struct bw_catalogue *cat;
    const struct bw_need **open; /* unmet requirements, ascending by competency */
    size_t n_open;
    const struct bw_path *paths; /* by need; within one the asked first, then same, then near */
    size_t n_paths;
    /* Inside: */
    uint32_t *chains; /* 1 + the last path of a competency, by a hash of it; 0: none */
    uint32_t chain_bits;
    bool keeps_values;  /* else there are too many steps for it */
    bool *valued;       /* per open need: what the steps take off it is reckoned */
    double *effects;    /* per open need and step: D in levels, without credit; of a lapsed need for
                           who certifies */
    float *worths;      /* and a bound of what that closes, w * p * D, in units by credit; behind
                           each need's the largest */
    double unit;        /* so many are what a weight of 1 closes by a level */
    double chance_most; /* a learned chance is never larger; 0: the closed form's, by reach */
    double over;        /* 1 and the largest share that the term of co-enrolment may add */
};

/* `forecast` is of the same person and day. */
struct bw_pool bw_pool_make(const struct bw_gap *gap, const struct bw_forecast *forecast,
                            struct bw_arena *arena);

/* 1 + the last path that is of the competency, 0: none; the others follow by `before`. */
uint32_t bw_pool_path_of(const struct bw_pool *pool, uint32_t competency);

/* D, with credit, of a step by a path; of a lapsed need for who certifies. */
double bw_pool_effect(struct bw_pool *pool, const struct bw_path *path, uint32_t step);

/* No step takes more off an open need. */
double bw_pool_most(struct bw_pool *pool, uint32_t need);

/* What each step, and behind them any of them, closes of an open need at most, in units, by each
 * unit of credit. `row` has room for one more than all steps, and is what comes back where these
 * are too many to be kept: filled for the steps of the need's runs. */
const float *bw_pool_worths(struct bw_pool *pool, uint32_t need, float *row);

/* How far a course that goes to `to` brings who has `need`: to the edge at most. */
double bw_pool_reach(const struct bw_need *need, double to);
