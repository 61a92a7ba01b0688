#include "model/candidates.h"

#include "model/listing.h"
#include "model/base/sort.h"
#include "model/success.h"

/* A course that closes less than this share of what can be closed is not listed. */
#define CLOSURE_LEAST .02

enum listed { UNSEEN, REFUSED, ALLOWED };

static struct bw_candidate_course blank(const struct bw_candidates_found *candidates,
                                        uint32_t course)
{
    const struct bw_catalogue *cat = candidates->gap->mind.cat;
    return (struct bw_candidate_course){
        .index = course, .course = &cat->courses[course], .card = &cat->cards[course]};
}

/* The larger effect, of equal ones the first, but rather one that rests on no assumed level. */
static bool is_better(const struct bw_effect *a, const struct bw_effect *b)
{
    if (a->d > b->d || a->d < b->d)
        return a->d > b->d;
    if (a->from_assumed != b->from_assumed)
        return b->from_assumed;
    return a->path < b->path;
}

/* Few of one course: moving them by hand is the faster way. */
static void sort_by_need(struct bw_effect *effects, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct bw_effect moving = effects[i];
        size_t at = i;
        for (; at > 0 && effects[at - 1].need > moving.need; at--)
            effects[at] = effects[at - 1];
        effects[at] = moving;
    }
}

/* The effects being gathered of one course, one for each need. */
struct gathering {
    struct bw_candidates_found *candidates;
    const struct bw_course_card *card;
    struct bw_effect *at;
    size_t n;
};

/* What teaches[t] takes off a need by one path. */
static void gather(struct gathering *gathering, uint32_t t, const struct bw_taught *taught,
                   uint32_t p)
{
    struct bw_candidates_found *candidates = gathering->candidates;
    struct bw_pool *pool = &candidates->pool;
    const struct bw_path *path = &pool->paths[p];
    double d = bw_pool_effect(pool, path, taught->step);
    if (d <= 0)
        return;
    bool lapsed = pool->open[path->need]->standing == BW_LAPSED;
    if (lapsed && !gathering->card->certificate)
        return;
    struct bw_effect effect = {.d = d,
                               .path = p,
                               .need = path->need,
                               .teach = t,
                               .from_assumed = taught->from_assumed && !lapsed};
    uint32_t *held = &candidates->held[path->need];
    if (*held == 0) {
        gathering->at[gathering->n++] = effect;
        *held = (uint32_t)gathering->n;
    } else if (is_better(&effect, &gathering->at[*held - 1])) {
        gathering->at[*held - 1] = effect;
    }
}

/* All paths on which a course closes something: an effect for each need at most. */
static void gather_effects(struct bw_candidates_found *candidates, struct bw_candidate_course *out)
{
    const struct bw_pool *pool = &candidates->pool;
    const struct bw_offers *offers = &pool->cat->offers;
    const struct bw_taught *taught = offers->taught + offers->taught_at[out->index];
    uint32_t n = offers->taught_at[out->index + 1] - offers->taught_at[out->index];
    size_t mark = bw_arena_mark(candidates->arena);
    struct gathering gathering = {
        .candidates = candidates,
        .card = out->card,
        .at = bw_arena_take(candidates->arena, pool->n_open * sizeof *gathering.at)};
    for (uint32_t t = 0; t < n; t++)
        for (uint32_t p = bw_pool_path_of(pool, taught[t].competency); p;
             p = pool->paths[p - 1].before)
            gather(&gathering, t, &taught[t], p - 1);
    for (size_t e = 0; e < gathering.n; e++)
        candidates->held[gathering.at[e].need] = 0;
    sort_by_need(gathering.at, gathering.n);
    bw_arena_rewind(candidates->arena, mark); /* no more than was needed */
    bw_arena_take(candidates->arena, gathering.n * sizeof *gathering.at);
    out->effects = gathering.at;
    out->n_effects = gathering.n;
}

