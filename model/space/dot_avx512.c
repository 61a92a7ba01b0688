/* AVX-512 (its foundation, AVX512F, is enough): the 16 sums are one vector. Four queries go along
 * four rows at a time, so that 8 loads serve 16 products; the 16 sums under way hide what an
 * addition takes. No fused multiply-add: the processors without one are to give the same bits. */
#include "model/space/dot_inside.h"

#ifdef __x86_64__

#include "model/space/dot_x86.h"

#define AVX512 __attribute__((target("avx512f")))

/* The sums of one query with four rows. */
struct sums {
    __m512 a, b, c, d;
};

AVX512 static inline struct sums no_sums(void)
{
    __m512 zero = _mm512_setzero_ps();
    return (struct sums){zero, zero, zero, zero};
}

/* A stretch of four rows. */
AVX512 static inline struct sums load_rows(const float *rows, size_t stride)
{
    return (struct sums){_mm512_loadu_ps(rows), _mm512_loadu_ps(rows + stride),
                         _mm512_loadu_ps(rows + 2 * stride), _mm512_loadu_ps(rows + 3 * stride)};
}

AVX512 static inline void add_products(struct sums *sums, const float *query, struct sums rows)
{
    __m512 stretch = _mm512_loadu_ps(query);
    sums->a = _mm512_add_ps(sums->a, _mm512_mul_ps(stretch, rows.a));
    sums->b = _mm512_add_ps(sums->b, _mm512_mul_ps(stretch, rows.b));
    sums->c = _mm512_add_ps(sums->c, _mm512_mul_ps(stretch, rows.c));
    sums->d = _mm512_add_ps(sums->d, _mm512_mul_ps(stretch, rows.d));
}

AVX512 static inline __m128 to_four(__m512 sixteen)
{
    __m256 high = _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(sixteen), 1));
    __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(sixteen), high);
    return _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
}

AVX512 static inline void store(const struct sums *sums, float *out)
{
    _mm_storeu_ps(out, bw_dot_last_fours(to_four(sums->a), to_four(sums->b), to_four(sums->c),
                                         to_four(sums->d)));
}

AVX512 float bw_dot_f32x16_avx512(const float *a, const float *b, size_t n)
{
    __m512 sum = _mm512_setzero_ps();
    for (size_t i = 0; i < n; i += BW_DOT_LANES)
        sum = _mm512_add_ps(sum, _mm512_mul_ps(_mm512_loadu_ps(a + i), _mm512_loadu_ps(b + i)));
    return bw_dot_last_four(to_four(sum));
}

AVX512 static void one_by_four(const float *query, const float *rows, size_t stride, float *out)
{
    struct sums sums = no_sums();
    for (size_t i = 0; i < stride; i += BW_DOT_LANES)
        add_products(&sums, query + i, load_rows(rows + i, stride));
    store(&sums, out);
}

AVX512 static void four_by_four(const float *queries, const float *rows, size_t stride, float *out,
                                size_t out_stride)
{
    struct sums s0 = no_sums(), s1 = s0, s2 = s0, s3 = s0;
    for (size_t i = 0; i < stride; i += BW_DOT_LANES) {
        struct sums stretch = load_rows(rows + i, stride);
        add_products(&s0, queries + i, stretch);
        add_products(&s1, queries + stride + i, stretch);
        add_products(&s2, queries + 2 * stride + i, stretch);
        add_products(&s3, queries + 3 * stride + i, stretch);
    }
    store(&s0, out);
    store(&s1, out + out_stride);
    store(&s2, out + 2 * out_stride);
    store(&s3, out + 3 * out_stride);
}

/* Four rows stay in the nearest cache while all queries go along them. */
void bw_dot_f32x16_block_avx512(struct bw_rows queries, struct bw_rows rows, float *out)
{
    size_t stride = rows.stride, r = 0;
    for (; r + 4 <= rows.n; r += 4) {
        const float *four = rows.at + r * stride;
        size_t q = 0;
        for (; q + 4 <= queries.n; q += 4)
            four_by_four(queries.at + q * stride, four, stride, out + q * rows.n + r, rows.n);
        for (; q < queries.n; q++)
            one_by_four(queries.at + q * stride, four, stride, out + q * rows.n + r);
    }
    for (; r < rows.n; r++)
        for (size_t q = 0; q < queries.n; q++)
            out[q * rows.n + r] =
                bw_dot_f32x16_avx512(queries.at + q * stride, rows.at + r * stride, stride);
}

#endif
