#include "tools/dense/dense.h"

#include <cblas.h>
#include <lapacke.h>
#include <stdlib.h>
#include <string.h>

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
    if (!tau || LAPACKE_sgelqf(LAPACK_COL_MAJOR, rows, columns, matrix, rows, tau) != 0) {
        free(tau);
        return false;
    }
    /* L has its rows as the columns of ours: R[i][j] = L[j][i], which lies at i * k + j. */
    for (size_t i = 0; triangle && i < k; i++)
        for (size_t j = 0; j < k; j++)
            triangle[i * k + j] = j >= i ? matrix[i * k + j] : 0;
    bool well = LAPACKE_sorglq(LAPACK_COL_MAJOR, rows, columns, rows, matrix, rows, tau) == 0;
    free(tau);
    return well;
}

/* Of the transpose, left and right change places. */
bool bw_dense_svd(float *matrix, size_t k, float *left, float *singular, float *right)
{
    lapack_int n = (lapack_int)k;
    return LAPACKE_sgesdd(LAPACK_COL_MAJOR, 'A', n, n, matrix, n, singular, right, n, left, n) == 0;
}

void bw_dense_times(const float *a, const float *b, size_t n, size_t k, size_t m, bool turned,
                    float *out)
{
    cblas_sgemm(CblasRowMajor, CblasNoTrans, turned ? CblasTrans : CblasNoTrans, (blasint)n,
                (blasint)m, (blasint)k, 1, a, (blasint)k, b, (blasint)(turned ? k : m), 0, out,
                (blasint)m);
}
