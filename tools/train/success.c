#include "tools/train/success.h"

#include <stdlib.h>
#include <string.h>

#include "tools/train/importance.h"

/* Beta(8, 2): as if eight of ten had completed before anything was seen. */
#define PRIOR_CAME 8.0
#define PRIOR_ALL 10.0

struct training {
    const struct bw_outcomes *outcomes;
    const struct bw_success_how *how;
    struct bw_success *out;
    struct bw_fail *fail;
    double begin, end; /* of the present part of the work, 0 to 1 */
};

static bool step(void *context, double done)
{
    const struct training *training = context;
    double all = training->begin + (training->end - training->begin) * done;
    return training->how->step(training->how->context, all);
}

static struct bw_cross_how work_of(struct training *training, double begin, double end)
{
    training->begin = begin;
    training->end = end;
    return (struct bw_cross_how){training->how->n_threads, training->how->step ? step : NULL,
                                 training};
}

/* Chances of all outcomes told by one number are as good as this. */
static struct bw_metrics metrics_of_one(size_t n, size_t n_came, double p)
{
    double share = (double)n_came / (double)n;
    struct bw_foretold both[2] = {{p, 0}, {p, 1}};
    struct bw_metrics none = bw_metrics_of(both, 1), all = bw_metrics_of(both + 1, 1);
    double off = p - share;
    return (struct bw_metrics){.n = n,
                               .n_came = n_came,
                               .log_loss = share * all.log_loss + (1 - share) * none.log_loss,
                               .brier = share * all.brier + (1 - share) * none.brier,
                               .ece = off < 0 ? -off : off,
                               .auc = n_came > 0 && n_came < n ? .5 : none.auc};
}

static enum bw_err train_prior(struct training *training)
{
    struct bw_success_fit *fit = &training->out->fit;
    struct bw_chance_parts parts = {.kind = BW_CHANCE_PRIOR,
                                    .n_features = fit->n_features,
                                    .mean = fit->scales.mean,
                                    .scale = fit->scales.scale};
    parts.prior = (PRIOR_CAME + (double)fit->n_came) / (PRIOR_ALL + (double)fit->n_outcomes);
    fit->kind = BW_CHANCE_PRIOR;
    fit->n_used = fit->n_outcomes;
    fit->judged = metrics_of_one(fit->n_outcomes, fit->n_came, parts.prior);
    fit->constant =
        metrics_of_one(fit->n_outcomes, fit->n_came, (double)fit->n_came / (double)fit->n_outcomes);
    return bw_chance_pack(&parts, &training->out->bytes, &training->out->n, training->fail);
}

/* What the outcomes allow; what keeps it from being more is left in `why`. */
static enum bw_chance_kind kind_most(struct bw_success_fit *fit)
{
    size_t n_not = fit->n_outcomes - fit->n_came;
    size_t n_rare = bw_sample_share(fit->n_outcomes, fit->n_came < n_not ? fit->n_came : n_not,
                                    BW_SUCCESS_GRID_MOST);
    fit->why = BW_SUCCESS_FEW;
    if (fit->n_outcomes < BW_SUCCESS_LOGISTIC_LEAST)
        return BW_CHANCE_PRIOR;
    fit->why = BW_SUCCESS_ALL_ALIKE;
    if (fit->scales.n_varying == 0)
        return BW_CHANCE_PRIOR;
    fit->why = BW_SUCCESS_FEW_OF_RARER;
    if (n_rare < BW_SUCCESS_RARE_LEAST)
        return BW_CHANCE_PRIOR;
    if (fit->n_outcomes >= BW_SUCCESS_RBF_LEAST && n_rare >= BW_SUCCESS_RBF_RARE_LEAST) {
        fit->why = BW_SUCCESS_BEST;
        return BW_CHANCE_RBF;
    }
    if (fit->n_outcomes < BW_SUCCESS_RBF_LEAST)
        fit->why = BW_SUCCESS_FEW;
    return BW_CHANCE_LOGISTIC;
}

