#include "model/match.h"
#include "model/sort.h"

#define LEARNING_LIST 10
#define MENTOR_LEAST 3
#define MENTOR_ABOVE 1

double bw_match_fit(const struct bw_gap *gap)
{
    double reached = 0, asked = 0;
    for (size_t i = 0; i < gap->n_needs; i++) {
        const struct bw_need *need = &gap->needs[i];
        asked += need->w;
        if (need->req.certificate_valid)
            reached += need->w;
        else if (need->standing != BW_LAPSED)
            reached += need->w * bw_belief_reaches(need->x, need->edge);
    }
    return asked > 0 ? reached / asked : 1;
}

size_t bw_match_mandatory_open(const struct bw_gap *gap)
{
    size_t n = 0;
    for (size_t i = 0; i < gap->n_needs; i++)
        n += gap->needs[i].ask.mandatory && gap->needs[i].standing != BW_MET;
    return n;
}

static struct bw_question toward_role(uint32_t role, bw_day as_of)
{
    return (struct bw_question){
        .as_of = as_of,
        .goal = {.kind = BW_GOAL_ROLE, .role = role},
        .filters = {.max_price_cents = -1,
                    .max_hours = -1,
                    .start_after = BW_DAY_NONE,
                    .start_before = BW_DAY_NONE},
        .k = LEARNING_LIST,
        .diversity = .7,
        .objective = BW_BALANCED,
    };
}

static int best_fit(const void *a, const void *b)
{
    const struct bw_candidate *x = a, *y = b;
    if (x->fit > y->fit || x->fit < y->fit)
        return x->fit > y->fit ? -1 : 1;
    return bw_str_compare(x->person->id, y->person->id);
}

const struct bw_candidate *bw_candidates(const struct bw_catalogue *cat,
                                         const struct bw_peers *peers, struct bw_people people,
                                         uint32_t role, bw_day as_of, size_t k,
                                         struct bw_arena *arena, size_t *n)
{
    struct bw_question question = toward_role(role, as_of);
    struct bw_candidate *out = BW_ARENA_NEW(arena, struct bw_candidate, people.n);
    size_t found = 0;
    for (size_t i = 0; i < people.n; i++) {
        const struct bw_person *person = &people.at[i];
        if (person->role == role || person->objects_to_profiling)
            continue;
        size_t mark = bw_arena_mark(arena);
        struct bw_gap gap = bw_gap_make(cat, peers, person, &question, arena);
        out[found++] = (struct bw_candidate){person, bw_match_fit(&gap), gap.total,
                                             bw_match_mandatory_open(&gap)};
        bw_arena_rewind(arena, mark);
    }
    bw_sort(out, found, sizeof *out, best_fit);
    *n = found < k ? found : k;
    return out;
}

/* A role on the way: what is left of the gap after the list decides the order. */
struct way {
    struct bw_reachable to;
    double left;
};

static int least_left(const void *a, const void *b)
{
    const struct way *x = a, *y = b;
    if (x->left > y->left || x->left < y->left)
        return x->left < y->left ? -1 : 1;
    return (x->to.role > y->to.role) - (x->to.role < y->to.role);
}

static struct way way_to(const struct bw_catalogue *cat, const struct bw_peers *peers,
                         const struct bw_person *person, struct bw_question *question,
                         struct bw_arena *arena)
{
    struct bw_advice advice = bw_recommend(cat, peers, person, question, arena);
    struct way way = {.to = {.role = question->goal.role,
                             .gap = advice.gap.total,
                             .mandatory_open = bw_match_mandatory_open(&advice.gap),
                             .success = advice.coverage}};
    way.left = advice.gap.total * (1 - advice.coverage);
    for (size_t i = 0; i < advice.n_items; i++) {
        way.to.hours += cat->courses[advice.items[i].course].hours;
        way.to.price_cents += cat->courses[advice.items[i].course].price_cents;
    }
    return way;
}

const struct bw_reachable *bw_roles_reachable(const struct bw_catalogue *cat,
                                              const struct bw_peers *peers,
                                              const struct bw_person *person, bw_day as_of,
                                              size_t k, struct bw_arena *arena, size_t *n)
{
    struct way *ways = BW_ARENA_NEW(arena, struct way, cat->n_roles);
    size_t found = 0;
    for (uint32_t role = 0; role < cat->n_roles; role++) {
        if (role == person->role || !bw_catalogue_sees(cat, person->org, cat->roles[role].org) ||
            !bw_role_at(&cat->roles[role], as_of))
            continue;
        struct bw_question question = toward_role(role, as_of);
        size_t mark = bw_arena_mark(arena);
        ways[found++] = way_to(cat, peers, person, &question, arena);
        bw_arena_rewind(arena, mark);
    }
    bw_sort(ways, found, sizeof *ways, least_left);
    *n = found < k ? found : k;
    struct bw_reachable *out = BW_ARENA_NEW(arena, struct bw_reachable, *n);
    for (size_t i = 0; i < *n; i++)
        out[i] = ways[i].to;
    return out;
}

static int most_able(const void *a, const void *b)
{
    const struct bw_mentor *x = a, *y = b;
    if (x->have.mean > y->have.mean || x->have.mean < y->have.mean)
        return x->have.mean > y->have.mean ? -1 : 1;
    return bw_str_compare(x->person->id, y->person->id);
}

const struct bw_mentor *bw_mentors(const struct bw_catalogue *cat, const struct bw_peers *peers,
                                   struct bw_people people, const struct bw_person *learner,
                                   uint32_t competency, bw_day as_of, size_t k,
                                   struct bw_arena *arena, size_t *n)
{
    struct bw_mind own = bw_mind_make(cat, peers, learner, as_of, arena);
    double least = bw_mind_belief(&own, competency).mean + MENTOR_ABOVE;
    if (least < MENTOR_LEAST)
        least = MENTOR_LEAST;
    struct bw_mentor *out = BW_ARENA_NEW(arena, struct bw_mentor, people.n);
    size_t found = 0;
    for (size_t i = 0; i < people.n; i++) {
        const struct bw_person *person = &people.at[i];
        if (person->objects_to_profiling || bw_str_compare(person->id, learner->id) == 0)
            continue;
        size_t mark = bw_arena_mark(arena);
        struct bw_mind mind = bw_mind_make(cat, peers, person, as_of, arena);
        const struct bw_known *known = bw_mind_known(&mind, competency);
        if (known && known->belief.mean >= least)
            out[found++] = (struct bw_mentor){person, known->belief};
        bw_arena_rewind(arena, mark);
    }
    bw_sort(out, found, sizeof *out, most_able);
    *n = found < k ? found : k;
    return out;
}
