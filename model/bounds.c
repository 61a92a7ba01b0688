#include "model/bounds.h"

#include <string.h>

/* Claims are only lowered when so much of them is gone since: bounds may be loose. */
#define GONE_LEAST .1f
/* So many courses are likely to be taken. */
#define SENT_FOR 32

static struct bw_reach_runs runs_for(const struct bw_reach *reach, const struct bw_need *need)
{
    return bw_reach_runs_for(reach, need->ask.competency, need->ask.mandatory);
}

/* Whole units by credit, no less than `worth` with so much left. */
static int32_t units(float worth, float left)
{
    return worth > 0 ? (int32_t)(worth * left) + 1 : 0;
}

/* What the courses of a run claim. Without a branch: whether a course came by before cannot be
 * foreseen. */
static void claim(struct bw_bounds *bounds, const struct bw_reach_run *run, int32_t worth)
{
    const struct bw_reach *reach = &bounds->cat->reach;
    const uint32_t *line = reach->courses + run[-1].end, *end = reach->courses + run->end;
    const uint8_t *restrict credit = reach->credits + run[-1].end;
    int32_t *restrict sums = bounds->sums;
    uint32_t *restrict next = bounds->courses + bounds->n_courses;
    for (; line < end; line++, credit++) {
        uint32_t course = *line;
        int32_t sum = sums[course];
        sums[course] = sum + *credit * worth;
        *next = course;
        next += sum == 0;
    }
    bounds->n_courses = (size_t)(next - bounds->courses);
}

/* They claim less by now, by so much of each unit of credit. */
static void claim_less(struct bw_bounds *bounds, const struct bw_reach_run *run, int32_t less)
{
    const struct bw_reach *reach = &bounds->cat->reach;
    int32_t *restrict sums = bounds->sums;
    for (uint32_t i = run[-1].end; i < run->end; i++)
        sums[reach->courses[i]] -= reach->credits[i] * less;
}

/* They are walked soon. */
static void send_for_lines(const struct bw_reach *reach, uint32_t from, uint32_t end)
{
    for (uint32_t i = from; i < end; i += 64 / sizeof *reach->courses)
        __builtin_prefetch(&reach->courses[i]);
    for (uint32_t i = from; i < end; i += 64 / sizeof *reach->credits)
        __builtin_prefetch(&reach->credits[i]);
}

static void make_room(struct bw_bounds *bounds, const struct bw_pool *pool, struct bw_arena *arena)
{
    const struct bw_catalogue *cat = pool->cat;
    size_t n_lines = 0;
    for (size_t k = 0; k < pool->n_open; k++) {
        struct bw_reach_runs runs = runs_for(&cat->reach, pool->open[k]);
        send_for_lines(&cat->reach, runs.from[-1].end, runs.end[-1].end);
        n_lines += runs.end[-1].end - runs.from[-1].end;
    }
    size_t most = n_lines < cat->n_courses ? n_lines : cat->n_courses;
    bounds->sums = BW_ARENA_NEW(arena, int32_t, cat->n_courses);
    bounds->courses = bw_arena_take(arena, (most + 1) * sizeof(uint32_t)); /* one more is written */
    bounds->left = bw_arena_take(arena, pool->n_open * sizeof *bounds->left);
    if (!pool->keeps_values)
        bounds->row = BW_ARENA_NEW(arena, float, cat->offers.n_steps + 1);
}

struct bw_bounds bw_bounds_claim(struct bw_pool *pool, struct bw_arena *arena)
{
    struct bw_bounds out = {.cat = pool->cat, .unit = pool->unit};
    make_room(&out, pool, arena);
    for (uint32_t k = 0; k < pool->n_open; k++) {
        struct bw_reach_runs runs = runs_for(&pool->cat->reach, pool->open[k]);
        const float *worths = bw_pool_worths(pool, k, out.row);
        out.left[k] = 1;
        for (const struct bw_reach_run *run = runs.from; run < runs.end; run++)
            if (worths[run->step] > 0)
                claim(&out, run, units(worths[run->step], 1));
    }
    return out;
}

void bw_bounds_leave(struct bw_bounds *bounds, struct bw_pool *pool, uint32_t need, double left)
{
    float before = bounds->left[need], now = (float)(left * (1 + 1e-6));
    if (now > before - GONE_LEAST)
        return;
    struct bw_reach_runs runs = runs_for(&bounds->cat->reach, pool->open[need]);
    const float *worths = bw_pool_worths(pool, need, bounds->row);
    for (const struct bw_reach_run *run = runs.from; run < runs.end; run++)
        if (worths[run->step] > 0)
            claim_less(bounds, run,
                       units(worths[run->step], before) - units(worths[run->step], now));
    bounds->left[need] = now;
}

