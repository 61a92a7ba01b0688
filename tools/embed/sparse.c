#include "tools/embed/sparse.h"

#include <string.h>

#include "tools/embed/crew.h"

#define ROWS_AT_A_TIME 256

struct bw_sparse bw_sparse_turn(const struct bw_sparse *matrix, struct bw_arena *arena)
{
    size_t n = matrix->at[matrix->n_rows];
    struct bw_sparse out = {.n_rows = matrix->n_columns,
                            .n_columns = matrix->n_rows,
                            .at = BW_ARENA_NEW(arena, size_t, matrix->n_columns + 2),
                            .column = bw_arena_take(arena, (n + 1) * sizeof(uint32_t)),
                            .value = bw_arena_take(arena, (n + 1) * sizeof(float))};
    for (size_t i = 0; i < n; i++)
        out.at[matrix->column[i] + 2]++;
    for (size_t c = 2; c <= out.n_rows; c++)
        out.at[c] += out.at[c - 1];
    for (size_t r = 0; r < matrix->n_rows; r++) {
        for (size_t i = matrix->at[r]; i < matrix->at[r + 1]; i++) {
            size_t to = out.at[matrix->column[i] + 1]++;
            out.column[to] = (uint32_t)r;
            out.value[to] = matrix->value[i];
        }
    }
    return out;
}

struct product {
    const struct bw_sparse *matrix;
    const float *in;
    float *out;
    size_t k;
};

static void multiply(void *context, unsigned member, size_t first, size_t end)
{
    const struct product *product = context;
    const struct bw_sparse *matrix = product->matrix;
    size_t k = product->k;
    (void)member;
    for (size_t r = first; r < end; r++) {
        float *out = product->out + r * k;
        memset(out, 0, k * sizeof *out);
        for (size_t i = matrix->at[r]; i < matrix->at[r + 1]; i++) {
            const float *in = product->in + matrix->column[i] * k;
            float value = matrix->value[i];
            for (size_t d = 0; d < k; d++)
                out[d] += value * in[d];
        }
    }
}

void bw_sparse_times(const struct bw_sparse *matrix, const float *in, size_t k, float *out,
                     unsigned n_threads)
{
    struct product product = {.matrix = matrix, .in = in, .k = k};
    product.out = out;
    bw_crew_run(n_threads, matrix->n_rows, ROWS_AT_A_TIME, multiply, &product);
}
