#include "model/report/supply.h"

#include <string.h>

#include "model/base/sort.h"
#include "model/candidates.h"
#include "model/listing.h"
#include "model/recommend.h"

/* What courses make of one competency. */
struct offer {
    double to, certified_to; /* as far as offered courses lead; 0: none does */
    bool seen;               /* a course teaches it that is not retired, though it may be over */
    bool own_language;       /* an offered one in the language of the org */
};

/* What people ask of one competency. */
struct demand {
    size_t people, people_short, beyond, unrenewed;
    double gap, need;
};

/* The report in the making. */
struct making {
    const struct bw_ground *ground;
    uint32_t org;
    struct offer *offers;      /* per competency, by itself: without what is the same */
    struct demand *demands;    /* per competency */
    uint8_t *offered, *needed; /* per course */
    size_t *assumed;           /* per course: lists that rest on a level it does not state */
    size_t *holders;           /* per role */
    struct bw_supply report;
};

static void widen(struct offer *offer, const struct offer *more)
{
    offer->to = more->to > offer->to ? more->to : offer->to;
    if (more->certified_to > offer->certified_to)
        offer->certified_to = more->certified_to;
    offer->seen |= more->seen;
    offer->own_language |= more->own_language;
}

/* With what is the same. */
static struct offer offer_of(const struct making *making, uint32_t competency)
{
    struct offer out = making->offers[competency];
    struct bw_ixs same = making->ground->cat->competencies[competency].same;
    for (size_t i = 0; i < same.n; i++)
        widen(&out, &making->offers[same.at[i]]);
    return out;
}

static bool in_language(const struct bw_course *course, enum bw_lang lang)
{
    const char *code = lang == BW_NL ? "nl" : "en";
    return course->language.len >= 2 && memcmp(course->language.at, code, 2) == 0;
}

static void add_course(struct making *making, uint32_t index)
{
    const struct bw_catalogue *cat = making->ground->cat;
    const struct bw_course *course = &cat->courses[index];
    struct bw_question question = bw_question_on(making->ground->as_of);
    if (course->retired || !bw_catalogue_sees(cat, making->org, course->org))
        return;
    bool offered = bw_listing_open(cat, making->org, index, &question);
    making->offered[index] = offered;
    making->report.n_courses += offered;
    for (size_t t = 0; t < course->n_teaches; t++) {
        double to = course->teaches[t].to;
        struct offer more = {.to = offered ? to : 0,
                             .certified_to = offered && course->certificate ? to : 0,
                             .seen = true,
                             .own_language =
                                 offered && in_language(course, cat->orgs[making->org].language)};
        widen(&making->offers[course->teaches[t].competency], &more);
    }
}

static void add_need(struct making *making, const struct bw_gap *gap, const struct bw_need *need)
{
    struct demand *demand = &making->demands[need->ask.competency];
    struct offer offer = offer_of(making, need->ask.competency);
    struct bw_certificates held =
        bw_mind_certificates(&gap->mind, need->ask.competency, need->edge);
    demand->people++;
    demand->gap += need->gap;
    demand->people_short += need->standing != BW_MET;
    demand->beyond += need->standing != BW_MET && offer.to < need->edge;
    demand->unrenewed += held.ended && !held.valid && offer.certified_to < need->edge;
    if (need->ask.level > demand->need)
        demand->need = need->ask.level;
}

/* Marks the courses that take something off one of the gaps. */
static void mark_needed(struct making *making, const struct bw_gap *gap)
{
    const struct bw_catalogue *cat = making->ground->cat;
    struct bw_question question = bw_question_on(gap->as_of);
    struct bw_candidates_found found =
        bw_candidates_unlisted(gap, &question, making->ground->arena);
    for (size_t p = 0; p < found.pool.n_paths; p++) {
        const struct bw_path *path = &found.pool.paths[p];
        bool lapsed = found.pool.open[path->need]->standing == BW_LAPSED;
        uint32_t end = cat->teaching_at[path->competency + 1];
        for (uint32_t i = cat->teaching_at[path->competency]; i < end; i++) {
            const struct bw_teaching *line = &cat->teaching[i];
            if (!making->needed[line->course] && (!lapsed || cat->cards[line->course].certificate))
                making->needed[line->course] = bw_pool_effect(&found.pool, path, line->step) > 0;
        }
    }
}

