#pragma once
/* Whether a feature still looks as it did: the population stability index, sum of (now - then)
 * ln(now / then) over ten parts that end at the deciles of what was learned from. Below .1 it is
 * taken for the same, above .25 for much shifted (as is usual in credit scoring: Siddiqi 2006).
 * Pure functions. */
#include <stddef.h>

#define BW_DRIFT_PARTS 10

struct bw_drift {
    double deciles[BW_DRIFT_PARTS - 1]; /* ascending; a part ends with its decile, the last never */
    size_t n, n_in[BW_DRIFT_PARTS];     /* values, by part */
    double sum;
};

void bw_drift_add(struct bw_drift *drift, double value);
/* 0 without any, likewise below. */
double bw_drift_mean(const struct bw_drift *drift);
/* The share of the values in each part. */
void bw_drift_shares(const struct bw_drift *drift, double shares[BW_DRIFT_PARTS]);
/* The index of what came since against the shares then. A part that is empty counts as .001: else
 * it would be infinitely far off. */
double bw_drift_index(const double then[BW_DRIFT_PARTS], const double now[BW_DRIFT_PARTS]);
