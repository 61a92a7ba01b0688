#include "model/report/shrink.h"

#include <math.h>

void bw_shrink_add(struct bw_shrink_group *group, double value)
{
    double off = value - group->mean;
    group->n++;
    group->mean += off / (double)group->n;
    group->squares += off * (value - group->mean);
}

/* Sums over the groups that have values. */
struct layout {
    double n_squares;       /* sum of n_j^2 */
    double mean;            /* of all values */
    double within, between; /* sums of squares */
};

static struct layout lay_out(const struct bw_shrink_group *groups, size_t n, struct bw_shrink *out)
{
    struct layout layout = {0};
    for (size_t j = 0; j < n; j++) {
        double of = (double)groups[j].n;
        out->n += groups[j].n;
        out->n_groups += groups[j].n > 0;
        layout.n_squares += of * of;
        layout.mean += of * groups[j].mean;
        layout.within += groups[j].squares;
    }
    if (out->n > 0)
        layout.mean /= (double)out->n;
    for (size_t j = 0; j < n; j++) {
        double off = groups[j].mean - layout.mean;
        layout.between += (double)groups[j].n * off * off;
    }
    return layout;
}

static double weight_of(const struct bw_shrink *all, size_t n)
{
    double variance = all->between + all->within / (double)n;
    return variance > 0 ? 1 / variance : 0;
}

/* Without any spread every value weighs the same. */
static void weigh(const struct bw_shrink_group *groups, size_t n, struct bw_shrink *out)
{
    double weights = 0, sum = 0;
    for (size_t j = 0; j < n; j++) {
        double weight = groups[j].n ? weight_of(out, groups[j].n) : 0;
        weights += weight;
        sum += weight * groups[j].mean;
    }
    if (weights > 0) {
        out->mu = sum / weights;
        out->sd = sqrt(1 / weights);
    }
}

struct bw_shrink bw_shrink_of(const struct bw_shrink_group *groups, size_t n)
{
    struct bw_shrink out = {.n = 0};
    struct layout layout = lay_out(groups, n, &out);
    double values = (double)out.n, many = (double)out.n_groups;
    out.mu = layout.mean;
    out.doubt = out.n > 1;
    if (!out.doubt)
        return out;
    if (out.n == out.n_groups) {
        out.within = layout.between / (values - 1);
    } else {
        out.within = layout.within / (values - many);
    }
    if (out.n > out.n_groups && out.n_groups > 1) {
        double n0 = (values - layout.n_squares / values) / (many - 1);
        double between = (layout.between / (many - 1) - out.within) / n0;
        out.between = between > 0 ? between : 0;
    }
    weigh(groups, n, &out);
    return out;
}

struct bw_shrunk bw_shrink_group_of(const struct bw_shrink *all,
                                    const struct bw_shrink_group *group)
{
    struct bw_shrunk out = {.estimate = all->mu, .sd = all->sd};
    if (group->n == 0)
        return out;
    out.own = all->between * weight_of(all, group->n);
    out.estimate = all->mu + out.own * (group->mean - all->mu);
    double rest = (1 - out.own) * all->sd;
    out.sd = sqrt(out.own * all->within / (double)group->n + rest * rest);
    return out;
}