/* Does the list of this person rest on entry levels that courses do not state? */
static void count_assumed(struct making *making, const struct bw_person *person)
{
    const struct bw_ground *ground = making->ground;
    struct bw_question question = bw_question_on(ground->as_of);
    struct bw_advice advice =
        bw_recommend(ground->cat, ground->peers, person, &question, ground->arena);
    size_t n = 0;
    for (size_t i = 0; i < advice.n_items; i++) {
        bool rests = advice.items[i].flags & BW_FLAG_FROM_ASSUMED;
        making->assumed[advice.items[i].course] += rests;
        n += rests;
    }
    making->report.people_on_assumed += n > 0;
}

static void add_person(struct making *making, const struct bw_person *person)
{
    const struct bw_ground *ground = making->ground;
    size_t mark = bw_arena_mark(ground->arena);
    struct bw_question question = bw_question_on(ground->as_of);
    struct bw_gap gap = bw_gap_make(ground->cat, ground->peers, person, &question, ground->arena);
    for (size_t i = 0; i < gap.n_needs; i++)
        add_need(making, &gap, &gap.needs[i]);
    making->holders[person->role]++;
    mark_needed(making, &gap);
    count_assumed(making, person);
    bw_arena_rewind(ground->arena, mark);
}

static struct bw_ixs roles_asking(const struct making *making, uint32_t competency)
{
    const struct bw_ground *ground = making->ground;
    size_t n = 0;
    for (int pass = 0;; pass++) {
        uint32_t *at = pass ? bw_arena_take(ground->arena, n * sizeof *at) : NULL;
        n = 0;
        for (uint32_t r = 0; r < ground->cat->n_roles; r++) {
            const struct bw_role_version *version =
                making->holders[r] ? bw_role_at(&ground->cat->roles[r], ground->as_of) : NULL;
            if (!version || !bw_asks_find(version->all, competency))
                continue;
            if (at)
                at[n] = r;
            n++;
        }
        if (at || n == 0)
            return (struct bw_ixs){at, n};
    }
}

/* The nearest that is taught. */
static struct bw_near nearest_taught(const struct making *making, uint32_t competency)
{
    const struct bw_competency *c = &making->ground->cat->competencies[competency];
    for (size_t i = 0; i < c->n_near; i++)
        if (offer_of(making, c->near[i].competency).to > 0)
            return c->near[i];
    return (struct bw_near){BW_NONE, 0};
}

/* Keeps a language in its place among n; how many there are then. */
static size_t keep_language(struct bw_str *languages, size_t n, struct bw_str language)
{
    size_t at = n;
    while (at > 0 && bw_str_compare(languages[at - 1], language) > 0)
        at--;
    if (at > 0 && bw_str_compare(languages[at - 1], language) == 0)
        return n;
    memmove(languages + at + 1, languages + at, (n - at) * sizeof *languages);
    languages[at] = language;
    return n + 1;
}

static struct bw_strs languages_of(const struct making *making, uint32_t competency)
{
    const struct bw_catalogue *cat = making->ground->cat;
    struct bw_ixs same = cat->competencies[competency].same;
    size_t most = 0, n = 0;
    for (size_t s = 0; s <= same.n; s++) {
        uint32_t c = s < same.n ? same.at[s] : competency;
        most += cat->teaching_at[c + 1] - cat->teaching_at[c];
    }
    struct bw_str *at = BW_ARENA_NEW(making->ground->arena, struct bw_str, most);
    for (size_t s = 0; s <= same.n; s++) {
        uint32_t c = s < same.n ? same.at[s] : competency;
        for (uint32_t i = cat->teaching_at[c]; i < cat->teaching_at[c + 1]; i++)
            if (making->offered[cat->teaching[i].course])
                n = keep_language(at, n, cat->courses[cat->teaching[i].course].language);
    }
    return (struct bw_strs){at, n};
}

