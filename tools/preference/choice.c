#include "tools/preference/choice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/learned/learning.h"

/* a, b, then the weights. */
enum { LEVEL, SLOPE, LANGUAGE, FORMAT, HOURS, TOGETHER, N };

#define RIDGE_SD .05
#define SLOPE_MOST 20
#define ROUNDS_MOST 200 /* of expectation and maximisation */
#define STEPS_MOST 3    /* of one maximisation: it need not go all the way */
#define HALVINGS_MOST 30
#define SETTLED 1e-9
#define MOVED_LEAST 1e-5 /* of a weight: less is not worth another round */
#define LOOKED_LEAST 1e-6

struct fitting {
    const struct bw_choice *at; /* those that say something */
    const double *worth;        /* ln of their scores */
    double *looked;             /* chance that each was looked at, as it is believed now */
    size_t n;
    double x[N], floors[N], ceilings[N];
    double positions[BW_CHOICE_POSITIONS + 1];
    double trace;
};

/* Of the score, with the weights x: what is left of it, > 0. */
static double share_of(const struct bw_choice *choice, const double x[N])
{
    return 1 - choice->language * x[LANGUAGE] - choice->format * x[FORMAT] -
           choice->hours * x[HOURS] + choice->together * x[TOGETHER];
}

/* What the weights leave of what choice i closes, as a logarithm. */
static double worth_of(const struct fitting *fitting, size_t i, const double x[N])
{
    double share = share_of(&fitting->at[i], x);
    return fitting->worth[i] + (share < 1 || share > 1 ? log(share) : 0);
}

static double logit_of(const struct fitting *fitting, size_t i, const double x[N])
{
    return x[LEVEL] + x[SLOPE] * worth_of(fitting, i, x);
}

static double wanted(double logit)
{
    return 1 / (1 + exp(-logit));
}

