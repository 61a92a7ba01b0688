#pragma once
/* The end of the tree of sums in SSE, for the versions wider than it; model/space/dot.h has the
 * order. */
#include <immintrin.h>

/* The last four sums of one product, halved twice. */
static inline float bw_dot_last_four(__m128 s)
{
    s = _mm_add_ps(s, _mm_movehl_ps(s, s));
    return _mm_cvtss_f32(_mm_add_ss(s, _mm_shuffle_ps(s, s, 1)));
}

/* The same of four products at once, their results in order. */
static inline __m128 bw_dot_last_fours(__m128 a, __m128 b, __m128 c, __m128 d)
{
    __m128 ab = _mm_add_ps(_mm_unpacklo_ps(a, b), _mm_unpackhi_ps(a, b));
    __m128 cd = _mm_add_ps(_mm_unpacklo_ps(c, d), _mm_unpackhi_ps(c, d));
    return _mm_add_ps(_mm_movelh_ps(ab, cd), _mm_movehl_ps(cd, ab));
}
