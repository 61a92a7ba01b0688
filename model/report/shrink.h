#pragma once
/* Means of groups of which some are small, drawn towards the mean of all: the parametric empirical
 * Bayes estimate for unequal numbers (Efron & Morris 1975; Morris 1983, JASA 78:47-55). Pure
 * functions, any thread.
 *
 * Of J groups with n_j values of mean y_j, N values in all:
 *   within^2  = sum of squares within groups / (N - J);
 *   between^2 = max(0, (sum of squares between groups / (J - 1) - within^2) / n0),
 *               n0 = (N - sum n_j^2 / N) / (J - 1), the moment estimator of the one-way layout
 *               (Searle, Casella & McCulloch 1992, 3.6);
 *   w_j = 1 / (between^2 + within^2 / n_j), mu = sum w_j y_j / sum w_j, var(mu) = 1 / sum w_j;
 *   B_j = between^2 w_j: how much the group speaks for itself;
 *   estimate = mu + B_j (y_j - mu), its variance B_j within^2 / n_j + (1 - B_j)^2 var(mu).
 * Where no group has two values (N = J) everything is taken for noise: between = 0 and within^2 is
 * the variance of all. Of one value alone no doubt can be told. */
#include <stdbool.h>
#include <stddef.h>

/* Values of one group, by Welford's sums. */
struct bw_shrink_group {
    size_t n;
    double mean, squares; /* squares: of the distances from the mean */
};
void bw_shrink_add(struct bw_shrink_group *group, double value);

struct bw_shrink {
    size_t n, n_groups;     /* values; groups that have any */
    double mu, sd;          /* the mean of all; sd its standard error */
    double within, between; /* variances */
    bool doubt;             /* there were two values: sd and within mean something */
};
/* What all groups say together. */
struct bw_shrink bw_shrink_of(const struct bw_shrink_group *groups, size_t n);

struct bw_shrunk {
    double estimate, sd;
    double own; /* B */
};
/* A group of one of these; n 0 gives mu. */
struct bw_shrunk bw_shrink_group_of(const struct bw_shrink *all,
                                    const struct bw_shrink_group *group);

/* Half the width of a 90 % interval, in standard errors. */
#define BW_SHRINK_90 1.6448536269514722
