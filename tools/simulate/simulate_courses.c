/* Courses: what they teach follows what roles ask together, so a few competencies are taught
 * everywhere and most hardly ever; length, price and form go together. */
#include <math.h>
#include <string.h>

#include "tools/import/label.h"
#include "tools/simulate/simulate_pool.h"
#include "tools/simulate/simulate_words.h"

#define TEACHES_MOST 24
#define LIKE_A_ROLE .6 /* teaches what a role asks beside the first, else its neighbours */
/* The weight of what no role asks, beside the mean of what is asked. */
#define UNASKED .05
#define SESSIONS_MOST 24

/* Per form: hours from, to; euros an hour from, to; chance to have sessions. */
static const struct {
    const char *name;
    double share; /* of the courses, summed up */
    double hours[2], price[2], planned;
} forms[] = {
    {"e-learning", .34, {1, 16}, {8, 45}, .15}, {"classroom", .62, {6, 40}, {40, 95}, .9},
    {"blended", .84, {8, 80}, {30, 75}, .8},    {"on-the-job", .94, {10, 90}, {0, 12}, .2},
    {"coaching", 1, {4, 24}, {70, 140}, .25},
};
#define FORMS (sizeof forms / sizeof *forms)

struct teach {
    uint32_t competency;
    int from, to; /* from -1: not recorded */
};

struct making {
    struct bw_sim *sim;
    struct bw_sim_pool pool;
    const uint32_t *asker, *asker_at; /* roles that ask c: asker[asker_at[c]] … */
    const double *people_upto;        /* of the orgs, summed up */
    struct bw_str *ids;               /* of drawn worlds: what each new course truly teaches */
    struct bw_sim_teaching *taught;
};

struct course {
    struct bw_draw draw;
    const char *id;
    struct bw_sim_map map;
    struct teach teaches[TEACHES_MOST + 1]; /* truly; then, what the catalogue says of it */
    uint32_t n;
    unsigned form;
    double hours;
};

static struct bw_asks asks_of(const struct bw_catalogue *cat, uint32_t role)
{
    const struct bw_role *at = &cat->roles[role];
    return at->n_versions ? at->versions[at->n_versions - 1].all : (struct bw_asks){NULL, 0};
}

/* Turns the roles' asks round. */
static void find_askers(struct making *making)
{
    const struct bw_catalogue *cat = making->sim->cat;
    uint32_t *at = BW_ARENA_NEW(making->sim->arena, uint32_t, cat->n_competencies + 2), n = 0;
    for (uint32_t r = 0; r < cat->n_roles; r++)
        for (size_t i = 0; i < asks_of(cat, r).n; i++, n++)
            at[asks_of(cat, r).at[i].competency + 2]++;
    for (uint32_t c = 0; c < cat->n_competencies; c++)
        at[c + 2] += at[c + 1];
    uint32_t *asker = BW_ARENA_NEW(making->sim->arena, uint32_t, n);
    for (uint32_t r = 0; r < cat->n_roles; r++)
        for (size_t i = 0; i < asks_of(cat, r).n; i++)
            asker[at[asks_of(cat, r).at[i].competency + 1]++] = r;
    making->asker = asker;
    making->asker_at = at;
}

/* What is taught beside the first. */
static uint32_t draw_beside(const struct making *making, struct bw_draw *draw, uint32_t first)
{
    uint32_t from = making->asker_at[first], to = making->asker_at[first + 1];
    if (from < to && bw_draw_chance(draw, LIKE_A_ROLE)) {
        uint32_t role = making->asker[from + bw_draw_below(draw, to - from)];
        struct bw_asks asks = asks_of(making->sim->cat, role);
        uint32_t n = (uint32_t)asks.n;
        return n ? asks.at[bw_draw_below(draw, n)].competency : first;
    }
    if (bw_draw_chance(draw, .1))
        return bw_sim_pool_any(&making->pool, draw);
    return bw_sim_pool_near(&making->pool, draw, making->pool.area[first]);
}

static void draw_teaches(const struct making *making, struct course *course)
{
    static const double upto[] = {.15, .5, .83, .97, 1}; /* to level 1 to 5 */
    struct bw_draw *draw = &course->draw;
    uint32_t want = 1 + (uint32_t)bw_draw_exponential(draw, making->sim->nature.breadth);
    uint32_t first = bw_sim_pool_any(&making->pool, draw);
    int level = 1 + (int)bw_draw_weighted(draw, upto, 5);
    want = want < TEACHES_MOST ? want : TEACHES_MOST;
    for (uint32_t tries = 0; tries < 8 * want && course->n < want; tries++) {
        struct teach teach = {course->n ? draw_beside(making, draw, first) : first, -1, level};
        bool twice = false;
        for (uint32_t i = 0; i < course->n; i++)
            twice |= course->teaches[i].competency == teach.competency;
        if (twice)
            continue;
        if (bw_draw_chance(draw, .25))
            teach.to += bw_draw_chance(draw, .5) ? 1 : -1;
        teach.to = teach.to < 1 ? 1 : teach.to > 5 ? 5 : teach.to;
        if (bw_draw_chance(draw, .8))
            teach.from = teach.to - (bw_draw_chance(draw, .6) || teach.to == 1 ? 1 : 2);
        course->teaches[course->n++] = teach;
    }
}

