/* The specification: what model/space/dot.h says in words. Compilers make of it what vectors every
 * processor of a kind has (SSE2, NEON), which changes no bit. */
#include <float.h>

#include "model/space/dot_inside.h"

_Static_assert(FLT_EVAL_METHOD == 0, "float32 sums are rounded to float32 each time");

float bw_dot_f32x16_scalar(const float *a, const float *b, size_t n)
{
    float sum[BW_DOT_LANES] = {0};
    for (size_t i = 0; i < n; i += BW_DOT_LANES)
        for (size_t lane = 0; lane < BW_DOT_LANES; lane++)
            sum[lane] += a[i + lane] * b[i + lane];
    for (size_t half = BW_DOT_LANES / 2; half > 0; half /= 2)
        for (size_t lane = 0; lane < half; lane++)
            sum[lane] += sum[lane + half];
    return sum[0];
}

void bw_dot_f32x16_block_scalar(struct bw_rows queries, struct bw_rows rows, float *out)
{
    for (size_t q = 0; q < queries.n; q++)
        for (size_t r = 0; r < rows.n; r++)
            *out++ = bw_dot_f32x16_scalar(queries.at + q * queries.stride,
                                          rows.at + r * rows.stride, rows.stride);
}
