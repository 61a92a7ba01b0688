#include "tools/simulate/simulate_person.h"

#include <math.h>

#include "model/normal.h"
#include "tools/simulate/simulate_pool.h"

#define DAYS_PER_YEAR 365.25
#define EXTRAS_LEAST 4
#define EXTRAS_MORE 7
/* A learner this far under the entry level learns little, and so much. */
#define ENTRY_SLACK .7
#define UNREADY .35
/* What a course gave fades to this share, half of the way in so many years. */
#define GAIN_STAYS .55
#define GAIN_PACE_YEARS 2.5
#define SCHOOLING_FROM 2700 /* days ago */
#define SCHOOLING_MOST 2

const struct bw_sim_eye bw_sim_eyes[BW_SOURCE_COUNT] = {
    [BW_SOURCE_SELF] = {.bias = .3, .sd = .8, .rater_sd = .5, .steps = 2},
    [BW_SOURCE_PEER] = {.bias = .2, .sd = .65, .rater_sd = .35, .steps = 2},
    [BW_SOURCE_MANAGER] = {.bias = -.1, .sd = .55, .rater_sd = .3, .steps = 2},
    [BW_SOURCE_TEST] = {.bias = -.05, .sd = .4, .steps = 10},
    [BW_SOURCE_CERTIFICATE] = {.bias = .1, .sd = .5, .steps = 1},
    [BW_SOURCE_COURSE] = {.bias = 0, .sd = 0, .steps = 2},
};

struct bw_sim_course_truth bw_sim_course_truth(const struct bw_sim *sim, uint32_t course)
{
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_COURSE_TRUTH, course);
    double effect = bw_draw_normal(&draw, .7, .15);
    return (struct bw_sim_course_truth){effect < .3  ? .3
                                        : effect > 1 ? 1
                                                     : effect,
                                        bw_draw_normal(&draw, 0, .6)};
}

static struct bw_sim_skill *find_skill(struct bw_sim_person *person, uint32_t competency)
{
    for (uint32_t i = 0; i < person->n_skills; i++)
        if (person->skills[i].competency == competency)
            return &person->skills[i];
    return NULL;
}

static void add_skill(struct bw_sim_person *person, const struct bw_sim_skill *skill)
{
    if (person->n_skills < BW_SIM_SKILLS_MOST && !find_skill(person, skill->competency))
        person->skills[person->n_skills++] = *skill;
}

/* Since when the role asks it: its first version that does; the first of all is how people were
 * chosen. */
static const struct bw_role_version *first_asking(const struct bw_role *role, uint32_t competency)
{
    size_t v = 0;
    while (v + 1 < role->n_versions && !bw_asks_find(role->versions[v].all, competency))
        v++;
    return &role->versions[v];
}

static void settle_asked(const struct bw_sim *sim, struct bw_sim_person *person,
                         struct bw_draw *draw)
{
    const struct bw_role *role = &sim->cat->roles[person->role];
    const struct bw_role_version *now = bw_role_at(role, sim->today);
    bw_day started = sim->today - bw_draw_between(draw, 60, 4500);
    for (size_t i = 0; now && i < now->all.n; i++) {
        const struct bw_ask *ask = &now->all.at[i];
        const struct bw_role_version *since = first_asking(role, ask->competency);
        bool chosen_for = since == &role->versions[0] || since->from < started;
        struct bw_sim_skill skill = {
            .competency = ask->competency,
            .need = ask->level,
            .since = chosen_for ? started : since->from,
            .base = chosen_for ? ask->level - .9 + bw_draw_normal(draw, 0, .8)
                               : fabs(bw_draw_normal(draw, .3, .5)),
            .pace_years = 2 + 4 * bw_draw_unit(draw),
        };
        skill.base += person->ability;
        skill.target = skill.base +
                       (ask->level + .5 - skill.base) * (.5 + .5 * bw_draw_unit(draw)) +
                       .5 * person->ability;
        add_skill(person, &skill);
    }
    person->n_asked = person->n_skills;
}

