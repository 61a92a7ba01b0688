#pragma once
/* Of each course the strongest weights, and those of all as rows that lie by source. Owns how many
 * are kept and which: the largest above 0, of equal ones those of the first courses. */
#include <stdbool.h>

#include "model/learned/coenrol.h"

struct bw_strong {
    uint32_t course;
    float weight;
};

/* Of course i the strongest are at[i * most] .. at[i * most + n_of[i] - 1], by course. */
struct bw_strongest {
    uint32_t n, most;
    uint32_t *n_of;
    struct bw_strong *at;
};

/* Weights of courses [first, end) with all n, into out[(end - first) * n]. Called by several
 * threads at once. */
typedef void bw_strongest_fill(const void *context, uint32_t first, uint32_t end, double *out);

/* What a course has with itself is left out. False when memory is out. */
bool bw_strongest_make(uint32_t n, uint32_t most, unsigned n_threads, bw_strongest_fill *fill,
                       const void *context, struct bw_strongest *out);
void bw_strongest_free(struct bw_strongest *strongest);

/* Rows that can be written; `rows` is what is borrowed of them. */
struct bw_strong_rows {
    uint32_t *at, *to;
    float *weight;
    struct bw_coenrol_rows rows;
};

/* The rows when a course's strongest are its targets; `turned`: when they are its sources. False
 * when memory is out. */
bool bw_strong_rows_make(const struct bw_strongest *strongest, bool turned,
                         struct bw_strong_rows *out);
void bw_strong_rows_free(struct bw_strong_rows *rows);
