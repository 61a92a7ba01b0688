#include "model/learned/overlap.h"

#include <stdbool.h>

static bool has(const uint32_t *list, size_t n, uint32_t item)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == item)
            return true;
    return false;
}

double bw_overlap(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b)
{
    const uint32_t *shorter = n_a <= n_b ? a : b, *longer = n_a <= n_b ? b : a;
    size_t s = n_a <= n_b ? n_a : n_b, l = n_a <= n_b ? n_b : n_a;
    double p = BW_OVERLAP_PERSISTENCE, weight = 1, sum = 0, common = 0, common_s = 0;
    if (l == 0)
        return 1;
    for (size_t d = 1; d <= l; d++) {
        weight *= p; /* p^d */
        /* What is at this depth, in the other list above it; the same item at once counts once. */
        common += has(shorter, d < s ? d : s, longer[d - 1]);
        if (d <= s)
            common += has(longer, d - 1, shorter[d - 1]);
        if (d == s)
            common_s = common;
        sum += common / (double)d * weight;
        if (d > s && s > 0)
            sum += common_s * (double)(d - s) / (double)(s * d) * weight;
    }
    double below = (common - common_s) / (double)l + (s > 0 ? common_s / (double)s : 0);
    return (1 - p) / p * sum + below * weight;
}
