#include "model/people/talent.h"
#include "model/base/sort.h"

#define FIT_LEAST .8

/* One role that asks a competency, and the weight that it gives it. */
struct asker {
    uint32_t role;
    double weight;
};

/* The roles turned round: who asks what. With thousands of roles and people, looking only at roles
 * that ask something a person is known for is what makes this end. */
struct askers {
    const struct bw_catalogue *cat;
    struct asker *at; /* of competency c: at[first[c]] .. at[first[c + 1]] */
    uint32_t *first;  /* n_competencies + 1 */
    double *all;      /* per role: the weight of everything it asks */
    double *known;    /* per role: of what the person at hand is known for; 0 between people */
    uint32_t *met;    /* roles with something known, in the order of meeting */
    struct bw_arena *arena;
};

static struct bw_asks asks_of(const struct bw_catalogue *cat, uint32_t role, bw_day day)
{
    const struct bw_role_version *version = bw_role_at(&cat->roles[role], day);
    return version ? version->all : (struct bw_asks){NULL, 0};
}

static struct askers turn_round(const struct bw_catalogue *cat, bw_day day, struct bw_arena *arena)
{
    struct askers out = {.cat = cat, .arena = arena};
    size_t total = 0;
    out.first = BW_ARENA_NEW(arena, uint32_t, (size_t)cat->n_competencies + 2);
    out.all = BW_ARENA_NEW(arena, double, cat->n_roles);
    out.known = BW_ARENA_NEW(arena, double, cat->n_roles);
    out.met = BW_ARENA_NEW(arena, uint32_t, cat->n_roles);
    for (uint32_t role = 0; role < cat->n_roles; role++) {
        struct bw_asks asks = asks_of(cat, role, day);
        for (size_t i = 0; i < asks.n; i++) {
            out.first[asks.at[i].competency + 2]++;
            out.all[role] += asks.at[i].weight;
        }
        total += asks.n;
    }
    for (uint32_t c = 0; c < cat->n_competencies; c++)
        out.first[c + 2] += out.first[c + 1];
    out.at = BW_ARENA_NEW(arena, struct asker, total);
    for (uint32_t role = 0; role < cat->n_roles; role++) {
        struct bw_asks asks = asks_of(cat, role, day);
        for (size_t i = 0; i < asks.n; i++)
            out.at[out.first[asks.at[i].competency + 1]++] =
                (struct asker){role, asks.at[i].weight};
    }
    return out;
}

static int ascending(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The roles of which anything is known, ascending: *n of them in askers->met. */
static void meet(struct askers *askers, const struct bw_mind *mind, size_t *n)
{
    *n = 0;
    for (size_t k = 0; k < mind->n_known; k++) {
        uint32_t c = mind->known[k].competency;
        for (uint32_t i = askers->first[c]; i < askers->first[c + 1]; i++) {
            const struct asker *asker = &askers->at[i];
            if (asker->weight > 0 && !(askers->known[asker->role] > 0))
                askers->met[(*n)++] = asker->role;
            askers->known[asker->role] += asker->weight;
        }
    }
    bw_sort(askers->met, *n, sizeof *askers->met, ascending);
}

/* The role other than their own that a person fits best. */
static struct bw_talent best_other_role(struct askers *askers, const struct bw_mind *mind)
{
    const struct bw_catalogue *cat = askers->cat;
    struct bw_talent best = {mind->person, BW_NONE, 0};
    size_t n;
    meet(askers, mind, &n);
    for (size_t i = 0; i < n; i++) {
        uint32_t role = askers->met[i];
        bool evident = 2 * askers->known[role] >= askers->all[role];
        askers->known[role] = 0;
        if (!evident || role == mind->person->role ||
            !bw_catalogue_sees(cat, mind->person->org, cat->roles[role].org))
            continue;
        size_t mark = bw_arena_mark(askers->arena);
        struct bw_gap gap = bw_gap_for_role(mind, role, askers->arena);
        double fit = bw_match_fit(&gap);
        bw_arena_rewind(askers->arena, mark);
        if (fit > best.fit) {
            best.role = role;
            best.fit = fit;
        }
    }
    return best;
}

static int best_first(const void *a, const void *b)
{
    const struct bw_talent *x = a, *y = b;
    if (x->fit > y->fit || x->fit < y->fit)
        return x->fit > y->fit ? -1 : 1;
    return bw_str_compare(x->person->id, y->person->id);
}

const struct bw_talent *bw_talents(const struct bw_catalogue *cat, struct bw_minds minds, size_t k,
                                   struct bw_arena *arena, size_t *n)
{
    struct bw_talent *all = BW_ARENA_NEW(arena, struct bw_talent, minds.n);
    *n = 0;
    if (minds.n == 0)
        return all;
    struct askers askers = turn_round(cat, minds.at[0]->as_of, arena);
    for (size_t i = 0; i < minds.n; i++) {
        if (minds.at[i]->person->objects_to_profiling)
            continue;
        struct bw_talent best = best_other_role(&askers, minds.at[i]);
        if (best.fit >= FIT_LEAST)
            all[(*n)++] = best;
    }
    bw_sort(all, *n, sizeof *all, best_first);
    if (*n > k)
        *n = k;
    return all;
}
