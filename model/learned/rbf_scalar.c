/* The specification: what model/learned/rbf.h says in words. Compilers make of it what vectors
 * every processor of a kind has (SSE2, NEON), which changes no bit. */
#include <float.h>
#include <stdint.h>
#include <string.h>

#include "model/learned/rbf_inside.h"

_Static_assert(FLT_EVAL_METHOD == 0, "float64 sums are rounded to float64 each time");

double bw_rbf_exp(double x)
{
    x = x > 0 ? 0 : x;
    x = x > BW_RBF_EXP_LEAST ? x : BW_RBF_EXP_LEAST;
    double shifted = x * BW_RBF_LOG2_E + BW_RBF_EXP_SHIFT;
    double r = x - (shifted - BW_RBF_EXP_SHIFT) * BW_RBF_LN_2;
    double sum = bw_rbf_exp_terms[BW_RBF_EXP_TERMS - 1];
    for (int t = BW_RBF_EXP_TERMS - 2; t >= 0; t--)
        sum = sum * r + bw_rbf_exp_terms[t];
    sum = sum * r + 1;
    /* n stands in the low bits of `shifted` and is added to the exponent. */
    uint64_t power, bits;
    memcpy(&power, &shifted, sizeof power);
    memcpy(&bits, &sum, sizeof bits);
    bits += power << 52;
    memcpy(&sum, &bits, sizeof sum);
    return sum;
}

double bw_rbf_half(const double *at, size_t n_features, size_t stride)
{
    double sum = 0;
    for (size_t f = 0; f < n_features; f++)
        sum += at[f * stride] * at[f * stride];
    return sum / 2;
}

static double sum_of(const struct bw_rbf *rbf, const double *row)
{
    double half = bw_rbf_half(row, rbf->n_features, 1), sum[BW_RBF_LANES] = {0};
    for (size_t p = 0; p < rbf->n_panels; p++) {
        const double *panel = rbf->panels + p * rbf->n_features * BW_RBF_LANES;
        double e[BW_RBF_LANES];
        for (size_t l = 0; l < BW_RBF_LANES; l++)
            e[l] = -(rbf->half[p * BW_RBF_LANES + l] + half);
        for (size_t f = 0; f < rbf->n_features; f++)
            for (size_t l = 0; l < BW_RBF_LANES; l++)
                e[l] += row[f] * panel[f * BW_RBF_LANES + l];
        for (size_t l = 0; l < BW_RBF_LANES; l++)
            sum[l] += rbf->weight[p * BW_RBF_LANES + l] * bw_rbf_exp(e[l]);
    }
    for (size_t step = BW_RBF_LANES / 2; step > 0; step /= 2)
        for (size_t l = 0; l < step; l++)
            sum[l] += sum[l + step];
    return sum[0];
}

void bw_rbf_sums_scalar(const struct bw_rbf *rbf, const double *rows, size_t n_rows, double *out)
{
    for (size_t r = 0; r < n_rows; r++)
        out[r] = sum_of(rbf, rows + r * rbf->n_features);
}
