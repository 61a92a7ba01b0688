#include "tools/simulate/simulate_person.h"

#include <math.h>
#include <string.h>

#include "tools/simulate/simulate_pool.h"
#include "tools/simulate/simulate_words.h"

#define DAYS_PER_YEAR 365.25
#define EXTRAS_LEAST 4
#define EXTRAS_MORE 7
#define EFFECT_LEAST .3
#define SCHOOLING_FROM 2700 /* days ago */
#define SCHOOLING_MOST 2

/* How hard the courses of its provider are, beside others. */
static double provider_of(const struct bw_sim *sim, uint32_t course)
{
    struct bw_str name = sim->cat->courses[course].provider;
    uint32_t p = 0;
    while (p < bw_sim_words_providers.n &&
           !(strlen(bw_sim_words_providers.at[p]) == name.len && name.at &&
             memcmp(bw_sim_words_providers.at[p], name.at, name.len) == 0))
        p++;
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_PROVIDER, p);
    return bw_draw_normal(&draw, 0, sim->nature.provider_sd);
}

struct bw_sim_course_truth bw_sim_course_truth(const struct bw_sim *sim, uint32_t course)
{
    const struct bw_sim_nature *nature = &sim->nature;
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_COURSE_TRUTH, course);
    struct bw_sim_course_truth truth;
    double effect = bw_draw_normal(&draw, nature->effect_mean, nature->effect_sd);
    truth.effect = effect < EFFECT_LEAST ? EFFECT_LEAST : effect > 1 ? 1 : effect;
    truth.difficulty = bw_draw_normal(&draw, 0, nature->difficulty_sd);
    if (nature->provider_sd > 0)
        truth.difficulty += provider_of(sim, course);
    return truth;
}

struct bw_sim_teaching bw_sim_teaching(const struct bw_sim *sim, uint32_t course)
{
    if (sim->taught && sim->taught[course].at)
        return sim->taught[course];
    const struct bw_course *at = &sim->cat->courses[course];
    return (struct bw_sim_teaching){at->teaches, at->n_teaches};
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
    const struct bw_sim_nature *nature = &sim->nature;
    bw_day started = sim->today - bw_draw_between(draw, 60, 4500);
    for (size_t i = 0; now && i < now->all.n; i++) {
        const struct bw_ask *ask = &now->all.at[i];
        const struct bw_role_version *since = first_asking(role, ask->competency);
        bool chosen_for = since == &role->versions[0] || since->from < started;
        struct bw_sim_skill skill = {
            .competency = ask->competency,
            .need = ask->level,
            .since = chosen_for ? started : since->from,
            .base = chosen_for ? ask->level - nature->start_below +
                                     bw_draw_normal(draw, 0, nature->start_sd)
                               : fabs(bw_draw_normal(draw, nature->later_mean, nature->later_sd)),
            .pace_years = nature->practice_years + 4 * bw_draw_unit(draw),
        };
        skill.base += person->ability;
        skill.target =
            skill.base +
            (ask->level + .5 - skill.base) *
                (nature->practice_least + (1 - nature->practice_least) * bw_draw_unit(draw)) +
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
                                     .pace_years =
                                         sim->nature.forget_years + 5 * bw_draw_unit(draw)};
        skill.base = ask->level - .3 + person->ability + bw_draw_normal(draw, 0, .8);
        skill.target = skill.base * sim->nature.forget_left;
        add_skill(person, &skill);
    }
}

void bw_sim_person_settle(const struct bw_sim *sim, struct bw_sim_person *person)
{
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_LEVELS, person->index);
    person->n_skills = person->n_gains = person->n_done = 0;
    person->key = bw_draw_bits(&draw);
    person->taste = (struct bw_sim_taste){.dutch = false};
    person->unmet_most = sim->nature.unmet_most;
    person->ability = bw_draw_normal(&draw, 0, sim->nature.ability_sd);
    person->drive = bw_draw_normal(&draw, 0, sim->nature.drive_sd);
    person->self_bias = bw_draw_normal(&draw, 0, sim->nature.eyes[BW_SOURCE_SELF].rater_sd);
    settle_asked(sim, person, &draw);
    settle_extras(sim, person, &draw);
    struct bw_draw group = bw_sim_draw_of(sim, BW_SIM_GROUP, person->index);
    person->group = bw_draw_below(&group, BW_SIM_GROUPS);
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
        if (course != BW_NONE && bw_draw_chance(&draw, bw_sim_chance(sim, person, course, day, .5)))
            bw_sim_learn(sim, person, course, day);
    }
}

