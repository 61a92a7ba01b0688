#include "model/people/talent.h"
#include "model/base/sort.h"

#define FIT_LEAST .8
#define FIT_NEARLY .5
#define ABOVE_LEAST .5

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

/* What of another role fits, and how. */
static struct bw_room_role look_at(const struct bw_mind *mind, uint32_t role,
                                   struct bw_arena *arena)
{
    size_t mark = bw_arena_mark(arena);
    struct bw_gap gap = bw_gap_for_role(mind, role, arena);
    struct bw_room_role out = {role, bw_match_fit(&gap), gap.total, bw_match_mandatory_open(&gap)};
    bw_arena_rewind(arena, mark);
    return out;
}

/* Puts `role` in its place among the best. */
static void place(struct bw_room *room, struct bw_room_role role)
{
    size_t at = room->n_roles < BW_ROOM_ROLES ? room->n_roles++ : BW_ROOM_ROLES - 1;
    if (at == BW_ROOM_ROLES - 1 && room->roles[at].fit >= role.fit)
        return; /* what stands there came first, or is 0 */
    while (at > 0 && room->roles[at - 1].fit < role.fit) {
        room->roles[at] = room->roles[at - 1];
        at--;
    }
    room->roles[at] = role;
}

/* The roles other than their own that a person fits best, of those that fit to `least`. */
static struct bw_room best_other_roles(struct askers *askers, const struct bw_mind *mind,
                                       double least)
{
    const struct bw_catalogue *cat = askers->cat;
    struct bw_room out = {.mind = mind};
    size_t n;
    meet(askers, mind, &n);
    for (size_t i = 0; i < n; i++) {
        uint32_t role = askers->met[i];
        bool evident = 2 * askers->known[role] >= askers->all[role];
        askers->known[role] = 0;
        if (!evident || role == mind->person->role ||
            !bw_catalogue_sees(cat, mind->person->org, cat->roles[role].org))
            continue;
        struct bw_room_role found = look_at(mind, role, askers->arena);
        if (found.fit >= least)
            place(&out, found);
    }
    return out;
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
        struct bw_room found = best_other_roles(&askers, minds.at[i], FIT_LEAST);
        if (found.n_roles)
            all[(*n)++] =
                (struct bw_talent){minds.at[i]->person, found.roles[0].role, found.roles[0].fit};
    }
    bw_sort(all, *n, sizeof *all, best_first);
    if (*n > k)
        *n = k;
    return all;
}

/* The share of the own role's weight that is believed to be reached by a whole level more. */
static void look_at_own(struct bw_room *room, struct bw_arena *arena)
{
    size_t mark = bw_arena_mark(arena);
    struct bw_gap gap = bw_gap_for_role(room->mind, room->mind->person->role, arena);
    double above = 0, asked = 0;
    for (size_t i = 0; i < gap.n_needs; i++) {
        const struct bw_need *need = &gap.needs[i];
        asked += need->w;
        above += need->w * bw_belief_reaches(need->x, need->edge + 1);
    }
    room->own_fit = bw_match_fit(&gap);
    room->above = asked > 0 ? above / asked : 0;
    bw_arena_rewind(arena, mark);
}

static double size_of(const struct bw_room *room)
{
    double fit = room->n_roles ? room->roles[0].fit : 0;
    return room->above > fit ? room->above : fit;
}

static int most_room(const void *a, const void *b)
{
    const struct bw_room *x = a, *y = b;
    double s = size_of(x), t = size_of(y);
    if (s > t || s < t)
        return s > t ? -1 : 1;
    return bw_str_compare(x->mind->person->id, y->mind->person->id);
}

const struct bw_room *bw_rooms(const struct bw_catalogue *cat, struct bw_minds minds, size_t k,
                               struct bw_arena *arena, size_t *n)
{
    struct bw_room *all = BW_ARENA_NEW(arena, struct bw_room, minds.n);
    *n = 0;
    if (minds.n == 0)
        return all;
    struct askers askers = turn_round(cat, minds.at[0]->as_of, arena);
    for (size_t i = 0; i < minds.n; i++) {
        if (minds.at[i]->person->objects_to_profiling)
            continue;
        struct bw_room room = best_other_roles(&askers, minds.at[i], FIT_NEARLY);
        look_at_own(&room, arena);
        if (room.n_roles || room.above >= ABOVE_LEAST)
            all[(*n)++] = room;
    }
    bw_sort(all, *n, sizeof *all, most_room);
    if (*n > k)
        *n = k;
    return all;
}
