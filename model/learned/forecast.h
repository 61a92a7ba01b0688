#pragma once
/* What a learned model says of courses for one person on one day: the chance to succeed, and how
 * much they go with what was taken. Owns how both are asked for; without a model there is nothing
 * to ask. Lives in the arena. Any thread, one arena each. */
#include "model/learned/feature.h"
#include "model/learned/learning.h"

/* So many chances are reckoned at a time, at most. */
#define BW_FORECAST_BLOCK 8

struct bw_forecast {
    const struct bw_learning *learning; /* NULL: the closed form is all there is */
    bool learned_chance;
    double chance_most; /* of a learned chance: none is larger */
    double share_most;  /* no co-enrolment term is a larger share of what a course closes */
    /* Inside: */
    struct bw_learner learner;
    const double *together; /* scores in the courses of co-enrolment; NULL: all 0 */
};

/* Of the person of `mind`, who asks on `from` (sessions from then on are to come). What others
 * voted is left out of the features: outcomes of the past, that a model learned from, cannot have
 * known it. */
struct bw_forecast bw_forecast_make(const struct bw_mind *mind, bw_day from,
                                    struct bw_arena *arena);

/* The chance to succeed in each of n courses, n <= BW_FORECAST_BLOCK; learned_chance holds. */
void bw_forecast_chances(const struct bw_forecast *forecast, const uint32_t courses[], size_t n,
                         double p[]);

/* The same of one course, for who knows who began it: of a suggestion the person who follows it. */
double bw_forecast_looking_back(const struct bw_forecast *forecast, uint32_t course,
                                bool self_initiated);

/* The co-enrolment term of a course, as a share of what it closes: 0..share_most. */
double bw_forecast_share(const struct bw_forecast *forecast, uint32_t course);
