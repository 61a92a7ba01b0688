#include "model/rank.h"

#include <string.h>

#include "model/learned/liking.h"

#define SHARE_NEAR_DUPLICATE (-.5)
#define HEAP_FIRST ((size_t)128)

/* An effect of a course that is on the list already. */
struct taken {
    double d;      /* D */
    double chance; /* to count: delta * p * q */
};

/* What is on the list for one need, largest D first. */
struct above {
    struct taken *at;
    size_t n;
};

struct entry {
    struct bw_candidate_course *course;
    double scale;      /* s of the objective */
    double preference; /* share, <= 0 */
    double together;   /* share, >= 0 */
    double bound;      /* score when last looked at: never below today's */
    uint32_t seen;     /* length of the list then */
    bool outside;      /* a preference */
};

struct ranker {
    struct bw_candidates_found *candidates;
    const struct bw_question *question;
    struct bw_arena *arena;
    struct bw_liking liking;
    struct above *above; /* per need */
    struct entry *heap;
    size_t n_heap, room;
    struct bw_ranked *list;
    size_t n_list;
};

/* What preferences count for; it does not change with what is above. */
static void weigh_preferences(const struct ranker *ranker, struct entry *entry)
{
    const struct bw_catalogue *cat = ranker->candidates->gap->mind.cat;
    const struct bw_preference *weights =
        cat->learning ? &cat->learning->weights : &bw_preference_closed_form;
    const struct bw_liking *liking = &ranker->liking;
    uint32_t course = entry->course->index;
    bool format = bw_liking_format(liking, entry->course->card) == BW_FIT_NOT;
    bool language = bw_liking_language(liking, cat, course) == BW_FIT_NOT;
    bool hours = bw_liking_hours(liking, cat, course, ranker->question->as_of) == BW_FIT_NOT;
    entry->outside = format || language || hours;
    entry->preference =
        -(format * weights->format + language * weights->language + hours * weights->hours);
}

/* E[(D - M)+]: M is the largest of those above, each there with its own chance. */
static double gain_over(const struct above *above, double d)
{
    double none_so_far = 1, gain = 0;
    for (size_t i = 0; i < above->n; i++) {
        if (above->at[i].d < d)
            gain += none_so_far * above->at[i].chance * (d - above->at[i].d);
        none_so_far *= 1 - above->at[i].chance;
    }
    return gain + none_so_far * d;
}

static void put_above(struct above *above, struct taken taken)
{
    size_t at = above->n++;
    for (; at > 0 && above->at[at - 1].d < taken.d; at--)
        above->at[at] = above->at[at - 1];
    above->at[at] = taken;
}

static bool same_provider(const struct bw_course *a, const struct bw_course *b)
{
    if (!a->provider.at || !b->provider.at)
        return !a->provider.at && !b->provider.at;
    return bw_str_compare(a->provider, b->provider) == 0;
}

static bool is_copy(const struct bw_course *a, const struct bw_course *b)
{
    if (a->format != b->format || a->n_teaches != b->n_teaches || !same_provider(a, b))
        return false;
    for (size_t i = 0; i < a->n_teaches; i++)
        if (a->teaches[i].competency != b->teaches[i].competency)
            return false;
    return true;
}

static bool is_near_duplicate(const struct ranker *ranker, const struct bw_candidate_course *course)
{
    for (size_t i = 0; i < ranker->n_list; i++)
        if (ranker->list[i].course->card->likeness == course->card->likeness &&
            is_copy(ranker->list[i].course->course, course->course))
            return true;
    return false;
}

/* Scores a course under today's list; contribution[n_effects] may be NULL. */
static struct bw_ranked evaluate(const struct ranker *ranker, const struct entry *entry,
                                 double *contribution)
{
    const struct bw_candidate_course *course = entry->course;
    struct bw_ranked out = {.course = course, .contribution = contribution};
    double chance = course->success * course->ready, sum = 0;
    for (size_t e = 0; e < course->n_effects; e++) {
        const struct bw_effect *effect = &course->effects[e];
        double closed = ranker->candidates->pool.open[effect->need]->w * chance *
                        gain_over(&ranker->above[effect->need], effect->d);
        out.closure += closed;
        sum += entry->scale * closed;
        if (contribution)
            contribution[e] = entry->scale * closed;
    }
    if (is_near_duplicate(ranker, course)) {
        out.flags |= BW_FLAG_NEAR_DUPLICATE;
        out.terms[BW_TERM_NEAR_DUPLICATE] = SHARE_NEAR_DUPLICATE * sum;
    }
    if (entry->outside) {
        out.flags |= BW_FLAG_OUTSIDE_PREFERENCES;
        out.terms[BW_TERM_PREFERENCE] = entry->preference * sum;
    }
    if (entry->together > 0)
        out.terms[BW_TERM_CO_ENROLMENT] = entry->together * sum;
    out.score = sum;
    for (int t = 0; t < BW_TERM_COUNT; t++)
        out.score += out.terms[t];
    return out;
}

