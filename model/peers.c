#include "model/peers.h"

#include <stdlib.h>
#include <string.h>

/* The votes of one (org, role) on one competency, those of at least BW_PEERS_LEAST people. */
struct bw_peers_sum {
    uint32_t competency, n;
    double sum;
};

/* One (org, role): its sums are sums[first] .. */
struct place {
    uint32_t org, role;
    size_t first, n;
};

/* One voter's own votes on what is summed: own_*[first] .. */
struct own {
    uint64_t employee;
    uint32_t org, role;
    size_t first, n;
};

struct bw_peers {
    struct place *places; /* ascending by org, role */
    size_t n_places;
    struct bw_peers_sum *sums;
    size_t n_sums, sums_room;
    struct own *owns; /* ascending by employee */
    size_t n_owns;
    uint32_t *own_competency;
    double *own_mean;
};

/* While the votes of one place are counted: how many and how much per competency, and which. */
struct count {
    uint32_t *n;
    double *sum;
    uint32_t *met;
    size_t n_met;
};

static int compare_place(uint32_t a_org, uint32_t a_role, uint32_t b_org, uint32_t b_role)
{
    if (a_org != b_org)
        return a_org < b_org ? -1 : 1;
    return (a_role > b_role) - (a_role < b_role);
}

/* By place; within one in the order of the ballots, which is that of the array. */
static int by_place(const void *a, const void *b)
{
    const struct bw_voter *x = *(const struct bw_voter *const *)a;
    const struct bw_voter *y = *(const struct bw_voter *const *)b;
    int order = compare_place(x->org, x->role, y->org, y->role);
    return order ? order : (x > y) - (x < y);
}

static int by_employee(const void *a, const void *b)
{
    const struct own *x = a, *y = b;
    return (x->employee > y->employee) - (x->employee < y->employee);
}

