#pragma once
/* Weighted sums of Gaussians around many points, for many rows at once, and the version of it that
 * suits the processor: what a support-vector machine with a radial kernel has to reckon.
 *
 * Numerics: of a row x and a point v, both scaled so that the kernel is exp(-|x - v|^2 / 2), the
 * exponent is e = -(h(v) + h(x)) + x[0] v[0] + x[1] v[1] + ..., summed in this order, where h is
 * bw_rbf_half. Points stand in panels of 8; sum l takes weight * bw_rbf_exp(e) of the l-th point of
 * each panel, in order, from 0; the 8 sums are then halved: s[l] + s[l + 4], s[l] + s[l + 2], s[0]
 * + s[1]. Each step is rounded to float64 (no fused multiply-add). rbf_scalar.c says it in C and is
 * the specification; every version gives the same bits for finite input. With |x|^2, |v|^2 <= Q an
 * exponent is off by at most (n_features + 3) Q 2^-52.
 * Owns nothing, keeps no state. Any thread. */
#include <stddef.h>

#include "model/space/dot.h"

#define BW_RBF_LANES 8

/* Points by panels of 8: number f of the l-th point of panel p is panels[(p * n_features + f) * 8 +
 * l], its weight and bw_rbf_half are weight[8 p + l] and half[8 p + l]. What fills the last panel
 * has weight 0. Finite, and so that no sum overflows; borrowed. */
struct bw_rbf {
    size_t n_features, n_panels;
    const double *half, *weight, *panels;
};

/* e^min(x, 0), relative error below 2e-13 for x >= -708; what is below is taken for -708. x is a
 * number. */
double bw_rbf_exp(double x);

/* Half the square of a point's length: the sum of squares from the first number to the last, / 2.
 * Number f is at[f * stride]. */
double bw_rbf_half(const double *at, size_t n_features, size_t stride);

/* The sum for each of `n_rows` rows of n_features numbers, one behind the other. */
void bw_rbf_sums(const struct bw_rbf *rbf, const double *rows, size_t n_rows, double *out);

struct bw_rbf_version {
    const char *name;
    void (*sums)(const struct bw_rbf *rbf, const double *rows, size_t n_rows, double *out);
};

/* That version, as bw_rbf_sums; NULL where this processor cannot run it. */
const struct bw_rbf_version *bw_rbf_version(enum bw_dot_set set);
/* The version that is used: the widest that runs. Alone in its file, so that a test program may
 * have one of its own in the place of this one (tests/model/rbf_forced). */
const struct bw_rbf_version *bw_rbf_chosen(void);
