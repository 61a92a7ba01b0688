#include "tools/train/cross.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "tools/embed/crew.h"

/* A job is one recipe without one fold. */
struct crossing {
    const struct bw_lesson *lesson;
    const struct bw_recipe *recipes;
    const struct bw_cross_how *how;
    struct bw_cross *out;
    enum bw_err *errs; /* by job */
    struct bw_fail *fails;
    size_t n_jobs;
    atomic_size_t n_done;
    atomic_bool is_stopped;
};

/* The values of the fold that the model has not seen. */
static enum bw_err judge(const struct crossing *crossing, size_t job,
                         const struct bw_chance *chance, struct bw_fail *fail)
{
    const struct bw_outcomes *outcomes = crossing->lesson->outcomes;
    const struct bw_folds *folds = crossing->lesson->folds;
    size_t n = outcomes->n_features, count = 0;
    double *rows = malloc((outcomes->n * n + 1) * sizeof *rows);
    double *values = malloc((outcomes->n + 1) * sizeof *values);
    double *to = crossing->out->values + job / folds->n * outcomes->n;
    bool well = rows && values;
    for (size_t i = 0; well && i < outcomes->n; i++)
        if (folds->of[i] == job % folds->n)
            memcpy(rows + n * count++, outcomes->features + i * n, n * sizeof *rows);
    if (well)
        bw_chance_decisions(chance, rows, count, values);
    count = 0;
    for (size_t i = 0; well && i < outcomes->n; i++)
        if (folds->of[i] == job % folds->n)
            to[i] = chance->head->slope * values[count++] + chance->head->offset;
    free(rows);
    free(values);
    return well ? BW_OK : bw_fail_set(fail, BW_INTERNAL, "memory is out");
}

static enum bw_err do_job(const struct crossing *crossing, size_t job, struct bw_fail *fail)
{
    unsigned n_folds = crossing->lesson->folds->n;
    struct bw_fitted fitted = {NULL, 0, {0}};
    enum bw_err err = bw_recipe_fit(&crossing->recipes[job / n_folds], crossing->lesson,
                                    (unsigned)(job % n_folds), &fitted, fail);
    if (!err)
        err = judge(crossing, job, &fitted.chance, fail);
    if (crossing->out->models)
        crossing->out->models[job] = fitted;
    else
        bw_fitted_free(&fitted);
    return err;
}

static void work(void *context, unsigned member, size_t first, size_t end)
{
    struct crossing *crossing = context;
    const struct bw_cross_how *how = crossing->how;
    for (size_t job = first; job < end && !atomic_load(&crossing->is_stopped); job++) {
        crossing->errs[job] = do_job(crossing, job, &crossing->fails[job]);
        size_t done = atomic_fetch_add(&crossing->n_done, 1) + 1;
        if (member == 0 && how->step &&
            !how->step(how->context, (double)done / (double)crossing->n_jobs))
            atomic_store(&crossing->is_stopped, true);
    }
}

static enum bw_err outcome(struct crossing *crossing, struct bw_fail *fail)
{
    if (atomic_load(&crossing->is_stopped))
        return bw_fail_set(fail, BW_BUSY, "the training was stopped");
    for (size_t job = 0; job < crossing->n_jobs; job++)
        if (crossing->errs[job]) {
            *fail = crossing->fails[job];
            return crossing->errs[job];
        }
    return BW_OK;
}

enum bw_err bw_cross_run(const struct bw_lesson *lesson, const struct bw_recipe *recipes,
                         size_t n_recipes, bool keep, const struct bw_cross_how *how,
                         struct bw_cross *out, struct bw_fail *fail)
{
    size_t n_jobs = n_recipes * lesson->folds->n;
    struct bw_cross cross = {calloc(n_recipes * lesson->outcomes->n, sizeof *cross.values),
                             keep ? calloc(n_jobs, sizeof *cross.models) : NULL, keep ? n_jobs : 0};
    struct crossing crossing = {.lesson = lesson,
                                .recipes = recipes,
                                .how = how,
                                .out = &cross,
                                .errs = calloc(n_jobs, sizeof *crossing.errs),
                                .fails = calloc(n_jobs, sizeof *crossing.fails),
                                .n_jobs = n_jobs};
    enum bw_err err = BW_OK;
    if (!cross.values || (keep && !cross.models) || !crossing.errs || !crossing.fails)
        err = bw_fail_set(fail, BW_INTERNAL, "memory is out");
    if (!err) {
        bw_crew_run(how->n_threads, n_jobs, 1, work, &crossing);
        err = outcome(&crossing, fail);
    }
    free(crossing.errs);
    free(crossing.fails);
    if (err)
        bw_cross_free(&cross);
    else
        *out = cross;
    return err;
}

void bw_cross_free(struct bw_cross *cross)
{
    for (size_t m = 0; cross->models && m < cross->n_models; m++)
        bw_fitted_free(&cross->models[m]);
    free(cross->models);
    free(cross->values);
    *cross = (struct bw_cross){NULL, NULL, 0};
}

static struct bw_curve curve_of_others(const struct bw_lesson *lesson, const double *values,
                                       unsigned fold, double *room, unsigned char *came)
{
    size_t n = 0;
    for (size_t i = 0; i < lesson->outcomes->n; i++) {
        if (lesson->folds->of[i] == fold)
            continue;
        room[n] = values[i];
        came[n++] = lesson->outcomes->came[i];
    }
    return bw_platt_fit(room, came, n);
}

enum bw_err bw_cross_curves(const struct bw_lesson *lesson, const struct bw_recipe *recipe,
                            const double *values, struct bw_curve *curves, struct bw_fail *fail)
{
    double *room = malloc((lesson->outcomes->n + 1) * sizeof *room);
    unsigned char *came = malloc(lesson->outcomes->n + 1);
    bool well = room && came;
    for (unsigned f = 0; well && f < lesson->folds->n; f++)
        curves[f] = recipe->kind == BW_CHANCE_RBF ? curve_of_others(lesson, values, f, room, came)
                                                  : (struct bw_curve){1, 0};
    free(room);
    free(came);
    return well ? BW_OK : bw_fail_set(fail, BW_INTERNAL, "memory is out");
}

double bw_cross_loss(const struct bw_lesson *lesson, const double *values,
                     const struct bw_curve *curves)
{
    double sum = 0;
    for (size_t i = 0; i < lesson->outcomes->n; i++) {
        struct bw_curve curve = curves[lesson->folds->of[i]];
        sum += bw_curve_loss(curve.slope * values[i] + curve.offset, lesson->outcomes->came[i]);
    }
    return sum / (double)lesson->outcomes->n;
}
