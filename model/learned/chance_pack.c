#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/learned/chance_inside.h"

static void fill_head(const struct bw_chance_parts *parts, struct bw_chance_head *head, size_t n)
{
    bool is_prior = parts->kind == BW_CHANCE_PRIOR, is_rbf = parts->kind == BW_CHANCE_RBF;
    *head = (struct bw_chance_head){.magic = BW_CHANCE_MAGIC,
                                    .version = BW_CHANCE_VERSION,
                                    .order = BW_CHANCE_ORDER,
                                    .bytes = n,
                                    .kind = parts->kind,
                                    .n_features = (uint32_t)parts->n_features,
                                    .n_vectors = is_rbf ? (uint32_t)parts->n_vectors : 0,
                                    .prior = is_prior ? parts->prior : 0,
                                    .gamma = is_rbf ? parts->gamma : 0,
                                    .rho = is_rbf ? parts->rho : 0,
                                    .slope = is_prior ? 0 : parts->slope,
                                    .offset = is_prior ? 0 : parts->offset};
}

static void fill_vectors(const struct bw_chance_parts *parts, const struct bw_chance *chance)
{
    size_t n = parts->n_features;
    double *weight = (double *)chance->rbf.weight, *half = (double *)chance->rbf.half;
    double *panels = (double *)chance->rbf.panels;
    for (size_t v = 0; v < parts->n_vectors; v++) {
        double *point = panels + v / BW_RBF_LANES * n * BW_RBF_LANES + v % BW_RBF_LANES;
        for (size_t f = 0; f < n; f++)
            point[f * BW_RBF_LANES] = parts->vectors[v * n + f] * chance->root;
        weight[v] = parts->weight[v];
        half[v] = bw_rbf_half(point, n, BW_RBF_LANES);
    }
}

static void fill_sections(const struct bw_chance_parts *parts, void *bytes)
{
    struct bw_chance chance = bw_chance_at(bytes);
    size_t n = parts->n_features * sizeof(double);
    if (n == 0)
        return;
    memcpy((double *)chance.mean, parts->mean, n);
    memcpy((double *)chance.scale, parts->scale, n);
    if (parts->kind == BW_CHANCE_LOGISTIC)
        memcpy((double *)chance.weight, parts->weight, n);
    if (parts->kind == BW_CHANCE_RBF)
        fill_vectors(parts, &chance);
}

enum bw_err bw_chance_pack(const struct bw_chance_parts *parts, void **bytes, size_t *n,
                           struct bw_fail *fail)
{
    if (parts->kind < BW_CHANCE_PRIOR || parts->kind > BW_CHANCE_RBF ||
        parts->n_features > BW_CHANCE_FEATURES_MOST || parts->n_vectors > BW_CHANCE_VECTORS_MOST)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "a success model has at most %d features and %d support vectors, and is "
                           "of one of three kinds",
                           BW_CHANCE_FEATURES_MOST, BW_CHANCE_VECTORS_MOST);
    uint32_t n_vectors = parts->kind == BW_CHANCE_RBF ? (uint32_t)parts->n_vectors : 0;
    size_t size = (size_t)bw_chance_bytes(parts->kind, (uint32_t)parts->n_features, n_vectors);
    struct bw_chance opened;
    void *out;
    if (posix_memalign(&out, BW_CHANCE_ALIGN, size) != 0)
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    memset(out, 0, size);
    fill_head(parts, out, size);
    fill_sections(parts, out);
    enum bw_err err = bw_chance_open(out, size, parts->n_features, &opened, fail);
    if (err) {
        free(out);
        return err;
    }
    *bytes = out;
    *n = size;
    return BW_OK;
}
