#include "model/near.h"

#include <math.h>
#include <string.h>

#include "model/near_text.h"
#include "model/taxonomy.h"

#define SCRATCH_MOST ((size_t)4 << 30)

const struct bw_near_shares bw_near_shares = {.taxonomy = .5, .text = 1, .roles = 1};

bool bw_near_is_same(const struct bw_competency *competency, uint32_t other)
{
    for (size_t i = 0; i < competency->same.n; i++)
        if (competency->same.at[i] == other)
            return true;
    return false;
}

static bool is_nearer(const struct bw_near *a, const struct bw_near *b)
{
    if (a->sigma > b->sigma || a->sigma < b->sigma)
        return a->sigma > b->sigma;
    return a->competency < b->competency;
}

void bw_near_offer(struct bw_near_list *list, uint32_t competency, double sigma)
{
    struct bw_near offered = {competency, sigma};
    if (!(sigma >= BW_NEAR_LEAST) ||
        (list->n == BW_NEAR_MOST && !is_nearer(&offered, &list->at[list->n - 1])))
        return;
    size_t at = list->n < BW_NEAR_MOST ? list->n++ : BW_NEAR_MOST - 1;
    for (; at > 0 && is_nearer(&offered, &list->at[at - 1]); at--)
        list->at[at] = list->at[at - 1];
    list->at[at] = offered;
}

static void put(struct bw_competency *out, const struct bw_near *near, size_t n,
                struct bw_arena *arena)
{
    struct bw_near *copy = BW_ARENA_NEW(arena, struct bw_near, n);
    if (n)
        memcpy(copy, near, n * sizeof *near);
    out->near = copy;
    out->n_near = n;
}

/* The competencies of a catalogue that is still being made are its maker's. */
static struct bw_competency *owned(struct bw_catalogue *cat, uint32_t competency)
{
    return (struct bw_competency *)&cat->competencies[competency];
}

static void put_all(struct bw_catalogue *cat, const struct bw_near_list *lists,
                    struct bw_arena *arena)
{
    for (uint32_t c = 0; c < cat->n_competencies; c++)
        put(owned(cat, c), lists[c].at, lists[c].n, arena);
}

void bw_near_copy(struct bw_catalogue *cat, const struct bw_catalogue *other,
                  struct bw_arena *arena)
{
    for (uint32_t c = 0; c < cat->n_competencies; c++)
        put(owned(cat, c), other->competencies[c].near, other->competencies[c].n_near, arena);
}

bool bw_near_by_taxonomy(struct bw_catalogue *cat, struct bw_arena *arena)
{
    struct bw_arena *scratch = bw_arena_create(SCRATCH_MOST);
    if (!scratch)
        return false;
    struct bw_near_list *lists = BW_ARENA_NEW(scratch, struct bw_near_list, cat->n_competencies);
    struct bw_taxonomy taxonomy = bw_taxonomy_make(cat->competencies, cat->n_competencies, scratch);
    bw_taxonomy_near(&taxonomy, lists, scratch);
    put_all(cat, lists, arena);
    bw_arena_free(scratch);
    return true;
}

/* Which roles ask a competency, turned round from what roles ask in their last version. */
struct asked {
    const struct bw_catalogue *cat;
    uint32_t *at; /* roles of competency c: role[at[c]] .. role[at[c + 1]], ascending */
    uint32_t *role;
    double *weight; /* that the role gives it */
    double *length; /* by competency */
};

/* As if each competency were asked once more, with weight 1, by a role of its own: what two rare
 * ones have in common by chance is not much. */
#define ASKED_ALONE 1.0

static struct bw_asks asks_of(const struct bw_catalogue *cat, uint32_t role)
{
    const struct bw_role *of = &cat->roles[role];
    return of->n_versions ? of->versions[of->n_versions - 1].all : (struct bw_asks){NULL, 0};
}

static struct asked asked_make(const struct bw_catalogue *cat, struct bw_arena *arena)
{
    uint32_t n = cat->n_competencies;
    struct asked asked = {.cat = cat,
                          .at = BW_ARENA_NEW(arena, uint32_t, n + 2),
                          .length = BW_ARENA_NEW(arena, double, n)};
    for (uint32_t role = 0; role < cat->n_roles; role++)
        for (size_t i = 0; i < asks_of(cat, role).n; i++)
            asked.at[asks_of(cat, role).at[i].competency + 2]++;
    for (uint32_t c = 0; c < n; c++)
        asked.at[c + 2] += asked.at[c + 1];
    asked.role = BW_ARENA_NEW(arena, uint32_t, asked.at[n + 1]);
    asked.weight = BW_ARENA_NEW(arena, double, asked.at[n + 1]);
    for (uint32_t role = 0; role < cat->n_roles; role++) {
        struct bw_asks asks = asks_of(cat, role);
        for (size_t i = 0; i < asks.n; i++) {
            uint32_t to = asked.at[asks.at[i].competency + 1]++;
            asked.role[to] = role;
            asked.weight[to] = asks.at[i].weight;
        }
    }
    for (uint32_t c = 0; c < n; c++) {
        double square = ASKED_ALONE;
        for (uint32_t i = asked.at[c]; i < asked.at[c + 1]; i++)
            square += asked.weight[i] * asked.weight[i];
        asked.length[c] = sqrt(square);
    }
    return asked;
}

