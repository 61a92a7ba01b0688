/* What is known of people: courses of before the events, yearly rounds, tests and papers. */
#include "tools/simulate/simulate_person.h"

#define WINDOW_DAYS 1800
#define ITEMS_MOST 512

struct seen {
    uint32_t competency, by; /* by: number of the giver, or a mark of its kind */
    enum bw_source source;
    bw_day at;
};

struct gathering {
    struct bw_sim *sim;
    struct bw_sim_person *person;
    struct bw_draw draw;
    struct seen items[ITEMS_MOST];
    uint32_t n, want;
    msgpack_object employee;
};

static const char *const source_names[] = {"self", "peer",        "manager",
                                           "test", "certificate", "course"};
/* How often there is a round of each, summed up: as rounds have several items, some 27 % of the
 * items become the person's own, 19 % colleagues', 29 % managers', 11 % tests and 6 % papers. */
static const double rounds_upto[] = {.165, .4, .576, .787, 1};

/* Is it new? The store knows an item by these. */
static bool note(struct gathering *gathering, const struct seen *item)
{
    if (gathering->n == gathering->want)
        return false;
    for (uint32_t i = 0; i < gathering->n; i++) {
        const struct seen *other = &gathering->items[i];
        if (other->competency == item->competency && other->source == item->source &&
            other->at == item->at && other->by == item->by)
            return false;
    }
    gathering->items[gathering->n++] = *item;
    return true;
}

static struct bw_sim_map start(struct gathering *gathering, const struct seen *item, double level)
{
    struct bw_sim *sim = gathering->sim;
    struct bw_sim_map map = bw_sim_map_start(sim->out.arena, 8);
    bw_sim_map_put(&map, "employee", gathering->employee);
    bw_sim_map_put(&map, "competency", bw_sim_str_of(sim->cat->competencies[item->competency].id));
    bw_sim_map_put(&map, "level", bw_sim_float(level));
    bw_sim_map_put(&map, "source", bw_sim_str(source_names[item->source]));
    bw_sim_map_put(&map, "at", bw_sim_date(sim->out.arena, item->at));
    return map;
}

static void gather(struct gathering *gathering, const struct bw_sim_map *map)
{
    bw_sim_out_add(&gathering->sim->out, BW_KIND_EVIDENCE, bw_sim_map_end(map));
}

/* Completed before there were events: an item for each competency it teaches. */
static void gather_course(struct gathering *gathering, uint32_t course, bw_day day)
{
    struct bw_sim *sim = gathering->sim;
    const struct bw_course *at = &sim->cat->courses[course];
    for (size_t i = 0; i < at->n_teaches; i++) {
        struct seen item = {at->teaches[i].competency, BW_NONE - course,
                            at->certificate ? BW_SOURCE_CERTIFICATE : BW_SOURCE_COURSE, day};
        if (!note(gathering, &item))
            continue;
        struct bw_sim_map map = start(gathering, &item, at->teaches[i].to);
        bw_sim_map_put(&map, "by", bw_sim_str_of(at->id));
        if (at->certificate)
            bw_sim_map_put(&map, "valid_until",
                           bw_sim_date(sim->out.arena, bw_day_add_months(day, at->valid_months)));
        bw_sim_map_put(&map, "course", bw_sim_str_of(at->id));
        gather(gathering, &map);
    }
}

/* Who says it: a number in the org, 0 for nobody. */
static uint32_t giver(struct gathering *gathering, enum bw_source source)
{
    const struct bw_sim_person *person = gathering->person;
    if (source == BW_SOURCE_MANAGER)
        return person->team_first;
    if (source != BW_SOURCE_PEER || person->team_size < 2)
        return 0;
    uint32_t other = bw_draw_below(&gathering->draw, person->team_size - 1);
    uint32_t number = person->team_first + other;
    return number >= person->number ? number + 1 : number;
}

/* One skill, mostly of those that the role asks. */
static const struct bw_sim_skill *choose_skill(struct gathering *gathering)
{
    const struct bw_sim_person *person = gathering->person;
    bool asked = person->n_asked && bw_draw_chance(&gathering->draw, .8);
    return &person->skills[bw_draw_below(&gathering->draw,
                                         asked ? person->n_asked : person->n_skills)];
}

static void gather_item(struct gathering *gathering, const struct seen *item)
{
    struct bw_sim *sim = gathering->sim;
    struct bw_draw *draw = &gathering->draw;
    const struct bw_sim_person *person = gathering->person;
    double level = bw_sim_level(sim, person, item->competency, item->at);
    struct bw_sim_map map =
        start(gathering, item, bw_sim_seen(sim, person, item->source, level, draw));
    if (item->by)
        bw_sim_map_put(
            &map, "by",
            bw_sim_str(bw_sim_text(sim->out.arena, "sim%03u-%05u", person->org + 1, item->by)));
    if (item->source == BW_SOURCE_CERTIFICATE && bw_draw_chance(draw, .7))
        bw_sim_map_put(&map, "valid_until",
                       bw_sim_date(sim->out.arena,
                                   bw_day_add_months(item->at, 12 * bw_draw_between(draw, 1, 5))));
    gather(gathering, &map);
}

/* One moment: a talk, a round among colleagues, a test, a paper. */
static void gather_round(struct gathering *gathering)
{
    static const int items[][2] = {{3, 9}, {2, 4}, {3, 9}, {1, 3}, {1, 1}};
    struct bw_draw *draw = &gathering->draw;
    struct seen item = {.source = (enum bw_source)bw_draw_weighted(draw, rounds_upto, 5)};
    double age = bw_draw_unit(draw);
    item.at = gathering->sim->today - 1 - (bw_day)(WINDOW_DAYS * age * age);
    item.by = giver(gathering, item.source);
    if (item.source == BW_SOURCE_MANAGER && item.by == gathering->person->number)
        return;
    int n = bw_draw_between(draw, items[item.source][0], items[item.source][1]);
    for (int i = 0; i < n; i++) {
        item.competency = choose_skill(gathering)->competency;
        if (note(gathering, &item))
            gather_item(gathering, &item);
    }
}

void bw_sim_evidence(struct bw_sim *sim, struct bw_sim_person *person, uint32_t n)
{
    struct gathering gathering = {.sim = sim,
                                  .person = person,
                                  .draw = bw_sim_draw_of(sim, BW_SIM_EVIDENCE, person->index),
                                  .want = n < ITEMS_MOST ? n : ITEMS_MOST};
    gathering.employee = bw_sim_str(bw_sim_text(sim->out.arena, "%s", person->id));
    for (uint32_t i = 0; i < person->n_done; i++)
        if (person->done[i].at <= sim->today - BW_SIM_EVENTS_DAYS)
            gather_course(&gathering, person->done[i].course, person->done[i].at);
    for (uint32_t tries = 0; gathering.n < gathering.want && tries < 100000; tries++)
        gather_round(&gathering);
}
