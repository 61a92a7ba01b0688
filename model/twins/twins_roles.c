#include "model/twins/twins_roles.h"

#include "model/base/sort.h"
#include "model/text/text_fold.h"
#include "model/text/text_hash.h"

#define LISTED_LEAST .5
#define WORDS_MOST 24

/* A name as a set of words. */
struct name {
    uint64_t words[WORDS_MOST];
    size_t n;
};

struct names {
    struct name *at;
    size_t n;
};

struct pairing {
    const struct bw_catalogue *cat;
    const struct bw_role_twin_question *question;
    struct bw_arena *arena;
    struct names *names; /* per role */
    struct bw_role_twin *twins;
    size_t n, room;
};

static void add_name(struct names *names, struct bw_str text)
{
    struct name *name = &names->at[names->n];
    struct bw_text_fold fold;
    struct bw_folded word;
    if (!text.at)
        return;
    name->n = 0;
    for (bw_text_fold_start(&fold, text);
         name->n < WORDS_MOST && bw_text_fold_next(&fold, &word);) {
        uint64_t hash = bw_text_hash((struct bw_str){word.at, word.len});
        size_t i = 0;
        while (i < name->n && name->words[i] != hash)
            i++;
        if (i == name->n)
            name->words[name->n++] = hash;
    }
    names->n += name->n > 0;
}

static struct names names_of(const struct pairing *pairing, uint32_t role)
{
    const struct bw_prose *prose = &pairing->cat->role_prose[role];
    struct bw_text label = pairing->cat->roles[role].label;
    struct names names = {BW_ARENA_NEW(pairing->arena, struct name, 2 + prose->n_alt), 0};
    add_name(&names, bw_text_own(label, BW_NL));
    add_name(&names, bw_text_own(label, BW_EN));
    for (size_t i = 0; i < prose->n_alt; i++)
        add_name(&names, prose->alt[i]);
    return names;
}

static double common_words(const struct name *a, const struct name *b)
{
    size_t both = 0;
    for (size_t i = 0; i < a->n; i++)
        for (size_t j = 0; j < b->n; j++)
            both += a->words[i] == b->words[j];
    return (double)both / (double)(a->n + b->n - both);
}

static double alike_names(const struct names *a, const struct names *b)
{
    double best = 0;
    for (size_t i = 0; i < a->n; i++) {
        for (size_t j = 0; j < b->n; j++) {
            double common = common_words(&a->at[i], &b->at[j]);
            best = common > best ? common : best;
        }
    }
    return best;
}

static double amount(const struct bw_ask *ask)
{
    return ask ? ask->weight * ask->level : 0;
}

/* What is asked of a competency, or of one that is the same. */
static const struct bw_ask *asked(const struct bw_catalogue *cat, struct bw_asks asks, uint32_t c)
{
    const struct bw_ask *ask = bw_asks_find(asks, c);
    struct bw_ixs same = cat->competencies[c].same;
    for (size_t i = 0; !ask && i < same.n; i++)
        ask = bw_asks_find(asks, same.at[i]);
    return ask;
}

static double alike_work(const struct bw_catalogue *cat, struct bw_asks a, struct bw_asks b)
{
    double both = 0, either = 0;
    for (size_t i = 0; i < a.n; i++) {
        double x = amount(&a.at[i]), y = amount(asked(cat, b, a.at[i].competency));
        both += x < y ? x : y;
        either += x > y ? x : y;
    }
    for (size_t i = 0; i < b.n; i++)
        if (!asked(cat, a, b.at[i].competency))
            either += amount(&b.at[i]);
    return either > 0 ? both / either : 0;
}

static struct bw_asks asks_on(const struct pairing *pairing, uint32_t role)
{
    const struct bw_role_version *version =
        bw_role_at(&pairing->cat->roles[role], pairing->question->day);
    return version ? version->all : (struct bw_asks){NULL, 0};
}

static void offer(struct pairing *pairing, uint32_t a, uint32_t b)
{
    double name = alike_names(&pairing->names[a], &pairing->names[b]);
    double work = alike_work(pairing->cat, asks_on(pairing, a), asks_on(pairing, b));
    struct bw_role_twin twin = {a, b, 1 - (1 - work) * (1 - name / 2), name >= 1};
    if (twin.score < LISTED_LEAST)
        return;
    if (pairing->n == pairing->room) {
        size_t room = pairing->room ? 2 * pairing->room : 64;
        struct bw_role_twin *grown = bw_arena_take(pairing->arena, room * sizeof *grown);
        for (size_t i = 0; i < pairing->n; i++)
            grown[i] = pairing->twins[i];
        pairing->twins = grown;
        pairing->room = room;
    }
    pairing->twins[pairing->n++] = twin;
}

/* Are they to be held against each other? Of two that orgs of one merger hold only once. */
static bool may(const struct pairing *pairing, uint32_t a, uint32_t b)
{
    const uint32_t *after = pairing->question->org_after;
    uint32_t org_a = pairing->cat->roles[a].org, org_b = pairing->cat->roles[b].org;
    if (a == b || org_a == org_b)
        return false;
    if (org_b != BW_NONE && after[org_b] == after[org_a])
        return a < b;
    return bw_catalogue_sees(pairing->cat, after[org_a], org_b);
}

static int likeliest(const void *a, const void *b)
{
    const struct bw_role_twin *x = a, *y = b;
    if (x->score > y->score || x->score < y->score)
        return x->score > y->score ? -1 : 1;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

struct bw_role_twins bw_twins_roles(const struct bw_catalogue *cat,
                                    const struct bw_role_twin_question *question,
                                    struct bw_arena *arena)
{
    struct pairing pairing = {.cat = cat, .question = question, .arena = arena};
    bool *joined = BW_ARENA_NEW(arena, bool, cat->n_orgs);
    pairing.names = BW_ARENA_NEW(arena, struct names, cat->n_roles);
    for (uint32_t org = 0; org < cat->n_orgs; org++)
        if (question->org_after[org] != org)
            joined[org] = joined[question->org_after[org]] = true;
    for (uint32_t role = 0; role < cat->n_roles; role++)
        pairing.names[role] = names_of(&pairing, role);
    for (uint32_t a = 0; a < cat->n_roles; a++)
        for (uint32_t b = 0;
             cat->roles[a].org != BW_NONE && joined[cat->roles[a].org] && b < cat->n_roles; b++)
            if (may(&pairing, a, b))
                offer(&pairing, a, b);
    bw_sort(pairing.twins, pairing.n, sizeof *pairing.twins, likeliest);
    return (struct bw_role_twins){pairing.twins, pairing.n < question->k ? pairing.n : question->k,
                                  pairing.n};
}
