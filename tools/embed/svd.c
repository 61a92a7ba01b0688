#include "tools/embed/svd.h"

#include <math.h>
#include <string.h>

#include "tools/draw.h"
#include "tools/dense/dense.h"

/* Directions drawn beyond the rank, so that the last ones kept are right too. */
#define SPARE 20

struct work {
    const struct bw_svd_of *of;
    const struct bw_svd_how *how;
    size_t k;               /* directions followed */
    float *rows, *columns;  /* n_rows * k, n_columns * k */
    float *between;         /* n of what stands between first and second, * k */
    unsigned n_steps, done; /* products with the matrix */
};

static size_t n_rows(const struct bw_svd_of *of)
{
    return of->first->plain.n_rows;
}

static size_t n_columns(const struct bw_svd_of *of)
{
    return of->second ? of->second->plain.n_columns : of->first->plain.n_columns;
}

static bool step(struct work *work)
{
    work->done++;
    return !work->how->step ||
           work->how->step(work->how->context, (double)work->done / work->n_steps);
}

/* rows = matrix * columns */
static bool forth(struct work *work)
{
    const struct bw_svd_of *of = work->of;
    const float *in = work->columns;
    if (of->second) {
        bw_sparse_times(&of->second->plain, in, work->k, work->between, work->how->n_threads);
        in = work->between;
    }
    bw_sparse_times(&of->first->plain, in, work->k, work->rows, work->how->n_threads);
    return step(work);
}

/* columns = turned matrix * rows */
static bool back(struct work *work)
{
    const struct bw_svd_of *of = work->of;
    float *out = of->second ? work->between : work->columns;
    bw_sparse_times(&of->first->turned, work->rows, work->k, out, work->how->n_threads);
    if (of->second)
        bw_sparse_times(&of->second->turned, out, work->k, work->columns, work->how->n_threads);
    return step(work);
}

static void draw_columns(struct work *work)
{
    for (size_t c = 0; c < n_columns(work->of); c++) {
        struct bw_draw draw = bw_draw_start(work->how->seed, work->how->stream, c);
        for (size_t i = 0; i < work->k; i++)
            work->columns[c * work->k + i] = (float)bw_draw_normal(&draw, 0, 1);
    }
}

static enum bw_err failed(struct bw_fail *fail)
{
    return bw_fail_set(fail, BW_INTERNAL, "LAPACK could not factor a matrix");
}

/* Leaves in `rows` an orthonormal base of what the matrix does most, and its image in `columns`. */
static enum bw_err find_range(struct work *work, struct bw_fail *fail)
{
    size_t n = n_rows(work->of), m = n_columns(work->of), k = work->k;
    draw_columns(work);
    for (unsigned i = 0; i <= work->how->n_power; i++) {
        if (i && !bw_dense_orthonormal(work->columns, m, k, NULL))
            return failed(fail);
        if (!forth(work))
            return bw_fail_set(fail, BW_BUSY, "training was stopped");
        if (!bw_dense_orthonormal(work->rows, n, k, NULL))
            return failed(fail);
        if (!back(work))
            return bw_fail_set(fail, BW_BUSY, "training was stopped");
    }
    return BW_OK;
}

/* The side on which the numbers of component i lie is chance: the largest one is to be above 0. */
static void choose_signs(float *right, size_t n, size_t rank)
{
    for (size_t i = 0; i < rank; i++) {
        float largest = 0;
        for (size_t c = 0; c < n; c++)
            if (fabsf(right[c * rank + i]) > fabsf(largest))
                largest = right[c * rank + i];
        for (size_t c = 0; largest < 0 && c < n; c++)
            right[c * rank + i] = -right[c * rank + i];
    }
}

/* columns = base * triangle; with triangle = left * singular * right' the right singular vectors of
 * the matrix are base * left. */
static enum bw_err finish(struct work *work, struct bw_arena *arena, float *singular, float *right,
                          struct bw_fail *fail)
{
    size_t m = n_columns(work->of), k = work->k, rank = work->how->rank;
    size_t kept = rank < k ? rank : k;
    float *triangle = BW_ARENA_NEW(arena, float, 4 * k * k + k), *left = triangle + k * k;
    float *rest = left + k * k, *first = rest + k * k, *values = first + k * k;
    if (!bw_dense_orthonormal(work->columns, m, k, triangle) ||
        !bw_dense_svd(triangle, k, left, values, rest))
        return failed(fail);
    for (size_t i = 0; i < k; i++)
        memcpy(first + i * kept, left + i * k, kept * sizeof *first);
    memset(singular, 0, rank * sizeof *singular);
    memset(right, 0, m * rank * sizeof *right);
    memcpy(singular, values, kept * sizeof *values);
    float *vectors = bw_arena_take(arena, m * kept * sizeof *vectors);
    bw_dense_times(work->columns, first, m, k, kept, false, vectors);
    choose_signs(vectors, m, kept);
    for (size_t c = 0; c < m; c++)
        memcpy(right + c * rank, vectors + c * kept, kept * sizeof *right);
    return BW_OK;
}

enum bw_err bw_svd(const struct bw_svd_of *of, const struct bw_svd_how *how, struct bw_arena *arena,
                   float *singular, float *right, struct bw_fail *fail)
{
    size_t n = n_rows(of), m = n_columns(of), smaller = n < m ? n : m;
    size_t mark = bw_arena_mark(arena);
    struct work work = {.of = of, .how = how, .k = how->rank + SPARE};
    work.k = work.k < smaller ? work.k : smaller;
    work.n_steps = 2 * (how->n_power + 1);
    if (work.k == 0) {
        memset(singular, 0, how->rank * sizeof *singular);
        memset(right, 0, m * how->rank * sizeof *right);
        return BW_OK;
    }
    work.rows = bw_arena_take(arena, n * work.k * sizeof *work.rows);
    work.columns = bw_arena_take(arena, m * work.k * sizeof *work.columns);
    if (of->second)
        work.between =
            bw_arena_take(arena, of->second->plain.n_rows * work.k * sizeof *work.between);
    bw_dense_start();
    enum bw_err err = find_range(&work, fail);
    if (!err)
        err = finish(&work, arena, singular, right, fail);
    bw_arena_rewind(arena, mark);
    return err;
}
