#include "tools/evaluate/worlds_goals.h"

#include <math.h>

const struct bw_goal_bounds bw_goal_bounds[BW_GOALS] = {
    [BW_GOAL_CLOSURE] = {"closure_of_oracle", BW_W_GOAL_CLOSURE, .8, HUGE_VAL},
    [BW_GOAL_GAIN] = {"gain_over_ranked_list", BW_W_GOAL_GAIN, .2, HUGE_VAL},
    [BW_GOAL_CLOSURE_AGAIN] = {"closure_asked_again", BW_W_GOAL_CLOSURE_AGAIN, .8, HUGE_VAL},
    [BW_GOAL_GAIN_AGAIN] = {"gain_asked_again", BW_W_GOAL_GAIN_AGAIN, .2, HUGE_VAL},
    [BW_GOAL_CALIBRATION] = {"calibration_error", BW_W_GOAL_CALIBRATION, 0, .03},
    [BW_GOAL_COVERAGE] = {"interval_coverage", BW_W_GOAL_COVERAGE, .77, .83},
    [BW_GOAL_ITEM] = {"overlap_after_item", BW_W_GOAL_ITEM, .9, 1},
    [BW_GOAL_CATALOGUE] = {"overlap_after_catalogue", BW_W_GOAL_CATALOGUE, .9, 1},
    [BW_GOAL_FAIR_CLOSURE] = {"fairness_of_closure", BW_W_GOAL_FAIR_CLOSURE, .95, 1},
    [BW_GOAL_FAIR_EXPOSURE] = {"fairness_of_exposure", BW_W_GOAL_FAIR_EXPOSURE, .95, 1},
};

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : (double)NAN;
}

double bw_goal_of(const struct bw_worlds_figures *figures, enum bw_goal goal,
                  enum bw_worlds_arm arm)
{
    const struct bw_arm_figures *of = &figures->arms[arm];
    if (of->worlds == 0)
        return (double)NAN;
    switch (goal) {
    case BW_GOAL_CLOSURE:
        return share(of->engine, of->oracle);
    case BW_GOAL_GAIN:
        return share(of->engine, of->ranked) - 1;
    case BW_GOAL_CLOSURE_AGAIN:
        return share(of->again.closed, of->again.oracle);
    case BW_GOAL_GAIN_AGAIN:
        return share(of->again.closed, of->again.ranked) - 1;
    case BW_GOAL_CALIBRATION:
        return of->calibration_error / of->worlds;
    case BW_GOAL_COVERAGE:
        return share(figures->covered, figures->intervals);
    case BW_GOAL_ITEM:
        return share(of->item_overlap, of->n_item);
    case BW_GOAL_CATALOGUE:
        return share(of->catalogue_overlap, of->n_catalogue);
    default:
        return (double)NAN;
    }
}

double bw_goal_error(const struct bw_worlds_figures *figures, enum bw_goal goal,
                     enum bw_worlds_arm arm)
{
    const struct bw_again_figures *again = &figures->arms[arm].again;
    if (goal == BW_GOAL_CLOSURE_AGAIN && again->oracle > 0)
        return bw_figures_ratio_error(again->closed, again->oracle, again->closed_closed,
                                      again->closed_oracle, again->oracle_oracle);
    if (goal == BW_GOAL_GAIN_AGAIN && again->ranked > 0)
        return bw_figures_ratio_error(again->closed, again->ranked, again->closed_closed,
                                      again->closed_ranked, again->ranked_ranked);
    return (double)NAN;
}

double bw_goal_pooled(const struct bw_worlds_answer *answer, enum bw_goal goal,
                      enum bw_worlds_arm arm)
{
    if (answer->pooled.arms[arm].worlds == 0)
        return (double)NAN;
    if (goal == BW_GOAL_FAIR_CLOSURE)
        return answer->fairness[arm].closure;
    if (goal == BW_GOAL_FAIR_EXPOSURE)
        return answer->fairness[arm].exposure;
    return bw_goal_of(&answer->pooled, goal, arm);
}

bool bw_goal_is_reached(enum bw_goal goal, double figure)
{
    return figure >= bw_goal_bounds[goal].low && figure <= bw_goal_bounds[goal].high;
}

enum bw_worlds_arm bw_goal_arm(const struct bw_worlds_answer *answer)
{
    return answer->pooled.arms[BW_ARM_TRAINED].worlds ? BW_ARM_TRAINED : BW_ARM_CLOSED;
}
