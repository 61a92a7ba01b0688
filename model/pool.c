#include "model/pool.h"

#include "model/success.h"

/* More values than this are not kept for all needs: a catalogue with so many steps is odd. */
#define VALUES_MOST ((size_t)1 << 16)
/* The claims of a course are never so many units together. */
#define UNITS ((double)(1 << 30))
/* Gaps under this are all the same: weights may be as small as they like. */
#define TOTAL_LEAST 1e-100
#define TAKEN_OUT (INT32_MIN / 2)
/* Claims are only made anew when less than this is left of them: bounds may be loose. */
#define LEFT_MOST .9

double bw_pool_reach(const struct bw_need *need, double to)
{
    return need->standing != BW_LAPSED && to < need->edge ? to : need->edge;
}

/* What lies under a level: few levels occur, and many steps share them. */
static const struct bw_under *under(struct bw_pool *pool, uint32_t n, uint32_t level)
{
    struct bw_pool_under *line = &pool->unders[level % BW_POOL_UNDERS];
    if (line->of != n + 1 || line->level != level)
        *line = (struct bw_pool_under){
            n + 1, level, bw_under_level(pool->open[n]->x, pool->cat->offers.levels[level])};
    return &line->at;
}

/* D of a step without credit. A lapsed need is closed by what reaches the demand (and certifies,
 * which is a course's and not a step's). */
static double effect_of(struct bw_pool *pool, uint32_t n, const struct bw_step *step)
{
    const struct bw_need *need = pool->open[n];
    const double *levels = pool->cat->offers.levels;
    bool to_edge = !(levels[step->to] < need->edge);
    if (need->standing == BW_LAPSED)
        return to_edge ? need->shortfall : 0;
    if ((to_edge ? need->edge : levels[step->to]) <= levels[step->entry])
        return 0;
    struct bw_under entry = *under(pool, n, step->entry); /* the other may take its place */
    if (!to_edge)
        return bw_effect_between(&entry, under(pool, n, step->to));
    if (pool->edge_of != n + 1) {
        pool->edge = bw_under_level(need->x, need->edge);
        pool->edge_of = n + 1;
    }
    return bw_effect_between(&entry, &pool->edge);
}

static struct bw_value *value_of(struct bw_pool *pool, uint32_t n, uint32_t step)
{
    const struct bw_offers *offers = &pool->cat->offers;
    struct bw_value *value = &pool->values[(pool->keeps_values ? n * offers->n_steps : 0) + step];
    if (value->of == n + 1)
        return value;
    const struct bw_need *need = pool->open[n];
    double d = effect_of(pool, n, &offers->steps[step]), worth = 0;
    if (d > 0) {
        double reach = bw_pool_reach(need, offers->levels[offers->steps[step].to]);
        double chance =
            pool->chance_most > 0 ? pool->chance_most : bw_success_chance(reach - need->x.mean);
        worth = need->w * d * chance * pool->over;
    }
    *value = (struct bw_value){d, bw_float_over(worth * pool->unit + (worth > 0 ? 4 : 0)), n + 1};
    return value;
}

double bw_pool_effect(struct bw_pool *pool, const struct bw_path *path, uint32_t step)
{
    return path->credit * value_of(pool, path->need, step)->d;
}

double bw_pool_most(struct bw_pool *pool, uint32_t need)
{
    double most = 0;
    if (!pool->keeps_values)
        return pool->open[need]->shortfall;
    for (uint32_t s = 0; s < pool->cat->offers.n_steps; s++) {
        const struct bw_value *value = value_of(pool, need, s);
        most = value->d > most ? value->d : most;
    }
    return most;
}

/* The list that is filled while paths are laid. */
struct laying {
    const struct bw_catalogue *cat;
    struct bw_path *paths;
    size_t n_paths, n_lines;
    uint32_t *last_path;
};

