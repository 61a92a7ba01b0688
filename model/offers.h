#pragma once
/* What courses teach, both ways and packed, as the search for candidates walks it. Where a course
 * leads from and to is a step, and few steps occur: what one takes off a need is reckoned once for
 * all courses. Owned by the catalogue, in the arena of its snapshot; immutable, any thread. */
#include <stdint.h>

#include "model/base/arena.h"

struct bw_catalogue;
struct bw_course_card;

enum bw_objective { BW_BALANCED, BW_CLOSURE, BW_PER_EURO, BW_PER_HOUR, BW_OBJECTIVE_COUNT };

/* A catalogue with more levels than this is odd: then less is reckoned ahead. */
#define BW_OFFER_LEVELS_MOST 64

/* From where to where, among the levels: the entry level less half a one, and `to`. */
struct bw_step {
    uint32_t entry, to;
};

/* One line of the inverted index: `course` teaches the competency by this step. */
struct bw_teaching {
    uint32_t course, step;
};

/* One competency that a course teaches, in the order of its `teaches`. */
struct bw_taught {
    uint32_t competency, step : 31, from_assumed : 1;
};

struct bw_offers {
    const double *levels; /* ascending, each once */
    const struct bw_step *steps;
    uint32_t n_levels, n_steps;
    /* Of course j: taught[taught_at[j]] .. taught[taught_at[j + 1]]. */
    const struct bw_taught *taught;
    const uint32_t *taught_at;
    const float *scale[BW_OBJECTIVE_COUNT]; /* not under s of every course; retired ones have 0 */
};

/* s: what a level closed counts for, by what the course asks in hours and euros. */
double bw_offer_scale(const struct bw_course_card *card, enum bw_objective objective);

/* Fills offers, teaching and teaching_at of `cat`, whose courses and cards are there. */
void bw_offers_pack(struct bw_catalogue *cat, struct bw_arena *arena);

/* A float over `x` >= 0 by so much that sums and products of a thousand such floats stay over those
 * of the exact values; 0 stays 0. */
float bw_float_over(double x);
