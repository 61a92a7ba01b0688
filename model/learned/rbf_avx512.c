/* AVX-512 (its foundation, AVX512F, is enough): a panel is one vector. Four rows go along a panel
 * at a time, so that what is loaded serves four times and four exponentials under way hide what
 * each step takes. No fused multiply-add: the processors without one are to give the same bits. */
#include "model/learned/rbf_inside.h"

#ifdef __x86_64__

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f")))

#define ROWS ((size_t)4)

/* bw_rbf_exp of all, step by step side by side. */
AVX512 static inline void exp_each(__m512d *x)
{
    const __m512d shift = _mm512_set1_pd(BW_RBF_EXP_SHIFT);
    __m512d shifted[ROWS], sum[ROWS];
    for (size_t v = 0; v < ROWS; v++) {
        x[v] = _mm512_min_pd(x[v], _mm512_setzero_pd());
        x[v] = _mm512_max_pd(x[v], _mm512_set1_pd(BW_RBF_EXP_LEAST));
        shifted[v] = _mm512_add_pd(_mm512_mul_pd(x[v], _mm512_set1_pd(BW_RBF_LOG2_E)), shift);
        x[v] = _mm512_sub_pd(
            x[v], _mm512_mul_pd(_mm512_sub_pd(shifted[v], shift), _mm512_set1_pd(BW_RBF_LN_2)));
        sum[v] = _mm512_set1_pd(bw_rbf_exp_terms[BW_RBF_EXP_TERMS - 1]);
    }
    for (int t = BW_RBF_EXP_TERMS - 2; t >= 0; t--)
        for (size_t v = 0; v < ROWS; v++)
            sum[v] =
                _mm512_add_pd(_mm512_mul_pd(sum[v], x[v]), _mm512_set1_pd(bw_rbf_exp_terms[t]));
    for (size_t v = 0; v < ROWS; v++) {
        sum[v] = _mm512_add_pd(_mm512_mul_pd(sum[v], x[v]), _mm512_set1_pd(1));
        x[v] = _mm512_castsi512_pd(_mm512_add_epi64(
            _mm512_castpd_si512(sum[v]), _mm512_slli_epi64(_mm512_castpd_si512(shifted[v]), 52)));
    }
}

AVX512 static inline double halved(__m512d eight)
{
    __m256d four = _mm256_add_pd(_mm512_castpd512_pd256(eight), _mm512_extractf64x4_pd(eight, 1));
    __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
    return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}

AVX512 static void some_rows(const struct bw_rbf *rbf, const double *const *rows, double *out)
{
    size_t n = rbf->n_features;
    double half[ROWS];
    __m512d sum[ROWS];
    for (size_t r = 0; r < ROWS; r++) {
        half[r] = bw_rbf_half(rows[r], n, 1);
        sum[r] = _mm512_setzero_pd();
    }
    for (size_t p = 0; p < rbf->n_panels; p++) {
        const double *panel = rbf->panels + p * n * BW_RBF_LANES;
        __m512d e[ROWS], point = _mm512_loadu_pd(rbf->half + p * BW_RBF_LANES);
        for (size_t r = 0; r < ROWS; r++)
            e[r] = _mm512_sub_pd(_mm512_set1_pd(-half[r]), point);
        for (size_t f = 0; f < n; f++) {
            point = _mm512_loadu_pd(panel + f * BW_RBF_LANES);
            for (size_t r = 0; r < ROWS; r++)
                e[r] = _mm512_add_pd(e[r], _mm512_mul_pd(_mm512_set1_pd(rows[r][f]), point));
        }
        exp_each(e);
        for (size_t r = 0; r < ROWS; r++) {
            __m512d weight = _mm512_loadu_pd(rbf->weight + p * BW_RBF_LANES);
            sum[r] = _mm512_add_pd(sum[r], _mm512_mul_pd(weight, e[r]));
        }
    }
    for (size_t r = 0; r < ROWS; r++)
        out[r] = halved(sum[r]);
}

/* Rows that are fewer than ROWS at the end are made up by repeating one. */
void bw_rbf_sums_avx512(const struct bw_rbf *rbf, const double *rows, size_t n_rows, double *out)
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