static bool has(const struct course *course, uint32_t competency)
{
    for (uint32_t i = 0; i < course->n; i++)
        if (course->teaches[i].competency == competency)
            return true;
    return false;
}

/* Keeps what it truly teaches; an entry level that nobody recorded is there all the same. */
static void keep_truth(struct making *making, const struct course *course, uint32_t index,
                       struct bw_draw *draw)
{
    struct bw_teach *kept = BW_ARENA_NEW(making->sim->arena, struct bw_teach, course->n);
    for (uint32_t i = 0; i < course->n; i++) {
        const struct teach *teach = &course->teaches[i];
        int from = teach->from >= 0 ? teach->from : teach->to - 1 - bw_draw_chance(draw, .4);
        kept[i] = (struct bw_teach){teach->competency, false, from > 0 ? from : 0, teach->to};
    }
    making->ids[index] = (struct bw_str){bw_sim_text(making->sim->arena, "%s", course->id),
                                         (uint32_t)strlen(course->id)};
    making->taught[index] = (struct bw_sim_teaching){kept, course->n};
}

/* One thing is wrong: another competency of the area, one left out, one too many, or all levels one
 * too high. */
static void spoil(struct making *making, struct course *course, struct bw_draw *draw)
{
    uint32_t at = bw_draw_below(draw, course->n), kind = bw_draw_below(draw, 4);
    uint32_t other =
        bw_sim_pool_near(&making->pool, draw, making->pool.area[course->teaches[at].competency]);
    if (kind == 0 && !has(course, other))
        course->teaches[at].competency = other;
    else if (kind == 1 && course->n > 1)
        course->teaches[at] = course->teaches[--course->n];
    else if (kind == 2 && !has(course, other))
        course->teaches[course->n++] = (struct teach){other, -1, course->teaches[at].to};
    else
        for (uint32_t i = 0; i < course->n; i++)
            course->teaches[i].to += course->teaches[i].to < 5;
}

static void settle_truth(struct making *making, struct course *course, uint32_t index)
{
    struct bw_draw draw = bw_sim_draw_of(making->sim, BW_SIM_WRONG_TAGS, index);
    if (!making->taught)
        return;
    keep_truth(making, course, index, &draw);
    if (bw_draw_chance(&draw, making->sim->nature.wrong_tags))
        spoil(making, course, &draw);
}

static void put_teaches(struct making *making, struct course *course)
{
    struct bw_arena *arena = making->sim->out.arena;
    msgpack_object *list = BW_ARENA_NEW(arena, msgpack_object, course->n);
    for (uint32_t i = 0; i < course->n; i++) {
        const struct teach *teach = &course->teaches[i];
        struct bw_sim_map map = bw_sim_map_start(arena, 3);
        bw_sim_map_put(&map, "competency",
                       bw_sim_str_of(making->sim->cat->competencies[teach->competency].id));
        if (teach->from >= 0)
            bw_sim_map_put(&map, "from", bw_sim_float(teach->from));
        bw_sim_map_put(&map, "to", bw_sim_float(teach->to));
        list[i] = bw_sim_map_end(&map);
    }
    bw_sim_map_put(&course->map, "teaches", bw_sim_list(list, course->n));
}

static void put_texts(struct making *making, struct course *course)
{
    struct bw_sim *sim = making->sim;
    struct bw_arena *arena = sim->out.arena;
    struct bw_draw *draw = &course->draw;
    uint32_t first = course->teaches[0].competency;
    uint32_t second = course->teaches[course->n > 1 ? 1 : 0].competency;
    struct bw_str label = bw_label_plain(sim->cat->competencies[first].label, BW_NL);
    struct bw_str other = bw_label_plain(sim->cat->competencies[second].label, BW_NL);
    const char *title = bw_sim_words_titles.at[bw_draw_below(draw, bw_sim_words_titles.n)];
    const char *opening = bw_sim_words_openings.at[bw_draw_below(draw, bw_sim_words_openings.n)];
    const char *closing = bw_sim_words_closings.at[bw_draw_below(draw, bw_sim_words_closings.n)];
    bool dutch = bw_draw_chance(draw, .93);
    bw_sim_map_put(&course->map, "title",
                   bw_sim_nl(arena, bw_sim_filled_within(arena, title, label)));
    const char *aim = course->n > 1 ? bw_sim_filled_within(arena, " Ook aan bod: %s.", other) : "";
    bw_sim_map_put(&course->map, "description",
                   bw_sim_nl(arena, bw_sim_text(arena, "%s%s %s%s",
                                                bw_sim_filled_within(arena, opening, label), aim,
                                                closing, dutch ? "" : " De voertaal is Engels.")));
    bw_sim_map_put(&course->map, "language", bw_sim_str(dutch ? "nl" : "en"));
}

