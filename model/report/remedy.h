#pragma once
/* The few courses that are best for one requirement by itself: that close one which is open, or
 * renew a certificate that will end. Unlike a list of suggestions they are not weighed against each
 * other, nor against what else they teach. Owns the order. Any thread, one arena each. */
#include "model/candidates.h"

#define BW_REMEDIES_MOST 3

struct bw_remedy {
    uint32_t course;
    double closes; /* share of the shortfall that success takes off, 0..1; 1 for certificates */
    bool waits;    /* it has sessions, but none with room from the day on (that is over before the
                      certificate ends) */
};

/* Most closed first, then what does not wait, the cheapest, the shortest, and bytes of the id. */
struct bw_remedies {
    struct bw_remedy at[BW_REMEDIES_MOST];
    size_t n;
};

/* What closes open need `need` (its place in offered->pool.open) and passes every listing rule.
 * `offered` is of bw_candidates_unlisted. */
struct bw_remedies bw_remedies_close(struct bw_candidates_found *offered, uint32_t need);

/* What certifies `need` anew, whose certificate will end: visible, bookable, entry demands as for a
 * list; having completed it before is no objection. */
struct bw_remedies bw_remedies_renew(const struct bw_gap *gap, const struct bw_need *need);
