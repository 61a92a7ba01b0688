#pragma once
/* The dense part of training, by LAPACK and BLAS on the calling thread: the same machine gives the
 * same bits, however many threads call; they are served one at a time. Matrices are by rows. Only
 * this file's source knows OpenBLAS and LAPACKE. */
#include <stdbool.h>
#include <stddef.h>

/* To be called before the others: BLAS is to keep to the calling thread. */
void bw_dense_start(void);

/* Puts in the place of the n * k matrix one of the same size with orthonormal columns that span
 * the same; `triangle` (k * k, or NULL) gets what it is to be multiplied by, from the right, to be
 * what it was. n >= k. False when LAPACK failed. */
bool bw_dense_orthonormal(float *matrix, size_t n, size_t k, float *triangle);

/* matrix (k * k) = left * diagonal(singular) * right, singular descending; `matrix` is used up. */
bool bw_dense_svd(float *matrix, size_t k, float *left, float *singular, float *right);

/* out (n * m) = a (n * k) * b (k * m), or with `turned` b is m * k and is turned over. */
void bw_dense_times(const float *a, const float *b, size_t n, size_t k, size_t m, bool turned,
                    float *out);

/* Part of a matrix of doubles: n rows of m, each `step` behind the one before. */
struct bw_dense_part {
    double *at;
    size_t n, m, step;
};

/* out (n * m) = a (n * k) * b (k * m) */
void bw_dense_product(struct bw_dense_part a, struct bw_dense_part b, struct bw_dense_part out);
/* out (n * m) -= a (n * k) * b (m * k) turned over */
void bw_dense_take_off(struct bw_dense_part a, struct bw_dense_part b, struct bw_dense_part out);

/* Puts the inverse in the place of a symmetric, positive definite matrix (n * n, both halves given
 * and made), by Cholesky's factors. False when it is not positive definite. */
bool bw_dense_invert(double *matrix, size_t n);
