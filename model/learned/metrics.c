#include "model/learned/metrics.h"

#include <math.h>
#include <stdbool.h>

#include "model/base/log.h"
#include "model/base/sort.h"

#define CHANCE_LEAST 1e-15

static int by_chance(const void *a, const void *b)
{
    const struct bw_foretold *x = a, *y = b;
    if (x->p < y->p || x->p > y->p)
        return x->p < y->p ? -1 : 1;
    return (x->came > y->came) - (x->came < y->came);
}

void bw_metrics_sort(struct bw_foretold *foretold, size_t n)
{
    bw_sort(foretold, n, sizeof *foretold, by_chance);
}

/* Where those with the chance of number i end. */
static size_t end_of_equals(const struct bw_foretold *sorted, size_t n, size_t i)
{
    double p = sorted[i].p;
    while (i < n && !(sorted[i].p > p))
        i++;
    return i;
}

static double log_loss(const struct bw_foretold *foretold)
{
    double chance = foretold->came ? foretold->p : 1 - foretold->p;
    return bw_log(1 / (chance > CHANCE_LEAST ? chance : CHANCE_LEAST));
}

/* Mann and Whitney: pairs in the right order, by runs of equal chances. */
static double auc(const struct bw_foretold *sorted, size_t n, size_t n_came)
{
    double pairs = 0, below = 0;
    for (size_t i = 0; i < n;) {
        size_t end = end_of_equals(sorted, n, i), came = 0;
        for (size_t k = i; k < end; k++)
            came += sorted[k].came;
        double not_come = (double)(end - i - came);
        pairs += (double)came * (below + not_come / 2);
        below += not_come;
        i = end;
    }
    double most = (double)n_came * (double)(n - n_came);
    return most > 0 ? pairs / most : (double)NAN;
}

static double calibration_error(const struct bw_foretold *sorted, size_t n)
{
    struct bw_metrics_bin bins[BW_METRICS_BINS];
    size_t n_bins = bw_metrics_bins(sorted, n, bins);
    double sum = 0;
    for (size_t b = 0; b < n_bins; b++)
        sum += (double)bins[b].n * fabs(bins[b].p - bins[b].rate);
    return sum / (double)n;
}

struct bw_metrics bw_metrics_of(const struct bw_foretold *sorted, size_t n)
{
    struct bw_metrics out = {.n = n};
    for (size_t i = 0; i < n; i++) {
        double off = sorted[i].p - sorted[i].came;
        out.n_came += sorted[i].came;
        out.log_loss += log_loss(&sorted[i]);
        out.brier += off * off;
    }
    out.log_loss /= (double)n;
    out.brier /= (double)n;
    out.ece = calibration_error(sorted, n);
    out.auc = auc(sorted, n, out.n_came);
    return out;
}

/* Wilson (1927): the shares from which what was seen is at most 1.96 standard deviations away. */
static void interval(struct bw_metrics_bin *bin)
{
    double n = (double)bin->n, z2 = 1.959963984540054 * 1.959963984540054;
    double middle = (bin->rate + z2 / (2 * n)) / (1 + z2 / n);
    double half = sqrt(z2 * (bin->rate * (1 - bin->rate) / n + z2 / (4 * n * n))) / (1 + z2 / n);
    /* and never, by rounding, without the share itself */
    bin->low = fmin(bin->rate, fmax(0, middle - half));
    bin->high = fmax(bin->rate, fmin(1, middle + half));
}

size_t bw_metrics_bins(const struct bw_foretold *sorted, size_t n,
                       struct bw_metrics_bin bins[BW_METRICS_BINS])
{
    size_t n_bins = 0, first = 0;
    for (size_t b = 0; b < BW_METRICS_BINS; b++) {
        size_t end = n * (b + 1) / BW_METRICS_BINS;
        if (end <= first)
            continue;
        end = end_of_equals(sorted, n, end - 1);
        struct bw_metrics_bin *bin = &bins[n_bins++];
        *bin = (struct bw_metrics_bin){.n = end - first};
        for (; first < end; first++) {
            bin->p += sorted[first].p;
            bin->rate += sorted[first].came;
        }
        bin->p /= (double)bin->n;
        bin->rate /= (double)bin->n;
        interval(bin);
    }
    return n_bins;
}

/* From the highest chance down; x is the share of all, or of those that did not come true. */
static size_t curve(const struct bw_foretold *sorted, size_t n, bool of_all,
                    struct bw_metrics_point *out, size_t most)
{
    size_t n_came = 0, seen = 0, came = 0, count = 1;
    for (size_t i = 0; i < n; i++)
        n_came += sorted[i].came;
    size_t n_x = of_all ? n : n - n_came;
    if (n_came == 0 || n_x == 0)
        return 0;
    out[0] = (struct bw_metrics_point){0, 0};
    while (seen < n) {
        double p = sorted[n - 1 - seen].p;
        while (seen < n && !(sorted[n - 1 - seen].p < p))
            came += sorted[n - 1 - seen++].came;
        if (seen < n && seen * (most - 1) < count * n)
            continue;
        size_t x = of_all ? seen : seen - came;
        out[count++] =
            (struct bw_metrics_point){(double)x / (double)n_x, (double)came / (double)n_came};
    }
    return count;
}

size_t bw_metrics_roc(const struct bw_foretold *sorted, size_t n, struct bw_metrics_point *out,
                      size_t most)
{
    return curve(sorted, n, false, out, most);
}

size_t bw_metrics_gains(const struct bw_foretold *sorted, size_t n, struct bw_metrics_point *out,
                        size_t most)
{
    return curve(sorted, n, true, out, most);
}
