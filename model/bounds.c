#include "model/bounds.h"

#define TAKEN_OUT (INT32_MIN / 2)
/* Claims are only made anew when less than this is left of them: bounds may be loose. */
#define LEFT_MOST .9

/* The claims of all courses on one need being made: the best of what each teaches. */
struct claiming {
    struct bw_bounds *bounds;
    uint32_t *place_of, *course;
    uint32_t *best;   /* per place: its claim on the need at hand, 0 between needs */
    uint32_t *places; /* that have one, `n` of them */
    uint32_t n;
};

/* Without a branch: whether a course came by before cannot be foreseen. */
static void walk(struct claiming *claiming, const struct bw_path *path, const float *worths)
{
    const struct bw_catalogue *cat = claiming->bounds->cat;
    const struct bw_teaching *line = cat->teaching + cat->teaching_at[path->competency];
    const struct bw_teaching *end = cat->teaching + cat->teaching_at[path->competency + 1];
    uint32_t *restrict place_of = claiming->place_of, *restrict courses = claiming->course;
    uint32_t *restrict bests = claiming->best, *restrict places = claiming->places;
    uint32_t n = claiming->n, last = claiming->bounds->n;
    float credit = (float)path->credit;
    for (; line < end; line++) {
        uint32_t amount = (uint32_t)(int32_t)(credit * worths[line->step]);
        uint32_t place = place_of[line->course], some = -(uint32_t)(amount > 0);
        uint32_t fresh = some & -(uint32_t)(place == 0);
        courses[last + 1] = line->course;
        place |= fresh & (last + 1);
        last += fresh & 1;
        place_of[line->course] = place;
        uint32_t best = bests[place];
        bests[place] = amount > best ? amount : best;
        places[n] = place;
        n += some & (uint32_t)(best == 0);
    }
    claiming->n = n;
    claiming->bounds->n = last;
}

/* Notes what was claimed of one need, from number `at` on: where the next one's begin. */
static uint32_t note(struct claiming *claiming, uint32_t at)
{
    struct bw_claim *restrict claims = claiming->bounds->claims + at;
    int32_t *restrict sums = claiming->bounds->sum;
    uint32_t n = claiming->n;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t place = claiming->places[i], amount = claiming->best[place];
        claims[i] = (struct bw_claim){place, amount};
        sums[place] += (int32_t)amount;
        claiming->best[place] = 0;
    }
    claiming->n = 0;
    return at + n;
}

static size_t lanes(size_t n)
{
    return (n + BW_BOUNDS_LANES - 1) / BW_BOUNDS_LANES;
}

struct bw_bounds bw_bounds_claim(struct bw_pool *pool, struct bw_arena *arena)
{
    size_t n_courses = pool->cat->n_courses, n_lines = pool->n_lines;
    size_t most = 2 + (n_lines < n_courses ? n_lines : n_courses); /* one more is written */
    struct bw_bounds out = {.cat = pool->cat, .n_open = pool->n_open, .unit = pool->unit};
    struct claiming claiming = {.bounds = &out,
                                .place_of = BW_ARENA_NEW(arena, uint32_t, n_courses),
                                .course = bw_arena_take(arena, most * sizeof(uint32_t)),
                                .best = BW_ARENA_NEW(arena, uint32_t, most),
                                .places = bw_arena_take(arena, most * sizeof(uint32_t))};
    out.sum = BW_ARENA_NEW(arena, int32_t, lanes(most) * BW_BOUNDS_LANES);
    out.claims = bw_arena_take(arena, (n_lines + 1) * sizeof *out.claims);
    out.claim_at = bw_arena_take(arena, (pool->n_open + 1) * sizeof *out.claim_at);
    float *row = pool->keeps_values ? NULL : BW_ARENA_NEW(arena, float, pool->cat->offers.n_steps);
    uint32_t n = 0;
    for (uint32_t k = 0, p = 0; k < pool->n_open; k++) {
        out.claim_at[k] = n;
        const float *worths = bw_pool_worths(pool, k, p, row);
        for (; p < pool->n_paths && pool->paths[p].need == k; p++)
            walk(&claiming, &pool->paths[p], worths);
        n = note(&claiming, n);
    }
    out.claim_at[pool->n_open] = n;
    out.place_of = claiming.place_of;
    out.course = claiming.course;
    return out;
}

/* Four at a time: the same on every processor. */
typedef float floats __attribute__((vector_size(16), may_alias));
typedef int32_t ints __attribute__((vector_size(16), may_alias));
enum { WIDTH = 4, VECTORS = BW_BOUNDS_LANES / WIDTH };

static floats larger(floats a, floats b)
{
    ints over = a > b;
    return (floats)(((ints)a & over) | ((ints)b & ~over));
}

static float largest(floats at)
{
    float low = at[0] > at[1] ? at[0] : at[1], high = at[2] > at[3] ? at[2] : at[3];
    return low > high ? low : high;
}

