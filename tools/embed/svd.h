#pragma once
/* The largest singular values and vectors of a product of sparse matrices that is never written
 * out, by random projection with power iterations (Halko, Martinsson & Tropp 2011, algorithms 4.4
 * and 5.1). */
#include "model/base/err.h"
#include "tools/embed/sparse.h"
#include "tools/embed/train.h"

/* first * second, or first alone when second is NULL. */
struct bw_svd_of {
    const struct bw_sparse_pair *first, *second;
};

struct bw_svd_how {
    size_t rank;
    unsigned n_power; /* iterations */
    uint64_t seed;
    uint32_t stream; /* of draws */
    unsigned n_threads;
    /* How far it is, 0 to 1; false stops. May be NULL. */
    bool (*step)(void *context, double done);
    void *context;
};

/* right[c * rank + i] is component i at column c, singular[i] descending; what the matrix is too
 * small for is 0. Signs are such that the largest number of a component is above 0. The memory is
 * the arena's. BW_BUSY when stopped. */
enum bw_err bw_svd(const struct bw_svd_of *of, const struct bw_svd_how *how, struct bw_arena *arena,
                   float *singular, float *right, struct bw_fail *fail);
