#pragma once
/* Matrices that are mostly 0, by rows. A product's rows are summed in the order of the columns,
 * each by one thread. Memory is the caller's arena. */
#include <stdint.h>

#include "model/base/arena.h"

struct bw_sparse {
    size_t n_rows, n_columns;
    size_t *at;       /* row r is [at[r], at[r + 1]) of: */
    uint32_t *column; /* ascending */
    float *value;
};

/* A matrix and the same turned over, for products with either. */
struct bw_sparse_pair {
    struct bw_sparse plain, turned;
};

struct bw_sparse bw_sparse_turn(const struct bw_sparse *matrix, struct bw_arena *arena);

/* out = matrix * in; `in` has n_columns rows of k numbers, `out` n_rows. */
void bw_sparse_times(const struct bw_sparse *matrix, const float *in, size_t k, float *out,
                     unsigned n_threads);
