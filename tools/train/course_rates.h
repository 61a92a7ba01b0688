#pragma once
/* How often courses, and the courses of a provider, were completed: learned for the section that
 * model/learned/rates reads, and for the rows that success is learned from, as it was known at the
 * time. Owns nothing that stays. Any thread. */
#include "model/learned/rates.h"

/* `n` outcomes; borrowed. Courses, providers and employees are numbers, the former below n_courses
 * and n_providers. */
struct bw_rate_outcomes {
    const uint32_t *course, *employee;
    const int32_t *asked; /* the day that the features of a row are of */
    const int32_t *known; /* the day on which what came of it was known */
    const unsigned char *came;
    size_t n;
    const struct bw_str *course_ids, *provider_ids;
    const uint32_t *provider_of; /* by course; BW_NONE: none */
    size_t n_courses, n_providers;
};

/* How strongly a rate is drawn to that of its parent: that counts as so many outcomes. The rate of
 * all is (8 + successes) / (10 + n), as if eight of ten had completed before anything was seen. */
struct bw_rate_draw {
    double course, provider;
};

/* Of 5, 10, 20, 40, 80 and 160 those under which the outcomes are most likely when the true rates
 * around a parent are beta distributed, so that the successes of a course are beta-binomial
 * (empirical Bayes); without outcomes 160. BW_INTERNAL: memory is out. */
enum bw_err bw_rates_learn_draw(const struct bw_rate_outcomes *outcomes, struct bw_rate_draw *out,
                                struct bw_fail *fail);

/* The section of all outcomes; courses and providers without one are not in it. `*bytes` is on a
 * multiple of BW_RATES_ALIGN and to be freed. */
enum bw_err bw_rates_learn(const struct bw_rate_outcomes *outcomes, struct bw_rate_draw draw,
                           void **bytes, size_t *n, struct bw_fail *fail);

struct bw_rate_pair {
    double course, provider;
};

/* For each row the rates that tell nothing of what came of it: from what was known before the day
 * it was asked, of other employees. out has n. */
enum bw_err bw_rates_before(const struct bw_rate_outcomes *outcomes, struct bw_rate_draw draw,
                            struct bw_rate_pair *out, struct bw_fail *fail);