/* The higher bound first, of equal ones the smaller id. */
static bool before(const struct entry *a, const struct entry *b)
{
    if (a->bound > b->bound || a->bound < b->bound)
        return a->bound > b->bound;
    return a->course->index < b->course->index;
}

static void sift_down(struct ranker *ranker, size_t at)
{
    struct entry moving = ranker->heap[at];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= ranker->n_heap)
            break;
        if (child + 1 < ranker->n_heap && before(&ranker->heap[child + 1], &ranker->heap[child]))
            child++;
        if (before(&moving, &ranker->heap[child]))
            break;
        ranker->heap[at] = ranker->heap[child];
        at = child;
    }
    ranker->heap[at] = moving;
}

static void drop_top(struct ranker *ranker)
{
    ranker->heap[0] = ranker->heap[--ranker->n_heap];
    if (ranker->n_heap > 0)
        sift_down(ranker, 0);
}

static void sift_up(struct ranker *ranker, size_t at)
{
    struct entry moving = ranker->heap[at];
    for (; at > 0 && before(&moving, &ranker->heap[(at - 1) / 2]); at = (at - 1) / 2)
        ranker->heap[at] = ranker->heap[(at - 1) / 2];
    ranker->heap[at] = moving;
}

static void put(struct ranker *ranker, const struct entry *entry)
{
    if (ranker->n_heap == ranker->room) {
        struct entry *grown = bw_arena_take(ranker->arena, 2 * ranker->room * sizeof *grown);
        memcpy(grown, ranker->heap, ranker->n_heap * sizeof *grown);
        ranker->heap = grown;
        ranker->room *= 2;
    }
    ranker->heap[ranker->n_heap] = *entry;
    sift_up(ranker, ranker->n_heap++);
}

/* The share of a need that is left to a course that closes all that any closes of it, under those
 * above: E[(D - M)+] / D, which is never less for a larger D. */
static double left_of(const struct ranker *ranker, size_t need)
{
    double most = ranker->candidates->most[need];
    return most > 0 ? gain_over(&ranker->above[need], most) / most : 0;
}

/* Completes a course and puts it where it belongs, if it is one for the list. */
static void complete(struct ranker *ranker, uint32_t course)
{
    struct bw_candidate_course *made = bw_arena_take(ranker->arena, sizeof *made);
    if (!bw_candidates_complete(ranker->candidates, course, made))
        return;
    struct entry entry = {.course = made, .seen = (uint32_t)ranker->n_list};
    entry.scale = bw_offer_scale(made->card, ranker->question->objective);
    if (ranker->liking.any)
        weigh_preferences(ranker, &entry);
    if (ranker->candidates->forecast->share_most > 0)
        entry.together = bw_forecast_share(ranker->candidates->forecast, course);
    struct bw_ranked now = evaluate(ranker, &entry, NULL);
    entry.bound = now.score;
    if (now.closure >= ranker->candidates->closure_least && now.closure > 0)
        put(ranker, &entry);
}

static void take(struct ranker *ranker, const struct entry *entry)
{
    const struct bw_candidate_course *course = entry->course;
    double *contribution = BW_ARENA_NEW(ranker->arena, double, course->n_effects);
    struct bw_ranked ranked = evaluate(ranker, entry, contribution);
    double chance = ranker->question->diversity * course->success * course->ready;
    for (size_t e = 0; e < course->n_effects; e++) {
        uint32_t need = course->effects[e].need;
        put_above(&ranker->above[need], (struct taken){course->effects[e].d, chance});
        bw_bounds_leave(&ranker->candidates->bounds, &ranker->candidates->pool, need,
                        left_of(ranker, need));
    }
    ranker->list[ranker->n_list++] = ranked;
}

