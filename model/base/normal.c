#include "model/base/normal.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "model/base/mills.h"

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

#define CENTRE 0.125

/* Phi(z) - 1/2 for |z| < 1/8: pdf * (z + z^3/3 + z^5/15 + ...), so that Phi(0) is 1/2. */
static double centre(double z, double pdf)
{
    double t = z * z;
    double sum = 1 + t / 3 * (1 + t / 5 * (1 + t / 7 * (1 + t / 9 * (1 + t / 11 * (1 + t / 13)))));
    return pdf * (z * sum);
}

/* R at 1/8 <= z <= 10 from the nearest quarter; pairs of terms, so that the steps overlap. */
static double mills_ratio(double z)
{
    int q = (int)(4 * z + 0.5);
    const double *a = bw_mills[q - 1];
    double h = z - 0.25 * q, h2 = h * h, h4 = h2 * h2;
    double low = (a[0] + a[1] * h) + (a[2] + a[3] * h) * h2;
    double middle = (a[4] + a[5] * h) + (a[6] + a[7] * h) * h2;
    double high = (a[8] + a[9] * h) + (a[10] + a[11] * h) * h2;
    return low + (middle + high * h4) * h4;
}

/* R at z > 10: the continued fraction 1/(z + 1/(z + 2/(z + ...))), from the inside. */
static double mills_far(double z)
{
    double f = z;
    for (int k = 20; k > 0; k--)
        f = z + k / f;
    return 1 / f;
}

/* P(Z > size) for 1/8 <= size <= 39, when the density there is `pdf`. */
static double upper_tail(double size, double pdf)
{
    return pdf * (size <= 10 ? mills_ratio(size) : mills_far(size));
}

double bw_normal_cdf_with(double z, double pdf)
{
    if (isnan(z))
        return z;
    if (z > 39)
        return 1;
    if (z < -39)
        return 0;
    double size = z < 0 ? -z : z;
    if (size < CENTRE)
        return 0.5 + centre(z, pdf);
    double tail = upper_tail(size, pdf);
    return z < 0 ? tail : 1 - tail;
}

double bw_normal_cdf(double z)
{
    return bw_normal_cdf_with(z, bw_normal_pdf(z));
}
