#include "tools/simulate/simulate.h"

#include <stdio.h>
#include <string.h>

/* sector: the whole Dutch municipal sector of 2018. org: one municipality and its region, which has
 * nobody; small: the same in a second. */
static const struct bw_sim_size sizes[] = {
    {.name = "small",
     .n_orgs = 2,
     .n_regions = 1,
     .n_people = 150,
     .n_competencies = 300,
     .n_roles = 40,
     .n_courses = 250,
     .n_evidence = 4500,
     .n_events = 750},
    {.name = "org",
     .n_orgs = 2,
     .n_regions = 1,
     .n_people = 1200,
     .n_competencies = 1500,
     .n_roles = 200,
     .n_courses = 1500,
     .n_evidence = 36000,
     .n_events = 6000},
    {.name = "sector",
     .n_orgs = 342,
     .n_regions = 24,
     .n_people = 163645,
     .region_people = 60,
     .n_competencies = 14000,
     .n_roles = 3000,
     .n_courses = 20000,
     .n_evidence = 5000000,
     .n_events = 800000},
    {.name = "world",
     .n_orgs = 2,
     .n_regions = 1,
     .n_people = 400,
     .n_competencies = 100,
     .n_roles = 25,
     .n_courses = 300,
     .drawn = true},
};

/* Of the figures of a size that is drawn, a world has at least this share; evidence a head. */
#define SHARE_LEAST .6
#define PEOPLE_LEAST .75
#define COURSES_LEAST .5
#define EVIDENCE_LEAST 12
#define EVIDENCE_MORE 25

const struct bw_sim_size *bw_sim_size_named(const char *name)
{
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (strcmp(sizes[i].name, name) == 0)
            return &sizes[i];
    return NULL;
}

static uint32_t draw_share(struct bw_draw *draw, uint32_t most, double least)
{
    return (uint32_t)(most * (least + (1 - least) * bw_draw_unit(draw)));
}

void bw_sim_settle(struct bw_sim *sim, const struct bw_sim_order *order)
{
    sim->size = order->size;
    sim->seed = sim->said_seed = order->seed;
    sim->world = order->world;
    sim->today = order->today;
    sim->lang = order->lang;
    sim->nature = bw_sim_nature_fixed;
    if (!order->size->drawn)
        return;
    struct bw_draw draw = bw_draw_start(order->seed, BW_SIM_WORLD, order->world);
    sim->seed = bw_draw_bits(&draw);
    sim->nature = bw_sim_nature_draw(sim->seed, BW_SIM_NATURE);
    sim->drawn = *order->size;
    sim->drawn.n_people = draw_share(&draw, order->size->n_people, PEOPLE_LEAST);
    sim->drawn.n_competencies = draw_share(&draw, order->size->n_competencies, SHARE_LEAST);
    sim->drawn.n_roles = draw_share(&draw, order->size->n_roles, SHARE_LEAST);
    sim->drawn.n_courses = draw_share(&draw, order->size->n_courses, COURSES_LEAST);
    sim->drawn.n_evidence =
        (uint64_t)sim->drawn.n_people * (EVIDENCE_LEAST + bw_draw_below(&draw, EVIDENCE_MORE));
    sim->size = &sim->drawn;
}

void bw_sim_settle_kin(struct bw_sim *sim)
{
    const struct bw_catalogue *cat = sim->cat;
    uint32_t n = cat->n_competencies;
    if (!sim->size->drawn)
        return;
    uint32_t *kin = BW_ARENA_NEW(sim->arena, uint32_t, (size_t)n * BW_SIM_KIN);
    for (uint32_t c = 0; c < n; c++) {
        struct bw_ixs above = cat->competencies[c].broader;
        uint32_t found = 0;
        for (uint32_t i = 1; above.n && i < n && found < BW_SIM_KIN; i++) {
            uint32_t other = (c + i) % n;
            struct bw_ixs its = cat->competencies[other].broader;
            if (its.n && its.at[0] == above.at[0])
                kin[c * BW_SIM_KIN + found++] = other;
        }
        while (found < BW_SIM_KIN)
            kin[c * BW_SIM_KIN + found++] = BW_NONE;
    }
    sim->kin = kin;
}

enum bw_err bw_sim_look(struct bw_sim *sim, struct bw_fail *fail)
{
    struct bw_reader *reader;
    struct bw_snapshot *snapshot = NULL;
    enum bw_err err = bw_sim_out_flush(&sim->out, fail);
    if (!err)
        err = bw_reader_open(sim->out.store, &reader, fail);
    if (err)
        return err;
    err = bw_reader_begin(reader, fail);
    if (!err) {
        err = bw_snapshot_build(reader, sim->today, NULL, &snapshot, fail);
        bw_reader_end(reader);
    }
    bw_reader_close(reader);
    if (err)
        return err;
    bw_snapshot_drop(sim->snapshot);
    sim->snapshot = snapshot;
    sim->cat = &snapshot->cat;
    return BW_OK;
}

const char *bw_sim_fresh_id(struct bw_sim *sim, enum bw_kind kind, const char *prefix,
                            uint32_t *number)
{
    const char *id;
    do
        id = bw_sim_text(sim->arena, "%s%05u", prefix, ++*number);
    while (bw_snapshot_find(sim->snapshot, kind, (struct bw_str){id, (uint32_t)strlen(id)}) !=
           BW_NONE);
    return id;
}

const char *bw_sim_filled(struct bw_arena *arena, const char *form, struct bw_str word)
{
    const char *hole = strstr(form, "%s");
    return bw_sim_text(arena, "%.*s%.*s%s", (int)(hole - form), form, (int)word.len, word.at,
                       hole + 2);
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

const char *bw_sim_filled_within(struct bw_arena *arena, const char *form, struct bw_str word)
{
    bool first = form[0] == '%';
    bool small = word.len > 1 && is_capital(word.at[0]) && !is_capital(word.at[1]);
    if (word.len == 0 || (first ? !is_small(word.at[0]) : !small))
        return bw_sim_filled(arena, form, word);
    int other = first ? word.at[0] - 'a' + 'A' : word.at[0] - 'A' + 'a';
    const char *copy = bw_sim_text(arena, "%c%.*s", other, (int)word.len - 1, word.at + 1);
    return bw_sim_filled(arena, form, (struct bw_str){copy, word.len});
}