static struct bw_supply_want want_of(const struct making *making, uint32_t competency, size_t about)
{
    const struct demand *demand = &making->demands[competency];
    struct offer offer = offer_of(making, competency);
    return (struct bw_supply_want){.competency = competency,
                                   .people = demand->people,
                                   .people_short = demand->people_short,
                                   .gap = demand->gap,
                                   .need = demand->need,
                                   .taught_to = offer.to,
                                   .over = offer.seen && !(offer.to > 0),
                                   .near = nearest_taught(making, competency),
                                   .languages = languages_of(making, competency),
                                   .roles = roles_asking(making, competency),
                                   .about = about};
}

/* How many people one kind of lack is about; 0: nothing lacks. */
typedef size_t (*lack)(const struct demand *demand, const struct offer *offer);

static size_t is_untaught(const struct demand *demand, const struct offer *offer)
{
    return offer->to > 0 ? 0 : demand->people;
}

static size_t is_too_low(const struct demand *demand, const struct offer *offer)
{
    return offer->to > 0 ? demand->beyond : 0;
}

static size_t is_unrenewed(const struct demand *demand, const struct offer *offer)
{
    (void)offer;
    return demand->unrenewed;
}

static size_t is_foreign(const struct demand *demand, const struct offer *offer)
{
    return offer->to > 0 && !offer->own_language ? demand->people_short : 0;
}

static int largest_gap(const void *a, const void *b)
{
    const struct bw_supply_want *x = a, *y = b;
    if (x->gap > y->gap || x->gap < y->gap)
        return x->gap > y->gap ? -1 : 1;
    return (x->competency > y->competency) - (x->competency < y->competency);
}

static struct bw_supply_wants list_wants(const struct making *making, lack lacks)
{
    const struct bw_catalogue *cat = making->ground->cat;
    struct bw_supply_want *at = NULL;
    size_t n = 0;
    for (int pass = 0; pass < 2; pass++) {
        if (pass)
            at = BW_ARENA_NEW(making->ground->arena, struct bw_supply_want, n);
        n = 0;
        for (uint32_t c = 0; c < cat->n_competencies; c++) {
            struct offer offer = offer_of(making, c);
            size_t about = making->demands[c].people ? lacks(&making->demands[c], &offer) : 0;
            if (about == 0)
                continue;
            if (at)
                at[n] = want_of(making, c, about);
            n++;
        }
    }
    bw_sort(at, n, sizeof *at, largest_gap);
    return (struct bw_supply_wants){at, n};
}

static bool is_unneeded(const struct making *making, uint32_t course)
{
    return making->offered[course] && !making->needed[course];
}

static bool is_assumed(const struct making *making, uint32_t course)
{
    const struct bw_course *c = &making->ground->cat->courses[course];
    bool assumed = false;
    for (size_t t = 0; t < c->n_teaches; t++)
        assumed |= c->teaches[t].from_assumed;
    return making->offered[course] && assumed;
}

static bool is_undated(const struct making *making, uint32_t course)
{
    const struct bw_course *c = &making->ground->cat->courses[course];
    bool dated = c->format == BW_FORMAT_CLASSROOM || c->format == BW_FORMAT_BLENDED;
    return making->offered[course] && dated && c->n_sessions == 0;
}

static bool is_over(const struct making *making, uint32_t course)
{
    const struct bw_course *c = &making->ground->cat->courses[course];
    return !c->retired && bw_catalogue_sees(making->ground->cat, making->org, c->org) &&
           c->n_sessions > 0 &&
           making->ground->cat->cards[course].last_start < making->ground->as_of;
}

static int most_people(const void *a, const void *b)
{
    const struct bw_supply_course *x = a, *y = b;
    if (x->people != y->people)
        return x->people > y->people ? -1 : 1;
    return (x->course > y->course) - (x->course < y->course);
}