static enum bw_err choose(struct training *training, enum bw_chance_kind most)
{
    const struct bw_success_how *how = training->how;
    struct bw_success_fit *fit = &training->out->fit;
    bool radial = most == BW_CHANCE_RBF && how->kind != BW_CHANCE_LOGISTIC;
    bool logistic = most == BW_CHANCE_LOGISTIC || how->kind != BW_CHANCE_RBF;
    struct bw_sample sample;
    struct bw_folds folds = {NULL, 0, false};
    enum bw_err err = bw_sample_draw(training->outcomes, BW_SUCCESS_GRID_MOST, how->seed, &sample,
                                     training->fail);
    if (err)
        return err;
    err = bw_folds_make(&sample.outcomes, BW_SUCCESS_FOLDS, how->seed, &folds, training->fail);
    if (!err) {
        struct bw_lesson lesson = {&sample.outcomes, &fit->scales, &folds};
        struct bw_cross_how work = work_of(training, 0, BW_SUCCESS_GRID_SHARE);
        err = bw_grid_search(&lesson, logistic, radial, &work, &fit->grid, training->fail);
    }
    bw_folds_free(&folds);
    bw_sample_free(&sample);
    if (err)
        return err;
    fit->recipe = fit->grid.cells[fit->grid.best].recipe;
    fit->kind = fit->recipe.kind;
    if (most == BW_CHANCE_RBF && how->kind != 0)
        fit->why = BW_SUCCESS_AS_TOLD;
    return BW_OK;
}

/* The measures of chances by the curves of their folds, and of the share of the other folds. */
static enum bw_err measure(const struct bw_lesson *lesson, const double *values,
                           const struct bw_curve *curves, struct training *training)
{
    const struct bw_outcomes *outcomes = lesson->outcomes;
    struct bw_foretold *foretold = malloc(outcomes->n * sizeof *foretold);
    size_t n[BW_FOLDS_MOST] = {0}, came[BW_FOLDS_MOST] = {0};
    size_t all_came = bw_outcomes_n_came(outcomes);
    if (!foretold)
        return bw_fail_set(training->fail, BW_INTERNAL, "memory is out");
    for (size_t i = 0; i < outcomes->n; i++) {
        unsigned fold = lesson->folds->of[i];
        foretold[i] = (struct bw_foretold){bw_curve_at(curves[fold], values[i]), outcomes->came[i]};
        n[fold]++;
        came[fold] += outcomes->came[i];
    }
    bw_metrics_sort(foretold, outcomes->n);
    training->out->fit.judged = bw_metrics_of(foretold, outcomes->n);
    for (size_t i = 0; i < outcomes->n; i++) {
        unsigned fold = lesson->folds->of[i];
        foretold[i] = (struct bw_foretold){
            (double)(all_came - came[fold]) / (double)(outcomes->n - n[fold]), outcomes->came[i]};
    }
    bw_metrics_sort(foretold, outcomes->n);
    training->out->fit.constant = bw_metrics_of(foretold, outcomes->n);
    free(foretold);
    return BW_OK;
}

/* Judges the chosen recipe by folds; the curve is the one for the model of all. */
static enum bw_err judge(struct training *training, const struct bw_lesson *lesson,
                         struct bw_curve *curve)
{
    struct bw_success_fit *fit = &training->out->fit;
    struct bw_curve curves[BW_FOLDS_MOST];
    struct bw_cross_how work = work_of(training, BW_SUCCESS_GRID_SHARE, 1);
    struct bw_cross cross;
    enum bw_err err = bw_cross_run(lesson, &fit->recipe, 1, true, &work, &cross, training->fail);
    if (err)
        return err;
    err = bw_cross_curves(lesson, &fit->recipe, cross.values, curves, training->fail);
    if (!err)
        err = measure(lesson, cross.values, curves, training);
    if (!err)
        err = bw_importance_of(lesson, &cross, curves,
                               &(struct bw_importance_how){
                                   training->how->seed, training->how->n_threads, fit->importance},
                               training->fail);
    *curve = bw_platt_fit(cross.values, lesson->outcomes->came, lesson->outcomes->n);
    bw_cross_free(&cross);
    return err;
}

