/* Tasks and roles. Roles that are there stay as they are; made up ones ask what their area asks,
 * some of it everywhere, as tasks and on their own. */
#include <string.h>

#include "tools/import/label.h"
#include "tools/simulate/simulate_pool.h"
#include "tools/simulate/simulate_words.h"

#define ASKS_MOST 90
/* Mean 20 asks a role, skewed as ESCO's occupations are (10 % have less than a third of the mean,
 * 10 % more than 1.8 times it): 4 and twice an exponential. */
#define ASKS_LEAST 4
#define ASKS_MEAN_HALF 8.2
#define FROM_HOME .55
#define FROM_SECOND .2
#define TASKS_MOST 3
#define TASKS_MADE 500

struct ask_set {
    struct bw_ask at[ASKS_MOST];
    uint32_t n;
};

struct task {
    const char *id;
    uint32_t area;
    struct ask_set asks;
};

struct making {
    struct bw_sim *sim;
    struct bw_sim_pool pool;
    struct bw_ixs topics;
    struct task *tasks;
    uint32_t n_tasks;
};

static bool add_ask(struct ask_set *set, const struct bw_ask *ask)
{
    for (uint32_t i = 0; i < set->n; i++)
        if (set->at[i].competency == ask->competency)
            return false;
    if (set->n == ASKS_MOST)
        return false;
    set->at[set->n++] = *ask;
    return true;
}

static struct bw_ask draw_ask(const struct making *making, struct bw_draw *draw,
                              uint32_t competency)
{
    /* Levels 1 to 5; drawn worlds ask more, as there is more training than there are subjects. */
    static const double fixed[] = {.1, .4, .82, 1, 1}, drawn[] = {.04, .2, .55, .9, 1};
    struct bw_ask ask = {.competency = competency};
    ask.level = 1 + bw_draw_weighted(draw, making->sim->size->drawn ? drawn : fixed, 5);
    ask.weight = bw_draw_chance(draw, .5) ? 1 : bw_draw_between(draw, 3, 9) / 10.0;
    ask.mandatory = bw_draw_chance(draw, .06);
    if (ask.mandatory && bw_draw_chance(draw, .7)) {
        const char *law = bw_sim_words_laws.at[bw_draw_below(draw, bw_sim_words_laws.n)];
        ask.law = (struct bw_str){law, (uint32_t)strlen(law)};
    }
    return ask;
}

static msgpack_object pack_asks(struct making *making, const struct bw_ask *asks, uint32_t n,
                                bool with_law)
{
    struct bw_arena *arena = making->sim->out.arena;
    msgpack_object *list = BW_ARENA_NEW(arena, msgpack_object, n);
    for (uint32_t i = 0; i < n; i++) {
        struct bw_sim_map map = bw_sim_map_start(arena, 5);
        bw_sim_map_put(&map, "competency",
                       bw_sim_str_of(making->sim->cat->competencies[asks[i].competency].id));
        bw_sim_map_put(&map, "level", bw_sim_float(asks[i].level));
        if (asks[i].weight < 1)
            bw_sim_map_put(&map, "weight", bw_sim_float(asks[i].weight));
        if (asks[i].mandatory)
            bw_sim_map_put(&map, "mandatory", bw_sim_bool(true));
        if (with_law && asks[i].law.at)
            bw_sim_map_put(&map, "law", bw_sim_str_of(asks[i].law));
        list[i] = bw_sim_map_end(&map);
    }
    return bw_sim_list(list, n);
}

static struct bw_str topic_label(const struct making *making, uint32_t index)
{
    uint32_t topic = making->topics.at[index % making->topics.n];
    return bw_label_plain(making->sim->cat->competencies[topic].label, BW_NL);
}

