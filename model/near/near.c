#include "model/near/near.h"

#include <string.h>

#include "model/near/near_roles.h"
#include "model/near/near_text.h"
#include "model/near/taxonomy.h"

#define SCRATCH_MOST ((size_t)4 << 30)

const struct bw_near_shares bw_near_shares = {.taxonomy = .5, .text = 1, .roles = 1};

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

/* One competency held against those before it. */
struct pairing {
    struct bw_catalogue *cat;
    const struct bw_near_shares *shares;
    struct bw_taxonomy taxonomy;
    struct bw_name_vectors names;
    struct bw_asked asked;
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
    const struct bw_asked *asked = &pairing->asked;
    for (uint32_t i = asked->at[c]; i < asked->at[c + 1]; i++) {
        struct bw_asks asks = bw_asked_by(pairing->cat, asked->role[i]);
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
    const struct bw_asked *asked = &pairing->asked;
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
        .asked = bw_asked_make(cat, scratch),
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