static enum bw_err fit_sample(struct training *training, const struct bw_lesson *lesson)
{
    struct bw_success *out = training->out;
    struct bw_fitted fitted;
    struct bw_curve curve = {1, 0};
    enum bw_err err = judge(training, lesson, &curve);
    if (!err)
        err = bw_recipe_fit(&out->fit.recipe, lesson, BW_NO_FOLD, &fitted, training->fail);
    if (err)
        return err;
    if (out->fit.kind == BW_CHANCE_RBF) {
        struct bw_chance_head *head = fitted.bytes;
        head->slope = curve.slope;
        head->offset = curve.offset;
    }
    err =
        bw_chance_open(fitted.bytes, fitted.n, out->fit.n_features, &fitted.chance, training->fail);
    if (err) {
        bw_fitted_free(&fitted);
        return err;
    }
    out->fit.n_used = lesson->outcomes->n;
    out->fit.n_folds = lesson->folds->n;
    out->fit.by_employee = lesson->folds->by_employee;
    out->fit.n_vectors = fitted.chance.head->n_vectors;
    out->bytes = fitted.bytes;
    out->n = fitted.n;
    return BW_OK;
}

static enum bw_err train_recipe(struct training *training)
{
    struct bw_sample sample;
    struct bw_folds folds = {NULL, 0, false};
    uint64_t seed = training->how->seed;
    enum bw_err err =
        bw_sample_draw(training->outcomes, BW_SUCCESS_FIT_MOST, seed + 1, &sample, training->fail);
    if (err)
        return err;
    err = bw_folds_make(&sample.outcomes, BW_SUCCESS_FOLDS, seed + 1, &folds, training->fail);
    if (!err) {
        struct bw_lesson lesson = {&sample.outcomes, &training->out->fit.scales, &folds};
        err = fit_sample(training, &lesson);
    }
    bw_folds_free(&folds);
    bw_sample_free(&sample);
    return err;
}

static enum bw_err check(const struct bw_outcomes *outcomes, const struct bw_success_how *how,
                         struct bw_fail *fail)
{
    enum bw_err err = bw_outcomes_check(outcomes, fail);
    if (err)
        return err;
    size_t n_came = bw_outcomes_n_came(outcomes);
    if (how->kind != 0 && how->kind != BW_CHANCE_LOGISTIC && how->kind != BW_CHANCE_RBF)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "the kind of a success model to fit is logistic, "
                           "radial or none");
    if (outcomes->n >= BW_SUCCESS_LOGISTIC_LEAST && (n_came == 0 || n_came == outcomes->n))
        return bw_fail_set(
            fail, BW_BAD_REQUEST,
            "all %zu outcomes are %s: a chance is learned from completed and dropped "
            "ones; are the others recorded?",
            outcomes->n, n_came ? "completed" : "dropped");
    return BW_OK;
}

enum bw_err bw_train_success(const struct bw_outcomes *outcomes, const struct bw_success_how *how,
                             struct bw_success *out, struct bw_fail *fail)
{
    struct bw_success success = {.bytes = NULL};
    struct training training = {outcomes, how, &success, fail, 0, 1};
    enum bw_err err = check(outcomes, how, fail);
    if (err)
        return err;
    success.fit.n_outcomes = outcomes->n;
    success.fit.n_came = bw_outcomes_n_came(outcomes);
    success.fit.n_features = outcomes->n_features;
    bw_scales_of(outcomes, &success.fit.scales);
    enum bw_chance_kind most = kind_most(&success.fit);
    if (most == BW_CHANCE_PRIOR)
        err = train_prior(&training);
    else
        err = choose(&training, most);
    if (!err && most != BW_CHANCE_PRIOR)
        err = train_recipe(&training);
    if (!err)
        *out = success;
    return err;
}

void bw_success_free(struct bw_success *success)
{
    free(success->bytes);
    success->bytes = NULL;
}
