/* The table of nearest competencies held against the definition: every pair, every shared ancestor.
 */
#include "model/base/log.h"
#include "model/near/near.h"
#include "model/near/taxonomy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/model/check.h"

#define MOST 160

struct town {
    struct bw_competency at[MOST];
    uint32_t parents[MOST][3];
    uint32_t same[MOST];
    uint32_t n;
    bool below[MOST][MOST]; /* [a][c]: c is a or below it */
};

static uint32_t draw(uint32_t *state, uint32_t n)
{
    *state = *state * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(*state >> 8) * n) >> 24);
}

/* A graph without circles: parents have smaller numbers; some have several, some none. */
static void make(struct town *town, uint32_t n, uint32_t *state)
{
    memset(town, 0, sizeof *town);
    town->n = n;
    for (uint32_t c = 0; c < n; c++) {
        uint32_t parents = c == 0 ? 0 : draw(state, 4);
        if (parents > c)
            parents = c;
        for (uint32_t p = 0; p < parents; p++)
            town->parents[c][p] = draw(state, c);
        town->at[c].broader = (struct bw_ixs){town->parents[c], parents};
        town->below[c][c] = true;
        for (uint32_t p = 0; p < parents; p++)
            for (uint32_t a = 0; a < n; a++)
                town->below[a][c] |= town->below[a][town->parents[c][p]];
    }
    for (uint32_t c = 0; c + 1 < n; c += 40) { /* a few are the same as their neighbour */
        town->same[c] = c + 1;
        town->same[c + 1] = c;
        town->at[c].same = (struct bw_ixs){&town->same[c], 1};
        town->at[c + 1].same = (struct bw_ixs){&town->same[c + 1], 1};
    }
}

static double content(const struct town *town, uint32_t a)
{
    double n_below = 0;
    for (uint32_t c = 0; c < town->n; c++)
        n_below += town->below[a][c];
    return 1 - log(n_below) / log(town->n);
}

static double sigma(const struct town *town, const double *contents, uint32_t c, uint32_t other)
{
    double best = 0;
    for (uint32_t a = 0; a < town->n; a++)
        if (town->below[a][c] && town->below[a][other] && contents[a] > best)
            best = contents[a];
    double sum = contents[c] + contents[other];
    return sum > 0 ? 2 * best / sum : 0;
}

static bool listed(const struct bw_competency *c, uint32_t other, double *found)
{
    for (size_t i = 0; i < c->n_near; i++) {
        if (c->near[i].competency == other) {
            *found = c->near[i].sigma;
            return true;
        }
    }
    return false;
}

/* Everyone near enough is listed, unless 32 nearer ones are; nobody else is. */
static void check_one(const struct town *town, const double *contents, uint32_t c)
{
    const struct bw_competency *at = &town->at[c];
    double last = at->n_near ? at->near[at->n_near - 1].sigma : 1;
    for (uint32_t other = 0; other < town->n; other++) {
        double want = sigma(town, contents, c, other), found = 0;
        bool same = other == c || (at->same.n && at->same.at[0] == other);
        if (listed(at, other, &found)) {
            assert_false(same);
            assert_true(fabs(found - want) < 1e-12 && want > BW_NEAR_LEAST - 1e-12);
        } else if (!same && want > BW_NEAR_LEAST + 1e-12) {
            assert_int_equal(at->n_near, BW_NEAR_MOST);
            assert_true(want < last + 1e-12);
        }
    }
    for (size_t i = 1; i < at->n_near; i++)
        assert_true(at->near[i].sigma <= at->near[i - 1].sigma);
}

static void check_pairs(const struct town *town, const double *contents,
                        const struct bw_taxonomy *taxonomy, uint32_t c)
{
    for (uint32_t other = 0; other < town->n; other++)
        assert_true(fabs(bw_taxonomy_lin(taxonomy, c, other) - sigma(town, contents, c, other)) <
                    1e-12);
}

static void similarity__is_lins_over_every_shared_ancestor(void **state)
{
    (void)state;
    static struct town town;
    static double contents[MOST];
    struct bw_arena *arena = bw_arena_create((size_t)64 << 20);
    uint32_t seed = 1, pairs = 0;
    for (int round = 0; round < 60; round++) {
        make(&town, 2 + draw(&seed, MOST - 2), &seed);
        struct bw_catalogue cat = {.competencies = town.at, .n_competencies = town.n};
        assert_true(bw_near_by_taxonomy(&cat, arena));
        struct bw_taxonomy taxonomy = bw_taxonomy_make(town.at, town.n, arena);
        for (uint32_t c = 0; c < town.n; c++)
            contents[c] = content(&town, c);
        for (uint32_t c = 0; c < town.n; c++) {
            check_pairs(&town, contents, &taxonomy, c);
            check_one(&town, contents, c);
            pairs += (uint32_t)town.at[c].n_near;
        }
        bw_arena_reset(arena);
    }
    assert_true(pairs > 1000); /* it was worth looking */
    bw_arena_free(arena);
}

static void log__is_the_natural_one(void **state)
{
    (void)state;
    for (double x = 1; x < 1e9; x *= 1.37)
        assert_true(fabs(bw_log(x) - log(x)) <= 1e-14 * (1 + fabs(log(x))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(similarity__is_lins_over_every_shared_ancestor),
        cmocka_unit_test(log__is_the_natural_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
