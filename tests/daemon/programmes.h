#pragma once
/* Programmes to solve: small ones drawn with what is best in them by trying all, and one that takes
 * long. In the arena. */
#include "model/base/arena.h"
#include "model/plan/milp.h"

struct drawing {
    uint64_t state;
};
/* From 0 to n - 1. */
uint32_t draw_below(struct drawing *drawing, uint32_t n);

/* Up to 7 whole columns of 0..3 at most, up to 4 rows of every kind, and a continuous column that
 * is what the others cover. */
struct bw_milp draw_programme(struct drawing *drawing, struct bw_arena *arena);
/* Is there a point at all? *best: what the best is worth. */
bool try_all(const struct bw_milp *milp, double *best);

/* Knapsacks that share their items: many minutes for any solver. `start`: nothing is taken. */
struct bw_milp hard_programme(struct bw_arena *arena);
/* x0 + 2 x1 with both whole, 0..1, and together at most `most`. */
struct bw_milp two_programme(double most, struct bw_arena *arena);
