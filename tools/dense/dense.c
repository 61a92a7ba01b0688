#include "tools/dense/dense.h"

#include <cblas.h>
#include <lapacke.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* The serial build gives its work buffers out without a lock: two threads that ask for one at once
 * may get the same. So one at a time is let in. */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void enter(void)
{
    pthread_mutex_lock(&turn);
}

static void leave(void)
{
    pthread_mutex_unlock(&turn);
}

void bw_dense_start(void)
{
    openblas_set_num_threads(1);
}

/* A matrix by rows is its transpose by columns, which is what LAPACK takes without copying: the QR
 * of ours is the LQ of that. */
bool bw_dense_orthonormal(float *matrix, size_t n, size_t k, float *triangle)
{
    lapack_int rows = (lapack_int)k, columns = (lapack_int)n;
    float *tau = malloc(k * sizeof *tau);
    if (!tau)
        return false;
    enter();
    bool well = LAPACKE_sgelqf(LAPACK_COL_MAJOR, rows, columns, matrix, rows, tau) == 0;
    /* L has its rows as the columns of ours: R[i][j] = L[j][i], which lies at i * k + j. */
    for (size_t i = 0; well && triangle && i < k; i++)
        for (size_t j = 0; j < k; j++)
            triangle[i * k + j] = j >= i ? matrix[i * k + j] : 0;
    well = well && LAPACKE_sorglq(LAPACK_COL_MAJOR, rows, columns, rows, matrix, rows, tau) == 0;
    leave();
    free(tau);
    return well;
}

/* Of the transpose, left and right change places. */
bool bw_dense_svd(float *matrix, size_t k, float *left, float *singular, float *right)
{
    lapack_int n = (lapack_int)k;
    enter();
    lapack_int info =
        LAPACKE_sgesdd(LAPACK_COL_MAJOR, 'A', n, n, matrix, n, singular, right, n, left, n);
    leave();
    return info == 0;
}

void bw_dense_times(const float *a, const float *b, size_t n, size_t k, size_t m, bool turned,
                    float *out)
{
    enter();
    cblas_sgemm(CblasRowMajor, CblasNoTrans, turned ? CblasTrans : CblasNoTrans, (blasint)n,
                (blasint)m, (blasint)k, 1, a, (blasint)k, b, (blasint)(turned ? k : m), 0, out,
                (blasint)m);
    leave();
}

void bw_dense_product(struct bw_dense_part a, struct bw_dense_part b, struct bw_dense_part out)
{
    enter();
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint)out.n, (blasint)out.m,
                (blasint)a.m, 1, a.at, (blasint)a.step, b.at, (blasint)b.step, 0, out.at,
                (blasint)out.step);
    leave();
}

void bw_dense_take_off(struct bw_dense_part a, struct bw_dense_part b, struct bw_dense_part out)
{
    enter();
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)out.n, (blasint)out.m,
                (blasint)a.m, -1, a.at, (blasint)a.step, b.at, (blasint)b.step, 1, out.at,
                (blasint)out.step);
    leave();
}

/* The lower half by columns is the upper one by rows. */
bool bw_dense_invert(double *matrix, size_t n)
{
    lapack_int size = (lapack_int)n;
    enter();
    bool well = LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', size, matrix, size) == 0 &&
                LAPACKE_dpotri(LAPACK_COL_MAJOR, 'L', size, matrix, size) == 0;
    leave();
    if (!well)
        return false;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            matrix[j * n + i] = matrix[i * n + j];
    return true;
}