/* The highest of BW_BOUNDS_LANES. */
static float highest_of(const float *lanes_at)
{
    const floats *at = (const floats *)lanes_at;
    return largest(larger(larger(at[0], at[1]), larger(at[2], at[3])));
}

/* No score, in units, of four courses is above these; 0: not for the list. */
static floats bounds_of(const struct bw_bounds *bounds, size_t v)
{
    floats sum = __builtin_convertvector(((const ints *)bounds->sum)[v], floats);
    ints counts = sum >= bounds->least;
    return (floats)((ints)(sum * ((const floats *)bounds->scale)[v]) & counts);
}

/* The highest bound under one top. */
static float highest_bound(const struct bw_bounds *bounds, size_t top)
{
    size_t v = top * VECTORS;
    return largest(larger(larger(bounds_of(bounds, v), bounds_of(bounds, v + 1)),
                          larger(bounds_of(bounds, v + 2), bounds_of(bounds, v + 3))));
}

/* The place under a top that has this bound. */
static uint32_t place_of(const struct bw_bounds *bounds, size_t top, float bound)
{
    for (size_t v = top * VECTORS;; v++) {
        floats at = bounds_of(bounds, v);
        for (uint32_t l = 0; l < WIDTH; l++)
            if (at[l] >= bound)
                return (uint32_t)(v * WIDTH) + l;
    }
}

static void make_room(struct bw_bounds *bounds, struct bw_arena *arena)
{
    bounds->n_tops = lanes((size_t)bounds->n + 1);
    bounds->n_peaks = lanes(bounds->n_tops);
    bounds->scale = BW_ARENA_NEW(arena, float, bounds->n_tops *BW_BOUNDS_LANES);
    bounds->tops = BW_ARENA_NEW(arena, float, bounds->n_peaks *BW_BOUNDS_LANES);
    bounds->peaks = BW_ARENA_NEW(arena, float, lanes(bounds->n_peaks) * BW_BOUNDS_LANES);
    bounds->left = bw_arena_take(arena, bounds->n_open * sizeof *bounds->left);
}

void bw_bounds_set(struct bw_bounds *bounds, double least, enum bw_objective objective,
                   struct bw_arena *arena)
{
    const float *scale = bounds->cat->offers.scale[objective];
    make_room(bounds, arena);
    bounds->least = (float)(least * bounds->unit * (1 - 1e-6));
    for (uint32_t i = 1; i <= bounds->n; i++)
        bounds->scale[i] = scale[bounds->course[i]];
    for (size_t k = 0; k < bounds->n_open; k++)
        bounds->left[k] = 1;
    for (size_t i = 0; i < bounds->n_tops; i++)
        bounds->tops[i] = highest_bound(bounds, i);
    for (size_t i = 0; i < bounds->n_peaks; i++)
        bounds->peaks[i] = highest_of(bounds->tops + i * BW_BOUNDS_LANES);
}

void bw_bounds_leave(struct bw_bounds *bounds, size_t need, double left)
{
    if (left >= LEFT_MOST * bounds->left[need])
        return;
    float share = (float)(left / bounds->left[need] * (1 + 1e-6));
    bounds->left[need] = left;
    bounds->found = false;
    for (uint32_t i = bounds->claim_at[need]; i < bounds->claim_at[need + 1]; i++) {
        struct bw_claim *claim = &bounds->claims[i];
        uint32_t amount = (uint32_t)(int32_t)((float)claim->amount * share) + 1;
        bounds->sum[claim->place] += (int32_t)(amount - claim->amount);
        claim->amount = amount;
    }
}

/* Where `value` is. */
static size_t find(const float *at, float value)
{
    size_t i = 0;
    while (at[i] < value)
        i++;
    return i;
}

/* Finds the place with the highest bound; tops and peaks on the way there are brought down to what
 * the bounds have become. */
static void find_best(struct bw_bounds *bounds)
{
    while (!bounds->found) {
        float highest = 0;
        for (size_t i = 0; i < bounds->n_peaks; i++)
            highest = bounds->peaks[i] > highest ? bounds->peaks[i] : highest;
        bounds->highest = highest;
        if (highest <= 0)
            break;
        size_t peak = find(bounds->peaks, highest);
        float *tops = bounds->tops + peak * BW_BOUNDS_LANES;
        size_t top = find(tops, highest), number = peak * BW_BOUNDS_LANES + top;
        tops[top] = highest_bound(bounds, number);
        bounds->found = tops[top] >= highest;
        if (bounds->found)
            bounds->best = place_of(bounds, number, highest);
        else
            bounds->peaks[peak] = highest_of(tops);
    }
}

double bw_bounds_highest(struct bw_bounds *bounds)
{
    if (!bounds->found)
        find_best(bounds);
    return bounds->highest / bounds->unit;
}

uint32_t bw_bounds_take(struct bw_bounds *bounds)
{
    bounds->sum[bounds->best] = TAKEN_OUT;
    bounds->found = false;
    return bounds->course[bounds->best];
}
