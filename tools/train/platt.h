#pragma once
/* Chances from decision values: Platt's curve p = 1 / (1 + exp(-(slope * decision + offset))). Pure
 * functions, any thread. */
#include <stddef.h>

struct bw_curve {
    double slope, offset;
};

/* The curve that makes what came of n decision values most likely, when what came is taken for (n1
 * + 1) / (n1 + 2) and what did not for 1 / (n0 + 2), as Platt has it. Newton's method with the step
 * halved until the likelihood gains (Lin, Lin & Weng 2007, A note on Platt's probabilistic outputs;
 * their A and B are -slope and -offset). The values should be of models that did not see the
 * outcome. */
struct bw_curve bw_platt_fit(const double *decisions, const unsigned char *came, size_t n);

/* The chance at a decision value. */
double bw_curve_at(struct bw_curve curve, double decision);

/* -ln of the chance that `target` of 1 gives to 1 / (1 + exp(-x)) and the rest to its counterpart;
 * without overflow. */
double bw_curve_loss(double x, double target);
