#pragma once
/* The courses that co-enrolment is learned of: those with enough takers, the most taken where there
 * are too many. Owns the choice, and what everybody took of them. Immutable once made. */
#include "model/base/err.h"
#include "tools/ease/taken.h"

/* A course with fewer takers says more about them than about itself. */
#define BW_KNOWN_TAKERS_LEAST 5
/* What is learned grows with the square of them, and takes time with the cube. */
#define BW_KNOWN_MOST 6000

struct bw_known_courses {
    uint32_t n;
    uint32_t *item;        /* n, ascending */
    uint32_t *place;       /* of each item among them, or BW_NONE */
    uint32_t *takers;      /* of each of them */
    struct bw_taken taken; /* what each user took of them, as places; n_items is n */
};

/* Of what is taken, but for each user's last `back`. Of courses with equally many takers the first
 * ones are known. BW_NOT_FOUND when fewer than two courses have enough takers. */
enum bw_err bw_known_make(const struct bw_taken *taken, uint32_t back, struct bw_known_courses *out,
                          struct bw_fail *fail);
void bw_known_free(struct bw_known_courses *known);

/* What of a history is known, as places in the same order, into out[took.n]; how many. */
size_t bw_known_places(const struct bw_known_courses *known, struct bw_ixs took, uint32_t *out);
/* Moves scores of the known in out[0 .. n - 1] to where their items are; all others become 0. */
void bw_known_spread(const struct bw_known_courses *known, uint32_t n_items, double *out);
