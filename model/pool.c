#include "model/pool.h"

#include <string.h>

#include "model/success.h"

/* D depends only on the belief and what lies under two levels: few levels occur. */
#define MEMO 64

struct memo_line {
    uint32_t level, stamp; /* filled for that need when the stamps are equal */
    struct bw_under under;
};

/* What a step is worth for the need at hand. */
struct value {
    uint32_t stamp;
    float worth;
    double d;
};

/* The need at hand. */
struct weighing {
    const struct bw_offers *offers;
    const struct bw_need *need;
    uint32_t stamp;
    struct bw_under edge;
    struct value *values; /* per step */
    struct memo_line memo[MEMO];
};

static const struct bw_under *under(struct weighing *at, uint32_t level)
{
    struct memo_line *line = &at->memo[level % MEMO];
    if (line->stamp != at->stamp || line->level != level)
        *line = (struct memo_line){level, at->stamp,
                                   bw_under_level(at->need->x, at->offers->levels[level])};
    return &line->under;
}

double bw_pool_reach(const struct bw_need *need, double to)
{
    return need->standing != BW_LAPSED && to < need->edge ? to : need->edge;
}

/* D of a step without credit. A lapsed need is closed by what reaches the demand (and certifies,
 * which is a course's and not a step's). */
static double effect_of(struct weighing *at, const struct bw_step *step)
{
    const double *levels = at->offers->levels;
    bool to_edge = !(levels[step->to] < at->need->edge);
    if (at->need->standing == BW_LAPSED)
        return to_edge ? at->need->shortfall : 0;
    if ((to_edge ? at->need->edge : levels[step->to]) <= levels[step->entry])
        return 0;
    struct bw_under entry = *under(at, step->entry); /* the other may take its place */
    return bw_effect_between(&entry, to_edge ? &at->edge : under(at, step->to));
}

static const struct value *value_of(struct weighing *at, uint32_t step)
{
    struct value *value = &at->values[step];
    if (value->stamp == at->stamp)
        return value;
    double d = effect_of(at, &at->offers->steps[step]), worth = 0;
    if (d > 0) {
        double reach = bw_pool_reach(at->need, at->offers->levels[at->offers->steps[step].to]);
        worth = at->need->w * d * bw_success_chance(reach - at->need->x.mean);
    }
    *value = (struct value){at->stamp, bw_float_over(worth), d};
    return value;
}

/* The list that is filled while paths are laid. */
struct laying {
    const struct bw_offers *offers;
    struct bw_path *paths;
    size_t n_paths;
    uint32_t *last_path, *competencies;
    size_t n_competencies;
    uint32_t n_offers;
};

static void lay(struct laying *laying, uint32_t need, const struct bw_near *relation, double credit)
{
    uint32_t c = relation->competency;
    uint32_t n = laying->offers->bundle_at[c + 1] - laying->offers->bundle_at[c];
    if (n == 0)
        return;
    if (laying->last_path[c] == 0)
        laying->competencies[laying->n_competencies++] = c;
    laying->paths[laying->n_paths++] = (struct bw_path){.need = need,
                                                        .competency = c,
                                                        .offers = laying->n_offers,
                                                        .before = laying->last_path[c],
                                                        .sigma = relation->sigma,
                                                        .credit = credit};
    laying->last_path[c] = (uint32_t)laying->n_paths;
    laying->n_offers += n;
}

static void lay_need(struct laying *laying, uint32_t n, const struct bw_need *need,
                     const struct bw_competency *asked)
{
    lay(laying, n, &(struct bw_near){need->ask.competency, 1}, 1);
    for (size_t i = 0; i < asked->same.n; i++)
        lay(laying, n, &(struct bw_near){asked->same.at[i], 1}, 1);
    for (size_t i = 0; i < asked->n_near && !need->ask.mandatory; i++) {
        double square = asked->near[i].sigma * asked->near[i].sigma;
        lay(laying, n, &asked->near[i], square < .5 ? square : .5);
    }
}