/* What an earlier job has left, fading. */
static void settle_extras(const struct bw_sim *sim, struct bw_sim_person *person,
                          struct bw_draw *draw)
{
    const struct bw_catalogue *cat = sim->cat;
    uint32_t n = EXTRAS_LEAST + bw_draw_below(draw, EXTRAS_MORE + 1);
    const struct bw_role *before =
        &cat->roles[bw_draw_weighted(draw, sim->role_upto, cat->n_roles)];
    const struct bw_role_version *asked =
        before->n_versions ? &before->versions[before->n_versions - 1] : NULL;
    for (uint32_t i = 0; asked && asked->all.n && i < n; i++) {
        const struct bw_ask *ask = &asked->all.at[bw_draw_below(draw, (uint32_t)asked->all.n)];
        struct bw_sim_skill skill = {.competency = ask->competency,
                                     .since = sim->today - bw_draw_between(draw, 100, 4000),
                                     .pace_years = 3 + 5 * bw_draw_unit(draw)};
        skill.base = ask->level - .3 + person->ability + bw_draw_normal(draw, 0, .8);
        skill.target = skill.base * .4;
        add_skill(person, &skill);
    }
}

void bw_sim_person_settle(const struct bw_sim *sim, struct bw_sim_person *person)
{
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_LEVELS, person->index);
    person->n_skills = person->n_gains = person->n_done = 0;
    person->key = bw_draw_bits(&draw);
    person->ability = bw_draw_normal(&draw, 0, .4);
    person->drive = bw_draw_normal(&draw, 0, .7);
    person->self_bias = bw_draw_normal(&draw, 0, bw_sim_eyes[BW_SOURCE_SELF].rater_sd);
    settle_asked(sim, person, &draw);
    settle_extras(sim, person, &draw);
    while (person->n_skills == 0) /* two jobs that ask nothing */
        add_skill(person, &(struct bw_sim_skill){.competency =
                                                     bw_draw_below(&draw, sim->cat->n_competencies),
                                                 .since = sim->today,
                                                 .base = 1,
                                                 .target = 1,
                                                 .pace_years = 1});
}

void bw_sim_schooling(const struct bw_sim *sim, struct bw_sim_person *person)
{
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_SCHOOLING, person->index);
    bw_day day = sim->today - SCHOOLING_FROM;
    uint32_t n = bw_draw_below(&draw, SCHOOLING_MOST + 1);
    for (uint32_t i = 0; i < n; i++) {
        day += bw_draw_between(&draw, 1, (SCHOOLING_FROM - BW_SIM_EVENTS_DAYS) / SCHOOLING_MOST);
        uint32_t course = bw_sim_course_for(sim, person, day, &draw);
        if (course != BW_NONE && bw_draw_chance(&draw, bw_sim_chance(sim, person, course, day)))
            bw_sim_learn(sim, person, course, day);
    }
}

/* Half of the way after `pace` years, three quarters after three times as many, and so on. */
static double way_gone(double years, double pace)
{
    return years > 0 ? years / (years + pace) : 0;
}

double bw_sim_level(const struct bw_sim_person *person, uint32_t competency, bw_day day)
{
    struct bw_draw besides = {person->key + competency, 0};
    double level = bw_draw_unit(&besides) * BW_SIM_UNMET_MOST;
    for (uint32_t i = 0; i < person->n_skills; i++) {
        const struct bw_sim_skill *skill = &person->skills[i];
        if (skill->competency != competency)
            continue;
        double years = (day - skill->since) / DAYS_PER_YEAR;
        level = skill->base + (skill->target - skill->base) * way_gone(years, skill->pace_years);
        break;
    }
    for (uint32_t i = 0; i < person->n_gains; i++) {
        const struct bw_sim_gain *gain = &person->gains[i];
        if (gain->competency != competency || gain->at > day)
            continue;
        double faded = way_gone((day - gain->at) / DAYS_PER_YEAR, GAIN_PACE_YEARS);
        level += gain->amount * (1 - (1 - GAIN_STAYS) * faded);
    }
    return level < 0 ? 0 : level > 5 ? 5 : level;
}

double bw_sim_chance(const struct bw_sim *sim, const struct bw_sim_person *person, uint32_t course,
                     bw_day day)
{
    const struct bw_course *at = &sim->cat->courses[course];
    struct bw_sim_course_truth truth = bw_sim_course_truth(sim, course);
    double steep = 0, short_of = 0;
    for (size_t i = 0; i < at->n_teaches; i++) {
        double way = at->teaches[i].to - bw_sim_level(person, at->teaches[i].competency, day);
        steep = way > steep ? way : steep;
    }
    for (size_t i = 0; i < at->n_requires; i++) {
        double lack = at->requires[i].level - bw_sim_level(person, at->requires[i].competency, day);
        short_of = lack > short_of ? lack : short_of;
    }
    double odds = 2.6 + person->drive - truth.difficulty - .004 * at->hours -
                  (steep > 1.5 ? .8 * (steep - 1.5) : 0) - .9 * short_of;
    return 1 / (1 + bw_exp(-odds));
}