/* Half of the way after `pace` years, three quarters after three times as many, and so on. */
static double way_gone(double years, double pace)
{
    return years > 0 ? years / (years + pace) : 0;
}

double bw_sim_level(const struct bw_sim *sim, const struct bw_sim_person *person,
                    uint32_t competency, bw_day day)
{
    struct bw_draw besides = {person->key + competency, 0};
    double level = bw_draw_unit(&besides) * person->unmet_most;
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
        double faded = way_gone((day - gain->at) / DAYS_PER_YEAR, sim->nature.gain_years);
        level += gain->amount * (1 - (1 - sim->nature.gain_left) * faded);
    }
    return level < 0 ? 0 : level > 5 ? 5 : level;
}

double bw_sim_chance(const struct bw_sim *sim, const struct bw_sim_person *person, uint32_t course,
                     bw_day day, double initiative)
{
    const struct bw_course *at = &sim->cat->courses[course];
    struct bw_sim_teaching teaching = bw_sim_teaching(sim, course);
    struct bw_sim_try try = {.drive = person->drive,
                             .difficulty = bw_sim_course_truth(sim, course).difficulty,
                             .hours = at->hours,
                             .weeks = at->hours / person->hours_per_week,
                             .initiative = initiative};
    for (size_t i = 0; i < teaching.n; i++) {
        double way = teaching.at[i].to - bw_sim_level(sim, person, teaching.at[i].competency, day);
        try.climb = way > try.climb ? way : try.climb;
    }
    for (size_t i = 0; i < at->n_requires; i++) {
        double lack =
            at->requires[i].level - bw_sim_level(sim, person, at->requires[i].competency, day);
        try.lack = lack > try.lack ? lack : try.lack;
    }
    return bw_sim_nature_chance(&sim->nature, &try);
}

static void gain(const struct bw_sim *sim, struct bw_sim_person *person,
                 const struct bw_sim_gain *gained)
{
    if (gained->amount <= 0 || person->n_gains == BW_SIM_GAINS_MOST)
        return;
    person->gains[person->n_gains++] = *gained;
    double before = bw_sim_level(sim, person, gained->competency, gained->at - 1);
    struct bw_sim_skill skill = {.competency = gained->competency,
                                 .since = gained->at,
                                 .base = before,
                                 .target = before,
                                 .pace_years = 1};
    add_skill(person, &skill);
}

/* What goes over to the kin of what was learnt, at most to the level of that course. */
static void gain_kin(const struct bw_sim *sim, struct bw_sim_person *person,
                     const struct bw_teach *teach, const struct bw_sim_gain *gained)
{
    for (uint32_t i = 0; sim->kin && i < BW_SIM_KIN; i++) {
        struct bw_sim_gain over = {sim->kin[teach->competency * BW_SIM_KIN + i], gained->at,
                                   sim->nature.spill * gained->amount};
        if (over.competency == BW_NONE)
            continue;
        double room = teach->to - bw_sim_level(sim, person, over.competency, gained->at);
        over.amount = over.amount < room ? over.amount : room;
        gain(sim, person, &over);
    }
}

void bw_sim_learn(const struct bw_sim *sim, struct bw_sim_person *person, uint32_t course,
                  bw_day day)
{
    struct bw_sim_teaching teaching = bw_sim_teaching(sim, course);
    double effect = bw_sim_course_truth(sim, course).effect;
    for (size_t i = 0; i < teaching.n; i++) {
        const struct bw_teach *teach = &teaching.at[i];
        double level = bw_sim_level(sim, person, teach->competency, day);
        struct bw_sim_gain gained = {
            teach->competency, day,
            bw_sim_nature_gain(&sim->nature, effect, teach->from, teach->to, level)};
        gain(sim, person, &gained);
        gain_kin(sim, person, teach, &gained);
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

double bw_sim_seen(const struct bw_sim *sim, const struct bw_sim_person *person,
                   enum bw_source source, double level, struct bw_draw *draw)
{
    const struct bw_sim_eye *eye = &sim->nature.eyes[source];
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
        if (tries < 4 && bw_sim_level(sim, person, skill->competency, day) >= skill->need)
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
