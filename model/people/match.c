#include "model/people/match.h"

#include "model/near/kinship.h"
#include "model/base/sort.h"

#define LOOKED_INTO 100
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
    struct bw_question question = bw_question_on(as_of);
    question.goal = (struct bw_goal){.kind = BW_GOAL_ROLE, .role = role};
    return question;
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

/* A role on the way. */
struct way {
    struct bw_reachable to;
    double kin, whole;
    double left; /* of the gap, after the list */
};

static int nearest(const void *a, const void *b)
{
    const struct way *x = a, *y = b;
    if (x->to.score > y->to.score || x->to.score < y->to.score)
        return x->to.score > y->to.score ? -1 : 1;
    if (x->left > y->left || x->left < y->left)
        return x->left < y->left ? -1 : 1;
    return (x->to.role > y->to.role) - (x->to.role < y->to.role);
}

/* The gap of someone of whom nothing is known and who was chosen for none of it. */
static double whole_gap(const struct bw_gap *gap)
{
    double whole = 0;
    for (size_t i = 0; i < gap->n_needs; i++)
        if (gap->needs[i].edge > bw_belief_unknown.mean)
            whole += gap->needs[i].w * bw_shortfall(bw_belief_unknown, gap->needs[i].edge);
    return whole;
}

static void place(struct way *way, double coverage)
{
    way->left = way->to.gap * (1 - coverage);
    double behind = way->whole > 0 ? 1 - way->left / way->whole : 1;
    if (behind < 0)
        behind = 0;
    way->to.score = way->kin > 0 ? way->kin * (1 + behind) / 2 : 0;
}

/* Looking for the ways of one person. */
struct search {
    struct bw_mind mind;
    const struct bw_peers *peers;
    struct bw_arena *arena;
    struct way *ways;
    size_t n;
};

/* Every visible role but the own, with how much alike it is. */
static void all_alike(struct search *search)
{
    const struct bw_mind *mind = &search->mind;
    const struct bw_catalogue *cat = mind->cat;
    struct bw_kinship kinship = bw_kinship_make(mind, search->arena);
    search->ways = BW_ARENA_NEW(search->arena, struct way, cat->n_roles);
    for (uint32_t role = 0; role < cat->n_roles; role++) {
        const struct bw_role_version *version = bw_role_at(&cat->roles[role], mind->as_of);
        if (role != mind->person->role && version &&
            bw_catalogue_sees(cat, mind->person->org, cat->roles[role].org))
            search->ways[search->n++] =
                (struct way){.to = {.role = role}, .kin = bw_kinship_with(&kinship, version->all)};
    }
}

/* Keeps the first LOOKED_INTO, by what can be said before looking for courses. */
static void first_look(struct search *search)
{
    size_t alike = 0, found = 0;
    for (size_t i = 0; i < search->n; i++)
        alike += search->ways[i].kin > 0;
    for (size_t i = 0; i < search->n; i++) {
        struct way way = search->ways[i];
        if (alike >= LOOKED_INTO && way.kin <= 0)
            continue; /* there are enough before it */
        size_t mark = bw_arena_mark(search->arena);
        struct bw_gap gap = bw_gap_for_role(&search->mind, way.to.role, search->arena);
        way.to.gap = gap.total;
        way.whole = whole_gap(&gap);
        place(&way, 0);
        search->ways[found++] = way;
        bw_arena_rewind(search->arena, mark);
    }
    bw_sort(search->ways, found, sizeof *search->ways, nearest);
    search->n = found < LOOKED_INTO ? found : LOOKED_INTO;
}

/* What the list of courses towards the role takes and leaves. */
static void look_into(const struct search *search, struct way *way)
{
    const struct bw_catalogue *cat = search->mind.cat;
    struct bw_question question = toward_role(way->to.role, search->mind.as_of);
    size_t mark = bw_arena_mark(search->arena);
    struct bw_advice advice =
        bw_recommend(cat, search->peers, search->mind.person, &question, search->arena);
    way->to.mandatory_open = bw_match_mandatory_open(&advice.gap);
    way->to.success = advice.coverage;
    for (size_t i = 0; i < advice.n_items; i++) {
        way->to.hours += cat->courses[advice.items[i].course].hours;
        way->to.price_cents += cat->courses[advice.items[i].course].price_cents;
    }
    place(way, advice.coverage);
    bw_arena_rewind(search->arena, mark);
}

static int most_alike(const void *a, const void *b)
{
    const struct way *x = a, *y = b;
    if (x->kin > y->kin || x->kin < y->kin)
        return x->kin > y->kin ? -1 : 1;
    return nearest(a, b);
}

/* Looks into the ways, the most alike first, until k of them are sure to be before the others: a
 * score is never above its kin. Keeps those looked into, in order. */
static void second_look(struct search *search, size_t k)
{
    struct way *ways = search->ways;
    bw_sort(ways, search->n, sizeof *ways, most_alike);
    size_t looked = 0, before = 0;
    while (looked < search->n && before < k) {
        look_into(search, &ways[looked++]);
        before = 0;
        for (size_t i = 0; looked < search->n && i < looked; i++)
            before += ways[i].to.score > ways[looked].kin && ways[i].to.score > 0;
    }
    bw_sort(ways, looked, sizeof *ways, nearest);
    search->n = looked;
}

const struct bw_reachable *bw_roles_reachable(const struct bw_catalogue *cat,
                                              const struct bw_peers *peers,
                                              const struct bw_person *person, bw_day as_of,
                                              size_t k, struct bw_arena *arena, size_t *n)
{
    struct search search = {
        .mind = bw_mind_make(cat, peers, person, as_of, arena), .peers = peers, .arena = arena};
    all_alike(&search);
    first_look(&search);
    second_look(&search, k);
    *n = search.n < k ? search.n : k;
    struct bw_reachable *out = BW_ARENA_NEW(arena, struct bw_reachable, *n);
    for (size_t i = 0; i < *n; i++)
        out[i] = search.ways[i].to;
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
