#pragma once
/* For every course that takes something off an open need, a bound that its score never passes: the
 * courses are looked at from the highest bound down, and most never. Owns what each claims of each
 * need, in whole units, so that bounds follow when needs are closed. Lives in the arena. One
 * thread. */
#include "model/pool.h"

/* A course that is not taken yet, on the shelf of its bound when that was last looked at: today's
 * is not above it. */
struct bw_waiting {
    uint32_t course;
    uint32_t next; /* the number of the next one on the shelf, 0: none */
};

struct bw_bounds {
    /* Inside: */
    const struct bw_catalogue *cat;
    int32_t *sums;     /* per course: what it claims of all open needs, in units */
    uint32_t *courses; /* that claim something, n_courses of them */
    size_t n_courses;
    float *left;                /* per open need: the share of its claims that is left */
    float *row;                 /* for worths that the pool does not keep, or NULL */
    const float *scale;         /* per course, of the objective */
    double unit;                /* so many are what a weight of 1 closes by a level */
    float least;                /* units under which a course does not count */
    struct bw_waiting *waiting; /* from number 1 on */
    uint32_t *shelves; /* per range of bounds: the number of the first one there, 0: none */
    uint32_t highest;  /* no shelf above this one has any */
};

/* Every claim on every open need; nothing is bounded yet. `pool` is the one of what follows. */
struct bw_bounds bw_bounds_claim(struct bw_pool *pool, struct bw_arena *arena);

/* Bounds what was claimed; those that cannot close `least` are not for the list. */
void bw_bounds_set(struct bw_bounds *bounds, double least, enum bw_objective objective,
                   struct bw_arena *arena);

/* Of what closes open need `need` only the share `left` still counts: no more than before. */
void bw_bounds_leave(struct bw_bounds *bounds, struct bw_pool *pool, uint32_t need, double left);

/* No course that is left scores higher than this, which is by 1/32 over the highest bound at most;
 * 0 when none is left. */
double bw_bounds_highest(struct bw_bounds *bounds);

/* Takes a course out that has such a bound (> 0). */
uint32_t bw_bounds_take(struct bw_bounds *bounds);