/* What every path is worth: d and worth of each bundle. */
static void weigh(struct bw_pool *pool, uint32_t n_offers, struct bw_arena *arena)
{
    double *d = bw_arena_take(arena, n_offers * sizeof *d);
    float *worth = bw_arena_take(arena, n_offers * sizeof *worth);
    struct weighing at = {.offers = pool->offers};
    at.values = BW_ARENA_NEW(arena, struct value, pool->offers->n_steps);
    for (size_t i = 0; i < pool->n_paths; i++) {
        const struct bw_path *path = &pool->paths[i];
        if (at.stamp != path->need + 1) {
            at.stamp = path->need + 1;
            at.need = pool->open[path->need];
            at.edge = bw_under_level(at.need->x, at.need->edge);
        }
        uint32_t first = pool->offers->bundle_at[path->competency];
        uint32_t end = pool->offers->bundle_at[path->competency + 1];
        for (uint32_t b = first, to = path->offers; b < end; b++, to++) {
            const struct value *value = value_of(&at, pool->offers->bundles[b].step);
            d[to] = path->credit * value->d;
            worth[to] = (float)path->credit * value->worth;
        }
    }
    pool->d = d;
    pool->worth = worth;
}

static const struct bw_need **unmet(const struct bw_gap *gap, struct bw_arena *arena, size_t *n)
{
    const struct bw_need **open =
        bw_arena_take(arena, gap->n_needs * sizeof(const struct bw_need *));
    *n = 0;
    for (size_t i = 0; i < gap->n_needs; i++)
        if (gap->needs[i].standing != BW_MET)
            open[(*n)++] = &gap->needs[i];
    return open;
}

static size_t lanes(size_t n)
{
    return (n + BW_OFFER_LANES - 1) / BW_OFFER_LANES;
}

static void make_room(struct bw_pool *pool, size_t n_courses, struct bw_arena *arena)
{
    pool->n_tops = lanes(n_courses);
    pool->n_peaks = lanes(pool->n_tops);
    pool->bound = bw_arena_take(arena, pool->n_tops * BW_OFFER_LANES * sizeof *pool->bound);
    pool->tops = BW_ARENA_NEW(arena, float, pool->n_peaks *BW_OFFER_LANES);
    pool->peaks = bw_arena_take(arena, pool->n_peaks * sizeof *pool->peaks);
    pool->taken = bw_arena_take(arena, n_courses * sizeof *pool->taken);
    pool->share = bw_arena_take(arena, pool->n_open * sizeof *pool->share);
}

struct bw_pool bw_pool_make(const struct bw_gap *gap, enum bw_objective objective,
                            struct bw_arena *arena)
{
    const struct bw_catalogue *cat = gap->mind.cat;
    struct bw_pool pool = {.offers = &cat->offers};
    size_t most = 0;
    pool.open = unmet(gap, arena, &pool.n_open);
    for (size_t n = 0; n < pool.n_open; n++) {
        const struct bw_competency *asked = &cat->competencies[pool.open[n]->ask.competency];
        most += 1 + asked->same.n + asked->n_near;
    }
    struct laying laying = {.offers = &cat->offers};
    laying.paths = bw_arena_take(arena, most * sizeof *laying.paths);
    laying.competencies = bw_arena_take(arena, most * sizeof *laying.competencies);
    laying.last_path = BW_ARENA_NEW(arena, uint32_t, cat->n_competencies);
    for (uint32_t n = 0; n < pool.n_open; n++)
        lay_need(&laying, n, pool.open[n], &cat->competencies[pool.open[n]->ask.competency]);
    pool.paths = laying.paths;
    pool.n_paths = laying.n_paths;
    pool.last_path = laying.last_path;
    pool.competencies = laying.competencies;
    pool.n_competencies = laying.n_competencies;
    weigh(&pool, laying.n_offers, arena);
    pool.scale = cat->offers.scale[objective];
    make_room(&pool, cat->n_courses, arena);
    return pool;
}

