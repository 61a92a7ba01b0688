#pragma once
/* Chooses with the truth in hand. A beam of the best beginnings is carried on course by course, by
 * what they truly close so far and, in two further ways, by what they leave of the budget; the best
 * plan is then improved by taking one or two courses out and filling up again, and by moving
 * courses to and fro, until nothing helps. Owns no truth. Any thread. */
#include "tools/evaluate/worlds_play.h"

struct bw_oracle_plan {
    uint32_t courses[BW_PLAY_COURSES_MOST]; /* in this order */
    uint32_t n;
    double value; /* weighted gap that is truly expected to be closed */
};

void bw_oracle_plan(const struct bw_play *play, const struct bw_play_budget *budget,
                    struct bw_oracle_plan *out);
