/* AVX2: a panel is two vectors of 4. Two rows go along a panel at a time, so that what is loaded
 * serves twice and four exponentials under way hide what each step takes; more would not fit the 16
 * registers. No fused multiply-add: the processors without one are to give the same bits. */
#include "model/learned/rbf_inside.h"

#ifdef __x86_64__

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

#define ROWS ((size_t)2)
#define VECTORS (2 * ROWS) /* row r has vectors 2 r and 2 r + 1 */

/* bw_rbf_exp of all, step by step side by side. */
AVX2 static inline void exp_each(__m256d *x)
{
    const __m256d shift = _mm256_set1_pd(BW_RBF_EXP_SHIFT);
    __m256d shifted[VECTORS], sum[VECTORS];
    for (size_t v = 0; v < VECTORS; v++) {
        x[v] = _mm256_min_pd(x[v], _mm256_setzero_pd());
        x[v] = _mm256_max_pd(x[v], _mm256_set1_pd(BW_RBF_EXP_LEAST));
        shifted[v] = _mm256_add_pd(_mm256_mul_pd(x[v], _mm256_set1_pd(BW_RBF_LOG2_E)), shift);
        x[v] = _mm256_sub_pd(
            x[v], _mm256_mul_pd(_mm256_sub_pd(shifted[v], shift), _mm256_set1_pd(BW_RBF_LN_2)));
        sum[v] = _mm256_set1_pd(bw_rbf_exp_terms[BW_RBF_EXP_TERMS - 1]);
    }
    for (int t = BW_RBF_EXP_TERMS - 2; t >= 0; t--)
        for (size_t v = 0; v < VECTORS; v++)
            sum[v] =
                _mm256_add_pd(_mm256_mul_pd(sum[v], x[v]), _mm256_set1_pd(bw_rbf_exp_terms[t]));
    for (size_t v = 0; v < VECTORS; v++) {
        sum[v] = _mm256_add_pd(_mm256_mul_pd(sum[v], x[v]), _mm256_set1_pd(1));
        x[v] = _mm256_castsi256_pd(_mm256_add_epi64(
            _mm256_castpd_si256(sum[v]), _mm256_slli_epi64(_mm256_castpd_si256(shifted[v]), 52)));
    }
}

AVX2 static inline double halved(__m256d low, __m256d high)
{
    __m256d four = _mm256_add_pd(low, high);
    __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
    return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}

AVX2 static void some_rows(const struct bw_rbf *rbf, const double *const *rows, double *out)
{
    size_t n = rbf->n_features;
    double half[ROWS];
    __m256d sum[VECTORS];
    for (size_t r = 0; r < ROWS; r++)
        half[r] = bw_rbf_half(rows[r], n, 1);
    for (size_t v = 0; v < VECTORS; v++)
        sum[v] = _mm256_setzero_pd();
    for (size_t p = 0; p < rbf->n_panels; p++) {
        const double *panel = rbf->panels + p * n * BW_RBF_LANES;
        __m256d e[VECTORS];
        for (size_t v = 0; v < VECTORS; v++) {
            __m256d point = _mm256_loadu_pd(rbf->half + p * BW_RBF_LANES + 4 * (v % 2));
            e[v] = _mm256_sub_pd(_mm256_set1_pd(-half[v / 2]), point);
        }
        for (size_t f = 0; f < n; f++) {
            for (size_t v = 0; v < VECTORS; v++) {
                __m256d point = _mm256_loadu_pd(panel + f * BW_RBF_LANES + 4 * (v % 2));
                __m256d x = _mm256_broadcast_sd(rows[v / 2] + f);
                e[v] = _mm256_add_pd(e[v], _mm256_mul_pd(x, point));
            }
        }
        exp_each(e);
        for (size_t v = 0; v < VECTORS; v++) {
            __m256d weight = _mm256_loadu_pd(rbf->weight + p * BW_RBF_LANES + 4 * (v % 2));
            sum[v] = _mm256_add_pd(sum[v], _mm256_mul_pd(weight, e[v]));
        }
    }
    for (size_t r = 0; r < ROWS; r++)
        out[r] = halved(sum[2 * r], sum[2 * r + 1]);
}

/* Rows that are fewer than ROWS at the end are made up by repeating one. */
void bw_rbf_sums_avx2(const struct bw_rbf *rbf, const double *rows, size_t n_rows, double *out)
{
    for (size_t r = 0; r < n_rows; r += ROWS) {
        const double *at[ROWS];
        double sums[ROWS];
        for (size_t i = 0; i < ROWS; i++)
            at[i] = rows + (r + i < n_rows ? r + i : r) * rbf->n_features;
        some_rows(rbf, at, sums);
        for (size_t i = 0; i < ROWS && r + i < n_rows; i++)
            out[r + i] = sums[i];
    }
}

#endif
