/* Competencies: a taxonomy of domains, topics and what one can do with a topic, with crafts as
 * second parents; or, where there is a taxonomy, sides of what it has, below it. */
#include <string.h>

#include "tools/import/label.h"
#include "tools/simulate/simulate.h"
#include "tools/simulate/simulate_words.h"

#define PREFIX "sim-c"
/* How many competencies one topic has, about. */
#define PER_TOPIC 20
#define TOPICS_MOST (BW_SIM_DOMAINS * BW_SIM_TOPICS)
#define SECOND_PARENT .3
#define HALF_LIFE .15
#define STEP 7 /* has no factor in common with the number of activities or aspects */

struct fresh {
    const char *id, *label, *kind; /* kind or NULL */
    struct bw_str parents[2];      /* each or nothing */
    double half_life_months;       /* 0: none */
};

struct topic {
    const char *id, *label;
};

static struct bw_str str(const char *text)
{
    return (struct bw_str){text, (uint32_t)strlen(text)};
}

static void add(struct bw_sim *sim, const struct fresh *fresh)
{
    struct bw_arena *arena = sim->out.arena;
    struct bw_sim_map map = bw_sim_map_start(arena, 5);
    msgpack_object *above = BW_ARENA_NEW(arena, msgpack_object, 2);
    uint32_t n = 0;
    for (uint32_t i = 0; i < 2; i++)
        if (fresh->parents[i].at)
            above[n++] = bw_sim_str_of(fresh->parents[i]);
    bw_sim_map_put(&map, "id", bw_sim_str(fresh->id));
    bw_sim_map_put(&map, "label", bw_sim_nl(arena, fresh->label));
    if (fresh->kind)
        bw_sim_map_put(&map, "kind", bw_sim_str(fresh->kind));
    if (n)
        bw_sim_map_put(&map, "broader", bw_sim_list(above, n));
    if (fresh->half_life_months > 0)
        bw_sim_map_put(&map, "half_life_months", bw_sim_float(fresh->half_life_months));
    bw_sim_out_add(&sim->out, BW_KIND_COMPETENCY, bw_sim_map_end(&map));
}

static double half_life(struct bw_draw *draw)
{
    return bw_draw_chance(draw, HALF_LIFE) ? 12.0 * bw_draw_between(draw, 2, 6) : 0;
}

/* A competency with a label and perhaps a parent, for others to be below. */
static struct topic add_group(struct bw_sim *sim, uint32_t *number, const char *label,
                              const char *above)
{
    struct topic topic = {bw_sim_fresh_id(sim, BW_KIND_COMPETENCY, PREFIX, number), label};
    struct fresh fresh = {.id = topic.id, .label = label};
    if (above)
        fresh.parents[0] = str(above);
    add(sim, &fresh);
    return topic;
}

static void add_activity(struct bw_sim *sim, uint32_t *number, const struct topic *topic,
                         uint32_t activity)
{
    uint32_t attitudes_from = bw_sim_words_activities.n - BW_SIM_ACTIVITIES_ATTITUDE;
    struct fresh fresh = {
        .id = bw_sim_fresh_id(sim, BW_KIND_COMPETENCY, PREFIX, number),
        .label =
            bw_sim_filled(sim->out.arena, bw_sim_words_activities.at[activity], str(topic->label)),
        .parents = {str(topic->id)}};
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_COMPETENCY, *number);
    fresh.kind = activity < BW_SIM_ACTIVITIES_KNOWLEDGE ? "knowledge"
                 : activity < attitudes_from            ? "skill"
                                                        : "attitude";
    fresh.half_life_months = half_life(&draw);
    if (bw_draw_chance(&draw, SECOND_PARENT)) /* the crafts have the first ids */
        fresh.parents[1] =
            str(bw_sim_text(sim->out.arena, PREFIX "%05u", activity % bw_sim_words_crafts.n + 1));
    add(sim, &fresh);
}

/* A whole taxonomy of n; the store has none. */
static void invent(struct bw_sim *sim, uint32_t n)
{
    struct topic topics[TOPICS_MOST], domains[BW_SIM_DOMAINS];
    uint32_t n_topics = n / PER_TOPIC < TOPICS_MOST ? n / PER_TOPIC : TOPICS_MOST, number = 0;
    n_topics = n_topics ? n_topics : 1;
    uint32_t n_domains = n_topics / 4 < BW_SIM_DOMAINS ? n_topics / 4 + 1 : BW_SIM_DOMAINS;
    for (uint32_t i = 0; i < bw_sim_words_crafts.n; i++)
        add_group(sim, &number, bw_sim_words_crafts.at[i], NULL);
    for (uint32_t d = 0; d < n_domains; d++)
        domains[d] = add_group(sim, &number, bw_sim_domain(d), NULL);
    for (uint32_t t = 0; t < n_topics; t++)
        topics[t] = add_group(sim, &number, bw_sim_topic(t % n_domains, t / n_domains),
                              domains[t % n_domains].id);
    for (uint32_t i = 0; number < n; i++) {
        uint32_t t = i % n_topics, turn = i / n_topics;
        add_activity(sim, &number, &topics[t], (turn * STEP + t * 13) % bw_sim_words_activities.n);
    }
}

/* The side of a competency that is made up at its turn: one aspect, then pairs of them. */
static const char *side_of(struct bw_arena *arena, struct bw_str label, uint32_t turn)
{
    const uint32_t n = BW_SIM_ASPECTS;
    if (turn < n)
        return bw_sim_text(arena, "%.*s: %s", (int)label.len, label.at,
                           bw_sim_words_aspects.at[turn * STEP % n]);
    turn -= n;
    return bw_sim_text(arena, "%.*s: %s, %s (%u)", (int)label.len, label.at,
                       bw_sim_words_aspects.at[turn * STEP % n],
                       bw_sim_words_aspects.at[(turn * STEP + turn / n + 1) % n], turn / n + 1);
}

/* `n` more below what is there, all of it in turn, from a place that the seed chooses. */
static void fill_up(struct bw_sim *sim, uint32_t n)
{
    const struct bw_catalogue *cat = sim->cat;
    struct bw_draw start = bw_sim_draw_of(sim, BW_SIM_COMPETENCY, 0);
    uint32_t first = bw_draw_below(&start, cat->n_competencies), number = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = (first + i) % cat->n_competencies;
        const struct bw_competency *above = &cat->competencies[at];
        struct fresh fresh = {.id = bw_sim_fresh_id(sim, BW_KIND_COMPETENCY, PREFIX, &number),
                              .parents = {above->id}};
        struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_COMPETENCY, number);
        fresh.label =
            side_of(sim->out.arena, bw_label_plain(above->label, BW_NL), i / cat->n_competencies);
        fresh.half_life_months = half_life(&draw);
        uint32_t other = bw_draw_below(&draw, cat->n_competencies);
        if (other != at && bw_draw_chance(&draw, SECOND_PARENT))
            fresh.parents[1] = cat->competencies[other].id;
        add(sim, &fresh);
    }
}

enum bw_err bw_sim_competencies(struct bw_sim *sim, struct bw_fail *fail)
{
    uint32_t have = sim->cat->n_competencies, want = sim->size->n_competencies;
    if (have == 0)
        invent(sim, want);
    else if (have < want)
        fill_up(sim, want - have);
    return bw_sim_look(sim, fail);
}
