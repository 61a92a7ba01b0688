#include "model/plan/plan_offer.h"

#include "model/base/normal.h"
#include "model/base/sort.h"
#include "model/listing.h"
#include "model/success.h"

#include <math.h>

/* What closes less than this share of what single courses can close is not looked at, when there
 * are so many that close more. */
#define WORTH_LEAST .02
#define SEEDS_LEAST 12
/* Places that are kept for courses that only open others. */
#define SEEDS_MOST 44
#define DEPTH_MOST 4
#define OPENERS_A_DEMAND 6
#define SPREAD .25
/* For an entry demand that is met so surely no openers are looked for. */
#define READY_ENOUGH .98

enum seen { UNSEEN, REFUSED, OPEN, TAKEN };

struct find {
    const struct bw_plan_hunt *hunt;
    const struct bw_catalogue *cat;
    struct bw_arena *arena;
    uint8_t *seen; /* per course of the catalogue */
    uint32_t *touched;
    size_t n_touched;
    struct bw_plan_offer *at;
    size_t n;
};

uint32_t bw_plan_whole_weeks(const struct bw_plan_limits *limits)
{
    return limits->by < limits->from
               ? 0
               : (uint32_t)(limits->by - limits->from + 1) / BW_PLAN_DAYS_A_WEEK;
}

bool bw_plan_session_fits(const struct bw_question *question, const struct bw_plan_limits *limits,
                          const struct bw_session *session)
{
    const struct bw_filters *filters = &question->filters;
    if (session->start < limits->from || bw_plan_session_end(session) > limits->by)
        return false;
    return (filters->start_after == BW_DAY_NONE || session->start >= filters->start_after) &&
           (filters->start_before == BW_DAY_NONE || session->start <= filters->start_before);
}

int64_t bw_plan_seats_left(const struct bw_plan_task *task, uint32_t course,
                           const struct bw_session *session)
{
    int64_t seats = session->seats;
    if (seats > 0 && task->waiting.count)
        seats -= (int64_t)task->waiting.count(task->waiting.context, course, session);
    return session->seats < 0 ? -1 : seats > 0 ? seats : 0;
}

uint32_t bw_plan_session_weeks(const struct bw_plan_limits *limits,
                               const struct bw_session *session, uint32_t *first)
{
    uint32_t a = (uint32_t)(session->start - limits->from) / BW_PLAN_DAYS_A_WEEK;
    uint32_t b = (uint32_t)(bw_plan_session_end(session) - limits->from) / BW_PLAN_DAYS_A_WEEK;
    if (first)
        *first = a;
    return b - a + 1;
}

static bool in_time(const struct find *find, uint32_t index)
{
    const struct bw_course *course = &find->cat->courses[index];
    double weeks = bw_plan_whole_weeks(&find->hunt->limits);
    if (course->n_sessions == 0)
        return weeks >= 1 && course->hours <= weeks * find->hunt->own_pace_hours;
    for (size_t s = 0; s < course->n_sessions; s++) {
        const struct bw_session *session = &course->sessions[s];
        if (bw_plan_session_fits(find->hunt->listed_for, &find->hunt->limits, session) &&
            bw_plan_seats_left(find->hunt->task, index, session) != 0 &&
            course->hours <=
                find->hunt->week_hours * bw_plan_session_weeks(&find->hunt->limits, session, NULL))
            return true;
    }
    return false;
}

/* May the person take it, apart from its entry demands? */
static bool is_open(struct find *find, uint32_t course)
{
    uint8_t *seen = &find->seen[course];
    if (*seen == UNSEEN)
        *seen = bw_listing_offers(find->hunt->gap, find->hunt->listed_for, course) &&
                        in_time(find, course)
                    ? OPEN
                    : REFUSED;
    return *seen != REFUSED;
}

/* Everything that closes some of an open need, by itself or as a step. */
static void touch(struct find *find)
{
    const struct bw_pool *pool = &find->hunt->alone->pool;
    const struct bw_catalogue *cat = find->cat;
    uint8_t *came_by = BW_ARENA_NEW(find->arena, uint8_t, cat->n_courses);
    find->touched = bw_arena_take(find->arena, cat->n_courses * sizeof *find->touched);
    for (size_t p = 0; p < pool->n_paths; p++) {
        uint32_t c = pool->paths[p].competency;
        for (uint32_t i = cat->teaching_at[c]; i < cat->teaching_at[c + 1]; i++) {
            uint32_t course = cat->teaching[i].course;
            if (came_by[course] || !is_open(find, course))
                continue;
            came_by[course] = 1;
            find->touched[find->n_touched++] = course;
        }
    }
}

/* What a step may add to a chain that reaches it and goes on to the edge: its own part for all who
 * come from below, and the rest of the way for those whom it picks up. */
