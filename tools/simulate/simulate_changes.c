/* Changes that come: laws with new demands and tasks that move, and mergers. */
#include <string.h>

#include "tools/simulate/simulate_pool.h"
#include "tools/simulate/simulate_words.h"

#define MERGERS 2

static uint32_t n_changes(const struct bw_sim *sim)
{
    return sim->size->n_roles / 300 + 4;
}

static msgpack_object draw_moves(struct bw_sim *sim, struct bw_draw *draw)
{
    const struct bw_catalogue *cat = sim->cat;
    struct bw_arena *arena = sim->out.arena;
    uint32_t n = 2 + bw_draw_below(draw, 5);
    msgpack_object *moves = BW_ARENA_NEW(arena, msgpack_object, n);
    for (uint32_t i = 0; i < n; i++) {
        struct bw_sim_map map = bw_sim_map_start(arena, 3);
        uint32_t task = bw_draw_below(draw, cat->n_tasks);
        uint32_t role = bw_draw_weighted(draw, sim->role_upto, cat->n_roles);
        bw_sim_map_put(&map, "task", bw_sim_str_of(cat->tasks[task].id));
        bw_sim_map_put(&map, "to_role", bw_sim_str_of(cat->roles[role].id));
        if (bw_draw_chance(draw, .3))
            bw_sim_map_put(&map, "share", bw_sim_float(bw_draw_between(draw, 3, 9) / 10.0));
        moves[i] = bw_sim_map_end(&map);
    }
    return bw_sim_list(moves, n);
}

/* What a law asks of roles with many people, all of it from one area. */
static msgpack_object draw_demands(struct bw_sim *sim, struct bw_draw *draw,
                                   const struct bw_sim_pool *pool)
{
    const struct bw_catalogue *cat = sim->cat;
    struct bw_arena *arena = sim->out.arena;
    uint32_t n = 5 + cat->n_roles / 60, area = pool->area[bw_sim_pool_any(pool, draw)];
    msgpack_object *list = BW_ARENA_NEW(arena, msgpack_object, n);
    for (uint32_t i = 0; i < n; i++) {
        struct bw_sim_map map = bw_sim_map_start(arena, 5);
        uint32_t role = bw_draw_weighted(draw, sim->role_upto, cat->n_roles);
        uint32_t competency = bw_sim_pool_near(pool, draw, area);
        bw_sim_map_put(&map, "role", bw_sim_str_of(cat->roles[role].id));
        bw_sim_map_put(&map, "competency", bw_sim_str_of(cat->competencies[competency].id));
        bw_sim_map_put(&map, "level", bw_sim_float(bw_draw_between(draw, 2, 4)));
        if (bw_draw_chance(draw, .4))
            bw_sim_map_put(&map, "weight", bw_sim_float(bw_draw_between(draw, 4, 9) / 10.0));
        if (bw_draw_chance(draw, .2))
            bw_sim_map_put(&map, "mandatory", bw_sim_bool(true));
        list[i] = bw_sim_map_end(&map);
    }
    return bw_sim_list(list, n);
}

static void start(struct bw_sim *sim, struct bw_sim_map *map, uint32_t *number, const char *label)
{
    struct bw_arena *arena = sim->out.arena;
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_CHANGE, 1000 + *number);
    *map = bw_sim_map_start(arena, 6);
    bw_sim_map_put(map, "id", bw_sim_str(bw_sim_fresh_id(sim, BW_KIND_CHANGE, "sim-w", number)));
    bw_sim_map_put(map, "label", bw_sim_nl(arena, label));
    bw_sim_map_put(map, "effective",
                   bw_sim_date(arena, sim->today + bw_draw_between(&draw, 40, 700)));
}

static void make_law(struct bw_sim *sim, uint32_t index, const struct bw_sim_pool *pool,
                     uint32_t *number)
{
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_CHANGE, index);
    const char *law = bw_sim_words_laws.at[(index * 3 + 1) % bw_sim_words_laws.n];
    struct bw_sim_map map;
    start(sim, &map, number,
          bw_sim_filled(sim->out.arena, bw_sim_words_changes.at[index % bw_sim_words_changes.n],
                        (struct bw_str){law, (uint32_t)strlen(law)}));
    bw_sim_map_put(&map, "law", bw_sim_str(law));
    if (sim->cat->n_tasks)
        bw_sim_map_put(&map, "moves", draw_moves(sim, &draw));
    bw_sim_map_put(&map, "requires", draw_demands(sim, &draw, pool));
    bw_sim_out_add(&sim->out, BW_KIND_CHANGE, bw_sim_map_end(&map));
}

/* The second of a pair of neighbours goes up in the first. */
static void make_merger(struct bw_sim *sim, uint32_t index, uint32_t *number)
{
    struct bw_arena *arena = sim->out.arena;
    uint32_t to = (sim->size->n_orgs - sim->size->n_regions) / 2 + 2 * index;
    struct bw_sim_map map, merge = bw_sim_map_start(arena, 2);
    msgpack_object *merges = BW_ARENA_NEW(arena, msgpack_object, 1);
    start(sim, &map, number,
          bw_sim_text(arena, "Herindeling %s en %s", sim->orgs[to].name, sim->orgs[to + 1].name));
    bw_sim_map_put(&merge, "from_org", bw_sim_str(bw_sim_text(arena, "sim%03u", to + 2)));
    bw_sim_map_put(&merge, "to_org", bw_sim_str(bw_sim_text(arena, "sim%03u", to + 1)));
    merges[0] = bw_sim_map_end(&merge);
    bw_sim_map_put(&map, "merges", bw_sim_list(merges, 1));
    bw_sim_out_add(&sim->out, BW_KIND_CHANGE, bw_sim_map_end(&map));
}

enum bw_err bw_sim_changes(struct bw_sim *sim, struct bw_fail *fail)
{
    uint32_t number = 0;
    struct bw_sim_pool pool = bw_sim_pool_make(sim, bw_sim_weights(sim, .1), 2);
    for (uint32_t i = 0; i < n_changes(sim); i++)
        make_law(sim, i, &pool, &number);
    if (sim->size->n_orgs - sim->size->n_regions > 4 * MERGERS)
        for (uint32_t i = 0; i < MERGERS; i++)
            make_merger(sim, i, &number);
    return bw_sim_look(sim, fail);
}
