#pragma once
/* From evidence to the belief of one person's level in one competency. Owns the Gaussian update,
 * its weights and its explanation; does not choose which items count (newest per source and giver)
 * nor the prior. Pure functions, any thread. */
#include <stdbool.h>
#include <stddef.h>

#include "model/shortfall.h"

enum bw_source {
    BW_SOURCE_SELF,
    BW_SOURCE_PEER,
    BW_SOURCE_MANAGER,
    BW_SOURCE_TEST,
    BW_SOURCE_CERTIFICATE,
    BW_SOURCE_COURSE, /* a lower bound: raises the belief, never lowers it */
    BW_SOURCE_COUNT
};

/* How far a source can be trusted, in levels: variance sigma^2 and bias (what it says too high). */
struct bw_trust {
    double variance;
    double bias;
};

/* Starting values from meta-analyses of inter-rater agreement and self-assessment. */
extern const struct bw_trust bw_trust_default[BW_SOURCE_COUNT];

/* Of whom nothing is known: the prior of what a person was not chosen for. */
extern const struct bw_belief bw_belief_unknown;

/* "self", "peer", … as on the wire. */
const char *bw_source_name(enum bw_source source);

/* One item that counts. */
struct bw_evidence {
    enum bw_source source;
    double level;       /* as given, 0..5 */
    double age_months;  /* at the date of the question, >= 0 */
    double idle_months; /* of these, months in which the own role did not ask the competency */
};

/* Variance added a month: .02, or variance/h for a competency of half-life h months. */
double bw_belief_fading(double variance, double half_life_months);

/* The posterior of `prior` after n items, those of source course last and in the order of their
 * application. half_life_months 0 means none. pull[n], when not NULL, becomes what each item moved
 * the mean by: they sum to posterior mean - prior mean, an unapplied lower bound has 0. */
struct bw_belief bw_belief_update(struct bw_belief prior, const struct bw_trust trust[],
                                  double half_life_months, const struct bw_evidence items[],
                                  size_t n, double pull[]);

/* The same items (n >= 1, none of source course) without a prior: their precision-weighted mean. */
double bw_belief_mean(const struct bw_trust trust[], double half_life_months,
                      const struct bw_evidence items[], size_t n);
