#pragma once
/* What a person is expected to be short of, and what a course is expected to take off it. Owns the
 * closed forms of shortfall and effect over a Gaussian belief of a level. Pure functions, any
 * thread. */

/* Belief of a level: X ~ N(mean, sd^2), unclamped, sd > 0, in levels (0 none .. 5 expert). */
struct bw_belief {
    double mean;
    double sd;
};

/* An effect smaller than this is none: the closed form loses its digits there. */
#define BW_EFFECT_LEAST 1e-9
/* Levels are bands: a level is met from half a level under its name. */
#define BW_BAND 0.5

/* P(X >= level). */
double bw_belief_reaches(struct bw_belief x, double level);

/* H(a) = E[(a - X)+], in levels: the expected shortfall under `level`, the loss function of the
 * newsvendor problem. */
double bw_shortfall(struct bw_belief x, double level);

/* What is believed to lie under one level: P(X <= level) and H(level). */
struct bw_under {
    double level, chance, shortfall;
};
struct bw_under bw_under_level(struct bw_belief x, double level);

/* D between the edge of the entry level and what is reached, for who has both of one belief. */
double bw_effect_between(const struct bw_under *entry, const struct bw_under *reach);

/* D: how much of the shortfall under `need` (a band's lower edge) a course from `from` to `to`
 * takes off, in levels, >= 0. Whoever is under the entry level `from` gains nothing: D = E[(a - X)+
 * ; X >= f'], a = min(to, need), f' = from - 1/2. */
double bw_course_effect(struct bw_belief x, double need, double from, double to);
