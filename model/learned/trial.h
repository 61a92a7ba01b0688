#pragma once
/* Is a model fit to take the place of the one that serves? Owns what is counted of the past and of
 * today's lists, and what stands in the way. Sums only, added up in the order in which they come;
 * whoever knows people and outcomes fills them. Pure functions, any thread. */
#include <stdbool.h>

#include "model/catalogue.h"

/* Lists of fewer changes than this in the mean are let through (model/learned/overlap). */
#define BW_TRIAL_OVERLAP_LEAST .6
/* A group is judged by its outcomes from so many on; then its log loss may be so much larger, and
 * its mean chance so far from its rate of success, but not both. So many standard errors it must be
 * off besides: that far chance alone brings one of hundreds of groups at most. */
#define BW_TRIAL_GROUP_OUTCOMES 30
#define BW_TRIAL_GROUP_LOSS_MOST .02
#define BW_TRIAL_GROUP_GAP_MOST .05
#define BW_TRIAL_GROUP_ERRORS 3
/* The same of lists: of so many people, and the least mean closure over the greatest may fall. */
#define BW_TRIAL_GROUP_PEOPLE 5
#define BW_TRIAL_RATIO_FALL_MOST .05

/* People who are looked at together. All figures are sums. */
struct bw_trial_group {
    struct bw_str name;
    size_t n_outcomes, n_people;
    double loss, loss_before;       /* of outcomes, by the model and by the one that serves */
    double chances, successes;      /* by the model; as it came */
    double spread;                  /* chance * (1 - chance): the variance of what comes */
    double closure, closure_before; /* of people's lists: the share of the gap that each closes */
};

struct bw_trial {
    bool
        judged_by_outcomes; /* else its chances are those of the one that serves, by construction */
    size_t n_outcomes, n_people;
    double loss, loss_before, loss_closed; /* by the model, the one that serves, the closed form */
    double overlap;
    struct bw_trial_group *groups; /* with names, all else 0 to begin with */
    size_t n_groups;
};

/* Whom something is of: indices of groups. */
struct bw_trial_of {
    const uint32_t *groups;
    size_t n;
};

/* What was foretold of an outcome. */
struct bw_trial_chances {
    double model, before, closed; /* the chance to succeed, 0..1 */
};

/* -ln of the chance of what came; of none under 1e-6. */
double bw_trial_loss(double chance, bool success);

void bw_trial_add_outcome(struct bw_trial *trial, struct bw_trial_of of,
                          const struct bw_trial_chances *chances, bool success);
/* One person's lists by both models: how much they overlap, and what they close. */
void bw_trial_add_lists(struct bw_trial *trial, struct bw_trial_of of, double overlap,
                        double closure, double closure_before);

/* The least mean closure of a group over the greatest, by the model and by the one that serves; 1
 * with fewer than two groups of BW_TRIAL_GROUP_PEOPLE. least and greatest: the groups, or NULL. */
struct bw_trial_ratio {
    double ratio, before;
    const struct bw_trial_group *least, *greatest; /* by the model */
};
struct bw_trial_ratio bw_trial_ratio(const struct bw_trial *trial);

/* How the two are called, and the day after which outcomes count. */
struct bw_trial_names {
    const char *model, *before, *until;
};

/* Tells every reason against the model, with figures; their number. */
size_t bw_trial_judge(const struct bw_trial *trial, const struct bw_trial_names *names,
                      void (*tell)(void *context, const char *reason), void *context);
