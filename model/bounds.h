#pragma once
/* For every course that takes something off an open need, a bound that its score never passes: the
 * courses are looked at from the highest bound down, and most never. Owns what each claims of each
 * need, in whole units, so that bounds follow when needs are closed. Lives in the arena. One
 * thread. */
#include "model/pool.h"

/* What the course at a place may close of one need at most, in units. */
struct bw_claim {
    uint32_t place, amount;
};

/* Bounds are looked through so many at a time. */
#define BW_BOUNDS_LANES 16

struct bw_bounds {
    const uint32_t *place_of; /* per course: its place, 0: it closes nothing */
    const uint32_t *course;   /* per place from 1 to n */
    uint32_t n;
    /* Inside: */
    const struct bw_catalogue *cat;
    size_t n_open;
    int32_t *sum;            /* per place: its claims; under 0 when it was taken out */
    float *scale;            /* per place, of the objective */
    struct bw_claim *claims; /* of open need k: claims[claim_at[k]] .. claims[claim_at[k + 1]] */
    uint32_t *claim_at;
    double *left; /* per open need: the share of its claims that is left */
    double unit;  /* so many are what a weight of 1 closes by a level */
    float least;  /* units under which a course does not count */
    float *tops;  /* not under the highest of every BW_BOUNDS_LANES bounds */
    float *peaks; /* not under the highest of every BW_BOUNDS_LANES tops */
    size_t n_tops, n_peaks;
    float highest; /* bound of a course that is left */
    uint32_t best; /* the place that has it */
    bool found;    /* so it is */
};

/* Every claim on every open need; nothing is bounded yet. */
struct bw_bounds bw_bounds_claim(struct bw_pool *pool, struct bw_arena *arena);

/* Bounds what was claimed; those that cannot close `least` are not for the list. */
void bw_bounds_set(struct bw_bounds *bounds, double least, enum bw_objective objective,
                   struct bw_arena *arena);

/* Of what closes open need `need` only the share `left` still counts: no more than before. */
void bw_bounds_leave(struct bw_bounds *bounds, size_t need, double left);

/* No course that is left scores higher than this; 0 when none is left. */
double bw_bounds_highest(struct bw_bounds *bounds);

/* Takes the course out that has the highest bound (> 0). */
uint32_t bw_bounds_take(struct bw_bounds *bounds);
