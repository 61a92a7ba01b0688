#pragma once
/* The learned chance that someone completes a course, as one section of bytes that is opened where
 * it lies. Of three kinds, by how many outcomes there were to learn from: one rate for all; a
 * logistic curve over a weighted sum of features; or one over the decision value of a
 * support-vector machine with a radial kernel (model/learned/rbf). Never trains (tools/train does)
 * and knows no feature by name. Owns nothing: the bytes are the owner's and must outlive it.
 * Immutable, any thread.
 *
 * A feature x is standardised to z = (x - mean) / scale and kept within BW_CHANCE_SPREAD; a feature
 * of scale 0 was the same in every outcome and is left out (z = 0), as is what is no number. */
#include <stdbool.h>
#include <stdint.h>

#include "model/base/block.h"
#include "model/base/err.h"
#include "model/learned/rbf.h"

#define BW_CHANCE_ALIGN BW_BLOCK_ALIGN
#define BW_CHANCE_MAGIC "BWCHANC"
#define BW_CHANCE_VERSION 1
#define BW_CHANCE_ORDER BW_BLOCK_ORDER
#define BW_CHANCE_FEATURES_MOST 64
#define BW_CHANCE_VECTORS_MOST 65536
#define BW_CHANCE_SPREAD 16.0

enum bw_chance_kind { BW_CHANCE_PRIOR = 1, BW_CHANCE_LOGISTIC, BW_CHANCE_RBF };

/* How a section begins. Behind it, each on a multiple of 64 and padded with 0: mean and scale;
 * LOGISTIC: weights, by feature; RBF: weights, halves and points of the vectors, by panels as
 * struct bw_rbf has them, standardised and times sqrt(2 gamma). All float64. */
struct bw_chance_head {
    char magic[8]; /* BW_CHANCE_MAGIC and its 0 */
    uint32_t version, order;
    uint64_t bytes; /* of the whole section */
    uint32_t kind, n_features;
    uint32_t n_vectors;   /* RBF; else 0 */
    uint32_t unused;      /* 0 */
    double prior;         /* PRIOR: the chance; else 0 */
    double gamma, rho;    /* RBF: decision = sum of weight * exp(-gamma |z - v|^2) - rho; else 0 */
    double slope, offset; /* p = 1 / (1 + exp(-(slope * decision + offset))); PRIOR: 0 */
    char padding[48];     /* 0 */
};

/* An opened section. */
struct bw_chance {
    const struct bw_chance_head *head;
    const double *mean, *scale; /* n_features */
    const double *weight;       /* LOGISTIC: n_features, decision = sum of weight * z; else NULL */
    struct bw_rbf rbf;          /* RBF */
    double root;                /* RBF: sqrt(2 gamma) */
};

/* Opens the section in `bytes` (n of them, on a multiple of 64) for rows of `n_features` features.
 * All that is relied on later is looked at here. BW_BAD_REQUEST: no success model, a damaged one,
 * or one of other features; BW_NOT_SUPPORTED: of another version or byte order. */
enum bw_err bw_chance_open(const void *bytes, size_t n, size_t n_features, struct bw_chance *out,
                           struct bw_fail *fail);

/* The chance of each of `n_rows` rows of n_features features, one behind the other: 0 <= p <= 1. */
void bw_chance_of(const struct bw_chance *chance, const double *features, size_t n_rows, double *p);

/* What the curve is laid over: the decision values of the rows; for PRIOR, 0. */
void bw_chance_decisions(const struct bw_chance *chance, const double *features, size_t n_rows,
                         double *out);

/* No chance of this model is larger: the chance itself for PRIOR, else 1. */
double bw_chance_most(const struct bw_chance *chance);

/* One feature standardised, as above. */
double bw_chance_standard(double x, double mean, double scale);

/* What a section is made of; arrays of n_features, vectors n_vectors rows of n_features
 * standardised features with a weight each. What does not belong to the kind is not looked at. */
struct bw_chance_parts {
    enum bw_chance_kind kind;
    size_t n_features, n_vectors;
    const double *mean, *scale;
    double prior;
    const double *weight;  /* LOGISTIC: by feature; RBF: by vector */
    const double *vectors; /* RBF */
    double gamma, rho, slope, offset;
};

/* Writes a section: `*bytes` is on a multiple of 64 and to be freed. BW_BAD_REQUEST: parts that
 * bw_chance_open would refuse. */
enum bw_err bw_chance_pack(const struct bw_chance_parts *parts, void **bytes, size_t *n,
                           struct bw_fail *fail);
