#include "tools/train/logistic.h"

#include <math.h>
#include <string.h>

#include "model/learned/chance.h"
#include "model/base/log.h"
#include "tools/train/platt.h"

#define SIZE_MOST ((size_t)BW_CHANCE_FEATURES_MOST + 1)
#define STEPS_MOST 100
#define STEP_LEAST 1e-10
#define GRADIENT_ENOUGH 1e-8
#define GAIN_SHARE 1e-4

/* Unknown number n_features is the offset. */
struct fitting {
    const struct bw_points *points;
    double penalty; /* 1 / c */
    size_t size;
    double at[SIZE_MOST], gradient[SIZE_MOST], step[SIZE_MOST];
    double bend[SIZE_MOST][SIZE_MOST]; /* second derivatives; below the diagonal, then its factor */
};

static double decision(const struct fitting *fitting, const double *at, size_t i)
{
    size_t n = fitting->points->n_features;
    const double *z = fitting->points->z + i * n;
    double sum = at[n];
    for (size_t f = 0; f < n; f++)
        sum += at[f] * z[f];
    return sum;
}

static double loss(const struct fitting *fitting, const double *at)
{
    double sum = 0, square = 0;
    for (size_t f = 0; f < fitting->points->n_features; f++)
        square += at[f] * at[f];
    for (size_t i = 0; i < fitting->points->n; i++)
        sum += bw_curve_loss(decision(fitting, at, i), fitting->points->came[i]);
    return sum + fitting->penalty * square / 2;
}

static void add_point(struct fitting *fitting, size_t i)
{
    size_t n = fitting->points->n_features;
    const double *z = fitting->points->z + i * n;
    double p = bw_curve_at((struct bw_curve){1, 0}, decision(fitting, fitting->at, i));
    double off = p - fitting->points->came[i], bend = p * (1 - p);
    for (size_t a = 0; a <= n; a++) {
        double za = a < n ? z[a] : 1;
        fitting->gradient[a] += off * za;
        for (size_t b = 0; b <= a; b++)
            fitting->bend[a][b] += bend * za * (b < n ? z[b] : 1);
    }
}

static void derive(struct fitting *fitting)
{
    size_t n = fitting->points->n_features;
    memset(fitting->gradient, 0, sizeof fitting->gradient);
    memset(fitting->bend, 0, sizeof fitting->bend);
    for (size_t f = 0; f < n; f++) {
        fitting->gradient[f] = fitting->penalty * fitting->at[f];
        fitting->bend[f][f] = fitting->penalty;
    }
    fitting->bend[n][n] = 1e-12;
    for (size_t i = 0; i < fitting->points->n; i++)
        add_point(fitting, i);
}

/* step = -bend^-1 gradient, by Cholesky's factor; bend is positive definite by its penalty. */
static void solve(struct fitting *fitting)
{
    size_t size = fitting->size;
    double(*l)[SIZE_MOST] = fitting->bend, *x = fitting->step;
    for (size_t a = 0; a < size; a++) {
        for (size_t b = 0; b <= a; b++) {
            double sum = l[a][b];
            for (size_t k = 0; k < b; k++)
                sum -= l[a][k] * l[b][k];
            l[a][b] = a == b ? sqrt(sum > 0 ? sum : 1e-12) : sum / l[b][b];
        }
    }
    for (size_t a = 0; a < size; a++) {
        x[a] = -fitting->gradient[a];
        for (size_t k = 0; k < a; k++)
            x[a] -= l[a][k] * x[k];
        x[a] /= l[a][a];
    }
    for (size_t a = size; a-- > 0;) {
        for (size_t k = a + 1; k < size; k++)
            x[a] -= l[k][a] * x[k];
        x[a] /= l[a][a];
    }
}

/* Goes along the step as far as the loss gains its share; false when it gains nowhere. */
static bool go(struct fitting *fitting, double *now)
{
    double fall = 0, next[SIZE_MOST] = {0};
    for (size_t a = 0; a < fitting->size; a++)
        fall += fitting->gradient[a] * fitting->step[a];
    for (double part = 1; part >= STEP_LEAST; part /= 2) {
        for (size_t a = 0; a < fitting->size; a++)
            next[a] = fitting->at[a] + part * fitting->step[a];
        double there = loss(fitting, next);
        if (there < *now + GAIN_SHARE * part * fall) {
            memcpy(fitting->at, next, fitting->size * sizeof *next);
            *now = there;
            return true;
        }
    }
    return false;
}

static bool is_flat(const struct fitting *fitting)
{
    for (size_t a = 0; a < fitting->size; a++)
        if (fabs(fitting->gradient[a]) >= GRADIENT_ENOUGH * (double)fitting->points->n)
            return false;
    return true;
}

enum bw_err bw_logistic_fit(const struct bw_points *points, double c, double *weights,
                            double *offset, struct bw_fail *fail)
{
    struct fitting fitting = {.points = points, .penalty = 1 / c, .size = points->n_features + 1};
    double n_came = 0, now;
    for (size_t i = 0; i < points->n; i++)
        n_came += points->came[i];
    double n_not = (double)points->n - n_came;
    if (n_came <= 0 || n_not <= 0)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "all %zu outcomes are the same: there is nothing to tell apart",
                           points->n);
    fitting.at[points->n_features] = bw_log(n_came) - bw_log(n_not);
    now = loss(&fitting, fitting.at);
    for (int i = 0; i < STEPS_MOST; i++) {
        derive(&fitting);
        if (is_flat(&fitting))
            break;
        solve(&fitting);
        if (!go(&fitting, &now))
            break;
    }
    memcpy(weights, fitting.at, points->n_features * sizeof *weights);
    *offset = fitting.at[points->n_features];
    return BW_OK;
}