static void put_offer(struct making *making, struct course *course)
{
    struct bw_arena *arena = making->sim->out.arena;
    struct bw_draw *draw = &course->draw;
    double chosen = bw_draw_unit(draw), size = .4 + .2 * sqrt(course->n);
    while (course->form + 1 < FORMS && chosen >= forms[course->form].share)
        course->form++;
    const double *hours = forms[course->form].hours, *price = forms[course->form].price;
    double place = bw_draw_unit(draw); /* squared: short ones are many */
    course->hours = floor((hours[0] + (hours[1] - hours[0]) * place * place) * size + .5);
    if (course->hours < 1)
        course->hours = 1;
    double euros = course->hours * (price[0] + (price[1] - price[0]) * bw_draw_unit(draw));
    int64_t cents = (int64_t)(euros / 5) * 500;
    bw_sim_map_put(&course->map, "format", bw_sim_str(forms[course->form].name));
    bw_sim_map_put(&course->map, "hours", bw_sim_float(course->hours));
    bw_sim_map_put(&course->map, "price_cents", bw_sim_int(cents));
    if (bw_draw_chance(draw, .95)) {
        uint32_t p = bw_draw_below(draw, bw_sim_words_providers.n);
        bw_sim_map_put(&course->map, "provider", bw_sim_str(bw_sim_words_providers.at[p]));
        bw_sim_map_put(&course->map, "url",
                       bw_sim_str(bw_sim_text(arena, "https://sim.invalid/%u/%s", p, course->id)));
    }
    if (course->form == 1 && bw_draw_chance(draw, .4)) {
        int64_t most = bw_draw_between(draw, 8, 16);
        bw_sim_map_put(&course->map, "group_price_cents", bw_sim_int(cents * most * 6 / 10));
        bw_sim_map_put(&course->map, "group_max", bw_sim_int(most));
    }
    double basis = bw_draw_unit(draw);
    if (basis < .07)
        bw_sim_map_put(&course->map, "legal_basis", bw_sim_str(basis < .05 ? "law" : "cao"));
    if (bw_draw_chance(draw, .04))
        bw_sim_map_put(&course->map, "retired", bw_sim_bool(true));
}

/* A certificate, and what one must be able to do before. */
static void put_terms(struct making *making, struct course *course)
{
    struct bw_arena *arena = making->sim->out.arena;
    struct bw_draw *draw = &course->draw;
    if (bw_draw_chance(draw, .15)) {
        struct bw_sim_map map = bw_sim_map_start(arena, 2);
        bw_sim_map_put(&map, "name",
                       bw_sim_str(bw_sim_text(arena, "Bewijs van bekwaamheid %s", course->id)));
        bw_sim_map_put(&map, "valid_months", bw_sim_int(INT64_C(12) * bw_draw_between(draw, 1, 5)));
        bw_sim_map_put(&course->map, "certificate", bw_sim_map_end(&map));
    }
    if (!bw_draw_chance(draw, .14))
        return;
    struct bw_sim_map map = bw_sim_map_start(arena, 3);
    uint32_t competency = draw_beside(making, draw, course->teaches[0].competency);
    msgpack_object *list = BW_ARENA_NEW(arena, msgpack_object, 1);
    bw_sim_map_put(&map, "competency",
                   bw_sim_str_of(making->sim->cat->competencies[competency].id));
    bw_sim_map_put(&map, "level", bw_sim_float(bw_draw_between(draw, 1, 2)));
    if (bw_draw_chance(draw, .1))
        bw_sim_map_put(&map, "law",
                       bw_sim_str(bw_sim_words_laws.at[bw_draw_below(draw, bw_sim_words_laws.n)]));
    list[0] = bw_sim_map_end(&map);
    bw_sim_map_put(&course->map, "requires", bw_sim_list(list, 1));
}

