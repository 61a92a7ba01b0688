/* Opening a success model: everything that its use relies on is looked at once, here. */
#include <math.h>
#include <string.h>

#include "model/learned/chance_inside.h"

_Static_assert(sizeof(struct bw_chance_head) == 128, "the head is what sections on disk have");

/* Beyond these nothing is a trained number; sums of products of them stay far from overflow. */
#define NUMBER_MOST 1e9
#define GAMMA_MOST 1e6

static uint64_t doubles(uint64_t n)
{
    return bw_block_padded(n * sizeof(double));
}

static uint64_t n_panels(uint32_t n_vectors)
{
    return ((uint64_t)n_vectors + BW_RBF_LANES - 1) / BW_RBF_LANES;
}

uint64_t bw_chance_bytes(enum bw_chance_kind kind, uint32_t n_features, uint32_t n_vectors)
{
    uint64_t bytes = sizeof(struct bw_chance_head) + 2 * doubles(n_features);
    uint64_t lanes = n_panels(n_vectors) * BW_RBF_LANES;
    if (kind == BW_CHANCE_LOGISTIC)
        bytes += doubles(n_features);
    if (kind == BW_CHANCE_RBF)
        bytes += 2 * doubles(lanes) + doubles(lanes * n_features);
    return bytes;
}

struct bw_chance bw_chance_at(const void *bytes)
{
    const struct bw_chance_head *head = bytes;
    const char *at = (const char *)bytes + sizeof *head;
    uint64_t by_feature = doubles(head->n_features);
    uint64_t lanes = n_panels(head->n_vectors) * BW_RBF_LANES;
    struct bw_chance chance = {.head = head};
    chance.mean = (const void *)at;
    chance.scale = (const void *)(at += by_feature);
    at += by_feature;
    if (head->kind == BW_CHANCE_LOGISTIC)
        chance.weight = (const void *)at;
    if (head->kind == BW_CHANCE_RBF) {
        chance.root = sqrt(2 * head->gamma);
        chance.rbf.n_features = head->n_features;
        chance.rbf.n_panels = n_panels(head->n_vectors);
        chance.rbf.weight = (const void *)at;
        chance.rbf.half = (const void *)(at + doubles(lanes));
        chance.rbf.panels = (const void *)(at + 2 * doubles(lanes));
    }
    return chance;
}

static enum bw_err damaged(struct bw_fail *fail, const char *what)
{
    return bw_fail_set(fail, BW_BAD_REQUEST,
                       "the success model is damaged: %s; train it again with bekwaam train", what);
}

static bool are_numbers(const double *at, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++)
        if (!(fabs(at[i]) <= NUMBER_MOST)) /* NaN too */
            return false;
    return true;
}

static enum bw_err check_counts(const struct bw_chance_head *head, size_t n, size_t n_features,
                                struct bw_fail *fail)
{
    if (head->kind < BW_CHANCE_PRIOR || head->kind > BW_CHANCE_RBF)
        return damaged(fail, "it is of no kind that there is");
    if (head->n_features > BW_CHANCE_FEATURES_MOST || head->n_vectors > BW_CHANCE_VECTORS_MOST)
        return damaged(fail, "it counts more features or support vectors than there can be");
    if ((head->kind == BW_CHANCE_RBF) != (head->n_vectors > 0))
        return damaged(fail, "support vectors belong to a radial kernel, and to nothing else");
    uint64_t bytes = bw_chance_bytes(head->kind, head->n_features, head->n_vectors);
    if (head->bytes != n || bytes != n)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "the success model is damaged: it is %zu bytes, its head asks for %llu "
                           "and its counts for %llu; train it again with bekwaam train",
                           n, (unsigned long long)head->bytes, (unsigned long long)bytes);
    if (head->n_features != n_features)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "the success model is of %u features, this program has %zu; train it "
                           "again with bekwaam train",
                           head->n_features, n_features);
    return BW_OK;
}