/* p follows from the farthest reach, where it is not learned. */
static void settle(const struct bw_candidates_found *candidates, struct bw_candidate_course *out)
{
    const struct bw_pool *pool = &candidates->pool;
    const struct bw_offers *offers = &pool->cat->offers;
    const struct bw_taught *taught = offers->taught + offers->taught_at[out->index];
    double farthest = 0;
    for (size_t e = 0; e < out->n_effects; e++) {
        const struct bw_effect *effect = &out->effects[e];
        const struct bw_need *need = pool->open[effect->need];
        double to = offers->levels[offers->steps[taught[effect->teach].step].to];
        double distance = bw_pool_reach(need, to) - need->x.mean;
        if (distance > farthest)
            farthest = distance;
        out->mandatory |= need->ask.mandatory;
        out->from_assumed |= effect->from_assumed;
    }
    out->foretold = !candidates->forecast->learned_chance;
    out->success = out->foretold ? bw_success_chance(farthest) : candidates->forecast->chance_most;
}

static bool closes_one_of(const struct bw_pool *pool, const struct bw_candidate_course *out,
                          struct bw_ixs competencies)
{
    for (size_t e = 0; e < out->n_effects; e++)
        for (size_t i = 0; i < competencies.n; i++)
            if (pool->open[out->effects[e].need]->ask.competency == competencies.at[i])
                return true;
    return competencies.n == 0;
}

bool bw_candidates_complete(struct bw_candidates_found *candidates, uint32_t course,
                            struct bw_candidate_course *out)
{
    struct bw_candidate_course made = blank(candidates, course);
    const struct bw_offers *offers = &candidates->pool.cat->offers;
    uint8_t *listed = &candidates->listed[course];
    if (*listed == REFUSED)
        return false;
    __builtin_prefetch(&offers->taught[offers->taught_at[course]]);
    if (!bw_listing_allows(candidates->gap, candidates->question, &made)) {
        *listed = REFUSED;
        return false;
    }
    gather_effects(candidates, &made);
    settle(candidates, &made);
    *out = made;
    return made.n_effects > 0 &&
           closes_one_of(&candidates->pool, &made, candidates->question->filters.competencies);
}

void bw_candidates_foretell(const struct bw_candidates_found *candidates,
                            struct bw_candidate_course *const courses[], size_t n)
{
    uint32_t index[BW_FORECAST_BLOCK] = {0};
    double p[BW_FORECAST_BLOCK];
    for (size_t i = 0; i < n; i++)
        index[i] = courses[i]->index;
    bw_forecast_chances(candidates->forecast, index, n, p);
    for (size_t i = 0; i < n; i++) {
        courses[i]->success = p[i];
        courses[i]->foretold = true;
    }
}

/* May a course that takes something off a need be listed? */
static bool is_listed(struct bw_candidates_found *candidates, uint32_t course)
{
    uint8_t *listed = &candidates->listed[course];
    if (*listed == UNSEEN) {
        size_t mark = bw_arena_mark(candidates->arena);
        struct bw_candidate_course made = blank(candidates, course);
        bool allowed = candidates->question->filters.competencies.n
                           ? bw_candidates_complete(candidates, course, &made)
                           : bw_listing_allows(candidates->gap, candidates->question, &made);
        *listed = allowed ? ALLOWED : REFUSED;
        bw_arena_rewind(candidates->arena, mark);
    }
    return *listed == ALLOWED;
}

/* The line of a path with the largest D, if it is over *most, which then is that; NULL: none is. Of
 * `listed` courses alone when that is so. No step gives more than `highest`. */
static const struct bw_teaching *best_line(struct bw_candidates_found *candidates,
                                           const struct bw_path *path, bool listed, double highest,
                                           double *most)
{
    const struct bw_catalogue *cat = candidates->gap->mind.cat;
    const struct bw_teaching *line = cat->teaching + cat->teaching_at[path->competency];
    const struct bw_teaching *end = cat->teaching + cat->teaching_at[path->competency + 1];
    const struct bw_teaching *best = NULL;
    bool lapsed = candidates->pool.open[path->need]->standing == BW_LAPSED;
    for (; line < end && *most < highest; line++) {
        double d = bw_pool_effect(&candidates->pool, path, line->step);
        if (d <= *most || (lapsed && !cat->cards[line->course].certificate) ||
            (listed && !is_listed(candidates, line->course)))
            continue;
        *most = d;
        best = line;
    }
    return best;
}

