/* Inversion by sweeping blocks of the diagonal, one after the other: with C the block's columns and
 * P the inverse of the block, what is elsewhere becomes A - C P C', the block's columns C P, and
 * the block -P; when all are swept, A is its negated inverse. It is as much work as Cholesky's way
 * (n^3 operations), nearly all of it in products of blocks. */
#include "tools/ease/square.h"

#include <stdlib.h>
#include <string.h>

#include "tools/dense/dense.h"
#include "tools/embed/crew.h"

#define BLOCK 256

bool bw_square_make(uint32_t n, struct bw_square *out)
{
    struct bw_square square = {.n = n};
    square.at = calloc((size_t)n * n, sizeof *square.at);
    square.diagonal = calloc(n, sizeof *square.diagonal);
    if (!square.at || !square.diagonal) {
        bw_square_free(&square);
        return false;
    }
    *out = square;
    return true;
}

void bw_square_free(struct bw_square *square)
{
    free(square->at);
    free(square->diagonal);
    *square = (struct bw_square){0};
}

struct sweep {
    const struct bw_square *square;
    double lambda;
    size_t n, n_blocks;
    size_t pivot;   /* the block that is swept */
    double *column; /* n * BLOCK: C */
    double *image;  /* n * BLOCK: C P */
    double *inside; /* BLOCK * BLOCK, rows as long as the block: P */
    double *rooms;  /* BLOCK * BLOCK for each thread */
};

static size_t from_of(size_t block)
{
    return block * BLOCK;
}

static size_t size_of(const struct sweep *sweep, size_t block)
{
    size_t left = sweep->n - from_of(block);
    return left < BLOCK ? left : BLOCK;
}

static double *place(const struct sweep *sweep, size_t row, size_t column)
{
    return sweep->square->at + row * sweep->n + column;
}

/* Below the diagonal what is above it, with lambda added to the diagonal. */
static void begin_rows(void *context, unsigned member, size_t first, size_t end)
{
    const struct sweep *sweep = context;
    (void)member;
    for (size_t j = 0; j < end; j++)
        for (size_t i = j + 1 > first ? j + 1 : first; i < end; i++)
            *place(sweep, i, j) = *place(sweep, j, i);
    for (size_t i = first; i < end; i++)
        *place(sweep, i, i) = sweep->square->diagonal[i] + sweep->lambda;
}

static void gather(const struct sweep *sweep, size_t block)
{
    size_t from = from_of(block), pivot = from_of(sweep->pivot);
    size_t n = size_of(sweep, block), width = size_of(sweep, sweep->pivot);
    double *out = sweep->column + from * BLOCK;
    if (block > sweep->pivot) {
        for (size_t i = 0; i < n; i++)
            memcpy(out + i * BLOCK, place(sweep, from + i, pivot), width * sizeof *out);
        return;
    }
    for (size_t c = 0; c < width; c++)
        for (size_t i = 0; i < n; i++)
            out[i * BLOCK + c] = block < sweep->pivot || i <= c
                                     ? *place(sweep, pivot + c, from + i)
                                     : *place(sweep, from + i, pivot + c);
}

static void gather_blocks(void *context, unsigned member, size_t first, size_t end)
{
    (void)member;
    for (size_t block = first; block < end; block++)
        gather(context, block);
}

static bool invert_pivot(const struct sweep *sweep)
{
    size_t width = size_of(sweep, sweep->pivot);
    const double *from = sweep->column + from_of(sweep->pivot) * BLOCK;
    for (size_t i = 0; i < width; i++)
        memcpy(sweep->inside + i * width, from + i * BLOCK, width * sizeof *from);
    return bw_dense_invert(sweep->inside, width);
}

static void put_pivot(const struct sweep *sweep)
{
    size_t from = from_of(sweep->pivot), width = size_of(sweep, sweep->pivot);
    for (size_t i = 0; i < width; i++)
        for (size_t j = 0; j <= i; j++)
            *place(sweep, from + i, from + j) = -sweep->inside[i * width + j];
}

static void put_image(const struct sweep *sweep, size_t block)
{
    size_t from = from_of(block), pivot = from_of(sweep->pivot);
    size_t n = size_of(sweep, block), width = size_of(sweep, sweep->pivot);
    double *image = sweep->image + from * BLOCK;
    bw_dense_product((struct bw_dense_part){sweep->column + from * BLOCK, n, width, BLOCK},
                     (struct bw_dense_part){sweep->inside, width, width, width},
                     (struct bw_dense_part){image, n, width, BLOCK});
    if (block > sweep->pivot) {
        for (size_t i = 0; i < n; i++)
            memcpy(place(sweep, from + i, pivot), image + i * BLOCK, width * sizeof *image);
        return;
    }
    for (size_t c = 0; c < width; c++)
        for (size_t i = 0; i < n; i++)
            *place(sweep, pivot + c, from + i) = image[i * BLOCK + c];
}