static void make_task(struct making *making, uint32_t index, uint32_t *number)
{
    struct bw_sim *sim = making->sim;
    struct bw_arena *arena = sim->out.arena;
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_TASK, index);
    struct task *task = &making->tasks[index];
    const char *duty =
        bw_sim_words_duties.at[(index + index / making->topics.n) % bw_sim_words_duties.n];
    uint32_t n = 2 + bw_draw_below(&draw, 3);
    task->id = bw_sim_fresh_id(sim, BW_KIND_TASK, "sim-t", number);
    task->area = making->pool.area[making->topics.at[index % making->topics.n]];
    for (uint32_t tries = 0; tries < 20 && task->asks.n < n; tries++) {
        struct bw_ask ask =
            draw_ask(making, &draw, bw_sim_pool_near(&making->pool, &draw, task->area));
        add_ask(&task->asks, &ask);
    }
    struct bw_sim_map map = bw_sim_map_start(arena, 4);
    bw_sim_map_put(&map, "id", bw_sim_str(task->id));
    bw_sim_map_put(&map, "label",
                   bw_sim_nl(arena, bw_sim_filled_within(arena, bw_sim_text(arena, "%s: %%s", duty),
                                                         topic_label(making, index))));
    if (bw_draw_chance(&draw, .4))
        bw_sim_map_put(&map, "law",
                       bw_sim_str(bw_sim_words_laws.at[bw_draw_below(&draw, bw_sim_words_laws.n)]));
    bw_sim_map_put(&map, "requires", pack_asks(making, task->asks.at, task->asks.n, false));
    bw_sim_out_add(&sim->out, BW_KIND_TASK, bw_sim_map_end(&map));
}

/* Tasks of the area, each once, at most TASKS_MOST; their ids as a list in the arena. */
static msgpack_object choose_tasks(struct making *making, struct bw_draw *draw, uint32_t area,
                                   struct ask_set *asked)
{
    msgpack_object *ids = BW_ARENA_NEW(making->sim->out.arena, msgpack_object, TASKS_MOST);
    uint32_t chosen[TASKS_MOST], n = 0;
    uint32_t want = bw_draw_below(draw, TASKS_MOST + 1);
    for (uint32_t tries = 0; tries < 60 && n < want; tries++) {
        uint32_t t = bw_draw_below(draw, making->n_tasks);
        bool twice = making->tasks[t].area != area;
        for (uint32_t i = 0; i < n; i++)
            twice |= chosen[i] == t;
        if (twice)
            continue;
        for (uint32_t i = 0; i < making->tasks[t].asks.n; i++)
            add_ask(asked, &making->tasks[t].asks.at[i]);
        ids[n] = bw_sim_str(making->tasks[t].id);
        chosen[n++] = t;
    }
    return bw_sim_list(ids, n);
}

/* Own asks beside those of tasks, until `want` are asked in all. */
static void draw_own(struct making *making, struct bw_draw *draw, uint32_t home, uint32_t want,
                     struct ask_set *set)
{
    const struct bw_sim_pool *pool = &making->pool;
    uint32_t second = pool->area[bw_sim_pool_any(pool, draw)];
    for (uint32_t tries = 0; tries < 12 * want && set->n < want; tries++) {
        double where = bw_draw_unit(draw);
        uint32_t competency = where < FROM_HOME ? bw_sim_pool_near(pool, draw, home)
                              : where < FROM_HOME + FROM_SECOND
                                  ? bw_sim_pool_near(pool, draw, second)
                                  : bw_sim_pool_any(pool, draw);
        struct bw_ask ask = draw_ask(making, draw, competency);
        add_ask(set, &ask);
    }
}

static msgpack_object pack_version(struct making *making, bw_day from, msgpack_object tasks,
                                   msgpack_object asks)
{
    struct bw_sim_map map = bw_sim_map_start(making->sim->out.arena, 3);
    bw_sim_map_put(&map, "from", bw_sim_date(making->sim->out.arena, from));
    if (tasks.via.array.size)
        bw_sim_map_put(&map, "tasks", tasks);
    bw_sim_map_put(&map, "requires", asks);
    return bw_sim_map_end(&map);
}

