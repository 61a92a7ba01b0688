#pragma once
/* Competencies to draw from, some asked and taught everywhere and most hardly ever, and by their
 * area of the taxonomy. Owns the shape of that skew. One thread. */
#include "tools/simulate/simulate.h"

struct bw_sim_pool {
    uint32_t n, n_areas;
    const uint32_t *area;    /* of each competency */
    const uint32_t *order;   /* competencies by area, then by index */
    const uint32_t *area_at; /* n_areas + 1: where each area starts in it */
    const double *upto;      /* sums of the weights in that order */
};

/* Weights of all competencies: how often roles (their last version) ask each; of those that no role
 * asks, a draw from the measured curve times `unasked` (1: as if the mean were what asked ones
 * have). */
const double *bw_sim_weights(struct bw_sim *sim, double unasked);

/* The area of a competency is what lies `steps` above it (first parents only), or its root. */
struct bw_sim_pool bw_sim_pool_make(struct bw_sim *sim, const double *weights, unsigned steps);

/* Any competency, or one of an area, in proportion to its weight. */
uint32_t bw_sim_pool_any(const struct bw_sim_pool *pool, struct bw_draw *draw);
uint32_t bw_sim_pool_near(const struct bw_sim_pool *pool, struct bw_draw *draw, uint32_t area);

/* Competencies that others are below, ascending; all when there are none. */
struct bw_ixs bw_sim_topics(struct bw_sim *sim);