/* The largest D, by one path, of the courses that may be listed, if it is over `most`. The line
 * with the largest D of all is looked at first: mostly it will do. */
static double largest_effect(struct bw_candidates_found *candidates, const struct bw_path *path,
                             double most, double highest)
{
    double largest = most;
    const struct bw_teaching *best = best_line(candidates, path, false, highest, &largest);
    if (!best || is_listed(candidates, best->course))
        return largest;
    best_line(candidates, path, true, highest, &most);
    return most;
}

/* The same by all paths, for each need. The asked competency comes first: what is near has less
 * credit, and seldom needs to be looked at. */
static double *largest_effects(struct bw_candidates_found *candidates)
{
    struct bw_pool *pool = &candidates->pool;
    double *most = BW_ARENA_NEW(candidates->arena, double, pool->n_open), highest = 0;
    for (size_t p = 0; p < pool->n_paths; p++) {
        const struct bw_path *path = &pool->paths[p];
        if (p == 0 || path->need != path[-1].need)
            highest = bw_pool_most(pool, path->need);
        most[path->need] =
            largest_effect(candidates, path, most[path->need], path->credit * highest);
    }
    return most;
}

static void sum_up(struct bw_candidates_found *candidates)
{
    const struct bw_pool *pool = &candidates->pool;
    const double *most = candidates->most;
    uint32_t *left = bw_arena_take(candidates->arena, pool->n_open * sizeof *left);
    for (size_t n = 0; n < pool->n_open; n++) {
        candidates->closable += pool->open[n]->w * most[n];
        if (most[n] > 0)
            continue;
        left[candidates->n_not_closable++] = pool->open[n]->ask.competency;
    }
    candidates->not_closable = left;
}

struct bw_candidates_found bw_candidates_unlisted(const struct bw_gap *gap,
                                                  const struct bw_question *question,
                                                  struct bw_arena *arena)
{
    static const struct bw_forecast closed_form = {.learning = NULL};
    struct bw_candidates_found out = {
        .gap = gap, .question = question, .arena = arena, .forecast = &closed_form};
    out.pool = bw_pool_make(gap, &closed_form, arena);
    out.held = BW_ARENA_NEW(arena, uint32_t, out.pool.n_open);
    return out;
}

struct bw_candidate_course bw_candidates_alone(struct bw_candidates_found *candidates,
                                               uint32_t course)
{
    struct bw_candidate_course made = blank(candidates, course);
    made.ready = bw_success_readiness(&candidates->gap->mind, made.course);
    gather_effects(candidates, &made);
    settle(candidates, &made);
    return made;
}

struct bw_candidates_found bw_candidates_find(const struct bw_gap *gap,
                                              const struct bw_question *question,
                                              struct bw_arena *arena)
{
    struct bw_candidates_found out = {.gap = gap, .question = question, .arena = arena};
    struct bw_forecast *forecast = bw_arena_take(arena, sizeof *forecast);
    *forecast = bw_forecast_make(&gap->mind, question->as_of, arena);
    out.forecast = forecast;
    out.pool = bw_pool_make(gap, forecast, arena);
    out.bounds = bw_bounds_claim(&out.pool, arena);
    out.listed = BW_ARENA_NEW(arena, uint8_t, gap->mind.cat->n_courses);
    out.held = BW_ARENA_NEW(arena, uint32_t, out.pool.n_open);
    out.most = largest_effects(&out);
    sum_up(&out);
    out.closure_least = CLOSURE_LEAST * out.closable;
    bw_bounds_set(&out.bounds, out.closure_least, question->objective, arena);
    return out;
}