static void lay(struct laying *laying, uint32_t need, const struct bw_near *relation, double credit)
{
    uint32_t c = relation->competency;
    uint32_t n = laying->cat->teaching_at[c + 1] - laying->cat->teaching_at[c];
    if (n == 0)
        return;
    laying->paths[laying->n_paths++] =
        (struct bw_path){need, c, laying->last_path[c], relation->sigma, credit};
    laying->last_path[c] = (uint32_t)laying->n_paths;
    laying->n_lines += n;
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

static void lay_paths(struct bw_pool *pool, struct bw_arena *arena)
{
    const struct bw_competency *competencies = pool->cat->competencies;
    struct laying laying = {.cat = pool->cat};
    size_t most = 0;
    for (size_t n = 0; n < pool->n_open; n++) {
        const struct bw_competency *asked = &competencies[pool->open[n]->ask.competency];
        most += 1 + asked->same.n + asked->n_near;
    }
    laying.paths = bw_arena_take(arena, most * sizeof *laying.paths);
    laying.last_path = BW_ARENA_NEW(arena, uint32_t, pool->cat->n_competencies);
    for (uint32_t n = 0; n < pool->n_open; n++)
        lay_need(&laying, n, pool->open[n], &competencies[pool->open[n]->ask.competency]);
    pool->paths = laying.paths;
    pool->n_paths = laying.n_paths;
    pool->n_lines = laying.n_lines;
    pool->last_path = laying.last_path;
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

struct bw_pool bw_pool_make(const struct bw_gap *gap, const struct bw_forecast *forecast,
                            enum bw_objective objective, struct bw_arena *arena)
{
    struct bw_pool pool = {.cat = gap->mind.cat,
                           .chance_most = forecast->learned_chance ? forecast->chance_most : 0,
                           .over = 1 + forecast->share_most,
                           .scale = gap->mind.cat->offers.scale[objective]};
    size_t n_steps = pool.cat->offers.n_steps;
    pool.open = unmet(gap, arena, &pool.n_open);
    /* No effect is over its need's shortfall: the gap is all that can be claimed. */
    pool.unit = UNITS / (2 * (gap->total > TOTAL_LEAST ? gap->total : TOTAL_LEAST));
    pool.keeps_values = pool.n_open * n_steps <= VALUES_MOST;
    pool.values =
        BW_ARENA_NEW(arena, struct bw_value, pool.keeps_values ? pool.n_open * n_steps : n_steps);
    lay_paths(&pool, arena);
    return pool;
}

/* The claims of all courses on one need being made. A course's claim is the best of what it
 * teaches; slot[course] is 1 + the number of its last claim, one on this need when over `before`.
 */
struct claiming {
    struct bw_pool *pool;
    uint32_t *slot;
    float *worth; /* per step */
    uint32_t before, n;
};

static void claim(struct claiming *claiming, const struct bw_path *path)
{
    const struct bw_catalogue *cat = claiming->pool->cat;
    const struct bw_teaching *line = cat->teaching + cat->teaching_at[path->competency];
    const struct bw_teaching *end = cat->teaching + cat->teaching_at[path->competency + 1];
    struct bw_claim *restrict claims = claiming->pool->claims;
    const float *restrict worth = claiming->worth;
    uint32_t *restrict slots = claiming->slot;
    uint32_t n = claiming->n, before = claiming->before;
    float credit = (float)path->credit;
    for (; line < end; line++) {
        /* Without a branch: whether a course came by before cannot be foreseen. */
        uint32_t amount = (uint32_t)(int32_t)(credit * worth[line->step]);
        uint32_t slot = slots[line->course], held = -(uint32_t)(slot > before);
        uint32_t added = ~held & -(uint32_t)(amount > 0);
        uint32_t at = (held & (slot - 1)) | (~held & n), least = held & claims[at].amount;
        claims[at].course = line->course;
        claims[at].amount = amount > least ? amount : least;
        slots[line->course] = (added & (n + 1)) | (~added & slot);
        n += added & 1;
    }
    claiming->n = n;
}

/* What each step is worth for need n; of many steps only those that will be looked up. */
static void weigh(struct claiming *claiming, uint32_t n, size_t from_path)
{
    struct bw_pool *pool = claiming->pool;
    const struct bw_catalogue *cat = pool->cat;
    for (uint32_t s = 0; pool->keeps_values && s < cat->offers.n_steps; s++)
        claiming->worth[s] = value_of(pool, n, s)->worth;
    for (size_t p = from_path; !pool->keeps_values && p < pool->n_paths && pool->paths[p].need == n;
         p++) {
        uint32_t c = pool->paths[p].competency;
        for (uint32_t i = cat->teaching_at[c]; i < cat->teaching_at[c + 1]; i++)
            claiming->worth[cat->teaching[i].step] =
                value_of(pool, n, cat->teaching[i].step)->worth;
    }
}

static void make_claims(struct bw_pool *pool, struct bw_arena *arena)
{
    struct claiming claiming = {.pool = pool,
                                .slot = BW_ARENA_NEW(arena, uint32_t, pool->cat->n_courses)};
    pool->claims = bw_arena_take(arena, (pool->n_lines + 1) * sizeof *pool->claims);
    pool->claim_at = bw_arena_take(arena, (pool->n_open + 1) * sizeof *pool->claim_at);
    claiming.worth = bw_arena_take(arena, pool->cat->offers.n_steps * sizeof(float));
    for (uint32_t n = 0, p = 0; n < pool->n_open; n++) {
        pool->claim_at[n] = claiming.before = claiming.n;
        weigh(&claiming, n, p);
        for (; p < pool->n_paths && pool->paths[p].need == n; p++)
            claim(&claiming, &pool->paths[p]);
    }
    pool->claim_at[pool->n_open] = claiming.n;
}

/* Four at a time: the same on every processor. */
typedef float floats __attribute__((vector_size(16), may_alias));
typedef int32_t ints __attribute__((vector_size(16), may_alias));
enum { WIDTH = 4, VECTORS = BW_OFFER_LANES / WIDTH };

static floats larger(floats a, floats b)
{
    ints over = a > b;
    return (floats)(((ints)a & over) | ((ints)b & ~over));
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

/* No score, in units, of four courses is above these; 0: not for the list. */
static floats bounds_of(const struct bw_pool *pool, size_t v)
{
    floats sum = __builtin_convertvector(((const ints *)pool->sum)[v], floats);
    ints counts = sum >= pool->least;
    return (floats)((ints)(sum * ((const floats *)pool->scale)[v]) & counts);
}

/* The highest bound under one top. */
static float highest_bound(const struct bw_pool *pool, size_t top)
{
    floats most = {0};
    for (size_t v = top * VECTORS; v < (top + 1) * VECTORS; v++)
        most = larger(most, bounds_of(pool, v));
    return largest(most);
}

/* The course under a top that has this bound. */
static uint32_t course_of(const struct bw_pool *pool, size_t top, float bound)
{
    for (size_t v = top * VECTORS;; v++) {
        floats bounds = bounds_of(pool, v);
        for (uint32_t l = 0; l < WIDTH; l++)
            if (bounds[l] >= bound)
                return (uint32_t)(v * WIDTH) + l;
    }
}

static size_t lanes(size_t n)
{
    return (n + BW_OFFER_LANES - 1) / BW_OFFER_LANES;
}

static void make_room(struct bw_pool *pool, struct bw_arena *arena)
{
    pool->n_tops = lanes(pool->cat->n_courses);
    pool->n_peaks = lanes(pool->n_tops);
    pool->sum = BW_ARENA_NEW(arena, int32_t, pool->n_tops * BW_OFFER_LANES);
    pool->tops = BW_ARENA_NEW(arena, float, pool->n_peaks *BW_OFFER_LANES);
    pool->peaks = BW_ARENA_NEW(arena, float, lanes(pool->n_peaks) * BW_OFFER_LANES);
    pool->left = bw_arena_take(arena, pool->n_open * sizeof *pool->left);
}

void bw_pool_bound(struct bw_pool *pool, double least, struct bw_arena *arena)
{
    make_room(pool, arena);
    make_claims(pool, arena);
    pool->least = (float)(least * pool->unit * (1 - 1e-6));
    for (uint32_t i = 0; i < pool->claim_at[pool->n_open]; i++)
        pool->sum[pool->claims[i].course] += (int32_t)pool->claims[i].amount;
    for (size_t n = 0; n < pool->n_open; n++)
        pool->left[n] = 1;
    for (size_t i = 0; i < pool->n_tops; i++)
        pool->tops[i] = highest_bound(pool, i);
    for (size_t i = 0; i < pool->n_peaks; i++)
        pool->peaks[i] = highest_of(pool->tops + i * BW_OFFER_LANES);
}

void bw_pool_leave(struct bw_pool *pool, size_t need, double left)
{
    if (left >= LEFT_MOST * pool->left[need])
        return;
    float share = (float)(left / pool->left[need] * (1 + 1e-6));
    pool->left[need] = left;
    pool->found = false;
    for (uint32_t i = pool->claim_at[need]; i < pool->claim_at[need + 1]; i++) {
        struct bw_claim *claim = &pool->claims[i];
        uint32_t amount = (uint32_t)((float)claim->amount * share) + 1;
        pool->sum[claim->course] += (int32_t)(amount - claim->amount);
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

/* Finds the course with the highest bound; tops and peaks on the way there are brought down to what
 * the bounds have become. */
static void find_best(struct bw_pool *pool)
{
    while (!pool->found) {
        float highest = 0;
        for (size_t i = 0; i < pool->n_peaks; i += BW_OFFER_LANES) {
            float here = highest_of(pool->peaks + i);
            highest = here > highest ? here : highest;
        }
        pool->highest = highest;
        if (highest <= 0)
            break;
        size_t peak = find(pool->peaks, highest);
        size_t top = peak * BW_OFFER_LANES + find(pool->tops + peak * BW_OFFER_LANES, highest);
        pool->tops[top] = highest_bound(pool, top);
        pool->found = pool->tops[top] >= highest;
        if (pool->found)
            pool->best = course_of(pool, top, highest);
        else
            pool->peaks[peak] = highest_of(pool->tops + peak * BW_OFFER_LANES);
    }
}

double bw_pool_highest(struct bw_pool *pool)
{
    if (!pool->found)
        find_best(pool);
    return pool->highest / pool->unit;
}

uint32_t bw_pool_take(struct bw_pool *pool)
{
    pool->sum[pool->best] = TAKEN_OUT;
    pool->found = false;
    return pool->best;
}