static int ascending(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void add_voter(struct count *count, const struct bw_ballots *ballots,
                      const struct bw_voter *voter)
{
    for (size_t i = voter->first; i < voter->first + voter->n; i++) {
        uint32_t c = ballots->competency[i];
        if (count->n[c]++ == 0) {
            count->met[count->n_met++] = c;
            count->sum[c] = 0;
        }
        count->sum[c] += ballots->mean[i];
    }
}

static bool add_sum(struct bw_peers *peers, struct bw_peers_sum sum)
{
    if (peers->n_sums == peers->sums_room) {
        size_t room = 2 * peers->sums_room + 1024;
        struct bw_peers_sum *grown = realloc(peers->sums, room * sizeof *grown);
        if (!grown)
            return false;
        peers->sums = grown;
        peers->sums_room = room;
    }
    peers->sums[peers->n_sums++] = sum;
    return true;
}

/* Votes of one voter on what enough others voted on; the count still holds their place's. */
static void keep_own(struct bw_peers *peers, const struct bw_ballots *ballots,
                     const struct bw_voter *voter, const struct count *count, size_t *n_kept)
{
    struct own *own = &peers->owns[peers->n_owns++];
    *own = (struct own){voter->employee, voter->org, voter->role, *n_kept, 0};
    for (size_t i = voter->first; i < voter->first + voter->n; i++) {
        if (count->n[ballots->competency[i]] < BW_PEERS_LEAST)
            continue;
        peers->own_competency[*n_kept] = ballots->competency[i];
        peers->own_mean[(*n_kept)++] = ballots->mean[i];
        own->n++;
    }
}

/* The voters of one place: voters[0] .. voters[n - 1]. */
static bool count_place(struct bw_peers *peers, const struct bw_ballots *ballots,
                        const struct bw_voter *const *voters, size_t n, struct count *count,
                        size_t *n_kept)
{
    struct place *place = &peers->places[peers->n_places++];
    *place = (struct place){voters[0]->org, voters[0]->role, peers->n_sums, 0};
    count->n_met = 0;
    for (size_t i = 0; i < n; i++)
        add_voter(count, ballots, voters[i]);
    for (size_t i = 0; i < n; i++)
        keep_own(peers, ballots, voters[i], count, n_kept);
    if (count->n_met)
        qsort(count->met, count->n_met, sizeof *count->met, ascending);
    bool ok = true;
    for (size_t i = 0; i < count->n_met; i++) {
        uint32_t c = count->met[i];
        if (count->n[c] >= BW_PEERS_LEAST)
            ok = ok && add_sum(peers, (struct bw_peers_sum){c, count->n[c], count->sum[c]});
        count->n[c] = 0;
    }
    place->n = peers->n_sums - place->first;
    return ok;
}

static bool count_all(struct bw_peers *peers, const struct bw_ballots *ballots,
                      const struct bw_voter **voters, struct count *count)
{
    size_t n_kept = 0;
    for (size_t i = 0, end; i < ballots->n_voters; i = end) {
        end = i + 1;
        while (end < ballots->n_voters && voters[end]->org == voters[i]->org &&
               voters[end]->role == voters[i]->role)
            end++;
        if (!count_place(peers, ballots, voters + i, end - i, count, &n_kept))
            return false;
    }
    qsort(peers->owns, peers->n_owns, sizeof *peers->owns, by_employee);
    uint32_t *competency = realloc(peers->own_competency, (n_kept + 1) * sizeof *competency);
    double *mean = realloc(peers->own_mean, (n_kept + 1) * sizeof *mean);
    peers->own_competency = competency ? competency : peers->own_competency;
    peers->own_mean = mean ? mean : peers->own_mean;
    return true;
}

static bool make_room(struct bw_peers *peers, const struct bw_ballots *ballots, struct count *count)
{
    size_t n_votes = 0, n_competencies = 0;
    for (size_t v = 0; v < ballots->n_voters; v++)
        n_votes += ballots->voters[v].n;
    for (size_t i = 0; i < n_votes; i++)
        if (ballots->competency[i] >= n_competencies)
            n_competencies = (size_t)ballots->competency[i] + 1;
    peers->places = calloc(ballots->n_voters + 1, sizeof *peers->places);
    peers->owns = calloc(ballots->n_voters + 1, sizeof *peers->owns);
    peers->own_competency = malloc((n_votes + 1) * sizeof *peers->own_competency);
    peers->own_mean = malloc((n_votes + 1) * sizeof *peers->own_mean);
    count->n = calloc(n_competencies + 1, sizeof *count->n);
    count->sum = calloc(n_competencies + 1, sizeof *count->sum);
    count->met = calloc(n_competencies + 1, sizeof *count->met);
    return peers->places && peers->owns && peers->own_competency && peers->own_mean && count->n &&
           count->sum && count->met;
}

struct bw_peers *bw_peers_build(const struct bw_ballots *ballots)
{
    struct count count = {0};
    struct bw_peers *peers = calloc(1, sizeof *peers);
    const struct bw_voter **voters = calloc(ballots->n_voters + 1, sizeof *voters);
    bool ok = peers && voters && make_room(peers, ballots, &count);
    for (size_t v = 0; ok && v < ballots->n_voters; v++)
        voters[v] = &ballots->voters[v];
    if (ok) {
        qsort(voters, ballots->n_voters, sizeof *voters, by_place);
        ok = count_all(peers, ballots, voters, &count);
    }
    free(count.n);
    free(count.sum);
    free(count.met);
    free(voters);
    if (!ok) {
        bw_peers_free(peers);
        return NULL;
    }
    return peers;
}

void bw_peers_free(struct bw_peers *peers)
{
    if (!peers)
        return;
    free(peers->places);
    free(peers->sums);
    free(peers->owns);
    free(peers->own_competency);
    free(peers->own_mean);
    free(peers);
}

static int place_order(const void *key, const void *element)
{
    const struct place *x = key, *y = element;
    return compare_place(x->org, x->role, y->org, y->role);
}

/* Numbers are given one after another, so that its place is often as far on as its number. */
static const struct own *find_own(const struct bw_peers *peers, uint64_t employee)
{
    struct own sought = {.employee = employee};
    if (peers->n_owns == 0)
        return NULL;
    uint64_t guess = employee - peers->owns[0].employee;
    if (guess < peers->n_owns && peers->owns[guess].employee == employee)
        return &peers->owns[guess];
    return bsearch(&sought, peers->owns, peers->n_owns, sizeof *peers->owns, by_employee);
}

struct bw_peers_view bw_peers_view(const struct bw_peers *peers, uint32_t org, uint32_t role,
                                   uint64_t employee)
{
    struct bw_peers_view view = {0};
    if (!peers || peers->n_places == 0)
        return view;
    struct place sought = {.org = org, .role = role};
    const struct place *place =
        bsearch(&sought, peers->places, peers->n_places, sizeof *peers->places, place_order);
    if (!place || place->n == 0)
        return view;
    view.sums = peers->sums + place->first;
    view.n_sums = place->n;
    const struct own *own = find_own(peers, employee);
    if (own && compare_place(own->org, own->role, org, role) == 0) {
        view.own_competency = peers->own_competency + own->first;
        view.own_mean = peers->own_mean + own->first;
        view.n_own = own->n;
    }
    return view;
}

static int sum_order(const void *key, const void *element)
{
    return ascending(key, &((const struct bw_peers_sum *)element)->competency);
}

size_t bw_peers_others(const struct bw_peers_view *view, uint32_t competency, double *sum)
{
    *sum = 0;
    if (view->n_sums == 0)
        return 0;
    const struct bw_peers_sum *all =
        bsearch(&competency, view->sums, view->n_sums, sizeof *view->sums, sum_order);
    if (!all)
        return 0;
    const uint32_t *own = view->n_own ? bsearch(&competency, view->own_competency, view->n_own,
                                                sizeof *view->own_competency, ascending)
                                      : NULL;
    size_t n = own ? all->n - 1 : all->n;
    if (n < BW_PEERS_LEAST)
        return 0;
    *sum = own ? all->sum - view->own_mean[own - view->own_competency] : all->sum;
    return n;
}
