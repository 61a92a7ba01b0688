#pragma once
/* Random draws that depend on (seed, stream, index) alone: the n-th draw of one stream is a hash of
 * n (splitmix64), so that nothing depends on what was drawn elsewhere, nor on the machine. Only
 * + - * / and sqrt are used. Owns no memory. Any thread. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bw_draw {
    uint64_t key, n;
};

/* `stream` is what is drawn, in the numbers of who draws: each stream has its own draws. */
struct bw_draw bw_draw_start(uint64_t seed, uint32_t stream, uint64_t index);

/* Uniform over all 64 bits; over 0 <= x < 1; over 0 .. n - 1 (n > 0); over low .. high. */
uint64_t bw_draw_bits(struct bw_draw *draw);
double bw_draw_unit(struct bw_draw *draw);
uint32_t bw_draw_below(struct bw_draw *draw, uint32_t n);
int bw_draw_between(struct bw_draw *draw, int low, int high);
/* true with probability p */
bool bw_draw_chance(struct bw_draw *draw, double p);
/* Normal (Marsaglia's polar method) with mean and standard deviation; exponential with a mean. */
double bw_draw_normal(struct bw_draw *draw, double mean, double sd);
double bw_draw_exponential(struct bw_draw *draw, double mean);

/* An index 0 .. n - 1 in proportion to its weight: upto[i] is the sum of the weights 0 .. i; the
 * last must be above 0. */
uint32_t bw_draw_weighted(struct bw_draw *draw, const double *upto, uint32_t n);
