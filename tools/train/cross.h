#pragma once
/* Recipes judged by outcomes that their models have not seen: each fold is held back in turn. By
 * several threads, with the same result whatever their number. */
#include "tools/train/recipe.h"
#include "tools/train/platt.h"

/* How much work is done, told now and then from the calling thread, 0 to 1; whoever answers false
 * stops it. */
struct bw_cross_how {
    unsigned n_threads;
    bool (*step)(void *context, double done); /* may be NULL */
    void *context;
};

/* Learner number l has for outcome i values[l * n + i]: over it lies the curve. With `keep`, its
 * model without fold f is models[l * n_folds + f]; else models is NULL. Owned. */
struct bw_cross {
    double *values;
    struct bw_fitted *models;
    size_t n_models;
};

enum bw_err bw_cross_run(const struct bw_lesson *lesson, const struct bw_recipe *recipes,
                         size_t n_recipes, bool keep, const struct bw_cross_how *how,
                         struct bw_cross *out, struct bw_fail *fail);
void bw_cross_free(struct bw_cross *cross);

/* The curve for each fold: of RBF fitted to the values of the other folds, so that no outcome is
 * judged by what it took part in; of LOGISTIC, whose values are chances as they are, the plain one.
 * `curves` has BW_FOLDS_MOST. BW_INTERNAL: memory is out. */
enum bw_err bw_cross_curves(const struct bw_lesson *lesson, const struct bw_recipe *recipe,
                            const double *values, struct bw_curve *curves, struct bw_fail *fail);

/* Mean of -ln chance of what came, each by the curve of its fold. */
double bw_cross_loss(const struct bw_lesson *lesson, const double *values,
                     const struct bw_curve *curves);
