#include "model/candidates.h"

#include <string.h>

#include "model/listing.h"
#include "model/success.h"

/* D depends only on the belief and what lies under two levels: few levels occur, many courses share
 * them. */
#define MEMO 64
#define EFFECTS_FIRST ((size_t)256)

struct memo_line {
    uint32_t level, stamp; /* filled for that need when the stamps are equal */
    struct bw_under under;
};

enum { UNSEEN = 0, REFUSED = 1, SEEN = 2 };

/* The walk in progress. */
struct walk {
    const struct bw_gap *gap;
    const struct bw_question *question;
    struct bw_arena *arena;
    uint32_t *slot; /* per course: UNSEEN, REFUSED or SEEN + its number among `found` */
    struct bw_candidate_course *found;
    size_t n_found;
    struct bw_effect *effects;
    size_t n_effects, room;
    struct memo_line memo[MEMO];
    uint32_t stamp;
    struct bw_under edge; /* of the need at hand */
};

static const struct bw_under *under(struct walk *walk, const struct bw_need *need, uint32_t level)
{
    struct memo_line *line = &walk->memo[level % MEMO];
    if (line->stamp != walk->stamp || line->level != level)
        *line = (struct memo_line){level, walk->stamp,
                                   bw_under_level(need->x, walk->gap->mind.cat->levels[level])};
    return &line->under;
}

/* D of a line of the index, and in *reach how far it goes. */
static double effect_of(struct walk *walk, const struct bw_need *need,
                        const struct bw_teaching *line, double *reach)
{
    const double *levels = walk->gap->mind.cat->levels;
    bool to_edge = !(levels[line->to] < walk->edge.level);
    *reach = to_edge ? walk->edge.level : levels[line->to];
    if (*reach <= levels[line->entry])
        return 0;
    struct bw_under entry = *under(walk, need, line->entry); /* the other may take its place */
    return bw_effect_between(&entry, to_edge ? &walk->edge : under(walk, need, line->to));
}

/* Lapsed: closed by a certificate that reaches the demand, and by nothing else. */
static double closes_lapsed(const struct walk *walk, const struct bw_need *need,
                            const struct bw_teaching *line, double *reach)
{
    const struct bw_catalogue *cat = walk->gap->mind.cat;
    *reach = need->edge;
    return cat->courses[line->course].certificate && cat->levels[line->to] >= need->edge
               ? need->shortfall
               : 0;
}

/* The candidate of a course, made at its first effect; NULL when it may not be listed. */
static struct bw_candidate_course *candidate(struct walk *walk, uint32_t course)
{
    uint32_t *slot = &walk->slot[course];
    if (*slot == UNSEEN) {
        const struct bw_catalogue *cat = walk->gap->mind.cat;
        struct bw_candidate_course made = {.index = course,
                                           .course = &cat->courses[course],
                                           .card = &cat->cards[course],
                                           .head = BW_NONE};
        if (!bw_listing_allows(walk->gap, walk->question, &made)) {
            *slot = REFUSED;
        } else {
            *slot = SEEN + (uint32_t)walk->n_found;
            walk->found[walk->n_found++] = made;
        }
    }
    return *slot == REFUSED ? NULL : &walk->found[*slot - SEEN];
}

static struct bw_effect *new_effect(struct walk *walk)
{
    if (walk->n_effects == walk->room) {
        struct bw_effect *grown = bw_arena_take(walk->arena, 2 * walk->room * sizeof *grown);
        memcpy(grown, walk->effects, walk->n_effects * sizeof *grown);
        walk->effects = grown;
        walk->room *= 2;
    }
    return &walk->effects[walk->n_effects++];
}

/* The largest effect of a course on a need is kept; of equal ones the first, but rather one that
 * rests on no assumed entry level. */
static void keep(struct walk *walk, struct bw_candidate_course *found,
                 const struct bw_effect *effect)
{
    if (found->head != BW_NONE && walk->effects[found->head].need == effect->need) {
        struct bw_effect *held = &walk->effects[found->head];
        bool surer = effect->d >= held->d && held->from_assumed && !effect->from_assumed;
        if (effect->d > held->d || surer) {
            uint32_t next = held->next;
            *held = *effect;
            held->next = next;
        }
        return;
    }
    uint32_t before = found->head;
    found->head = (uint32_t)walk->n_effects;
    struct bw_effect *added = new_effect(walk);
    *added = *effect;
    added->next = before;
}

struct relation {
    uint32_t competency;
    double sigma, credit;
};