static double in_chain(const struct bw_need *need, double from, double to)
{
    double entry = from - BW_BAND, top = to < need->edge ? to : need->edge;
    if (need->standing == BW_LAPSED || top <= entry)
        return 0;
    struct bw_under under = bw_under_level(need->x, entry), over = bw_under_level(need->x, top),
                    edge = bw_under_level(need->x, need->edge);
    return over.shortfall - under.shortfall + bw_effect_between(&under, &edge) -
           bw_effect_between(&over, &edge);
}

/* g of a course that has no effect by itself: from where its steps begin. */
static double farthest(const struct find *find, const struct bw_course *course)
{
    double most = 0;
    for (size_t t = 0; t < course->n_teaches; t++) {
        const struct bw_teach *teach = &course->teaches[t];
        double m = bw_mind_belief(&find->hunt->gap->mind, teach->competency).mean;
        double begin = teach->from - BW_BAND > m ? teach->from - BW_BAND : m;
        most = teach->to - begin > most ? teach->to - begin : most;
    }
    return most;
}

/* The chance and what the course closes alone, as the list has them. */
static struct bw_plan_offer offer_of(const struct find *find, uint32_t course, double *most)
{
    struct bw_candidates_found *alone = find->hunt->alone;
    size_t mark = bw_arena_mark(find->arena);
    struct bw_candidate_course candidate = bw_candidates_alone(alone, course);
    struct bw_plan_offer offer = {
        .course = course, .chance = candidate.success, .mandatory = candidate.mandatory};
    if (candidate.n_effects == 0)
        offer.chance = bw_success_chance(farthest(find, candidate.course));
    if (find->hunt->forecast->learned_chance)
        bw_forecast_chances(find->hunt->forecast, &course, 1, &offer.chance);
    for (size_t e = 0; e < candidate.n_effects; e++) {
        const struct bw_effect *effect = &candidate.effects[e];
        offer.worth += offer.chance * alone->pool.open[effect->need]->w * effect->d;
        if (most && effect->d > most[effect->need])
            most[effect->need] = effect->d;
    }
    bw_arena_rewind(find->arena, mark);
    return offer;
}

static double worth_in_chains(const struct find *find, const struct bw_plan_offer *offer)
{
    const struct bw_pool *pool = &find->hunt->alone->pool;
    const struct bw_course *course = &find->cat->courses[offer->course];
    double sum = 0;
    for (size_t t = 0; t < course->n_teaches; t++) {
        const struct bw_teach *teach = &course->teaches[t];
        for (uint32_t p = bw_pool_path_of(pool, teach->competency); p; p = pool->paths[p - 1].before)
            if (pool->paths[p - 1].credit >= 1)
                sum += pool->open[pool->paths[p - 1].need]->w *
                       in_chain(pool->open[pool->paths[p - 1].need], teach->from, teach->to);
    }
    return offer->chance * sum;
}

static double scale(const struct find *find, uint32_t course)
{
    return bw_offer_scale(&find->cat->cards[course], BW_BALANCED);
}

static int best_first(const void *a, const void *b)
{
    const struct bw_plan_offer *x = a, *y = b;
    if (x->worth > y->worth || x->worth < y->worth)
        return x->worth > y->worth ? -1 : 1;
    return (x->course > y->course) - (x->course < y->course);
}

static int by_course(const void *a, const void *b)
{
    const struct bw_plan_offer *x = a, *y = b;
    return (x->course > y->course) - (x->course < y->course);
}

static void take(struct find *find, const struct bw_plan_offer *offer)
{
    if (find->n == BW_PLAN_CHOICES_MOST || find->seen[offer->course] == TAKEN)
        return;
    find->seen[offer->course] = TAKEN;
    find->at[find->n++] = *offer;
}

/* What closes enough, the best for its price and hours. */
static void find_seeds(struct find *find)
{
    const struct bw_pool *pool = &find->hunt->alone->pool;
    double *most = BW_ARENA_NEW(find->arena, double, pool->n_open), least = 0;
    struct bw_plan_offer *all = bw_arena_take(find->arena, find->n_touched * sizeof *all);
    for (size_t i = 0; i < find->n_touched; i++)
        all[i] = offer_of(find, find->touched[i], most);
    for (size_t n = 0; n < pool->n_open; n++)
        least += WORTH_LEAST * pool->open[n]->w * most[n];
    size_t n = 0, n_small = 0;
    struct bw_plan_offer *small = bw_arena_take(find->arena, find->n_touched * sizeof *small);
    for (size_t i = 0; i < find->n_touched; i++) {
        double chained = worth_in_chains(find, &all[i]);
        double worth = all[i].worth > chained ? all[i].worth : chained;
        all[i].worth = worth * scale(find, all[i].course);
        if (worth > 0 && worth >= least)
            all[n++] = all[i];
        else if (worth > 0)
            small[n_small++] = all[i];
    }
    bw_sort(all, n, sizeof *all, best_first);
    bw_sort(small, n_small, sizeof *small, best_first);
    for (size_t i = 0; i < n && find->n < SEEDS_MOST; i++)
        take(find, &all[i]);
    for (size_t i = 0; i < n_small && find->n < SEEDS_LEAST; i++)
        take(find, &small[i]);
}

