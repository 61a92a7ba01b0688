#pragma once
/* How much each sign counts. Logistic: the chance is 1/(1 + e^-z), z a weighted sum of the signs.
 * The weights are those with which the confirmed competencies of the store are likeliest (maximum a
 * posteriori, normal prior of variance 1 around fixed weights): each course of a sample is looked
 * at as if it were not there, so that what is said about a course never rests on itself. Without
 * confirmed competencies the fixed weights hold, with few the result is near them. Any thread. */
#include "model/tag/tag_signs.h"

struct bw_tag_weights {
    double of[BW_TAG_SIGNS];
    double constant;
    uint32_t n_courses; /* that they were fitted on */
};

/* That hold when nothing is confirmed. */
extern const struct bw_tag_weights bw_tag_weights_fixed;

/* At most so many courses are looked at, spread evenly over those that teach anything. */
#define BW_TAG_SAMPLE 256

struct bw_tag_weights bw_tag_fit(const struct bw_tag_base *base, struct bw_arena *arena);

/* z of the signs, and the chance. */
double bw_tag_sum(const struct bw_tag_weights *weights, const struct bw_tag_signs *signs);
double bw_tag_chance(double z);
