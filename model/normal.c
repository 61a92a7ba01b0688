#include "model/normal.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* 2^n for a normal exponent. */
static double exp2_int(int n)
{
    uint64_t bits = (uint64_t)(n + 1023) << 52;
    double out;
    memcpy(&out, &bits, sizeof out);
    return out;
}

double bw_exp(double x)
{
    /* ln 2 in two parts: the high one has 21 trailing zero bits, so that n * high is exact. */
    const double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
    if (isnan(x))
        return x;
    if (x > 709.782712893384)
        return (double)INFINITY;
    if (x < -745.1332191019412)
        return 0;
    double scaled = x * 1.4426950408889634;
    int n = (int)(scaled + (scaled < 0 ? -0.5 : 0.5));
    double r = (x - n * ln2_high) - n * ln2_low;
    /* |r| <= 0.3466: Taylor to r^14 leaves less than 2e-19. Horner without the leading 1 + r. */
    double sum = 1.0 / 87178291200.0;
    static const double inverse_factorial[] = {
        1.0 / 6227020800.0, 1.0 / 479001600.0, 1.0 / 39916800.0, 1.0 / 3628800.0,
        1.0 / 362880.0,     1.0 / 40320.0,     1.0 / 5040.0,     1.0 / 720.0,
        1.0 / 120.0,        1.0 / 24.0,        1.0 / 6.0,        0.5,
    };
    for (unsigned i = 0; i < sizeof inverse_factorial / sizeof *inverse_factorial; i++)
        sum = sum * r + inverse_factorial[i];
    double value = 1 + (r + r * r * sum);
    if (n < -1021)
        return value * exp2_int(n + 64) * exp2_int(-64);
    return n > 1023 ? value * exp2_int(n - 1) * 2 : value * exp2_int(n);
}

double bw_normal_pdf(double z)
{
    return 0.3989422804014327 * bw_exp(-0.5 * z * z);
}

/* Phi(z) - 1/2 for 0 < z < 2: pdf * (z + z^3/3 + z^5/15 + ...), every term positive. */
static double centre(double z)
{
    double term = z, sum = z;
    for (int k = 3; term > 1e-17 * sum; k += 2) {
        term *= z * z / k;
        sum += term;
    }
    return bw_normal_pdf(z) * sum;
}

/* P(Z > z) for z >= 2: the continued fraction pdf / (z + 1/(z + 2/(z + ...))), from the inside. */
static double upper_tail(double z)
{
    double f = z;
    for (int k = z < 4 ? 200 : 60; k > 0; k--)
        f = z + k / f;
    return bw_normal_pdf(z) / f;
}

double bw_normal_cdf(double z)
{
    if (isnan(z))
        return z;
    if (z > 39)
        return 1;
    if (z < -39)
        return 0;
    double size = z < 0 ? -z : z;
    double tail;
    if (size < 2) {
        double half = size == 0 ? 0 : centre(size);
        return z < 0 ? 0.5 - half : 0.5 + half;
    }
    tail = upper_tail(size);
    return z < 0 ? tail : 1 - tail;
}
