#pragma once
/* From O*NET's level scale (0..7) to ours (0..5), by the three anchors that each element has. Pure
 * functions, any thread.
 *
 * O*NET describes three points of the scale, element by element, with a task: one that anyone does
 * ("use a seatbelt"), one at work ("inspect a building site for safety violations") and one of few
 * ("command a military operation"); raters placed all others between them. For most elements they
 * stand at 2, 4 and 6, but for some at 1, 5, 7 or 2, 3, 5: the same figure does not mean the same
 * everywhere, and so no one factor will do. Our levels are bands of half a level to both sides,
 * which gives the three a place: whoever only does what anyone does stops being merely aware and
 * starts with basic (1.5); the task at work is the middle of practised (3); that of few is where
 * expert begins (4.5). Between the anchors, and to the ends (0 is 0, 7 is 5), the map is straight;
 * an anchor at an end of the scale gives way to the end. With 2, 4, 6 it is .75 a step up to 6,
 * hence close to the plain 5/7, and it never falls. */
#include <stddef.h>

#define BW_ONET_LEVEL_MOST 7.0
#define BW_ONET_ANCHORS 3

struct bw_onet_scale {
    double at[BW_ONET_ANCHORS + 2]; /* 0..7, rising */
    double level[BW_ONET_ANCHORS + 2];
    size_t n;
};

/* `anchors` rise, within 0..7. */
struct bw_onet_scale bw_onet_scale_make(const double anchors[BW_ONET_ANCHORS]);

/* The level, 0..5, of a figure of 0..7. */
double bw_onet_level(const struct bw_onet_scale *scale, double figure);

/* How many levels one step of the figures is there; where two stretches meet, the steeper. */
double bw_onet_slope(const struct bw_onet_scale *scale, double figure);