/* Adds what a competency's bundles are worth over all its paths to the courses in them. */
static void add_worth(const struct bw_pool *pool, uint32_t competency)
{
    const struct bw_offers *offers = pool->offers;
    uint32_t first = offers->bundle_at[competency], end = offers->bundle_at[competency + 1];
    for (uint32_t b = first; b < end; b++) {
        float worth = 0;
        for (uint32_t p = pool->last_path[competency]; p; p = pool->paths[p - 1].before) {
            const struct bw_path *path = &pool->paths[p - 1];
            worth += pool->share[path->need] * pool->worth[path->offers + (b - first)];
        }
        if (worth <= 0)
            continue;
        for (uint32_t i = offers->bundles[b].first; i < offers->bundles[b + 1].first; i++)
            pool->bound[offers->courses[i]] += worth;
    }
}

/* Four at a time: the same on every processor. */
typedef float floats __attribute__((vector_size(16), may_alias));
typedef int32_t masks __attribute__((vector_size(16), may_alias));
enum { WIDTH = 4, VECTORS = BW_OFFER_LANES / WIDTH };

static floats larger(floats a, floats b)
{
    masks over = a > b;
    return (floats)(((masks)a & over) | ((masks)b & ~over));
}

static float largest(floats at)
{
    float out = at[0];
    for (int l = 1; l < WIDTH; l++)
        out = at[l] > out ? at[l] : out;
    return out;
}

/* The highest of BW_OFFER_LANES. */
static float highest_of(const float *lanes_at)
{
    const floats *at = (const floats *)lanes_at;
    floats most = at[0];
    for (int v = 1; v < VECTORS; v++)
        most = larger(most, at[v]);
    return largest(most);
}

/* Turns what BW_OFFER_LANES courses may close into bounds of their scores; the highest. */
static float scale_lanes(float *sums, const float *scales, float least)
{
    floats *at = (floats *)sums, most = {0};
    const floats *scale = (const floats *)scales;
    for (int v = 0; v < VECTORS; v++) {
        masks counts = at[v] >= least;
        at[v] = (floats)((masks)(at[v] * scale[v]) & counts);
        most = larger(most, at[v]);
    }
    return largest(most);
}

/* Where `value` is among as many as lie under one peak. */
static size_t find(const float *at, float value)
{
    size_t i = 0;
    while (at[i] < value)
        i++;
    return i;
}

static float highest_peak(const struct bw_pool *pool)
{
    float out = 0;
    for (size_t i = 0; i < pool->n_peaks; i++)
        out = pool->peaks[i] > out ? pool->peaks[i] : out;
    return out;
}

void bw_pool_bound(struct bw_pool *pool, const double *left, double least)
{
    float reached = (float)(least * (1 - 1e-6));
    memset(pool->bound, 0, pool->n_tops * BW_OFFER_LANES * sizeof *pool->bound);
    for (size_t i = 0; i < pool->n_open; i++)
        pool->share[i] = bw_float_over(left[i]);
    for (size_t i = 0; i < pool->n_competencies; i++)
        add_worth(pool, pool->competencies[i]);
    for (size_t i = 0; i < pool->n_taken; i++)
        pool->bound[pool->taken[i]] = 0;
    for (size_t i = 0; i < pool->n_tops; i++)
        pool->tops[i] = scale_lanes(pool->bound + i * BW_OFFER_LANES,
                                    pool->scale + i * BW_OFFER_LANES, reached);
    for (size_t i = 0; i < pool->n_peaks; i++)
        pool->peaks[i] = highest_of(pool->tops + i * BW_OFFER_LANES);
    pool->highest = highest_peak(pool);
}

uint32_t bw_pool_take(struct bw_pool *pool)
{
    size_t peak = find(pool->peaks, pool->highest);
    float *tops = pool->tops + peak * BW_OFFER_LANES;
    size_t top = find(tops, pool->highest);
    float *bounds = pool->bound + (peak * BW_OFFER_LANES + top) * BW_OFFER_LANES;
    size_t at = find(bounds, pool->highest);
    bounds[at] = 0;
    tops[top] = highest_of(bounds);
    pool->peaks[peak] = highest_of(tops);
    pool->highest = highest_peak(pool);
    at += (peak * BW_OFFER_LANES + top) * BW_OFFER_LANES;
    pool->taken[pool->n_taken++] = (uint32_t)at;
    return (uint32_t)at;
}
