/* Organisations: municipalities and regions, and how many people each has. */
#include <math.h>
#include <string.h>

#include "model/base/log.h"
#include "model/base/normal.h"
#include "tools/simulate/simulate.h"
#include "tools/simulate/simulate_words.h"

/* The size of the municipality of a rank falls with rank to this power: what makes 342 of them with
 * the largest at 15,000 come to 163,645. */
#define FALL .82
#define SPREAD .12 /* around it, in logarithms */
/* What the sector spent on training: a head, and as a share of the payroll. */
#define BUDGET_A_HEAD_CENTS 104200
#define SHARE_OF_PAYROLL .018

/* People per org of `shares`, at least `least` each (0 for none), summing exactly to `total`. */
static void share_out(const double *shares, const uint32_t *least, uint32_t n, uint32_t total,
                      struct bw_sim_org *orgs)
{
    double low = 0, high = 2.0 * total;
    for (int step = 0; step < 60; step++) {
        double factor = (low + high) / 2, sum = 0;
        for (uint32_t i = 0; i < n; i++) {
            double people = floor(shares[i] * factor);
            orgs[i].n_people = people > least[i] ? (uint32_t)people : least[i];
            sum += orgs[i].n_people;
        }
        if (sum > total)
            high = factor;
        else
            low = factor;
    }
    uint32_t sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        double people = floor(shares[i] * low);
        orgs[i].n_people = people > least[i] ? (uint32_t)people : least[i];
        sum += orgs[i].n_people;
    }
    for (uint32_t i = 0; sum < total; i = (i + 1) % n)
        if (shares[i] > 0) {
            orgs[i].n_people++;
            sum++;
        }
}

/* The first is the largest; regions are the last. */
static void settle_sizes(struct bw_sim *sim)
{
    uint32_t n = sim->size->n_orgs, first_region = n - sim->size->n_regions;
    double *shares = BW_ARENA_NEW(sim->arena, double, n);
    uint32_t *least = BW_ARENA_NEW(sim->arena, uint32_t, n);
    for (uint32_t i = 0; i < n; i++) {
        struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_ORG, i);
        bool region = i >= first_region;
        double spread = i == 0 ? 0 : bw_draw_normal(&draw, 0, SPREAD);
        shares[i] = region && !sim->size->region_people
                        ? 0
                        : bw_exp(spread - FALL * bw_log(1.0 + i)) * (region ? .6 : 1);
        least[i] = region ? sim->size->region_people : 60;
        sim->orgs[i].region = region;
    }
    share_out(shares, least, n, sim->size->n_people, sim->orgs);
}

static const char *name_of(struct bw_sim *sim, uint32_t org)
{
    uint32_t n = bw_sim_words_animals.n;
    const char *first = bw_sim_words_animals.at[org % n];
    const char *last = bw_sim_words_endings.at[(org / n + org % n) % bw_sim_words_endings.n];
    return bw_sim_text(sim->arena, "%s%s", first, last);
}

static void add(struct bw_sim *sim, uint32_t index)
{
    const struct bw_sim_org *org = &sim->orgs[index];
    struct bw_arena *arena = sim->out.arena;
    struct bw_sim_map map = bw_sim_map_start(arena, 8);
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_ORG, sim->size->n_orgs + index);
    uint32_t first_region = sim->size->n_orgs - sim->size->n_regions;
    int64_t budget = (int64_t)org->n_people * BUDGET_A_HEAD_CENTS;
    bw_sim_map_put(&map, "id", bw_sim_str(bw_sim_text(arena, "sim%03u", index + 1)));
    bw_sim_map_put(&map, "name",
                   bw_sim_nl(arena, bw_sim_text(arena, "%s %s", org->region ? "Regio" : "Gemeente",
                                                org->name)));
    if (org->parent != BW_NONE)
        bw_sim_map_put(&map, "parent", bw_sim_str(bw_sim_text(arena, "sim%03u", org->parent + 1)));
    bw_sim_map_put(&map, "language", bw_sim_str("nl"));
    bw_sim_map_put(&map, "training_budget_cents", bw_sim_int(budget));
    bw_sim_map_put(&map, "payroll_cents", bw_sim_int((int64_t)((double)budget / SHARE_OF_PAYROLL)));
    bw_sim_map_put(&map, "personal_share", bw_sim_float(bw_draw_between(&draw, 0, 5) / 20.0));
    uint32_t other = first_region + bw_draw_below(&draw, sim->size->n_regions);
    if (other != org->parent && other != index && bw_draw_chance(&draw, .25)) {
        msgpack_object *ids = BW_ARENA_NEW(arena, msgpack_object, 1);
        ids[0] = bw_sim_str(bw_sim_text(arena, "sim%03u", other + 1));
        bw_sim_map_put(&map, "catalogues", bw_sim_list(ids, 1));
    }
    bw_sim_out_add(&sim->out, BW_KIND_ORG, bw_sim_map_end(&map));
}

enum bw_err bw_sim_orgs(struct bw_sim *sim, struct bw_fail *fail)
{
    uint32_t n = sim->size->n_orgs, first_region = n - sim->size->n_regions;
    sim->orgs = BW_ARENA_NEW(sim->arena, struct bw_sim_org, n);
    settle_sizes(sim);
    for (uint32_t i = 0; i < n; i++) {
        struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_ORG, 2 * n + i);
        sim->orgs[i].name = name_of(sim, i);
        sim->orgs[i].parent = sim->orgs[i].region
                                  ? BW_NONE
                                  : first_region + bw_draw_below(&draw, sim->size->n_regions);
        add(sim, i);
    }
    return bw_sim_look(sim, fail);
}
