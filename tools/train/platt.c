#include "tools/train/platt.h"

#include <math.h>
#include <stdbool.h>

#include "model/base/log.h"
#include "model/base/normal.h"

#define STEPS_MOST 100
#define STEP_LEAST 1e-10
#define GRADIENT_ENOUGH 1e-7
#define RIDGE 1e-12 /* keeps the second derivatives apart from 0 */
#define GAIN_SHARE 1e-4

double bw_curve_at(struct bw_curve curve, double decision)
{
    return 1 / (1 + bw_exp(-(curve.slope * decision + curve.offset)));
}

double bw_curve_loss(double x, double target)
{
    /* ln(1 + e^-x) + (1 - target) x, and the same with the sign of x turned when it is below 0 */
    return x >= 0 ? bw_log(1 + bw_exp(-x)) + (1 - target) * x : bw_log(1 + bw_exp(x)) - target * x;
}

struct fitting {
    const double *decisions;
    const unsigned char *came;
    size_t n;
    double high, low; /* targets of what came and what did not */
};

static double target_of(const struct fitting *fitting, size_t i)
{
    return fitting->came[i] ? fitting->high : fitting->low;
}

static double loss(const struct fitting *fitting, struct bw_curve curve)
{
    double sum = 0;
    for (size_t i = 0; i < fitting->n; i++)
        sum += bw_curve_loss(curve.slope * fitting->decisions[i] + curve.offset,
                             target_of(fitting, i));
    return sum;
}

/* First and second derivatives of the loss, by slope and offset. */
struct derivatives {
    double slope, offset, slope_slope, slope_offset, offset_offset;
};

static struct derivatives derive(const struct fitting *fitting, struct bw_curve curve)
{
    struct derivatives d = {0, 0, RIDGE, 0, RIDGE};
    for (size_t i = 0; i < fitting->n; i++) {
        double at = fitting->decisions[i], p = bw_curve_at(curve, at);
        double off = p - target_of(fitting, i), bend = p * (1 - p);
        d.slope += off * at;
        d.offset += off;
        d.slope_slope += bend * at * at;
        d.slope_offset += bend * at;
        d.offset_offset += bend;
    }
    return d;
}

/* Goes along the Newton step as far as the loss gains its share; false when it gains nowhere. */
static bool go(const struct fitting *fitting, const struct derivatives *d, double *now,
               struct bw_curve *curve)
{
    double determinant = d->slope_slope * d->offset_offset - d->slope_offset * d->slope_offset;
    double by_slope = -(d->offset_offset * d->slope - d->slope_offset * d->offset) / determinant;
    double by_offset = -(d->slope_slope * d->offset - d->slope_offset * d->slope) / determinant;
    double fall = d->slope * by_slope + d->offset * by_offset;
    for (double step = 1; step >= STEP_LEAST; step /= 2) {
        struct bw_curve next = {curve->slope + step * by_slope, curve->offset + step * by_offset};
        double there = loss(fitting, next);
        if (there < *now + GAIN_SHARE * step * fall) {
            *curve = next;
            *now = there;
            return true;
        }
    }
    return false;
}

struct bw_curve bw_platt_fit(const double *decisions, const unsigned char *came, size_t n)
{
    double n_came = 0;
    for (size_t i = 0; i < n; i++)
        n_came += came[i];
    double n_not = (double)n - n_came;
    struct fitting fitting = {decisions, came, n, (n_came + 1) / (n_came + 2), 1 / (n_not + 2)};
    struct bw_curve curve = {0, bw_log(n_came + 1) - bw_log(n_not + 1)};
    double now = loss(&fitting, curve);
    for (int i = 0; i < STEPS_MOST; i++) {
        struct derivatives d = derive(&fitting, curve);
        if (fabs(d.slope) < GRADIENT_ENOUGH && fabs(d.offset) < GRADIENT_ENOUGH)
            break;
        if (!go(&fitting, &d, &now, &curve))
            break;
    }
    return curve;
}
