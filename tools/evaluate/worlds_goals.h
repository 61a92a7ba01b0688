#pragma once
/* What is asked of the engine in simulated worlds, and what came of it. Owns the goals. Pure, any
 * thread. */
#include "tools/evaluate/worlds_figures.h"
#include "tools/words.h"

enum bw_goal {
    BW_GOAL_CLOSURE,
    BW_GOAL_GAIN,
    BW_GOAL_CLOSURE_AGAIN, /* the same two, asked again after each course */
    BW_GOAL_GAIN_AGAIN,
    BW_GOAL_CALIBRATION,
    BW_GOAL_COVERAGE,
    BW_GOAL_ITEM,
    BW_GOAL_CATALOGUE,
    BW_GOAL_FAIR_CLOSURE,
    BW_GOAL_FAIR_EXPOSURE,
    BW_GOALS
};

struct bw_goal_bounds {
    const char *name; /* in JSON */
    enum bw_word word;
    double low, high; /* reached within these, both included */
};
extern const struct bw_goal_bounds bw_goal_bounds[BW_GOALS];

struct bw_worlds_answer {
    struct bw_worlds_figures pooled;
    struct bw_fairness fairness[BW_ARMS];
    const struct bw_worlds_figures *worlds;
    uint32_t n;
};

/* The figure of one world or of all; NAN where there is none (an arm that did not run; fairness,
 * which needs all worlds). */
double bw_goal_of(const struct bw_worlds_figures *figures, enum bw_goal goal,
                  enum bw_worlds_arm arm);
/* Standard error over people of the two for which endings are drawn; NAN for any other. */
double bw_goal_error(const struct bw_worlds_figures *figures, enum bw_goal goal,
                     enum bw_worlds_arm arm);
/* The figure of all worlds, fairness included. */
double bw_goal_pooled(const struct bw_worlds_answer *answer, enum bw_goal goal,
                      enum bw_worlds_arm arm);
bool bw_goal_is_reached(enum bw_goal goal, double figure);
/* The arm that counts: trained where a model served anywhere. */
enum bw_worlds_arm bw_goal_arm(const struct bw_worlds_answer *answer);
