#pragma once
/* What colleagues in the same role are believed to be able to do: one vote an employee and
 * competency, published with the snapshot. Owns the sums per (org, role, competency) and each
 * voter's own votes, so that they can be taken off again. Built by one thread, then immutable. */
#include "model/catalogue.h"

/* Fewer others than this say nothing about a role. */
#define BW_PEERS_LEAST 5

/* One voter: votes[first] .. votes[first + n - 1] of the ballots, ascending by competency. */
struct bw_voter {
    uint32_t org, role;
    uint64_t employee; /* bw_person.number */
    size_t first, n;
};

/* All votes: the prior-free mean of what is known of one employee on one competency, other than by
 * courses. */
struct bw_ballots {
    const struct bw_voter *voters;
    size_t n_voters;
    const uint32_t *competency;
    const double *mean;
};

struct bw_peers;

/* Sums the votes, which are copied. Voters come in byte order of the employees' ids: that is the
 * order of summation, so that it does not depend on the order of writing. NULL when memory is out.
 */
struct bw_peers *bw_peers_build(const struct bw_ballots *ballots);
void bw_peers_free(struct bw_peers *peers);

/* What the peers of one employee say, looked up once for all competencies. */
struct bw_peers_view {
    const struct bw_peers_sum *sums; /* of the org and role, ascending by competency */
    size_t n_sums;
    const uint32_t *own_competency; /* the employee's own votes among these, ascending */
    const double *own_mean;
    size_t n_own;
};

/* peers may be NULL: nobody voted. */
struct bw_peers_view bw_peers_view(const struct bw_peers *peers, uint32_t org, uint32_t role,
                                   uint64_t employee);

/* Number of the others' votes on `competency`, and their sum; 0 when there are fewer than
 * BW_PEERS_LEAST. */
size_t bw_peers_others(const struct bw_peers_view *view, uint32_t competency, double *sum);