/* ln(1 + e^x), which is -ln(1 - wanted(x)). */
static double softplus(double x)
{
    return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

static size_t bin_of(const struct bw_choice *choice)
{
    return choice->position < BW_CHOICE_POSITIONS ? choice->position : BW_CHOICE_POSITIONS;
}

/* How surely each was looked at. An answer says so; silence is weighed. */
static void expect(struct fitting *fitting)
{
    for (size_t i = 0; i < fitting->n; i++) {
        const struct bw_choice *choice = &fitting->at[i];
        double t = fitting->positions[bin_of(choice)];
        double silent = t * (1 - wanted(logit_of(fitting, i, fitting->x))) * (1 - fitting->trace);
        fitting->looked[i] = choice->reply == BW_RESPONSE_IGNORED ? silent / (1 - t + silent) : 1;
    }
}

/* Chances to be looked at and to leave a trace, by how surely each was. The first position there is
 * stands at 1. */
static void settle_looks(struct fitting *fitting)
{
    double sum[BW_CHOICE_POSITIONS + 1] = {0}, unwanted = 0;
    size_t count[BW_CHOICE_POSITIONS + 1] = {0}, traces = 0, first = 1;
    for (size_t i = 0; i < fitting->n; i++) {
        enum bw_response reply = fitting->at[i].reply;
        sum[bin_of(&fitting->at[i])] += fitting->looked[i];
        count[bin_of(&fitting->at[i])]++;
        unwanted += reply == BW_RESPONSE_ACCEPTED ? 0 : fitting->looked[i];
        traces += reply == BW_RESPONSE_DECLINED || reply == BW_RESPONSE_CLICKED;
    }
    while (first < BW_CHOICE_POSITIONS && count[first] == 0)
        first++;
    for (size_t b = 0; b <= BW_CHOICE_POSITIONS; b++)
        if (count[b] > 0 && b != (count[first] ? first : 0))
            fitting->positions[b] = fmax(sum[b] / (double)count[b], LOOKED_LEAST);
    fitting->trace = unwanted > 0 ? fmin((double)traces / unwanted, 1 - LOOKED_LEAST) : 0;
}

static double ridge(const double x[N])
{
    double sum = 0;
    for (int k = LANGUAGE; k < N; k++)
        sum += (x[k] - BW_PREFERENCE_DEFAULT) * (x[k] - BW_PREFERENCE_DEFAULT);
    return sum / (2 * RIDGE_SD * RIDGE_SD);
}

/* What is made as small as can be: of those that were looked at, how badly it is foretold who
 * wanted it. */
static double loss(const struct fitting *fitting, const double x[N])
{
    double sum = ridge(x);
    for (size_t i = 0; i < fitting->n; i++) {
        double logit = logit_of(fitting, i, x);
        bool accepted = fitting->at[i].reply == BW_RESPONSE_ACCEPTED;
        sum += fitting->looked[i] * softplus(accepted ? -logit : logit);
    }
    return sum;
}

/* The logit's slopes in x. */
static void slopes_of(const struct fitting *fitting, size_t i, double g[N])
{
    const struct bw_choice *choice = &fitting->at[i];
    const double *x = fitting->x;
    double share = share_of(choice, x);
    g[LEVEL] = 1;
    g[SLOPE] = worth_of(fitting, i, x);
    g[LANGUAGE] = -x[SLOPE] * choice->language / share;
    g[FORMAT] = -x[SLOPE] * choice->format / share;
    g[HOURS] = -x[SLOPE] * choice->hours / share;
    g[TOGETHER] = x[SLOPE] * choice->together / share;
}

/* Gradient and Fisher's information of the loss. */
static void differentiate(const struct fitting *fitting, double gradient[N], double bend[N][N])
{
    for (int j = 0; j < N; j++) {
        bool weight = j >= LANGUAGE;
        gradient[j] = weight ? (fitting->x[j] - BW_PREFERENCE_DEFAULT) / (RIDGE_SD * RIDGE_SD) : 0;
        for (int k = 0; k < N; k++)
            bend[j][k] = j == k ? (weight ? 1 / (RIDGE_SD * RIDGE_SD) : 1e-9) : 0;
    }
    for (size_t i = 0; i < fitting->n; i++) {
        double g[N], r = wanted(logit_of(fitting, i, fitting->x));
        double off = r - (fitting->at[i].reply == BW_RESPONSE_ACCEPTED);
        slopes_of(fitting, i, g);
        for (int j = 0; j < N; j++) {
            gradient[j] += fitting->looked[i] * off * g[j];
            for (int k = 0; k <= j; k++)
                bend[j][k] += fitting->looked[i] * r * (1 - r) * g[j] * g[k];
        }
    }
    for (int j = 0; j < N; j++)
        for (int k = 0; k < j; k++)
            bend[k][j] = bend[j][k];
}

/* What may not move: it stands at a bound and would go beyond. */
static void hold(const struct fitting *fitting, double gradient[N], double bend[N][N])
{
    for (int j = 0; j < N; j++) {
        double x = fitting->x[j];
        if (!(x <= fitting->floors[j] && gradient[j] > 0) &&
            !(x >= fitting->ceilings[j] && gradient[j] < 0))
            continue;
        for (int k = 0; k < N; k++)
            bend[j][k] = bend[k][j] = 0;
        bend[j][j] = 1;
        gradient[j] = 0;
    }
}

/* Solves bend * step = gradient by elimination; bend is positive definite. */
static void solve(double bend[N][N], double step[N])
{
    for (int p = 0; p < N; p++)
        for (int j = p + 1; j < N; j++) {
            double factor = bend[j][p] / bend[p][p];
            for (int k = p; k < N; k++)
                bend[j][k] -= factor * bend[p][k];
            step[j] -= factor * step[p];
        }
    for (int p = N - 1; p >= 0; p--) {
        for (int k = p + 1; k < N; k++)
            step[p] -= bend[p][k] * step[k];
        step[p] /= bend[p][p];
    }
}

/* One step down, as far as it leads down; false when none does. */
static bool step_down(struct fitting *fitting)
{
    double step[N], bend[N][N], tried[N], before = loss(fitting, fitting->x), length = 1;
    differentiate(fitting, step, bend);
    hold(fitting, step, bend);
    solve(bend, step);
    for (int halving = 0; halving < HALVINGS_MOST; halving++, length /= 2) {
        for (int j = 0; j < N; j++)
            tried[j] = fmin(fmax(fitting->x[j] - length * step[j], fitting->floors[j]),
                            fitting->ceilings[j]);
        if (loss(fitting, tried) >= before - SETTLED)
            continue;
        for (int j = 0; j < N; j++)
            fitting->x[j] = tried[j];
        return true;
    }
    return false;
}

static void fit(struct fitting *fitting)
{
    for (int round = 0; round < ROUNDS_MOST; round++) {
        double before[N], moved = 0;
        for (int j = 0; j < N; j++)
            before[j] = fitting->x[j];
        expect(fitting);
        settle_looks(fitting);
        for (int step = 0; step < STEPS_MOST && step_down(fitting); step++)
            ;
        for (int j = LANGUAGE; j < N; j++)
            moved = fmax(moved, fabs(fitting->x[j] - before[j]));
        if (moved < MOVED_LEAST)
            break;
    }
}

/* Keeps the choices that say something, and counts them. */
static void keep(const struct bw_choice *choices, size_t n, struct bw_choice *kept, double *worth,
                 struct bw_choice_fit *out)
{
    for (size_t i = 0; i < n; i++) {
        if (!(choices[i].score > 0) || !isfinite(choices[i].score))
            continue;
        worth[out->n_shown] = log(choices[i].score);
        kept[out->n_shown++] = choices[i];
        out->n_accepted += choices[i].reply == BW_RESPONSE_ACCEPTED;
        out->n_declined += choices[i].reply == BW_RESPONSE_DECLINED;
    }
}

static void give(const struct fitting *fitting, struct bw_choice_fit *out)
{
    const double *x = fitting->x;
    out->learned = true;
    out->weights = (struct bw_preference){x[LANGUAGE], x[FORMAT], x[HOURS], x[TOGETHER]};
    for (size_t b = 0; b <= BW_CHOICE_POSITIONS; b++)
        out->looked[b] = fitting->positions[b];
    out->trace = fitting->trace;
    out->level = x[LEVEL];
    out->slope = x[SLOPE];
}

/* Are there answers enough, of both kinds? */
static bool can_learn(const struct bw_choice_fit *seen)
{
    return seen->n_accepted + seen->n_declined >= BW_CHOICE_ANSWERS_LEAST && seen->n_accepted > 0 &&
           seen->n_accepted < seen->n_shown;
}

/* Where the fit begins, and between what it stays: with `fixed` weights, at these. */
static void bound(struct fitting *fitting, const struct bw_preference *fixed)
{
    const double weight = BW_PREFERENCE_DEFAULT, most = BW_PREFERENCE_MOST;
    const double x[N] = {0, 1, weight, weight, weight, weight}, floors[N] = {-50},
                 ceilings[N] = {50, SLOPE_MOST, most, most, most, BW_CO_ENROLMENT_MOST};
    memcpy(fitting->x, x, sizeof x);
    memcpy(fitting->floors, floors, sizeof floors);
    memcpy(fitting->ceilings, ceilings, sizeof ceilings);
    if (fixed) {
        const double weights[] = {fixed->language, fixed->format, fixed->hours,
                                  fixed->co_enrolment};
        memcpy(fitting->x + LANGUAGE, weights, sizeof weights);
        memcpy(fitting->floors + LANGUAGE, weights, sizeof weights);
        memcpy(fitting->ceilings + LANGUAGE, weights, sizeof weights);
    }
}

enum bw_err bw_choice_learn(const struct bw_choice *choices, size_t n,
                            const struct bw_preference *fixed, struct bw_choice_fit *out,
                            struct bw_fail *fail)
{
    const double weight = BW_PREFERENCE_DEFAULT;
    struct bw_choice *kept = calloc(n + 1, sizeof *kept);
    double *worth = calloc(2 * n + 1, sizeof *worth);
    if (!kept || !worth) {
        free(kept);
        free(worth);
        return bw_fail_set(fail, BW_INTERNAL, "out of memory for %zu suggestions", n);
    }
    *out = (struct bw_choice_fit){
        .weights = fixed ? *fixed : (struct bw_preference){weight, weight, weight, weight}};
    keep(choices, n, kept, worth, out);
    struct fitting fitting = {
        .at = kept, .worth = worth, .looked = worth + n, .n = out->n_shown, .trace = .1};
    bound(&fitting, fixed);
    for (size_t b = 0; b <= BW_CHOICE_POSITIONS; b++)
        fitting.positions[b] = 1 / (double)(b ? b : 1);
    if (can_learn(out)) {
        fit(&fitting);
        give(&fitting, out);
    }
    free(kept);
    free(worth);
    return BW_OK;
}

double bw_choice_loss(const struct bw_choice_fit *fit, const struct bw_choice *choices, size_t n)
{
    const double x[N] = {fit->level,          fit->slope,         fit->weights.language,
                         fit->weights.format, fit->weights.hours, fit->weights.co_enrolment};
    double sum = 0;
    size_t n_judged = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(choices[i].score > 0) || !isfinite(choices[i].score))
            continue;
        double worth = log(choices[i].score * share_of(&choices[i], x));
        double chance = fit->looked[bin_of(&choices[i])] * wanted(x[LEVEL] + x[SLOPE] * worth);
        chance = choices[i].reply == BW_RESPONSE_ACCEPTED ? chance : 1 - chance;
        sum -= log(fmax(chance, LOOKED_LEAST));
        n_judged++;
    }
    return n_judged ? sum / (double)n_judged : NAN;
}
