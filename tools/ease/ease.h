#pragma once
/* EASE^R (Steck 2019): the weights with which what a person took foretells what else they took,
 * in closed form. With X who took what (0 or 1), P = (X'X + lambda I)^-1: the weight of source i
 * for target j is -P[i][j] / P[j][j], and 0 for itself. Owns X'X, which is counted once, and P. */
#include "tools/ease/known.h"
#include "tools/ease/square.h"

struct bw_ease {
    const struct bw_known_courses *known; /* borrowed */
    unsigned n_threads;
    struct bw_square square; /* X'X, and below it -P */
};

/* Counts. BW_INTERNAL when memory is out. */
enum bw_err bw_ease_start(const struct bw_known_courses *known, unsigned n_threads,
                          struct bw_ease *out, struct bw_fail *fail);
void bw_ease_free(struct bw_ease *ease);

/* Makes P; lambda > 0. */
enum bw_err bw_ease_solve(struct bw_ease *ease, double lambda, struct bw_fail *fail);

/* The weights of targets [first, end) from each of n sources, target by target, into
 * out[(end - first) * n]: a bw_strongest_fill of a struct bw_ease. */
void bw_ease_fill(const void *ease, uint32_t first, uint32_t end, double *out);