/* One entry demand that may be opened, or one level that its openers ask. */
struct opening {
    uint32_t competency;
    double edge; /* to be reached */
    bool by_law; /* and not held: a certificate opens it, wherever it begins */
    unsigned depth;
    struct bw_plan_offer best[OPENERS_A_DEMAND];
    size_t n;
};

static void keep_best(struct opening *opening, struct bw_plan_offer offer)
{
    size_t at = opening->n;
    while (at > 0 && best_first(&offer, &opening->best[at - 1]) < 0)
        at--;
    if (at == OPENERS_A_DEMAND)
        return;
    opening->n += opening->n < OPENERS_A_DEMAND;
    for (size_t i = opening->n - 1; i > at; i--)
        opening->best[i] = opening->best[i - 1];
    opening->best[at] = offer;
}

static void look_for_openers(struct find *find, struct opening *opening, uint32_t taught)
{
    const struct bw_catalogue *cat = find->cat;
    struct bw_belief x = bw_mind_belief(&find->hunt->gap->mind, opening->competency);
    for (uint32_t i = cat->teaching_at[taught]; i < cat->teaching_at[taught + 1]; i++) {
        const struct bw_step *step = &cat->offers.steps[cat->teaching[i].step];
        double entry = cat->offers.levels[step->entry], to = cat->offers.levels[step->to];
        bool certifies = opening->by_law && cat->cards[cat->teaching[i].course].certificate;
        if (to < opening->edge || (entry >= opening->edge && !certifies) ||
            !is_open(find, cat->teaching[i].course))
            continue;
        struct bw_plan_offer offer = offer_of(find, cat->teaching[i].course, NULL);
        offer.worth = offer.chance * bw_normal_cdf((x.mean - entry) / sqrt(x.sd * x.sd + SPREAD)) *
                      scale(find, offer.course);
        offer.depth = opening->depth;
        keep_best(opening, offer);
    }
}

static void take_openers(struct find *find, struct opening *opening)
{
    struct bw_ixs same = find->cat->competencies[opening->competency].same;
    look_for_openers(find, opening, opening->competency);
    for (size_t s = 0; s < same.n; s++)
        look_for_openers(find, opening, same.at[s]);
    for (size_t i = 0; i < opening->n; i++)
        take(find, &opening->best[i]);
}

/* What opens the entry demands of a course, and then the entry levels of what opens them. */
static void open_demands(struct find *find, struct bw_plan_offer offer)
{
    const struct bw_mind *mind = &find->hunt->gap->mind;
    const struct bw_course *course = &find->cat->courses[offer.course];
    for (size_t r = 0; r < course->n_requires; r++) {
        const struct bw_entry *entry = &course->requires[r];
        struct opening opening = {.competency = entry->competency,
                                  .edge = entry->level - BW_BAND,
                                  .depth = offer.depth + 1};
        opening.by_law =
            entry->by_law && bw_mind_belief(mind, entry->competency).mean < opening.edge;
        if (bw_success_entry(mind, entry) < READY_ENOUGH)
            take_openers(find, &opening);
        for (size_t i = 0, n = opening.n; i < n; i++) {
            const struct bw_course *opener = &find->cat->courses[opening.best[i].course];
            for (size_t t = 0; t < opener->n_teaches; t++) {
                struct opening lower = {.competency = entry->competency,
                                        .edge = opener->teaches[t].from - BW_BAND,
                                        .depth = offer.depth + 1};
                double m = bw_mind_belief(mind, entry->competency).mean;
                if (opener->teaches[t].competency == entry->competency && lower.edge > m)
                    take_openers(find, &lower);
            }
        }
    }
}

const struct bw_plan_offer *bw_plan_offers_find(const struct bw_plan_hunt *hunt,
                                                struct bw_arena *arena, size_t *n)
{
    const struct bw_catalogue *cat = hunt->task->cat;
    struct find find = {.hunt = hunt, .cat = cat, .arena = arena};
    find.at = BW_ARENA_NEW(arena, struct bw_plan_offer, BW_PLAN_CHOICES_MOST);
    size_t mark = bw_arena_mark(arena);
    find.seen = BW_ARENA_NEW(arena, uint8_t, cat->n_courses);
    touch(&find);
    find_seeds(&find);
    for (size_t i = 0; i < find.n; i++)
        if (find.at[i].depth < DEPTH_MOST)
            open_demands(&find, find.at[i]);
    bw_arena_rewind(arena, mark);
    bw_sort(find.at, find.n, sizeof *find.at, by_course);
    *n = find.n;
    return find.at;
}
