#include "model/learned/rbf_inside.h"

static const struct bw_rbf_version scalar = {"scalar", bw_rbf_sums_scalar};

#ifdef __x86_64__

static const struct bw_rbf_version avx2 = {"AVX2", bw_rbf_sums_avx2};
static const struct bw_rbf_version avx512 = {"AVX-512", bw_rbf_sums_avx512};

#endif

/* What the processor can run is told by the dot product's versions, which need the same. */
const struct bw_rbf_version *bw_rbf_version(enum bw_dot_set set)
{
    if (!bw_dot_version(set))
        return NULL;
    switch (set) {
#ifdef __x86_64__
    case BW_DOT_AVX512:
        return &avx512;
    case BW_DOT_AVX2:
        return &avx2;
#endif
    case BW_DOT_SCALAR:
        return &scalar;
    default:
        return NULL;
    }
}

void bw_rbf_sums(const struct bw_rbf *rbf, const double *rows, size_t n_rows, double *out)
{
    bw_rbf_chosen()->sums(rbf, rows, n_rows, out);
}