/* The course at the top was last scored under a shorter list. */
static void refresh(struct ranker *ranker)
{
    struct entry *top = &ranker->heap[0];
    struct bw_ranked now = evaluate(ranker, top, NULL);
    top->bound = now.score;
    top->seen = (uint32_t)ranker->n_list;
    if (now.closure < ranker->candidates->closure_least || now.closure <= 0)
        drop_top(ranker);
    else
        sift_down(ranker, 0);
}

/* Takes the courses from the top of the heap whose chance is not known yet, a block at most, and
 * puts those back that are still for the list: now it is. */
static void foretell(struct ranker *ranker)
{
    struct entry block[BW_FORECAST_BLOCK];
    struct bw_candidate_course *courses[BW_FORECAST_BLOCK];
    size_t n = 0;
    while (n < BW_FORECAST_BLOCK && ranker->n_heap > 0 && !ranker->heap[0].course->foretold) {
        if (ranker->heap[0].seen < ranker->n_list) {
            refresh(ranker);
            continue;
        }
        block[n] = ranker->heap[0];
        courses[n] = block[n].course;
        drop_top(ranker);
        n++;
    }
    bw_candidates_foretell(ranker->candidates, courses, n);
    for (size_t i = 0; i < n; i++) {
        struct bw_ranked now = evaluate(ranker, &block[i], NULL);
        block[i].bound = now.score;
        if (now.closure >= ranker->candidates->closure_least && now.closure > 0)
            put(ranker, &block[i]);
    }
}

static void fill_list(struct ranker *ranker)
{
    struct bw_bounds *bounds = &ranker->candidates->bounds;
    while (ranker->n_list < ranker->question->k) {
        struct entry top = {.bound = 0};
        if (ranker->n_heap > 0)
            top = ranker->heap[0];
        double highest = bw_bounds_highest(bounds);
        if (highest > 0 && highest >= top.bound) {
            complete(ranker, bw_bounds_take(bounds));
        } else if (!top.course) {
            break;
        } else if (top.seen < ranker->n_list) {
            refresh(ranker);
        } else if (!top.course->foretold) {
            foretell(ranker);
        } else {
            drop_top(ranker);
            take(ranker, &top);
        }
    }
}

/* The share of the gap that is expected to be closed when the whole list is taken. */
static double coverage(struct ranker *ranker)
{
    const struct bw_candidates_found *candidates = ranker->candidates;
    double closed = 0, total = candidates->gap->total;
    for (size_t n = 0; n < candidates->pool.n_open; n++)
        ranker->above[n].n = 0;
    for (size_t i = 0; i < ranker->n_list; i++) {
        const struct bw_candidate_course *course = ranker->list[i].course;
        for (size_t e = 0; e < course->n_effects; e++)
            put_above(&ranker->above[course->effects[e].need],
                      (struct taken){course->effects[e].d, course->success * course->ready});
    }
    for (size_t n = 0; n < candidates->pool.n_open; n++) {
        double none_so_far = 1, best = 0;
        for (size_t i = 0; i < ranker->above[n].n; i++) {
            best += none_so_far * ranker->above[n].at[i].chance * ranker->above[n].at[i].d;
            none_so_far *= 1 - ranker->above[n].at[i].chance;
        }
        closed += candidates->pool.open[n]->w * best;
    }
    if (closed > candidates->closable)
        closed = candidates->closable;
    return total > 0 ? closed / total : 1;
}

struct bw_ranking bw_rank(struct bw_candidates_found *candidates)
{
    const struct bw_question *question = candidates->question;
    struct bw_arena *arena = candidates->arena;
    struct ranker ranker = {.candidates = candidates, .question = question, .arena = arena};
    size_t n_open = candidates->pool.n_open, n_courses = candidates->gap->mind.cat->n_courses;
    size_t most = question->k < n_courses ? question->k : n_courses;
    ranker.liking = bw_liking_make(&candidates->gap->mind.person->preferences, arena);
    ranker.above = BW_ARENA_NEW(arena, struct above, n_open);
    for (size_t n = 0; n < n_open; n++)
        ranker.above[n].at = bw_arena_take(arena, most * sizeof(struct taken));
    ranker.list = bw_arena_take(arena, most * sizeof(struct bw_ranked));
    ranker.room = HEAP_FIRST;
    ranker.heap = bw_arena_take(arena, ranker.room * sizeof *ranker.heap);
    fill_list(&ranker);
    return (struct bw_ranking){ranker.list, ranker.n_list, coverage(&ranker)};
}
