/* Near competencies by all that speaks for it, held against the definition: every pair by the plain
 * formula, names as whole vectors, roles one by one. */
#include "model/near/near.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/near/near_text.h"
#include "model/near/taxonomy.h"
#include "model/text/text_gram.h"
#include "tests/model/check.h"

#define MOST 150
#define ROLES 40

struct village {
    struct bw_competency at[MOST];
    struct bw_prose prose[MOST];
    struct bw_str alt[MOST];
    char text[MOST][2][64];
    uint32_t parent[MOST], same[MOST];
    struct bw_role roles[ROLES];
    struct bw_role_version versions[ROLES][2];
    struct bw_ask asks[ROLES][2][12];
    struct bw_catalogue cat;
};

static uint32_t draw(uint32_t *state, uint32_t n)
{
    *state = *state * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(*state >> 8) * n) >> 24);
}

static struct bw_str name(char out[64], uint32_t *state)
{
    static const char *const words[] = {"jeugd",     "jeugdhulp",   "beleid",    "beleidsadvies",
                                        "toezicht",  "Toezien",     "financiën", "budget",
                                        "begroting", "vergunning",  "omgeving",  "dienst",
                                        "inkoop",    "aanbesteden", "archief"};
    out[0] = '\0';
    for (uint32_t n = 1 + draw(state, 3); n > 0; n--) {
        strcat(out, words[draw(state, sizeof words / sizeof *words)]);
        strcat(out, " ");
    }
    return (struct bw_str){out, (uint32_t)strlen(out)};
}

static void make_role(struct village *village, uint32_t r, uint32_t *state)
{
    for (int v = 0; v < 2; v++) {
        struct bw_role_version *version = &village->versions[r][v];
        size_t n = 0;
        for (uint32_t c = draw(state, 30); c < village->cat.n_competencies && n < 12;
             c += 1 + draw(state, 40))
            village->asks[r][v][n++] =
                (struct bw_ask){.competency = c, .level = 3, .weight = (1 + draw(state, 4)) / 4.0};
        version->all = (struct bw_asks){village->asks[r][v], n};
    }
    village->roles[r].versions = village->versions[r];
    village->roles[r].n_versions = draw(state, 3);
}

static void make(struct village *village, uint32_t n, uint32_t *state)
{
    memset(village, 0, sizeof *village);
    village->cat = (struct bw_catalogue){.competencies = village->at,
                                         .competency_prose = village->prose,
                                         .n_competencies = n,
                                         .roles = village->roles,
                                         .n_roles = ROLES};
    for (uint32_t c = 0; c < n; c++) {
        village->at[c].label.in[draw(state, 2)] = name(village->text[c][0], state);
        village->alt[c] = name(village->text[c][1], state);
        village->prose[c] = (struct bw_prose){.alt = &village->alt[c], .n_alt = draw(state, 2)};
        if (c > 0 && draw(state, 5)) {
            village->parent[c] = draw(state, c);
            village->at[c].broader = (struct bw_ixs){&village->parent[c], 1};
        }
    }
    for (uint32_t c = 0; c + 1 < n; c += 30) {
        village->same[c] = c + 1;
        village->same[c + 1] = c;
        village->at[c].same = (struct bw_ixs){&village->same[c], 1};
        village->at[c + 1].same = (struct bw_ixs){&village->same[c + 1], 1};
    }
    for (uint32_t r = 0; r < ROLES; r++)
        make_role(village, r, state);
}

/* How often the text has the word. */
static double times(struct bw_str text, const char *word)
{
    size_t len = strlen(word);
    double n = 0;
    for (size_t i = 0; text.at && i + len <= text.len; i++)
        n += memcmp(text.at + i, word, len) == 0 && (i == 0 || text.at[i - 1] == ' ') &&
             (i + len == text.len || text.at[i + len] == ' ');
    return n;
}

static double *vectors[MOST];

/* By bucket; words are taken from the names one at a time, and counted over all of them. */
static void fill_vector(const struct village *village, uint32_t c)
{
    const struct bw_competency *at = &village->at[c];
    struct bw_str names[3] = {at->label.in[0], at->label.in[1],
                              village->prose[c].n_alt ? village->alt[c] : (struct bw_str){NULL, 0}};
    char done[64][64];
    int n_done = 0;
    vectors[c] = calloc(BW_GRAM_BUCKETS, sizeof(double));
    for (int n = 0; n < 3; n++) {
        struct bw_text_fold fold;
        struct bw_folded word;
        bw_text_fold_start(&fold, names[n]);
        while (names[n].at && bw_text_fold_next(&fold, &word)) {
            char original[64] = "";
            bool known = false;
            memcpy(original, names[n].at + word.start, word.end - word.start);
            for (int i = 0; i < n_done; i++)
                known |= strcmp(done[i], original) == 0;
            if (known)
                continue;
            strcpy(done[n_done++], original);
            double count =
                times(names[0], original) + times(names[1], original) + times(names[2], original);
            struct bw_gram grams[BW_WORD_GRAMS_MOST];
            uint32_t n_grams = bw_text_grams(word.code, word.n, grams);
            for (uint32_t g = 0; g < n_grams; g++)
                vectors[c][grams[g].bucket] += grams[g].sign * (1 + log(count));
        }
    }
}