void bw_sim_learn(const struct bw_sim *sim, struct bw_sim_person *person, uint32_t course,
                  bw_day day)
{
    const struct bw_course *at = &sim->cat->courses[course];
    struct bw_sim_course_truth truth = bw_sim_course_truth(sim, course);
    for (size_t i = 0; i < at->n_teaches && person->n_gains < BW_SIM_GAINS_MOST; i++) {
        const struct bw_teach *teach = &at->teaches[i];
        double level = bw_sim_level(person, teach->competency, day), way = teach->to - level;
        if (way <= 0)
            continue;
        double ready = level >= teach->from - ENTRY_SLACK ? 1 : UNREADY;
        person->gains[person->n_gains++] =
            (struct bw_sim_gain){teach->competency, day, way * truth.effect * ready};
        double before = bw_sim_level(person, teach->competency, day - 1);
        struct bw_sim_skill skill = {.competency = teach->competency,
                                     .since = day,
                                     .base = before,
                                     .target = before,
                                     .pace_years = 1};
        add_skill(person, &skill);
    }
    if (person->n_done < BW_SIM_DONE_MOST)
        person->done[person->n_done++] = (struct bw_sim_done){course, day};
}

bool bw_sim_has_done(const struct bw_sim_person *person, uint32_t course)
{
    for (uint32_t i = 0; i < person->n_done; i++)
        if (person->done[i].course == course)
            return true;
    return false;
}

double bw_sim_seen(const struct bw_sim_person *person, enum bw_source source, double level,
                   struct bw_draw *draw)
{
    const struct bw_sim_eye *eye = &bw_sim_eyes[source];
    double rater = source == BW_SOURCE_SELF      ? person->self_bias
                   : source == BW_SOURCE_MANAGER ? person->manager_bias
                                                 : bw_draw_normal(draw, 0, eye->rater_sd);
    double seen = bw_draw_normal(draw, level + eye->bias + rater, eye->sd);
    seen = floor(seen * eye->steps + .5) / eye->steps;
    return seen < 0 ? 0 : seen > 5 ? 5 : seen;
}

/* One that teaches `competency`, or BW_NONE. */
static uint32_t course_teaching(const struct bw_sim *sim, const struct bw_sim_person *person,
                                uint32_t competency, struct bw_draw *draw)
{
    const struct bw_catalogue *cat = sim->cat;
    uint32_t from = cat->teaching_at[competency], to = cat->teaching_at[competency + 1];
    for (int tries = 0; from < to && tries < 5; tries++) {
        uint32_t course = cat->teaching[from + bw_draw_below(draw, to - from)].course;
        const struct bw_course *at = &cat->courses[course];
        if (!at->retired && bw_catalogue_sees(cat, person->org, at->org) &&
            !bw_sim_has_done(person, course))
            return course;
    }
    return BW_NONE;
}

uint32_t bw_sim_course_for(const struct bw_sim *sim, const struct bw_sim_person *person, bw_day day,
                           struct bw_draw *draw)
{
    for (int tries = 0; person->n_skills && tries < 8; tries++) {
        uint32_t n = person->n_asked && tries < 6 ? person->n_asked : person->n_skills;
        const struct bw_sim_skill *skill = &person->skills[bw_draw_below(draw, n)];
        if (tries < 4 && bw_sim_level(person, skill->competency, day) >= skill->need)
            continue;
        uint32_t course = course_teaching(sim, person, skill->competency, draw);
        if (course != BW_NONE)
            return course;
    }
    for (int tries = 0; tries < 50 && sim->cat->n_courses; tries++) {
        uint32_t course = bw_draw_below(draw, sim->cat->n_courses);
        if (bw_catalogue_sees(sim->cat, person->org, sim->cat->courses[course].org) &&
            !bw_sim_has_done(person, course))
            return course;
    }
    return BW_NONE;
}
