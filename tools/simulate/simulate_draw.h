#pragma once
/* Random draws that depend on (seed, stream, index) alone: the n-th draw of one stream is a hash of
 * n (splitmix64), so that nothing depends on what was drawn elsewhere, nor on the machine. Only
 * + - * / and sqrt are used. Owns no memory. Any thread. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is drawn: each has its own numbers. */
enum bw_sim_stream {
    BW_SIM_COMPETENCY = 1,
    BW_SIM_TASK,
    BW_SIM_ROLE,
    BW_SIM_CHANGE,
    BW_SIM_ORG,
    BW_SIM_COURSE,
    BW_SIM_COURSE_TRUTH,
    BW_SIM_POPULARITY,
    BW_SIM_SHARES,
    BW_SIM_TEAM,
    BW_SIM_PERSON,
    BW_SIM_LEVELS,
    BW_SIM_SCHOOLING,
    BW_SIM_ORG_ROLES,
    BW_SIM_AMOUNTS,
    BW_SIM_EVENTS,
    BW_SIM_EVIDENCE
};

struct bw_sim_draw {
    uint64_t key, n;
};

struct bw_sim_draw bw_sim_draw_start(uint64_t seed, enum bw_sim_stream stream, uint64_t index);

/* Uniform over all 64 bits; over 0 <= x < 1; over 0 .. n - 1 (n > 0); over low .. high. */
uint64_t bw_sim_draw_bits(struct bw_sim_draw *draw);
double bw_sim_draw_unit(struct bw_sim_draw *draw);
uint32_t bw_sim_draw_below(struct bw_sim_draw *draw, uint32_t n);
int bw_sim_draw_between(struct bw_sim_draw *draw, int low, int high);
/* true with probability p */
bool bw_sim_draw_chance(struct bw_sim_draw *draw, double p);
/* Normal (Marsaglia's polar method) with mean and standard deviation; exponential with a mean. */
double bw_sim_draw_normal(struct bw_sim_draw *draw, double mean, double sd);
double bw_sim_draw_exponential(struct bw_sim_draw *draw, double mean);

/* An index 0 .. n - 1 in proportion to its weight: upto[i] is the sum of the weights 0 .. i; the
 * last must be above 0. */
uint32_t bw_sim_draw_weighted(struct bw_sim_draw *draw, const double *upto, uint32_t n);