/* One version, or two: the second asks a little more. */
static msgpack_object draw_versions(struct making *making, struct bw_draw *draw, uint32_t home)
{
    struct bw_sim *sim = making->sim;
    struct ask_set set = {.n = 0};
    msgpack_object *versions = BW_ARENA_NEW(sim->out.arena, msgpack_object, 2);
    bool revised = bw_draw_chance(draw, sim->nature.revised_roles);
    uint32_t want = ASKS_LEAST + (uint32_t)(bw_draw_exponential(draw, ASKS_MEAN_HALF) +
                                            bw_draw_exponential(draw, ASKS_MEAN_HALF));
    if (want > ASKS_MOST)
        want = ASKS_MOST;
    uint32_t later = revised ? 1 + (uint32_t)(want * sim->nature.revised_share) : 0;
    msgpack_object tasks = choose_tasks(making, draw, home, &set);
    uint32_t with_tasks = set.n;
    draw_own(making, draw, home, want, &set);
    uint32_t n = set.n > with_tasks + later ? set.n - later : set.n;
    bw_day first = sim->today - bw_draw_between(draw, 3000, 7000);
    versions[0] = pack_version(making, first, tasks,
                               pack_asks(making, set.at + with_tasks, n - with_tasks, true));
    if (n < set.n)
        versions[1] =
            pack_version(making, sim->today - bw_draw_between(draw, 60, 1400), tasks,
                         pack_asks(making, set.at + with_tasks, set.n - with_tasks, true));
    return bw_sim_list(versions, n < set.n ? 2 : 1);
}

static void make_role(struct making *making, uint32_t index, uint32_t *number)
{
    struct bw_sim *sim = making->sim;
    struct bw_arena *arena = sim->out.arena;
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_ROLE, index);
    uint32_t round = index / (uint32_t)making->topics.n;
    uint32_t home = making->pool.area[making->topics.at[index % making->topics.n]];
    const char *job = bw_sim_words_jobs.at[(index + round) % bw_sim_words_jobs.n];
    const char *form = round < bw_sim_words_jobs.n ? bw_sim_text(arena, "%s %%s", job)
                                                   : bw_sim_text(arena, "%s %%s (%u)", job,
                                                                 round / bw_sim_words_jobs.n + 1);
    struct bw_sim_map map = bw_sim_map_start(arena, 3);
    bw_sim_map_put(&map, "id", bw_sim_str(bw_sim_fresh_id(sim, BW_KIND_ROLE, "sim-f", number)));
    bw_sim_map_put(&map, "label",
                   bw_sim_nl(arena, bw_sim_filled_within(arena, form, topic_label(making, index))));
    bw_sim_map_put(&map, "versions", draw_versions(making, &draw, home));
    bw_sim_out_add(&sim->out, BW_KIND_ROLE, bw_sim_map_end(&map));
}

enum bw_err bw_sim_roles(struct bw_sim *sim, struct bw_fail *fail)
{
    uint32_t have = sim->cat->n_roles, want = sim->size->n_roles, n_task = 0, n_role = 0;
    struct making making = {.sim = sim,
                            .pool = bw_sim_pool_make(sim, bw_sim_weights(sim, 1), 2),
                            .topics = bw_sim_topics(sim)};
    making.n_tasks = want / 4 < TASKS_MADE ? want / 4 : TASKS_MADE;
    making.tasks = BW_ARENA_NEW(sim->arena, struct task, making.n_tasks);
    for (uint32_t t = 0; t < making.n_tasks; t++)
        make_task(&making, t, &n_task);
    for (uint32_t r = 0; have + r < want; r++)
        make_role(&making, r, &n_role);
    enum bw_err err = bw_sim_look(sim, fail);
    return err ? err : bw_sim_crowds(sim, fail);
}
