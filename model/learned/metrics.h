#pragma once
/* Chances held against what came of them: how far off they were, how well they tell one from the
 * other, and the curves that show it. Pure functions over the caller's array, any thread. */
#include <stddef.h>
#include <stdint.h>

#define BW_METRICS_BINS 10

/* A chance that was told, 0 <= p <= 1, and whether it came true (1) or not (0). */
struct bw_foretold {
    double p;
    uint32_t came;
};

/* Puts them in the order that the others take them in: by p, at the same p what did not come true
 * first. */
void bw_metrics_sort(struct bw_foretold *foretold, size_t n);

struct bw_metrics {
    size_t n, n_came;
    double log_loss; /* mean of -ln(chance of what came), that chance taken for at least 1e-15 */
    double brier;    /* mean of (p - came)^2 */
    double ece;      /* mean over bins (below), by size, of |mean p - share that came true| */
    double auc;      /* chance that of two, one of each outcome, that which came true had the higher
                        p; a tie counts half. NaN when all have one outcome */
};

/* Of n > 0 sorted ones. */
struct bw_metrics bw_metrics_of(const struct bw_foretold *sorted, size_t n);

struct bw_metrics_bin {
    size_t n;
    double p, rate;   /* mean chance; share that came true */
    double low, high; /* Wilson's interval of 95 % around the share */
};

/* Sorted ones by chance in at most BW_METRICS_BINS bins of about the same size: bin b ends at the
 * first change of p at or behind rank n (b + 1) / BW_METRICS_BINS, so that equal chances are never
 * apart. Returns how many there are. */
size_t bw_metrics_bins(const struct bw_foretold *sorted, size_t n,
                       struct bw_metrics_bin bins[BW_METRICS_BINS]);

struct bw_metrics_point {
    double x, y;
};

/* The receiver operating characteristic of sorted ones, from (0, 0) to (1, 1): y the share of those
 * that came true, x of those that did not, with at least a chance that falls from point to point.
 * At most `most` >= 2 points; equal chances are passed in one step. Returns how many; 0 when all
 * have one outcome. */
size_t bw_metrics_roc(const struct bw_foretold *sorted, size_t n, struct bw_metrics_point *out,
                      size_t most);

/* Gains by rank: as above with x the share of all. 0 when none came true. */
size_t bw_metrics_gains(const struct bw_foretold *sorted, size_t n, struct bw_metrics_point *out,
                        size_t most);
