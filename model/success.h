#pragma once
/* Will it work out: the chance to succeed, the readiness for a course's entry demands, and the
 * legal ones among these. Pure functions, any thread. */
#include "model/mind.h"

/* p without a learned model: .8, less by .7 for each level of stretch beyond two. distance is g,
 * the largest a - m over the competencies that the course has an effect on. */
double bw_success_chance(double distance);

/* Ready for one entry demand: the chance to be within half a level of it (and a judge's spread), 1
 * where a valid certificate proves it. */
double bw_success_entry(const struct bw_mind *mind, const struct bw_entry *entry);

/* Both of the following; *ready becomes q. */
bool bw_success_ready(const struct bw_mind *mind, const struct bw_course *course, double *ready);

/* q: the product of these over what the course requires, 1 without demands. */
double bw_success_readiness(const struct bw_mind *mind, const struct bw_course *course);

/* Are the entry demands that rest on a law met? */
bool bw_success_admitted(const struct bw_mind *mind, const struct bw_course *course);