/* One competency held against those before it. */
struct pairing {
    struct bw_catalogue *cat;
    const struct bw_near_shares *shares;
    struct bw_taxonomy taxonomy;
    struct bw_name_vectors names;
    struct asked asked;
    double *text, *roles; /* by competency: products with the one at hand */
    uint32_t *met;        /* those with a product */
    uint32_t n_met;
    bool *is_met;
    struct bw_near_list *lists;
};

static void meet(struct pairing *pairing, uint32_t other)
{
    if (!pairing->is_met[other])
        pairing->met[pairing->n_met++] = other;
    pairing->is_met[other] = true;
}

static void look_at_names(struct pairing *pairing, uint32_t c)
{
    const struct bw_name_vectors *names = &pairing->names;
    for (uint32_t p = names->first[c]; p < names->first[c + 1]; p++) {
        double value = (double)names->pieces[p].value;
        const struct bw_name_piece *holder =
            names->holders + names->holders_at[names->pieces[p].at];
        for (; holder->at < c; holder++) {
            meet(pairing, holder->at);
            pairing->text[holder->at] += value * (double)holder->value;
        }
    }
}

static void look_at_roles(struct pairing *pairing, uint32_t c)
{
    const struct asked *asked = &pairing->asked;
    for (uint32_t i = asked->at[c]; i < asked->at[c + 1]; i++) {
        struct bw_asks asks = asks_of(pairing->cat, asked->role[i]);
        for (size_t a = 0; a < asks.n && asks.at[a].competency < c; a++) {
            meet(pairing, asks.at[a].competency);
            pairing->roles[asks.at[a].competency] += asked->weight[i] * asks.at[a].weight;
        }
    }
}

static double clip(double x)
{
    return x > 1 ? 1 : x > 0 ? x : 0;
}

static void settle(struct pairing *pairing, uint32_t c, uint32_t other)
{
    const struct bw_near_shares *shares = pairing->shares;
    const struct asked *asked = &pairing->asked;
    double text = clip(pairing->text[other]);
    double roles = clip(pairing->roles[other] / (asked->length[c] * asked->length[other]));
    double missing = (1 - shares->text * text) * (1 - shares->roles * roles);
    pairing->text[other] = pairing->roles[other] = 0;
    pairing->is_met[other] = false;
    if (1 - missing * (1 - shares->taxonomy) < BW_NEAR_LEAST)
        return; /* not even if the taxonomy said that they are one */
    if (bw_near_is_same(&pairing->cat->competencies[c], other))
        return;
    missing *= 1 - shares->taxonomy * bw_taxonomy_lin(&pairing->taxonomy, c, other);
    bw_near_offer(&pairing->lists[c], other, 1 - missing);
    bw_near_offer(&pairing->lists[other], c, 1 - missing);
}

bool bw_near_by_all(struct bw_catalogue *cat, const struct bw_near_shares *shares,
                    struct bw_arena *arena)
{
    uint32_t n = cat->n_competencies;
    struct bw_arena *scratch = bw_arena_create(SCRATCH_MOST);
    if (!scratch)
        return false;
    struct pairing pairing = {
        .cat = cat,
        .shares = shares,
        .taxonomy = bw_taxonomy_make(cat->competencies, n, scratch),
        .names = bw_name_vectors_make(cat, scratch),
        .asked = asked_make(cat, scratch),
        .text = BW_ARENA_NEW(scratch, double, n),
        .roles = BW_ARENA_NEW(scratch, double, n),
        .met = BW_ARENA_NEW(scratch, uint32_t, n),
        .is_met = BW_ARENA_NEW(scratch, bool, n),
        .lists = BW_ARENA_NEW(scratch, struct bw_near_list, n),
    };
    for (uint32_t c = 0; c < n; c++) {
        look_at_names(&pairing, c);
        look_at_roles(&pairing, c);
        for (uint32_t i = 0; i < pairing.n_met; i++)
            settle(&pairing, c, pairing.met[i]);
        pairing.n_met = 0;
    }
    put_all(cat, pairing.lists, arena);
    bw_arena_free(scratch);
    return true;
}