static void put_blocks(void *context, unsigned member, size_t first, size_t end)
{
    const struct sweep *sweep = context;
    (void)member;
    for (size_t block = first; block < end; block++) {
        if (block == sweep->pivot)
            put_pivot(sweep);
        else
            put_image(sweep, block);
    }
}

/* A block on the diagonal has the matrix itself in its upper half. */
static void take_off_diagonal(const struct sweep *sweep, struct bw_dense_part image,
                              struct bw_dense_part column, size_t from, double *room)
{
    size_t n = image.n;
    memset(room, 0, n * n * sizeof *room);
    bw_dense_take_off(image, column, (struct bw_dense_part){room, n, n, n});
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            *place(sweep, from + i, from + j) += room[i * n + j];
}

static void take_off(const struct sweep *sweep, size_t row, size_t column, double *room)
{
    size_t n = size_of(sweep, row), m = size_of(sweep, column);
    size_t width = size_of(sweep, sweep->pivot);
    struct bw_dense_part a = {sweep->image + from_of(row) * BLOCK, n, width, BLOCK};
    struct bw_dense_part b = {sweep->column + from_of(column) * BLOCK, m, width, BLOCK};
    if (row == column)
        take_off_diagonal(sweep, a, b, from_of(row), room);
    else
        bw_dense_take_off(
            a, b,
            (struct bw_dense_part){place(sweep, from_of(row), from_of(column)), n, m, sweep->n});
}

/* Numbers run through all pairs of blocks: (0, 0), (1, 0), (1, 1), (2, 0), … */
static void take_off_pairs(void *context, unsigned member, size_t first, size_t end)
{
    const struct sweep *sweep = context;
    double *room = sweep->rooms + (size_t)member * BLOCK * BLOCK;
    size_t row = 0;
    while ((row + 1) * (row + 2) / 2 <= first)
        row++;
    for (size_t pair = first; pair < end; pair++) {
        row += pair >= (row + 1) * (row + 2) / 2;
        size_t column = pair - row * (row + 1) / 2;
        if (row != sweep->pivot && column != sweep->pivot)
            take_off(sweep, row, column, room);
    }
}

static bool sweep_all(struct sweep *sweep, unsigned n_threads)
{
    size_t n_pairs = sweep->n_blocks * (sweep->n_blocks + 1) / 2;
    bw_crew_run(n_threads, sweep->n, BLOCK, begin_rows, sweep);
    for (sweep->pivot = 0; sweep->pivot < sweep->n_blocks; sweep->pivot++) {
        bw_crew_run(n_threads, sweep->n_blocks, 1, gather_blocks, sweep);
        if (!invert_pivot(sweep))
            return false;
        bw_crew_run(n_threads, sweep->n_blocks, 1, put_blocks, sweep);
        bw_crew_run(n_threads, n_pairs, 1, take_off_pairs, sweep);
    }
    return true;
}

bool bw_square_invert(struct bw_square *square, double lambda, unsigned n_threads)
{
    size_t n = square->n, block = (size_t)BLOCK * BLOCK;
    struct sweep sweep = {.square = square, .lambda = lambda, .n = n};
    sweep.n_blocks = (n + BLOCK - 1) / BLOCK;
    bw_dense_start();
    double *room = malloc((2 * n * BLOCK + (1 + BW_CREW_MOST) * block) * sizeof *room);
    if (!room)
        return false;
    sweep.column = room;
    sweep.image = sweep.column + n * BLOCK;
    sweep.inside = sweep.image + n * BLOCK;
    sweep.rooms = sweep.inside + block;
    bool well = sweep_all(&sweep, n_threads);
    free(room);
    return well;
}

void bw_square_inverse_rows(const struct bw_square *square, uint32_t first, uint32_t end,
                            double *out)
{
    size_t n = square->n;
    for (size_t i = first; i < end; i++)
        memcpy(out + (i - first) * n, square->at + i * n, (i + 1) * sizeof *out);
    for (size_t j = first + 1; j < n; j++)
        for (size_t i = first; i < end && i < j; i++)
            out[(i - first) * n + j] = square->at[j * n + i];
}

void bw_square_rows(const struct bw_square *square, uint32_t first, uint32_t end, double *out)
{
    size_t n = square->n;
    for (size_t i = first; i < end; i++) {
        memcpy(out + (i - first) * n + i, square->at + i * n + i, (n - i) * sizeof *out);
        out[(i - first) * n + i] = square->diagonal[i];
    }
    for (size_t j = 0; j < end; j++)
        for (size_t i = j + 1 > first ? j + 1 : first; i < end; i++)
            out[(i - first) * n + j] = square->at[j * n + i];
}