static enum bw_err check_head(const struct bw_chance_head *head, struct bw_fail *fail)
{
    if (memcmp(head->magic, BW_CHANCE_MAGIC, sizeof head->magic) != 0)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "these bytes are no success model: they do not begin with %s",
                           BW_CHANCE_MAGIC);
    if (head->order != BW_CHANCE_ORDER)
        return bw_fail_set(fail, BW_NOT_SUPPORTED,
                           "the success model was made on a processor of another byte order; train "
                           "it here with bekwaam train");
    if (head->version != BW_CHANCE_VERSION)
        return bw_fail_set(fail, BW_NOT_SUPPORTED,
                           "the success model has version %u, this program reads version %u; train "
                           "it again with bekwaam train",
                           head->version, BW_CHANCE_VERSION);
    return BW_OK;
}

/* The numbers of the head: those of its kind as they must be, the others 0. */
static enum bw_err check_head_numbers(const struct bw_chance_head *head, struct bw_fail *fail)
{
    bool is_prior = head->kind == BW_CHANCE_PRIOR, is_rbf = head->kind == BW_CHANCE_RBF;
    if (head->unused != 0 || !bw_block_is_zero(head->padding, sizeof head->padding))
        return damaged(fail, "something stands in its head where nothing should");
    if (is_prior ? !(head->prior > 0 && head->prior < 1) : head->prior != 0)
        return damaged(fail, "its chance for all is not between 0 and 1, or not of its kind");
    if (is_rbf ? !(head->gamma > 0 && head->gamma <= GAMMA_MOST) : head->gamma != 0)
        return damaged(fail, "its gamma is no number above 0, or not of its kind");
    if (!are_numbers(&head->rho, 1) || (!is_rbf && head->rho != 0))
        return damaged(fail, "its rho is no number, or not of its kind");
    if (!are_numbers(&head->slope, 1) || !are_numbers(&head->offset, 1) ||
        (is_prior && (head->slope != 0 || head->offset != 0)))
        return damaged(fail, "slope or offset of its curve are no numbers, or not of its kind");
    return BW_OK;
}

static enum bw_err check_vectors(const struct bw_chance *chance, struct bw_fail *fail)
{
    const struct bw_rbf *rbf = &chance->rbf;
    uint64_t lanes = rbf->n_panels * BW_RBF_LANES;
    if (!are_numbers(rbf->weight, lanes) || !are_numbers(rbf->half, lanes) ||
        !are_numbers(rbf->panels, lanes * rbf->n_features))
        return damaged(fail, "a weight or a support vector is no number");
    for (uint64_t v = chance->head->n_vectors; v < lanes; v++)
        if (rbf->weight[v] != 0)
            return damaged(fail, "what fills up its last panel has a weight");
    for (uint64_t v = 0; v < lanes; v++) {
        const double *panel = rbf->panels + v / BW_RBF_LANES * rbf->n_features * BW_RBF_LANES;
        double half = bw_rbf_half(panel + v % BW_RBF_LANES, rbf->n_features, BW_RBF_LANES);
        if (half != rbf->half[v])
            return damaged(fail, "the length of a support vector is not what it says");
    }
    return BW_OK;
}

static enum bw_err check_sections(const struct bw_chance *chance, struct bw_fail *fail)
{
    uint32_t n = chance->head->n_features;
    if (!are_numbers(chance->mean, n) || !are_numbers(chance->scale, n))
        return damaged(fail, "a mean or a scale is no number");
    for (uint32_t f = 0; f < n; f++)
        if (chance->scale[f] < 0)
            return damaged(fail, "a scale is below 0");
    if (chance->weight && !are_numbers(chance->weight, n))
        return damaged(fail, "a weight is no number");
    return chance->head->kind == BW_CHANCE_RBF ? check_vectors(chance, fail) : BW_OK;
}

enum bw_err bw_chance_open(const void *bytes, size_t n, size_t n_features, struct bw_chance *out,
                           struct bw_fail *fail)
{
    const struct bw_chance_head *head = bytes;
    if ((uintptr_t)bytes % BW_CHANCE_ALIGN)
        return bw_fail_set(fail, BW_INTERNAL,
                           "a success model must stand on a multiple of %d bytes", BW_CHANCE_ALIGN);
    if (n < sizeof *head)
        return damaged(fail, "it is shorter than its head");
    enum bw_err err = check_head(head, fail);
    if (!err)
        err = check_counts(head, n, n_features, fail);
    if (!err)
        err = check_head_numbers(head, fail);
    if (err)
        return err;
    struct bw_chance chance = bw_chance_at(bytes);
    err = check_sections(&chance, fail);
    if (!err)
        *out = chance;
    return err;
}
