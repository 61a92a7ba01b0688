#pragma once
/* The versions of the weighted sum, one file each, and the numbers of their exponential;
 * model/learned/rbf.h says what they compute. For model/learned/rbf alone: a version that the
 * processor lacks must not be called. */
#include "model/learned/rbf.h"

/* e^x = 2^n e^r, n = x / ln 2 rounded to even: adding SHIFT leaves n in the low bits of the sum and
 * takes the rest off. |r| <= ln 2 / 2 up to rounding; e^r = 1 + r (t[0] + r (t[1] + ...)), which
 * meets (e^r - 1) / r at the nine zeros of Chebyshev's polynomial and is nowhere off by more than
 * 4e-14 of e^r. */
#define BW_RBF_EXP_LEAST (-708.0)
#define BW_RBF_EXP_SHIFT 0x1.8p52
#define BW_RBF_LOG2_E 0x1.71547652b82fep0
#define BW_RBF_LN_2 0x1.62e42fefa39efp-1
#define BW_RBF_EXP_TERMS 9
static const double bw_rbf_exp_terms[BW_RBF_EXP_TERMS] = {
    0x1.0000000000000p+0,  0x1.fffffffff71cfp-2,  0x1.5555555553b7dp-3,
    0x1.5555557428da4p-5,  0x1.1111111c45d62p-7,  0x1.6c164df440c13p-10,
    0x1.a019adabf936ep-13, 0x1.a15a4f9d1f859p-16, 0x1.72c720b5eede8p-19};

void bw_rbf_sums_scalar(const struct bw_rbf *rbf, const double *rows, size_t n_rows, double *out);

#ifdef __x86_64__
void bw_rbf_sums_avx2(const struct bw_rbf *rbf, const double *rows, size_t n_rows, double *out);
void bw_rbf_sums_avx512(const struct bw_rbf *rbf, const double *rows, size_t n_rows, double *out);
#endif
