#include "model/pool.h"

#include "model/success.h"

/* More values than this are not kept for all needs: a catalogue with so many steps is odd. */
#define VALUES_MOST ((size_t)1 << 16)
/* The claims of a course are never so many units together. */
#define UNITS ((double)(1 << 30))
/* Gaps under this are all the same: weights may be as small as they like. */
#define TOTAL_LEAST 1e-100

double bw_pool_reach(const struct bw_need *need, double to)
{
    return need->standing != BW_LAPSED && to < need->edge ? to : need->edge;
}

/* D of a step without credit, when `entry` and `reach` are what lies under its levels. A lapsed
 * need is closed by what reaches the demand (and certifies, which is a course's and not a
 * step's). */
static double effect_between(const struct bw_need *need, double to, const struct bw_under *entry,
                             const struct bw_under *reach)
{
    if (need->standing == BW_LAPSED)
        return to < need->edge ? 0 : need->shortfall;
    return bw_effect_between(entry, reach);
}

/* A bound, in units by credit, of what D closes; `chance` is that of its step. */
static float worth_of(const struct bw_pool *pool, const struct bw_need *need, double d,
                      double chance)
{
    return bw_float_over(need->w * d * chance * pool->over * pool->unit / BW_REACH_CREDIT_FULL);
}

static double chance_of(const struct bw_pool *pool, const struct bw_need *need, double to)
{
    return pool->chance_most > 0 ? pool->chance_most
                                 : bw_success_chance(bw_pool_reach(need, to) - need->x.mean);
}

/* One step alone. */
static double effect_of(const struct bw_pool *pool, uint32_t n, uint32_t step)
{
    const struct bw_need *need = pool->open[n];
    const struct bw_offers *offers = &pool->cat->offers;
    double to = offers->levels[offers->steps[step].to];
    struct bw_under entry = bw_under_level(need->x, offers->levels[offers->steps[step].entry]);
    struct bw_under reach = bw_under_level(need->x, bw_pool_reach(need, to));
    return effect_between(need, to, &entry, &reach);
}

/* What is reckoned of a level once, for all steps from it or to it. */
struct rung {
    struct bw_under at; /* the level, the edge where it lies above that */
    double chance;
};

/* Levels ascend: those from the edge on reach the same. */
static void climb(const struct bw_pool *pool, const struct bw_need *need, struct rung *rungs)
{
    const struct bw_offers *offers = &pool->cat->offers;
    for (uint32_t l = 0; l < offers->n_levels; l++) {
        if (l > 0 && offers->levels[l - 1] >= need->edge) {
            rungs[l] = rungs[l - 1];
            continue;
        }
        double reach = offers->levels[l] < need->edge ? offers->levels[l] : need->edge;
        rungs[l].at = bw_under_level(need->x, reach);
        rungs[l].chance = chance_of(pool, need, offers->levels[l]);
    }
}

/* Reckons all steps for one need. */
static void value(struct bw_pool *pool, uint32_t n)
{
    const struct bw_need *need = pool->open[n];
    const struct bw_offers *offers = &pool->cat->offers;
    double *effects = pool->effects + (size_t)n * offers->n_steps;
    float *worths = pool->worths + (size_t)n * (offers->n_steps + 1), largest = 0;
    struct rung rungs[BW_OFFER_LEVELS_MOST];
    climb(pool, need, rungs);
    for (uint32_t s = 0; s < offers->n_steps; s++) {
        const struct bw_step *step = &offers->steps[s];
        const struct rung *reach = &rungs[step->to];
        effects[s] =
            effect_between(need, offers->levels[step->to], &rungs[step->entry].at, &reach->at);
        worths[s] = worth_of(pool, need, effects[s], reach->chance);
        largest = worths[s] > largest ? worths[s] : largest;
    }
    worths[offers->n_steps] = largest;
    pool->valued[n] = true;
}

static double *effects_on(struct bw_pool *pool, uint32_t n)
{
    if (!pool->valued[n])
        value(pool, n);
    return pool->effects + (size_t)n * pool->cat->offers.n_steps;
}

double bw_pool_effect(struct bw_pool *pool, const struct bw_path *path, uint32_t step)
{
    return path->credit * (pool->keeps_values ? effects_on(pool, path->need)[step]
                                              : effect_of(pool, path->need, step));
}

double bw_pool_most(struct bw_pool *pool, uint32_t need)
{
    double most = 0;
    if (!pool->keeps_values)
        return pool->open[need]->shortfall;
    const double *effects = effects_on(pool, need);
    for (uint32_t s = 0; s < pool->cat->offers.n_steps; s++)
        most = effects[s] > most ? effects[s] : most;
    return most;
}