static void weigh_vectors(uint32_t n)
{
    for (uint32_t b = 0; b < BW_GRAM_BUCKETS; b++) {
        uint32_t holders = 0, most = n / 16 > BW_COMMON_LEAST ? n / 16 : BW_COMMON_LEAST;
        for (uint32_t c = 0; c < n; c++)
            holders += vectors[c][b] != 0;
        for (uint32_t c = 0; c < n && holders; c++)
            vectors[c][b] *= holders > most ? 0 : log(1 + n / (holders + .5));
    }
}

static double cosine(uint32_t a, uint32_t b)
{
    double product = 0, x = 0, y = 0;
    for (uint32_t i = 0; i < BW_GRAM_BUCKETS; i++) {
        product += vectors[a][i] * vectors[b][i];
        x += vectors[a][i] * vectors[a][i];
        y += vectors[b][i] * vectors[b][i];
    }
    return x > 0 && y > 0 && product > 0 ? product / sqrt(x * y) : 0;
}

static double asked(const struct village *village, uint32_t role, uint32_t c)
{
    const struct bw_role *of = &village->roles[role];
    const struct bw_ask *ask =
        of->n_versions ? bw_asks_find(of->versions[of->n_versions - 1].all, c) : NULL;
    return ask ? ask->weight : 0;
}

static double together(const struct village *village, uint32_t a, uint32_t b)
{
    double product = 0, x = 1, y = 1;
    for (uint32_t r = 0; r < ROLES; r++) {
        product += asked(village, r, a) * asked(village, r, b);
        x += asked(village, r, a) * asked(village, r, a);
        y += asked(village, r, b) * asked(village, r, b);
    }
    return product / sqrt(x * y);
}

static double listed(const struct bw_competency *c, uint32_t other)
{
    for (size_t i = 0; i < c->n_near; i++)
        if (c->near[i].competency == other)
            return c->near[i].sigma;
    return 0;
}

struct plain {
    const struct village *village;
    const struct bw_taxonomy *taxonomy;
    const struct bw_near_shares *shares;
};

static double sigma(const struct plain *plain, uint32_t c, uint32_t other)
{
    return 1 - (1 - plain->shares->taxonomy * bw_taxonomy_lin(plain->taxonomy, c, other)) *
                   (1 - plain->shares->text * cosine(c, other)) *
                   (1 - plain->shares->roles * together(plain->village, c, other));
}

static void check_one(const struct plain *plain, uint32_t c, uint32_t *pairs)
{
    const struct bw_competency *at = &plain->village->at[c];
    double last = at->n_near ? at->near[at->n_near - 1].sigma : 1;
    for (uint32_t other = 0; other < plain->village->cat.n_competencies; other++) {
        bool same = other == c || bw_near_is_same(at, other);
        double want = sigma(plain, c, other), found = listed(at, other);
        if (found > 0) {
            assert_false(same);
            assert_true(fabs(found - want) < 1e-6);
            ++*pairs;
        } else if (!same && want > BW_NEAR_LEAST + 1e-6) {
            assert_int_equal(at->n_near, BW_NEAR_MOST);
            assert_true(want < last + 1e-6);
        }
    }
    for (size_t i = 1; i < at->n_near; i++)
        assert_true(at->near[i].sigma <= at->near[i - 1].sigma);
}

static void near__is_all_that_speaks_for_it(void **state)
{
    (void)state;
    static struct village village;
    static const struct bw_near_shares shares[] = {
        {.5, 1, 1}, {.5, .8, .6}, {0, 1, 0}, {0, 0, 1}, {.5, 0, 1}};
    struct bw_arena *arena = bw_arena_create((size_t)256 << 20);
    uint32_t seed = 7, pairs = 0;
    for (size_t round = 0; round < sizeof shares / sizeof *shares; round++) {
        uint32_t n = round == 1 ? 3 : 60 + draw(&seed, MOST - 60);
        make(&village, n, &seed);
        assert_true(bw_near_by_all(&village.cat, &shares[round], arena));
        struct bw_taxonomy taxonomy = bw_taxonomy_make(village.at, n, arena);
        for (uint32_t c = 0; c < n; c++)
            fill_vector(&village, c);
        weigh_vectors(n);
        for (uint32_t c = 0; c < n; c += 5)
            check_one(&(struct plain){&village, &taxonomy, &shares[round]}, c, &pairs);
        for (uint32_t c = 0; c < n; c++)
            free(vectors[c]);
        bw_arena_reset(arena);
    }
    assert_true(pairs > 200); /* it was worth looking */
    bw_arena_free(arena);
}

static void near__of_an_empty_catalogue_is_nothing(void **state)
{
    (void)state;
    struct bw_arena *arena = bw_arena_create((size_t)64 << 20);
    struct bw_catalogue cat = {.n_roles = 0};
    assert_true(bw_near_by_all(&cat, &bw_near_shares, arena));
    bw_arena_free(arena);
}

static void offer__keeps_the_nearest_in_order(void **state)
{
    (void)state;
    static struct bw_near_list list;
    uint32_t seed = 3;
    for (uint32_t c = 0; c < 1000; c++)
        bw_near_offer(&list, c, draw(&seed, 1000) / 1000.0);
    bw_near_offer(&list, 1000, NAN);
    assert_int_equal(list.n, BW_NEAR_MOST);
    for (size_t i = 1; i < list.n; i++)
        assert_true(list.at[i - 1].sigma > list.at[i].sigma ||
                    list.at[i - 1].competency < list.at[i].competency);
    assert_true(list.at[BW_NEAR_MOST - 1].sigma > .95);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near__is_all_that_speaks_for_it),
        cmocka_unit_test(near__of_an_empty_catalogue_is_nothing),
        cmocka_unit_test(offer__keeps_the_nearest_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
