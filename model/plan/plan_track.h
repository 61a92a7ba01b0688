#pragma once
/* The levels of a competency that matter for one person, from the steps that courses make in it.
 * Owns how they are found and what lies between them. Results live in the arena. Any thread, one
 * arena each. */
#include "model/plan/plan_problem.h"

/* A step before its levels have numbers; entry == top: a level that is asked. */
struct bw_plan_rise {
    uint32_t choice, track;
    double entry, top;
};

/* Fills levels, lift, mass and ready of `track`, whose competency and x are set, from the rises on
 * it (track number `number`). */
void bw_plan_track_fill(struct bw_plan_track *track, uint32_t number,
                        const struct bw_plan_rise rises[], size_t n, struct bw_arena *arena);

/* The number of a level that a track has. */
uint32_t bw_plan_track_level(const struct bw_plan_track *track, double level);

/* Where each class is lifted to when these steps of `track` number `number` are all taken in their
 * best order: lifts[n_levels - 1]. */
void bw_plan_track_lift_all(const struct bw_plan_track *track, uint32_t number,
                            const struct bw_plan_step *const steps[], size_t n, uint32_t lifts[]);
