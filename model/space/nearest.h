#pragma once
/* The rows of a block that are nearest to a query, by dot product: of rows of unit length the
 * cosine. Every row is looked at, so that the answer is exact. Owns the choice of the best; the
 * arithmetic is model/space/dot's. Memory from the caller's arena. Any thread; several may share
 * the rows. */
#include <stdbool.h>
#include <stdint.h>

#include "model/base/arena.h"
#include "model/space/dot.h"

struct bw_neighbour {
    uint32_t row;
    float dot;
};

/* Nearest first: largest product, of equal ones the first row. */
struct bw_nearest {
    struct bw_neighbour *at;
    uint32_t n;
};

/* Which rows count. */
struct bw_nearest_rule {
    uint32_t most; /* at most so many */
    float floor;   /* products below this (and NaN) are left out; -INFINITY: none */
    /* Query q is row first_own + q of the rows, and not its own neighbour; BW_NEAREST_OTHERS: the
     * queries are no rows of them. */
    uint32_t first_own;
    /* Whether a row may be an answer; asked of those only that would be one. NULL: every row. */
    bool (*may)(const void *context, uint32_t row);
    const void *context;
};

#define BW_NEAREST_OTHERS UINT32_MAX

/* The rows nearest to one query, a row of the same stride. */
struct bw_nearest bw_nearest_to(struct bw_rows rows, const float *query,
                                const struct bw_nearest_rule *rule, struct bw_arena *arena);

/* The same for each of many queries: one list for each, in their order. The rows of a block among
 * themselves: queries = the rows [first, end), first_own = first; threads take a range each and the
 * lists are the same however it is divided. Takes 8 * min(most, rows.n) bytes a query. */
struct bw_nearest *bw_nearest_each(struct bw_rows rows, struct bw_rows queries,
                                   const struct bw_nearest_rule *rule, struct bw_arena *arena);
