#pragma once
/* What is taken next after what: the share of those who, having taken i, took j next, drawn towards
 * how often j is next at all by `prior` takers who are as everybody. First order: what came before
 * i does not count. */
#include "tools/ease/known.h"

struct bw_follow {
    uint32_t n;
    double prior;
    struct bw_taken next; /* of each course what was taken next, as often as it was */
    double *share;        /* of all steps, those to each course */
};

/* BW_INTERNAL when memory is out. */
enum bw_err bw_follow_start(const struct bw_known_courses *known, double prior,
                            struct bw_follow *out, struct bw_fail *fail);
void bw_follow_free(struct bw_follow *follow);

/* From sources [first, end) to each of n targets, source by source: a bw_strongest_fill of a struct
 * bw_follow. */
void bw_follow_fill(const void *follow, uint32_t first, uint32_t end, double *out);
