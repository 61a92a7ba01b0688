#include "tools/train/grid.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void list_cells(bool logistic, bool radial, size_t n_varying, struct bw_grid *grid)
{
    static const double penalties[] = {1e-3, 1e-2, 1e-1, 1, 10, 100};
    static const double prices[] = {.125, .5, 2, 8, 32};
    /* times 1 / features: standardised points are about sqrt(2 * features) apart */
    static const double widths[] = {.03125, .125, .5, 2, 8};
    grid->n = 0;
    for (size_t c = 0; logistic && c < COUNT(penalties); c++)
        grid->cells[grid->n++].recipe = (struct bw_recipe){BW_CHANCE_LOGISTIC, penalties[c], 0};
    for (size_t c = 0; radial && c < COUNT(prices); c++)
        for (size_t g = 0; g < COUNT(widths); g++)
            grid->cells[grid->n++].recipe =
                (struct bw_recipe){BW_CHANCE_RBF, prices[c], widths[g] / (double)n_varying};
}

static enum bw_err judge(const struct bw_lesson *lesson, const struct bw_cross *cross,
                         struct bw_grid *grid, struct bw_fail *fail)
{
    grid->best = 0;
    for (size_t i = 0; i < grid->n; i++) {
        struct bw_curve curves[BW_FOLDS_MOST];
        const double *values = cross->values + i * lesson->outcomes->n;
        enum bw_err err = bw_cross_curves(lesson, &grid->cells[i].recipe, values, curves, fail);
        if (err)
            return err;
        grid->cells[i].loss = bw_cross_loss(lesson, values, curves);
        if (grid->cells[i].loss < grid->cells[grid->best].loss)
            grid->best = i;
    }
    return BW_OK;
}

enum bw_err bw_grid_search(const struct bw_lesson *lesson, bool logistic, bool radial,
                           const struct bw_cross_how *how, struct bw_grid *out,
                           struct bw_fail *fail)
{
    struct bw_recipe recipes[BW_GRID_CELLS_MOST];
    struct bw_cross cross;
    list_cells(logistic, radial, lesson->scales->n_varying, out);
    for (size_t i = 0; i < out->n; i++)
        recipes[i] = out->cells[i].recipe;
    enum bw_err err = bw_cross_run(lesson, recipes, out->n, false, how, &cross, fail);
    if (err)
        return err;
    err = judge(lesson, &cross, out, fail);
    bw_cross_free(&cross);
    return err;
}