/* The worths of the steps of a need's runs, and one that none of them passes. */
static void value_runs(const struct bw_pool *pool, uint32_t n, float *row)
{
    const struct bw_need *need = pool->open[n];
    const struct bw_offers *offers = &pool->cat->offers;
    struct bw_reach_runs runs =
        bw_reach_runs_for(&pool->cat->reach, need->ask.competency, need->ask.mandatory);
    for (const struct bw_reach_run *run = runs.from; run < runs.end; run++) {
        if (run->step == offers->n_steps)
            continue;
        double to = offers->levels[offers->steps[run->step].to];
        row[run->step] =
            worth_of(pool, need, effect_of(pool, n, run->step), chance_of(pool, need, to));
    }
    row[offers->n_steps] =
        worth_of(pool, need, need->shortfall, chance_of(pool, need, need->x.mean));
}

const float *bw_pool_worths(struct bw_pool *pool, uint32_t need, float *row)
{
    if (pool->keeps_values) {
        effects_on(pool, need);
        return pool->worths + (size_t)need * (pool->cat->offers.n_steps + 1);
    }
    value_runs(pool, need, row);
    return row;
}

/* Where the chain of a competency's paths hangs: the entry that is its own, or is free. */
static uint32_t *chain_of(const struct bw_pool *pool, uint32_t competency)
{
    uint32_t mask = (1u << pool->chain_bits) - 1;
    uint32_t at = (competency * 2654435769u) >> (32 - pool->chain_bits);
    while (pool->chains[at] && pool->paths[pool->chains[at] - 1].competency != competency)
        at = (at + 1) & mask;
    return &pool->chains[at];
}

uint32_t bw_pool_path_of(const struct bw_pool *pool, uint32_t competency)
{
    return *chain_of(pool, competency);
}

static void lay(struct bw_pool *pool, struct bw_path *paths, const struct bw_path *path)
{
    uint32_t c = path->competency;
    if (pool->cat->teaching_at[c] == pool->cat->teaching_at[c + 1])
        return; /* nobody teaches it */
    uint32_t *chain = chain_of(pool, c);
    paths[pool->n_paths] = *path;
    paths[pool->n_paths].before = *chain;
    *chain = (uint32_t)++pool->n_paths;
}

static void lay_need(struct bw_pool *pool, struct bw_path *paths, uint32_t n)
{
    const struct bw_need *need = pool->open[n];
    const struct bw_competency *asked = &pool->cat->competencies[need->ask.competency];
    struct bw_path path = {.need = n, .competency = need->ask.competency, .sigma = 1, .credit = 1};
    lay(pool, paths, &path);
    for (size_t i = 0; i < asked->same.n; i++) {
        path.competency = asked->same.at[i];
        lay(pool, paths, &path);
    }
    for (size_t i = 0; i < asked->n_near && !need->ask.mandatory; i++) {
        path.competency = asked->near[i].competency;
        path.sigma = asked->near[i].sigma;
        path.credit = bw_reach_credit(asked->near[i].sigma);
        lay(pool, paths, &path);
    }
}

static void lay_paths(struct bw_pool *pool, struct bw_arena *arena)
{
    const struct bw_competency *competencies = pool->cat->competencies;
    size_t most = 0;
    for (size_t n = 0; n < pool->n_open; n++) {
        const struct bw_competency *asked = &competencies[pool->open[n]->ask.competency];
        most += 1 + asked->same.n + asked->n_near;
        for (size_t i = 0; i < asked->n_near; i += 64 / sizeof *asked->near)
            __builtin_prefetch(&asked->near[i]);
    }
    for (pool->chain_bits = 4; (size_t)1 << pool->chain_bits < 2 * most;)
        pool->chain_bits++;
    struct bw_path *paths = bw_arena_take(arena, most * sizeof *paths);
    pool->paths = paths;
    pool->chains = BW_ARENA_NEW(arena, uint32_t, (size_t)1 << pool->chain_bits);
    for (uint32_t n = 0; n < pool->n_open; n++)
        lay_need(pool, paths, n);
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

static void make_room(struct bw_pool *pool, struct bw_arena *arena)
{
    const struct bw_offers *offers = &pool->cat->offers;
    size_t n = pool->n_open * offers->n_steps;
    pool->keeps_values = n <= VALUES_MOST && offers->n_levels <= BW_OFFER_LEVELS_MOST;
    if (!pool->keeps_values)
        return;
    pool->valued = BW_ARENA_NEW(arena, bool, pool->n_open);
    pool->effects = bw_arena_take(arena, n * sizeof *pool->effects);
    pool->worths = bw_arena_take(arena, (n + pool->n_open) * sizeof *pool->worths);
}

struct bw_pool bw_pool_make(const struct bw_gap *gap, const struct bw_forecast *forecast,
                            struct bw_arena *arena)
{
    struct bw_pool pool = {.cat = gap->mind.cat,
                           .chance_most = forecast->learned_chance ? forecast->chance_most : 0,
                           .over = 1 + forecast->share_most};
    pool.open = unmet(gap, arena, &pool.n_open);
    /* No effect is over its need's shortfall: the gap is all that can be claimed. */
    pool.unit = UNITS / (2 * (gap->total > TOTAL_LEAST ? gap->total : TOTAL_LEAST));
    make_room(&pool, arena);
    lay_paths(&pool, arena);
    return pool;
}