/* No score of the course, in units, is above it; 0: not for the list. */
static float bound_of(const struct bw_bounds *bounds, uint32_t course)
{
    float sum = (float)bounds->sums[course];
    return sum >= bounds->least ? sum * bounds->scale[course] : 0;
}

/* A shelf takes bounds of one exponent and the same first bits behind it; the lowest one all that
 * is under its edge. */
enum { EDGE_BITS = 18, LOWEST = 145 << (23 - EDGE_BITS), SHELVES = 14 << (23 - EDGE_BITS) };

static uint32_t shelf_of(float bound)
{
    uint32_t bits;
    memcpy(&bits, &bound, sizeof bits);
    bits >>= EDGE_BITS;
    return bits <= LOWEST ? 0 : bits - LOWEST < SHELVES ? bits - LOWEST : SHELVES - 1;
}

/* What the bounds on a shelf are under. */
static float edge_of(uint32_t shelf)
{
    uint32_t bits = (shelf + LOWEST + 1) << EDGE_BITS;
    float edge;
    memcpy(&edge, &bits, sizeof edge);
    return edge;
}

static void put(struct bw_bounds *bounds, uint32_t number, uint32_t shelf)
{
    bounds->waiting[number].next = bounds->shelves[shelf];
    bounds->shelves[shelf] = number;
}

/* What is asked of a course once it is taken comes from memory meanwhile; a card may lie on two of
 * its lines. */
static void send_for(const struct bw_catalogue *cat, uint32_t course)
{
    __builtin_prefetch(&cat->cards[course]);
    __builtin_prefetch(&cat->cards[course].retired);
    __builtin_prefetch(&cat->offers.taught_at[course]);
}

static void send_for_first(const struct bw_bounds *bounds)
{
    uint32_t n = 0;
    for (uint32_t shelf = bounds->highest + 1; shelf-- > 0 && n < SENT_FOR;)
        for (uint32_t i = bounds->shelves[shelf]; i && n < SENT_FOR;
             i = bounds->waiting[i].next, n++)
            send_for(bounds->cat, bounds->waiting[i].course);
}

/* Those that claim enough wait. Whether one does cannot be foreseen either. */
static uint32_t let_wait(struct bw_bounds *bounds)
{
    uint32_t n = 0;
    for (size_t i = 0; i < bounds->n_courses; i++) {
        uint32_t course = bounds->courses[i];
        bounds->waiting[n + 1].course = course;
        n += (float)bounds->sums[course] >= bounds->least;
    }
    return n;
}

void bw_bounds_set(struct bw_bounds *bounds, double least, enum bw_objective objective,
                   struct bw_arena *arena)
{
    bounds->scale = bounds->cat->offers.scale[objective];
    bounds->least = (float)(least * bounds->unit * (1 - 1e-6));
    bounds->shelves = BW_ARENA_NEW(arena, uint32_t, SHELVES);
    bounds->waiting = bw_arena_take(arena, (bounds->n_courses + 2) * sizeof *bounds->waiting);
    bounds->highest = 0;
    uint32_t n = let_wait(bounds);
    for (uint32_t number = 1; number <= n; number++) {
        uint32_t shelf = shelf_of(bound_of(bounds, bounds->waiting[number].course));
        put(bounds, number, shelf);
        bounds->highest = shelf > bounds->highest ? shelf : bounds->highest;
    }
    send_for_first(bounds);
}

/* Brings the first one of the highest shelf down to where it belongs by now; false: it is there. */
static bool bring_down(struct bw_bounds *bounds)
{
    uint32_t number = bounds->shelves[bounds->highest];
    uint32_t course = bounds->waiting[number].course;
    float most = bound_of(bounds, course);
    uint32_t shelf = shelf_of(most);
    if (most > 0 && shelf >= bounds->highest)
        return false;
    bounds->shelves[bounds->highest] = bounds->waiting[number].next;
    if (most > 0) {
        put(bounds, number, shelf);
        send_for(bounds->cat, course);
    }
    return true;
}

double bw_bounds_highest(struct bw_bounds *bounds)
{
    for (;;) {
        if (bounds->shelves[bounds->highest] == 0) {
            if (bounds->highest == 0)
                return 0;
            bounds->highest--;
        } else if (!bring_down(bounds)) {
            return edge_of(bounds->highest) / bounds->unit;
        }
    }
}

uint32_t bw_bounds_take(struct bw_bounds *bounds)
{
    uint32_t number = bounds->shelves[bounds->highest];
    bounds->shelves[bounds->highest] = bounds->waiting[number].next;
    return bounds->waiting[number].course;
}
