#include "tools/simulate/simulate_pool.h"

#include <math.h>

/* How often the competency of a rank is asked, over the mean: what ESCO v1.2 has between 3,038
 * occupations and the 6,007 skills they ask (90,933 pairs, mean 15.1, largest 347, median 6; the
 * first 1 % have 13 % of the pairs, the first 10 % have 51 %, Gini .63), read off at some ranks and
 * drawn straight in between. Roles ask each once and mostly from their own area, which flattens it
 * again: weights are the curve to the power 1.25, and what comes out is measured in the tests. */
static const struct {
    double rank, times; /* rank 0..1 */
} curve[] = {{0, 22.9},     {.0008, 21.1}, {.0017, 17.6}, {.0033, 15.0}, {.0083, 9.4},
             {.0166, 7.8},  {.0333, 4.82}, {.0832, 2.71}, {.1665, 1.45}, {.333, .727},
             {.4994, .396}, {.8324, .132}, {1, .066}};

/* Groups of the taxonomy are seldom asked themselves. */
#define GROUP_FACTOR .05

static double on_curve(double rank)
{
    size_t i = 1;
    while (i + 1 < sizeof curve / sizeof *curve && curve[i].rank < rank)
        i++;
    double share = (rank - curve[i - 1].rank) / (curve[i].rank - curve[i - 1].rank);
    return curve[i - 1].times + share * (curve[i].times - curve[i - 1].times);
}

/* In how many roles each is asked, those that municipalities hardly have counting less. */
static const double *asked_by_roles(struct bw_sim *sim)
{
    const struct bw_catalogue *cat = sim->cat;
    double *asked = BW_ARENA_NEW(sim->arena, double, cat->n_competencies);
    for (uint32_t r = 0; r < cat->n_roles; r++) {
        if (cat->roles[r].n_versions == 0)
            continue;
        struct bw_asks asks = cat->roles[r].versions[cat->roles[r].n_versions - 1].all;
        for (size_t i = 0; i < asks.n; i++)
            asked[asks.at[i].competency] += sim->role_fit ? sim->role_fit[r] : 1;
    }
    return asked;
}

/* Which competencies have others below them. */
static const bool *parents(struct bw_sim *sim)
{
    bool *is = BW_ARENA_NEW(sim->arena, bool, sim->cat->n_competencies);
    for (uint32_t c = 0; c < sim->cat->n_competencies; c++)
        for (size_t i = 0; i < sim->cat->competencies[c].broader.n; i++)
            is[sim->cat->competencies[c].broader.at[i]] = true;
    return is;
}

const double *bw_sim_weights(struct bw_sim *sim, double unasked)
{
    uint32_t n = sim->cat->n_competencies;
    const double *asked = asked_by_roles(sim);
    const bool *group = parents(sim);
    double *weights = BW_ARENA_NEW(sim->arena, double, n);
    double sum = 0, n_asked = 0;
    for (uint32_t c = 0; c < n; c++) {
        sum += asked[c];
        n_asked += asked[c] > 0;
    }
    double mean = n_asked > 0 ? sum / n_asked : 1;
    for (uint32_t c = 0; c < n; c++) {
        struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_POPULARITY, c);
        double times = on_curve(bw_draw_unit(&draw));
        double drawn = times * sqrt(sqrt(times)) * mean * unasked;
        weights[c] = asked[c] > 0 ? asked[c] : group[c] ? drawn * GROUP_FACTOR : drawn;
    }
    return weights;
}

static uint32_t above(const struct bw_catalogue *cat, uint32_t competency, unsigned steps)
{
    for (; steps > 0 && cat->competencies[competency].broader.n > 0; steps--)
        competency = cat->competencies[competency].broader.at[0];
    return competency;
}

struct bw_sim_pool bw_sim_pool_make(struct bw_sim *sim, const double *weights, unsigned steps)
{
    uint32_t n = sim->cat->n_competencies, n_areas = 0;
    uint32_t *area = BW_ARENA_NEW(sim->arena, uint32_t, n),
             *number = BW_ARENA_NEW(sim->arena, uint32_t, n);
    for (uint32_t c = 0; c < n; c++)
        number[above(sim->cat, c, steps)] = 1;
    for (uint32_t c = 0; c < n; c++)
        number[c] = number[c] ? n_areas++ : BW_NONE;
    uint32_t *at = BW_ARENA_NEW(sim->arena, uint32_t, n_areas + 2),
             *order = BW_ARENA_NEW(sim->arena, uint32_t, n);
    for (uint32_t c = 0; c < n; c++) {
        area[c] = number[above(sim->cat, c, steps)];
        at[area[c] + 2]++;
    }
    for (uint32_t a = 0; a < n_areas; a++)
        at[a + 2] += at[a + 1];
    for (uint32_t c = 0; c < n; c++)
        order[at[area[c] + 1]++] = c;
    double *upto = BW_ARENA_NEW(sim->arena, double, n), sum = 0;
    for (uint32_t i = 0; i < n; i++)
        upto[i] = sum += weights[order[i]];
    return (struct bw_sim_pool){n, n_areas, area, order, at, upto};
}

uint32_t bw_sim_pool_any(const struct bw_sim_pool *pool, struct bw_draw *draw)
{
    return pool->order[bw_draw_weighted(draw, pool->upto, pool->n)];
}

uint32_t bw_sim_pool_near(const struct bw_sim_pool *pool, struct bw_draw *draw, uint32_t area)
{
    uint32_t low = pool->area_at[area], high = pool->area_at[area + 1] - 1;
    double before = low ? pool->upto[low - 1] : 0;
    double at = before + bw_draw_unit(draw) * (pool->upto[high] - before);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (pool->upto[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return pool->order[low];
}

struct bw_ixs bw_sim_topics(struct bw_sim *sim)
{
    uint32_t n = sim->cat->n_competencies, found = 0;
    const bool *is = parents(sim);
    uint32_t *topics = BW_ARENA_NEW(sim->arena, uint32_t, n);
    for (uint32_t c = 0; c < n; c++)
        if (is[c])
            topics[found++] = c;
    for (uint32_t c = 0; found == 0 && c < n; c++)
        topics[c] = c;
    return (struct bw_ixs){topics, found ? found : n};
}
