#pragma once
/* One square matrix of doubles in which a symmetric matrix is kept, above the diagonal, and its
 * inverse is made, on the diagonal and below: what is counted once is inverted with one ridge after
 * another, and there is no second square. Owns the blocks in which that is done by several threads;
 * every number is made by one thread in one order, so that their count does not change a bit. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bw_square {
    uint32_t n;
    double *at;       /* n * n by rows; i < j at at[i * n + j] */
    double *diagonal; /* n */
};

/* All 0. False when memory is out. */
bool bw_square_make(uint32_t n, struct bw_square *out);
void bw_square_free(struct bw_square *square);

/* Makes -(matrix + lambda * identity)^-1 on the diagonal and below; what is above stays. False when
 * that is not positive definite, or memory is out. */
bool bw_square_invert(struct bw_square *square, double lambda, unsigned n_threads);

/* Rows [first, end) of the negated inverse, whole, into out[(end - first) * n]. Any thread. */
void bw_square_inverse_rows(const struct bw_square *square, uint32_t first, uint32_t end,
                            double *out);
/* The same of the matrix itself. */
void bw_square_rows(const struct bw_square *square, uint32_t first, uint32_t end, double *out);
