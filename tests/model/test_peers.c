/* Votes of peers, against a plain count over all ballots in their order. */
#include "model/peers.h"

#include <stdlib.h>

#include "tests/model/check.h"

#define ORGS 2
#define ROLES 4
#define COMPETENCIES 9
#define PEOPLE 200

struct town {
    struct bw_voter voters[PEOPLE];
    uint32_t competency[PEOPLE * COMPETENCIES];
    double mean[PEOPLE * COMPETENCIES];
    size_t n;
};

static uint32_t draw(uint32_t *state, uint32_t n)
{
    *state = *state * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(*state >> 8) * n) >> 24);
}

/* Employees' numbers do not follow the order of the ids, as in a store. */
static void make(struct town *town, uint32_t *state)
{
    town->n = 0;
    for (uint32_t v = 0; v < PEOPLE; v++) {
        town->voters[v] = (struct bw_voter){draw(state, ORGS), draw(state, ROLES),
                                            (v * 37 + 11) % PEOPLE + 1, town->n, 0};
        for (uint32_t c = 0; c < COMPETENCIES; c++) {
            if (draw(state, 2 + c) != 0)
                continue;
            town->competency[town->n] = c;
            town->mean[town->n++] = draw(state, 5000) / 997.0;
            town->voters[v].n++;
        }
    }
}

/* As the header says: the sum over all of the place in their order, less the own vote. */
static size_t plain(const struct town *town, const struct bw_voter *who, uint32_t competency,
                    double *sum)
{
    size_t n = 0;
    double all = 0, own = 0;
    bool voted = false;
    for (size_t v = 0; v < PEOPLE; v++) {
        const struct bw_voter *at = &town->voters[v];
        if (at->org != who->org || at->role != who->role)
            continue;
        for (size_t i = at->first; i < at->first + at->n; i++) {
            if (town->competency[i] != competency)
                continue;
            all += town->mean[i];
            n++;
            if (at->employee == who->employee) {
                own = town->mean[i];
                voted = true;
            }
        }
    }
    n -= voted;
    *sum = n < BW_PEERS_LEAST ? 0 : voted ? all - own : all;
    return n < BW_PEERS_LEAST ? 0 : n;
}

static void peers__are_the_votes_of_the_others_in_the_same_place(void **state)
{
    (void)state;
    static struct town town;
    uint32_t seed = 7;
    size_t said = 0, silent = 0;
    for (int round = 0; round < 20; round++) {
        make(&town, &seed);
        struct bw_ballots ballots = {town.voters, PEOPLE, town.competency, town.mean};
        struct bw_peers *peers = bw_peers_build(&ballots);
        assert_non_null(peers);
        for (uint32_t e = 0; e <= PEOPLE; e++) {
            /* Also someone who never voted, and one who has moved since. */
            struct bw_voter who =
                e < PEOPLE ? town.voters[e] : (struct bw_voter){1, 1, PEOPLE + 5, 0, 0};
            if (e % 10 == 9)
                who.role = (who.role + 1) % ROLES;
            struct bw_peers_view view = bw_peers_view(peers, who.org, who.role, who.employee);
            for (uint32_t c = 0; c < COMPETENCIES; c++) {
                double want, sum;
                size_t n = plain(&town, &who, c, &want);
                assert_int_equal(bw_peers_others(&view, c, &sum), n);
                assert_near(sum, want, 0);
                said += n > 0;
                silent += n == 0;
            }
        }
        bw_peers_free(peers);
    }
    assert_true(said > 1000 && silent > 1000);
}

static void peers__nobody_voted_and_nobody_counts(void **state)
{
    (void)state;
    struct bw_ballots none = {0};
    struct bw_peers *peers = bw_peers_build(&none);
    struct bw_peers_view view = bw_peers_view(peers, 0, 0, 1),
                         absent = bw_peers_view(NULL, 0, 0, 1);
    double sum = 1;
    assert_int_equal(bw_peers_others(&view, 0, &sum), 0);
    assert_near(sum, 0, 0);
    assert_int_equal(bw_peers_others(&absent, 0, &sum), 0);
    bw_peers_free(peers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(peers__are_the_votes_of_the_others_in_the_same_place),
        cmocka_unit_test(peers__nobody_voted_and_nobody_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