/* None, some, and of a few many. */
static void put_sessions(struct making *making, struct course *course)
{
    struct bw_sim *sim = making->sim;
    struct bw_arena *arena = sim->out.arena;
    struct bw_draw *draw = &course->draw;
    if (!bw_draw_chance(draw, forms[course->form].planned))
        return;
    uint32_t n = 1 + (uint32_t)bw_draw_exponential(draw, 2.5);
    n = n < SESSIONS_MOST ? n : SESSIONS_MOST;
    msgpack_object *list = BW_ARENA_NEW(arena, msgpack_object, n);
    for (uint32_t i = 0; i < n; i++) {
        struct bw_sim_map map = bw_sim_map_start(arena, 5);
        bw_day start = sim->today + bw_draw_between(draw, -150, 330);
        bw_day days = (bw_day)(course->hours / 8) * bw_draw_between(draw, 1, 7);
        bw_sim_map_put(&map, "id", bw_sim_str(bw_sim_text(arena, "%s-s%u", course->id, i + 1)));
        bw_sim_map_put(&map, "start", bw_sim_date(arena, start));
        if (days)
            bw_sim_map_put(&map, "end", bw_sim_date(arena, start + days));
        if (course->form != 0)
            bw_sim_map_put(&map, "place",
                           bw_sim_str(sim->orgs[bw_draw_below(draw, sim->size->n_orgs)].name));
        if (bw_draw_chance(draw, .85))
            bw_sim_map_put(&map, "seats", bw_sim_int(bw_draw_between(draw, 0, 18)));
        list[i] = bw_sim_map_end(&map);
    }
    bw_sim_map_put(&course->map, "sessions", bw_sim_list(list, n));
}

/* Most are everyone's, some of a region, some of an org. */
static void put_owner(struct making *making, struct course *course)
{
    const struct bw_sim_size *size = making->sim->size;
    struct bw_draw *draw = &course->draw;
    double whose = bw_draw_unit(draw);
    if (whose < .7)
        return;
    uint32_t org = whose < .85 ? size->n_orgs - 1 - bw_draw_below(draw, size->n_regions)
                               : bw_draw_weighted(draw, making->people_upto, size->n_orgs);
    bw_sim_map_put(&course->map, "org",
                   bw_sim_str(bw_sim_text(making->sim->out.arena, "sim%03u", org + 1)));
}

static void make_course(struct making *making, uint32_t index, uint32_t *number)
{
    struct bw_sim *sim = making->sim;
    struct course course = {.draw = bw_sim_draw_of(sim, BW_SIM_COURSE, index),
                            .id = bw_sim_fresh_id(sim, BW_KIND_COURSE, "sim-k", number),
                            .map = bw_sim_map_start(sim->out.arena, 20)};
    bw_sim_map_put(&course.map, "id", bw_sim_str(course.id));
    draw_teaches(making, &course);
    put_owner(making, &course);
    put_texts(making, &course);
    put_offer(making, &course);
    settle_truth(making, &course, index);
    put_teaches(making, &course);
    put_terms(making, &course);
    put_sessions(making, &course);
    bw_sim_out_add(&sim->out, BW_KIND_COURSE, bw_sim_map_end(&course.map));
}

/* By the places that the courses have in the catalogue now. */
static void place_truth(struct bw_sim *sim, const struct making *making, uint32_t n)
{
    sim->taught = BW_ARENA_NEW(sim->arena, struct bw_sim_teaching, sim->cat->n_courses);
    for (uint32_t k = 0; k < n; k++) {
        uint32_t at = bw_snapshot_find(sim->snapshot, BW_KIND_COURSE, making->ids[k]);
        if (at != BW_NONE)
            sim->taught[at] = making->taught[k];
    }
}

enum bw_err bw_sim_courses(struct bw_sim *sim, struct bw_fail *fail)
{
    uint32_t have = sim->cat->n_courses, number = 0;
    double *people = BW_ARENA_NEW(sim->arena, double, sim->size->n_orgs), sum = 0;
    for (uint32_t i = 0; i < sim->size->n_orgs; i++)
        people[i] = sum += sim->orgs[i].n_people;
    struct making making = {.sim = sim,
                            .pool = bw_sim_pool_make(sim, bw_sim_weights(sim, UNASKED), 1),
                            .people_upto = people};
    find_askers(&making);
    enum bw_err err = BW_OK;
    uint32_t n = have < sim->size->n_courses ? sim->size->n_courses - have : 0;
    if (sim->size->drawn) {
        making.ids = BW_ARENA_NEW(sim->arena, struct bw_str, n);
        making.taught = BW_ARENA_NEW(sim->arena, struct bw_sim_teaching, n);
    }
    for (uint32_t k = 0; !err && k < n; k++) {
        make_course(&making, k, &number);
        if (bw_sim_out_is_full(&sim->out))
            err = bw_sim_out_flush(&sim->out, fail);
    }
    if (!err)
        err = bw_sim_look(sim, fail);
    if (!err && making.taught)
        place_truth(sim, &making, n);
    return err;
}
