#pragma once
/* What colleagues in the same role are believed to be able to do: one vote an employee, published
 * with the snapshot. Owns the sums per (org, role, competency) and each voter's own vote, so that
 * it can be taken off again. Built by one thread, then immutable. */
#include "model/catalogue.h"

struct bw_peers;

/* One vote: the prior-free mean of what is known of one employee, other than by courses. */
struct bw_vote {
    uint32_t org, role, competency;
    uint64_t employee; /* bw_person.number */
    double mean;
};

/* Sums n votes, copied. They must come by employee in byte order of the employees' ids: that is the
 * order of summation, so that it does not depend on the order of writing. NULL when memory is out.
 */
struct bw_peers *bw_peers_build(const struct bw_vote *votes, size_t n);
void bw_peers_free(struct bw_peers *peers);

/* Number of the others' votes in who's (org, role) on its competency, and their sum; the mean of
 * `who` is not read. peers may be NULL: none. */
size_t bw_peers_others(const struct bw_peers *peers, const struct bw_vote *who, double *sum);
