#include "model/space/dot_inside.h"

static const struct bw_dot_version scalar = {"scalar", bw_dot_f32x16_scalar,
                                             bw_dot_f32x16_block_scalar};

#ifdef __x86_64__

static const struct bw_dot_version avx2 = {"AVX2", bw_dot_f32x16_avx2, bw_dot_f32x16_block_avx2};
static const struct bw_dot_version avx512 = {"AVX-512", bw_dot_f32x16_avx512,
                                             bw_dot_f32x16_block_avx512};

/* The processor was asked, and whether the system keeps its wide registers, before main by the
 * compiler's run-time library; this reads what that wrote down. */
const struct bw_dot_version *bw_dot_version(enum bw_dot_set set)
{
    switch (set) {
    case BW_DOT_AVX512:
        return __builtin_cpu_supports("avx512f") ? &avx512 : NULL;
    case BW_DOT_AVX2:
        return __builtin_cpu_supports("avx2") ? &avx2 : NULL;
    case BW_DOT_SCALAR:
        return &scalar;
    case BW_DOT_SETS:
        break;
    }
    return NULL;
}

#else

const struct bw_dot_version *bw_dot_version(enum bw_dot_set set)
{
    return set == BW_DOT_SCALAR ? &scalar : NULL;
}

#endif

float bw_dot_f32(const float *a, const float *b, size_t n)
{
    return bw_dot_chosen()->one(a, b, n);
}

void bw_dot_f32_block(struct bw_rows queries, struct bw_rows rows, float *out)
{
    bw_dot_chosen()->block(queries, rows, out);
}