static struct bw_supply_courses list_courses(const struct making *making,
                                             bool (*lacks)(const struct making *, uint32_t))
{
    const struct bw_catalogue *cat = making->ground->cat;
    size_t n = 0;
    for (uint32_t j = 0; j < cat->n_courses; j++)
        n += lacks(making, j);
    struct bw_supply_course *at = BW_ARENA_NEW(making->ground->arena, struct bw_supply_course, n);
    n = 0;
    for (uint32_t j = 0; j < cat->n_courses; j++)
        if (lacks(making, j))
            at[n++] = (struct bw_supply_course){j, lacks == is_assumed ? making->assumed[j] : 0,
                                                cat->cards[j].last_start};
    bw_sort(at, n, sizeof *at, most_people);
    return (struct bw_supply_courses){at, n};
}

/* false: nothing lacks. */
static bool judge_role(const struct making *making, uint32_t index, struct bw_supply_role *out)
{
    const struct bw_catalogue *cat = making->ground->cat;
    const struct bw_role_version *version = bw_role_at(&cat->roles[index], making->ground->as_of);
    *out = (struct bw_supply_role){.role = index, .people = making->holders[index]};
    if (!bw_catalogue_sees(cat, making->org, cat->roles[index].org))
        return false;
    out->lack = version ? BW_LACK_DEMANDS : BW_LACK_VERSION;
    if (!version || version->all.n == 0)
        return true;
    out->asks = version->all.n;
    for (size_t i = 0; i < version->all.n; i++)
        out->assumed += version->all.at[i].level_assumed;
    out->lack = out->assumed == out->asks ? BW_LACK_LEVELS : BW_LACK_LEVELS_OF;
    return out->assumed > 0;
}

static int most_holders(const void *a, const void *b)
{
    const struct bw_supply_role *x = a, *y = b;
    if (x->people != y->people)
        return x->people > y->people ? -1 : 1;
    return (x->role > y->role) - (x->role < y->role);
}

static void list_roles(struct making *making)
{
    uint32_t n_roles = making->ground->cat->n_roles;
    struct bw_supply_role *at =
        BW_ARENA_NEW(making->ground->arena, struct bw_supply_role, (size_t)n_roles + 1);
    size_t n = 0;
    for (uint32_t r = 0; r < n_roles; r++)
        n += judge_role(making, r, &at[n]);
    bw_sort(at, n, sizeof *at, most_holders);
    making->report.roles = at;
    making->report.n_roles = n;
}

struct bw_supply bw_supply_make(const struct bw_ground *ground, uint32_t org)
{
    const struct bw_catalogue *cat = ground->cat;
    struct making making = {
        .ground = ground,
        .org = org,
        .offers = BW_ARENA_NEW(ground->arena, struct offer, cat->n_competencies),
        .demands = BW_ARENA_NEW(ground->arena, struct demand, cat->n_competencies),
        .offered = BW_ARENA_NEW(ground->arena, uint8_t, cat->n_courses),
        .needed = BW_ARENA_NEW(ground->arena, uint8_t, cat->n_courses),
        .assumed = BW_ARENA_NEW(ground->arena, size_t, cat->n_courses),
        .holders = BW_ARENA_NEW(ground->arena, size_t, cat->n_roles)};
    for (uint32_t j = 0; j < cat->n_courses; j++)
        add_course(&making, j);
    for (size_t i = 0; i < ground->people.n && bw_ground_is_wanted(ground); i++)
        add_person(&making, &ground->people.at[i]);
    making.report.untaught = list_wants(&making, is_untaught);
    making.report.too_low = list_wants(&making, is_too_low);
    making.report.unrenewed = list_wants(&making, is_unrenewed);
    making.report.foreign = list_wants(&making, is_foreign);
    making.report.unneeded = list_courses(&making, is_unneeded);
    making.report.assumed = list_courses(&making, is_assumed);
    making.report.undated = list_courses(&making, is_undated);
    making.report.over = list_courses(&making, is_over);
    list_roles(&making);
    return making.report;
}
