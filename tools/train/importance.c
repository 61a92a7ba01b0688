#include "tools/train/importance.h"

#include <stdlib.h>
#include <string.h>

#include "tools/draw.h"
#include "tools/embed/crew.h"

struct asking {
    const struct bw_lesson *lesson;
    const struct bw_cross *cross;
    const struct bw_curve *curves;
    const struct bw_importance_how *how;
    double base;
    bool is_out[BW_CHANCE_FEATURES_MOST]; /* memory was, for that feature */
};

/* The outcomes of a fold: their rows, copied, and which they are. */
struct held {
    double *rows, *values;
    uint32_t *at;
    size_t n;
};

static bool make_held(const struct bw_outcomes *outcomes, struct held *held)
{
    held->rows = malloc((outcomes->n * outcomes->n_features + 1) * sizeof *held->rows);
    held->values = malloc((outcomes->n + 1) * sizeof *held->values);
    held->at = malloc((outcomes->n + 1) * sizeof *held->at);
    return held->rows && held->values && held->at;
}

static void free_held(struct held *held)
{
    free(held->rows);
    free(held->values);
    free(held->at);
}

static void take_fold(const struct bw_lesson *lesson, unsigned fold, struct held *held)
{
    size_t n = lesson->outcomes->n_features;
    held->n = 0;
    for (uint32_t i = 0; i < lesson->outcomes->n; i++) {
        if (lesson->folds->of[i] != fold)
            continue;
        memcpy(held->rows + held->n * n, lesson->outcomes->features + i * n,
               n * sizeof *held->rows);
        held->at[held->n++] = i;
    }
}

/* Fisher and Yates. */
static void shuffle(const struct held *held, size_t feature, size_t n_features,
                    struct bw_draw *draw)
{
    for (size_t i = held->n; i > 1; i--) {
        double *a = held->rows + (i - 1) * n_features + feature;
        double *b = held->rows + bw_draw_below(draw, (uint32_t)i) * n_features + feature;
        double kept = *a;
        *a = *b;
        *b = kept;
    }
}

/* The sum of -ln chance over a fold with that feature's values in other places. */
static double loss_of_fold(const struct asking *asking, struct held *held, size_t feature,
                           unsigned fold)
{
    const struct bw_outcomes *outcomes = asking->lesson->outcomes;
    const struct bw_chance *chance = &asking->cross->models[fold].chance;
    struct bw_curve curve = asking->curves[fold];
    struct bw_draw draw =
        bw_draw_start(asking->how->seed, BW_STREAM_SHUFFLE, feature * BW_FOLDS_MOST + fold);
    double sum = 0;
    take_fold(asking->lesson, fold, held);
    shuffle(held, feature, outcomes->n_features, &draw);
    bw_chance_decisions(chance, held->rows, held->n, held->values);
    for (size_t i = 0; i < held->n; i++) {
        double value = chance->head->slope * held->values[i] + chance->head->offset;
        sum += bw_curve_loss(curve.slope * value + curve.offset, outcomes->came[held->at[i]]);
    }
    return sum;
}

static void work(void *context, unsigned member, size_t first, size_t end)
{
    struct asking *asking = context;
    (void)member;
    for (size_t feature = first; feature < end; feature++) {
        struct held held = {NULL, NULL, NULL, 0};
        double sum = 0;
        asking->how->out[feature] = 0;
        if (!(asking->lesson->scales->scale[feature] > 0))
            continue;
        asking->is_out[feature] = !make_held(asking->lesson->outcomes, &held);
        for (unsigned f = 0; !asking->is_out[feature] && f < asking->lesson->folds->n; f++)
            sum += loss_of_fold(asking, &held, feature, f);
        asking->how->out[feature] = sum / (double)asking->lesson->outcomes->n - asking->base;
        free_held(&held);
    }
}

enum bw_err bw_importance_of(const struct bw_lesson *lesson, const struct bw_cross *cross,
                             const struct bw_curve *curves, const struct bw_importance_how *how,
                             struct bw_fail *fail)
{
    struct asking asking = {.lesson = lesson,
                            .cross = cross,
                            .curves = curves,
                            .how = how,
                            .base = bw_cross_loss(lesson, cross->values, curves)};
    bw_crew_run(how->n_threads, lesson->outcomes->n_features, 1, work, &asking);
    for (size_t f = 0; f < lesson->outcomes->n_features; f++)
        if (asking.is_out[f])
            return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    return BW_OK;
}
