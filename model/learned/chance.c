#include "model/learned/chance.h"

#include "model/base/normal.h"

#define BLOCK 32

double bw_chance_standard(double x, double mean, double scale)
{
    if (!(scale > 0))
        return 0;
    double z = (x - mean) / scale;
    if (z > BW_CHANCE_SPREAD)
        return BW_CHANCE_SPREAD;
    if (z < -BW_CHANCE_SPREAD)
        return -BW_CHANCE_SPREAD;
    return z >= -BW_CHANCE_SPREAD ? z : 0; /* 0: no number */
}

static double linear(const struct bw_chance *chance, const double *row)
{
    double sum = 0;
    for (uint32_t f = 0; f < chance->head->n_features; f++)
        sum += chance->weight[f] * bw_chance_standard(row[f], chance->mean[f], chance->scale[f]);
    return sum;
}

static void radial(const struct bw_chance *chance, const double *features, size_t n_rows,
                   double *out)
{
    double rows[BLOCK * BW_CHANCE_FEATURES_MOST];
    size_t n = chance->head->n_features;
    for (size_t first = 0; first < n_rows; first += BLOCK) {
        size_t count = n_rows - first < BLOCK ? n_rows - first : BLOCK;
        const double *from = features + first * n;
        for (size_t i = 0; i < count; i++)
            for (size_t f = 0; f < n; f++)
                rows[i * n + f] =
                    chance->root *
                    bw_chance_standard(from[i * n + f], chance->mean[f], chance->scale[f]);
        bw_rbf_sums(&chance->rbf, rows, count, out + first);
        for (size_t i = 0; i < count; i++)
            out[first + i] -= chance->head->rho;
    }
}

void bw_chance_decisions(const struct bw_chance *chance, const double *features, size_t n_rows,
                         double *out)
{
    if (chance->head->kind == BW_CHANCE_RBF) {
        radial(chance, features, n_rows, out);
        return;
    }
    bool is_linear = chance->head->kind == BW_CHANCE_LOGISTIC;
    for (size_t i = 0; i < n_rows; i++)
        out[i] = is_linear ? linear(chance, features + i * chance->head->n_features) : 0;
}

void bw_chance_of(const struct bw_chance *chance, const double *features, size_t n_rows, double *p)
{
    const struct bw_chance_head *head = chance->head;
    bw_chance_decisions(chance, features, n_rows, p);
    for (size_t i = 0; i < n_rows; i++)
        p[i] = head->kind == BW_CHANCE_PRIOR
                   ? head->prior
                   : 1 / (1 + bw_exp(-(head->slope * p[i] + head->offset)));
}

double bw_chance_most(const struct bw_chance *chance)
{
    return chance->head->kind == BW_CHANCE_PRIOR ? chance->head->prior : 1;
}
