#include "model/peers.h"

#include <stdlib.h>
#include <string.h>

/* The votes of one (org, role, competency). */
struct group {
    uint32_t org, role, competency;
    size_t n;
    double sum;
};

struct bw_peers {
    struct group *groups; /* ascending */
    size_t n_groups;
    struct bw_vote *votes; /* by employee number, then competency */
    size_t n_votes;
};

static int compare_place(uint32_t a_org, uint32_t a_role, uint32_t a_competency,
                         const struct bw_vote *b)
{
    if (a_org != b->org)
        return a_org < b->org ? -1 : 1;
    if (a_role != b->role)
        return a_role < b->role ? -1 : 1;
    return (a_competency > b->competency) - (a_competency < b->competency);
}

struct placed {
    struct bw_vote vote;
    size_t rank; /* keeps the order of summation */
};

static int by_place(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    int order = compare_place(x->vote.org, x->vote.role, x->vote.competency, &y->vote);
    return order ? order : (x->rank > y->rank) - (x->rank < y->rank);
}

static int by_employee(const void *a, const void *b)
{
    const struct bw_vote *x = a, *y = b;
    if (x->employee != y->employee)
        return x->employee < y->employee ? -1 : 1;
    return (x->competency > y->competency) - (x->competency < y->competency);
}

static void sum_groups(struct bw_peers *peers, const struct placed *placed, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct bw_vote *v = &placed[i].vote;
        struct group *last = peers->n_groups ? &peers->groups[peers->n_groups - 1] : NULL;
        if (!last || compare_place(last->org, last->role, last->competency, v) != 0) {
            last = &peers->groups[peers->n_groups++];
            *last = (struct group){v->org, v->role, v->competency, 0, 0};
        }
        last->n++;
        last->sum += v->mean;
    }
}

struct bw_peers *bw_peers_build(const struct bw_vote *votes, size_t n)
{
    struct bw_peers *peers = calloc(1, sizeof *peers);
    struct placed *placed = calloc(n + 1, sizeof *placed);
    if (peers) {
        peers->groups = calloc(n + 1, sizeof *peers->groups);
        peers->votes = calloc(n + 1, sizeof *peers->votes);
    }
    if (!peers || !placed || !peers->groups || !peers->votes) {
        free(placed);
        bw_peers_free(peers);
        return NULL;
    }
    for (size_t i = 0; i < n; i++)
        placed[i] = (struct placed){votes[i], i};
    qsort(placed, n, sizeof *placed, by_place);
    sum_groups(peers, placed, n);
    free(placed);
    if (n)
        memcpy(peers->votes, votes, n * sizeof *votes);
    peers->n_votes = n;
    qsort(peers->votes, n, sizeof *peers->votes, by_employee);
    return peers;
}

void bw_peers_free(struct bw_peers *peers)
{
    if (!peers)
        return;
    free(peers->groups);
    free(peers->votes);
    free(peers);
}

static int group_order(const void *key, const void *element)
{
    const struct group *g = element;
    return -compare_place(g->org, g->role, g->competency, key);
}

size_t bw_peers_others(const struct bw_peers *peers, const struct bw_vote *who, double *sum)
{
    *sum = 0;
    if (!peers || peers->n_groups == 0)
        return 0;
    const struct group *g =
        bsearch(who, peers->groups, peers->n_groups, sizeof *peers->groups, group_order);
    if (!g)
        return 0;
    const struct bw_vote *own =
        bsearch(who, peers->votes, peers->n_votes, sizeof *peers->votes, by_employee);
    bool voted = own && own->org == who->org && own->role == who->role;
    *sum = voted ? g->sum - own->mean : g->sum;
    return voted ? g->n - 1 : g->n;
}