/* Everything that teaches `relation.competency`, held against need number n. */
static void walk_teachings(struct walk *walk, uint32_t n, const struct bw_need *need,
                           struct relation relation)
{
    const struct bw_catalogue *cat = walk->gap->mind.cat;
    bool lapsed = need->standing == BW_LAPSED;
    for (uint32_t i = cat->teaching_at[relation.competency];
         i < cat->teaching_at[relation.competency + 1]; i++) {
        const struct bw_teaching *line = &cat->teaching[i];
        double reach;
        if (walk->slot[line->course] == REFUSED)
            continue;
        double d = lapsed ? closes_lapsed(walk, need, line, &reach)
                          : relation.credit * effect_of(walk, need, line, &reach);
        if (d <= 0)
            continue;
        struct bw_candidate_course *found = candidate(walk, line->course);
        if (!found)
            continue;
        bool other = relation.competency != need->ask.competency;
        keep(walk, found,
             &(struct bw_effect){.d = d,
                                 .credit = relation.credit,
                                 .similarity = relation.sigma,
                                 .distance = reach - need->x.mean,
                                 .need = n,
                                 .via = other ? relation.competency : BW_NONE,
                                 .teach = line->teach,
                                 .from_assumed = line->from_assumed && !lapsed});
    }
}

static void walk_need(struct walk *walk, uint32_t n, const struct bw_need *need)
{
    const struct bw_competency *asked = &walk->gap->mind.cat->competencies[need->ask.competency];
    walk->stamp++;
    walk->edge = bw_under_level(need->x, need->edge);
    walk_teachings(walk, n, need, (struct relation){need->ask.competency, 1, 1});
    for (size_t i = 0; i < asked->same.n; i++)
        walk_teachings(walk, n, need, (struct relation){asked->same.at[i], 1, 1});
    for (size_t i = 0; i < asked->n_near && !need->ask.mandatory; i++) {
        double sigma = asked->near[i].sigma, square = sigma * sigma;
        walk_teachings(
            walk, n, need,
            (struct relation){asked->near[i].competency, sigma, square < .5 ? square : .5});
    }
}

/* Turns the chain into a list, ascending by need, and takes p from the farthest reach. */
static void settle(struct walk *walk, const struct bw_need **open,
                   struct bw_candidate_course *found)
{
    size_t n = 0;
    for (uint32_t e = found->head; e != BW_NONE; e = walk->effects[e].next)
        n++;
    struct bw_effect *list = bw_arena_take(walk->arena, n * sizeof *list);
    double farthest = 0;
    found->effects = list;
    found->n_effects = n;
    for (uint32_t e = found->head; e != BW_NONE; e = walk->effects[e].next) {
        list[--n] = walk->effects[e];
        if (list[n].distance > farthest)
            farthest = list[n].distance;
        found->mandatory |= open[list[n].need]->ask.mandatory;
        found->from_assumed |= list[n].from_assumed;
    }
    found->success = bw_success_chance(farthest);
}

static bool closes_one_of(const struct bw_candidate_course *found, const struct bw_need **open,
                          struct bw_ixs competencies)
{
    for (size_t e = 0; e < found->n_effects; e++)
        for (size_t i = 0; i < competencies.n; i++)
            if (open[found->effects[e].need]->ask.competency == competencies.at[i])
                return true;
    return competencies.n == 0;
}

static void sum_up(struct bw_candidates_found *out, struct bw_arena *arena)
{
    double *most = BW_ARENA_NEW(arena, double, out->n_open);
    uint32_t *left = BW_ARENA_NEW(arena, uint32_t, out->n_open);
    for (size_t i = 0; i < out->n; i++)
        for (size_t e = 0; e < out->at[i].n_effects; e++)
            if (out->at[i].effects[e].d > most[out->at[i].effects[e].need])
                most[out->at[i].effects[e].need] = out->at[i].effects[e].d;
    for (size_t n = 0; n < out->n_open; n++) {
        out->closable += out->open[n]->w * most[n];
        if (most[n] > 0)
            continue;
        left[out->n_not_closable++] = out->open[n]->ask.competency;
    }
    out->not_closable = left;
}

struct bw_candidates_found bw_candidates_find(const struct bw_gap *gap,
                                              const struct bw_question *question,
                                              struct bw_arena *arena)
{
    const struct bw_catalogue *cat = gap->mind.cat;
    struct bw_candidates_found out = {0};
    const struct bw_need **open = BW_ARENA_NEW(arena, const struct bw_need *, gap->n_needs);
    for (size_t i = 0; i < gap->n_needs; i++)
        if (gap->needs[i].standing != BW_MET)
            open[out.n_open++] = &gap->needs[i];
    out.open = open;
    if (out.n_open == 0)
        return out;
    struct walk walk = {.gap = gap, .question = question, .arena = arena, .room = EFFECTS_FIRST};
    walk.effects = bw_arena_take(arena, walk.room * sizeof *walk.effects);
    walk.slot = BW_ARENA_NEW(arena, uint32_t, cat->n_courses);
    walk.found = bw_arena_take(arena, cat->n_courses * sizeof *walk.found);
    for (uint32_t n = 0; n < out.n_open; n++)
        walk_need(&walk, n, open[n]);
    for (size_t i = 0; i < walk.n_found; i++) {
        settle(&walk, open, &walk.found[i]);
        if (closes_one_of(&walk.found[i], open, question->filters.competencies))
            walk.found[out.n++] = walk.found[i];
    }
    out.at = walk.found;
    sum_up(&out, arena);
    return out;
}
