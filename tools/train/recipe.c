#include "tools/train/recipe.h"

#include <stdlib.h>

#include "tools/train/svm.h"

struct fitting {
    const struct bw_recipe *recipe;
    const struct bw_lesson *lesson;
    struct bw_points points; /* owned */
};

/* The outcomes outside the fold, standardised. */
static bool gather(struct fitting *fitting, unsigned left_out)
{
    const struct bw_outcomes *from = fitting->lesson->outcomes;
    const struct bw_scales *scales = fitting->lesson->scales;
    size_t n = from->n_features, count = 0;
    double *z = malloc((from->n * n + 1) * sizeof *z);
    unsigned char *came = malloc(from->n + 1);
    fitting->points = (struct bw_points){z, came, 0, n};
    if (!z || !came)
        return false;
    for (size_t i = 0; i < from->n; i++) {
        if (left_out != BW_NO_FOLD && fitting->lesson->folds->of[i] == left_out)
            continue;
        for (size_t f = 0; f < n; f++)
            z[count * n + f] =
                bw_chance_standard(from->features[i * n + f], scales->mean[f], scales->scale[f]);
        came[count++] = from->came[i];
    }
    fitting->points.n = count;
    return true;
}

static enum bw_err no_memory(struct bw_fail *fail)
{
    return bw_fail_set(fail, BW_INTERNAL, "memory is out");
}

static enum bw_err finish(const struct fitting *fitting, struct bw_chance_parts *parts,
                          struct bw_fitted *out, struct bw_fail *fail)
{
    struct bw_fitted fitted = {NULL, 0, {0}};
    parts->kind = fitting->recipe->kind;
    parts->n_features = fitting->points.n_features;
    parts->mean = fitting->lesson->scales->mean;
    parts->scale = fitting->lesson->scales->scale;
    parts->slope = 1;
    enum bw_err err = bw_chance_pack(parts, &fitted.bytes, &fitted.n, fail);
    if (!err)
        err = bw_chance_open(fitted.bytes, fitted.n, parts->n_features, &fitted.chance, fail);
    if (err)
        free(fitted.bytes);
    else
        *out = fitted;
    return err;
}

static enum bw_err fit_logistic(const struct fitting *fitting, struct bw_fitted *out,
                                struct bw_fail *fail)
{
    double weights[BW_CHANCE_FEATURES_MOST];
    struct bw_chance_parts parts = {.weight = weights};
    enum bw_err err =
        bw_logistic_fit(&fitting->points, fitting->recipe->c, weights, &parts.offset, fail);
    return err ? err : finish(fitting, &parts, out, fail);
}

static enum bw_err take_over(const struct fitting *fitting, const struct bw_svm *svm,
                             struct bw_fitted *out, struct bw_fail *fail)
{
    size_t n_vectors = bw_svm_n_vectors(svm);
    double *vectors = malloc((n_vectors * fitting->points.n_features + 1) * sizeof *vectors);
    double *weights = malloc((n_vectors + 1) * sizeof *weights);
    struct bw_chance_parts parts = {.n_vectors = n_vectors,
                                    .weight = weights,
                                    .vectors = vectors,
                                    .gamma = fitting->recipe->gamma};
    enum bw_err err = vectors && weights ? BW_OK : no_memory(fail);
    if (!err) {
        bw_svm_copy(svm, vectors, weights, &parts.rho);
        err = finish(fitting, &parts, out, fail);
    }
    free(vectors);
    free(weights);
    return err;
}

static enum bw_err fit_rbf(const struct fitting *fitting, struct bw_fitted *out,
                           struct bw_fail *fail)
{
    struct bw_svm_points *points = bw_svm_points_create(&fitting->points);
    struct bw_svm *svm = NULL;
    enum bw_err err = points ? BW_OK : no_memory(fail);
    if (!err)
        err = bw_svm_train(points, fitting->recipe->c, fitting->recipe->gamma, &svm, fail);
    if (!err)
        err = take_over(fitting, svm, out, fail);
    bw_svm_free(svm);
    bw_svm_points_free(points);
    return err;
}

enum bw_err bw_recipe_fit(const struct bw_recipe *recipe, const struct bw_lesson *lesson,
                          unsigned left_out, struct bw_fitted *out, struct bw_fail *fail)
{
    struct fitting fitting = {.recipe = recipe, .lesson = lesson};
    enum bw_err err = gather(&fitting, left_out) ? BW_OK : no_memory(fail);
    if (!err)
        err = recipe->kind == BW_CHANCE_RBF ? fit_rbf(&fitting, out, fail)
                                            : fit_logistic(&fitting, out, fail);
    free((void *)fitting.points.z);
    free((void *)fitting.points.came);
    return err;
}

void bw_fitted_free(struct bw_fitted *fitted)
{
    free(fitted->bytes);
    *fitted = (struct bw_fitted){NULL, 0, {0}};
}
