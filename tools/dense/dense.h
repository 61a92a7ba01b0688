#pragma once
/* The dense part of training, by LAPACK and BLAS on one thread: the same machine gives the same
 * bits. Matrices are by rows. Only this file's source knows OpenBLAS and LAPACKE. */
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
