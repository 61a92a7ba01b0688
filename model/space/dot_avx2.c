/* AVX2: the 16 sums are two vectors of 8. A query goes along four rows at a time: 8 sums under way
 * hide what an addition takes; more would not fit the 16 registers. No fused multiply-add: the
 * processors without one are to give the same bits. */
#include "model/space/dot_inside.h"

#ifdef __x86_64__

#include "model/space/dot_x86.h"

#define AVX2 __attribute__((target("avx2")))

struct sums {
    __m256 low, high; /* 0 to 7, 8 to 15 */
};

AVX2 static inline void add_products(struct sums *sums, const float *a, const float *b)
{
    sums->low = _mm256_add_ps(sums->low, _mm256_mul_ps(_mm256_loadu_ps(a), _mm256_loadu_ps(b)));
    sums->high =
        _mm256_add_ps(sums->high, _mm256_mul_ps(_mm256_loadu_ps(a + 8), _mm256_loadu_ps(b + 8)));
}

AVX2 static inline __m128 to_four(const struct sums *sums)
{
    __m256 eight = _mm256_add_ps(sums->low, sums->high);
    return _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
}

AVX2 float bw_dot_f32x16_avx2(const float *a, const float *b, size_t n)
{
    struct sums sums = {_mm256_setzero_ps(), _mm256_setzero_ps()};
    for (size_t i = 0; i < n; i += BW_DOT_LANES)
        add_products(&sums, a + i, b + i);
    return bw_dot_last_four(to_four(&sums));
}

AVX2 static void one_by_four(const float *query, const float *rows, size_t stride, float *out)
{
    struct sums zero = {_mm256_setzero_ps(), _mm256_setzero_ps()};
    struct sums s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    for (size_t i = 0; i < stride; i += BW_DOT_LANES) {
        add_products(&s0, query + i, rows + i);
        add_products(&s1, query + i, rows + stride + i);
        add_products(&s2, query + i, rows + 2 * stride + i);
        add_products(&s3, query + i, rows + 3 * stride + i);
    }
    _mm_storeu_ps(out, bw_dot_last_fours(to_four(&s0), to_four(&s1), to_four(&s2), to_four(&s3)));
}

/* Four rows stay in the nearest cache while all queries go along them. */
void bw_dot_f32x16_block_avx2(struct bw_rows queries, struct bw_rows rows, float *out)
{
    size_t stride = rows.stride, r = 0;
    for (; r + 4 <= rows.n; r += 4)
        for (size_t q = 0; q < queries.n; q++)
            one_by_four(queries.at + q * stride, rows.at + r * stride, stride,
                        out + q * rows.n + r);
    for (; r < rows.n; r++)
        for (size_t q = 0; q < queries.n; q++)
            out[q * rows.n + r] =
                bw_dot_f32x16_avx2(queries.at + q * stride, rows.at + r * stride, stride);
}

#endif
