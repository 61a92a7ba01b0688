/* Events of drawn worlds: lists that are read from the top, of which what is of use and to one's
 * taste is taken; courses that people ask for by themselves, and ones that they are sent to. */
#include "model/base/log.h"
#include "model/base/normal.h"
#include "tools/simulate/simulate_telling.h"

#define CASES_LEAST 22
#define CASES_MORE 16
#define EVENTS_MOST 900 /* of one person; more than comes of it */
#define LIST_LEAST 4
#define LIST_MORE 3
#define FITTING .4 /* share of a list that was chosen for the person, the rest is popular */
/* How cases begin, summed up: a list, an own request, sent by the manager. */
static const double begins_upto[] = {.5, .8, 1};
#define INDIFFERENT (-.9) /* log odds to take what is of no use and offends no taste */
#define CLICK_EASIER 1.1
#define DECLINED .4 /* of what was looked at and not taken, said so */
#define WEEKS 4     /* that a course may be spread over */
#define USE_MOST 4

static bool is_open_to(const struct bw_sim *sim, const struct bw_sim_person *person,
                       uint32_t course)
{
    const struct bw_course *at = &sim->cat->courses[course];
    return !at->retired && bw_catalogue_sees(sim->cat, person->org, at->org) &&
           !bw_sim_has_done(person, course);
}

/* Some courses are in every list whoever reads it. */
static uint32_t popular(struct bw_sim_telling *telling)
{
    const struct bw_sim *sim = telling->sim;
    for (int tries = 0; tries < 60 && sim->cat->n_courses; tries++) {
        uint32_t course = bw_draw_below(&telling->draw, sim->cat->n_courses);
        struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_FAVOURITE, course);
        double share = bw_draw_unit(&draw);
        if (bw_draw_chance(&telling->draw, share * share * share) &&
            is_open_to(sim, telling->person, course))
            return course;
    }
    return BW_NONE;
}

/* One that fits with that chance, else a popular one. */
static uint32_t suggested(struct bw_sim_telling *telling, double fitting)
{
    return bw_draw_chance(&telling->draw, fitting)
               ? bw_sim_course_for(telling->sim, telling->person, telling->day, &telling->draw)
               : popular(telling);
}

/* Levels that the catalogue promises of what the work asks, as the person sees it. */
static double use_of(const struct bw_sim_telling *telling, uint32_t course)
{
    const struct bw_sim_person *person = telling->person;
    const struct bw_course *at = &telling->sim->cat->courses[course];
    double use = 0;
    for (size_t i = 0; i < at->n_teaches; i++)
        for (uint32_t s = 0; s < person->n_asked; s++) {
            const struct bw_sim_skill *skill = &person->skills[s];
            if (skill->competency != at->teaches[i].competency)
                continue;
            double level = bw_sim_level(telling->sim, person, skill->competency, telling->day);
            double upto = at->teaches[i].to < skill->need ? at->teaches[i].to : skill->need;
            use += upto > level ? upto - level : 0;
        }
    return use < USE_MOST ? use : USE_MOST;
}

static int offences(const struct bw_sim_telling *telling, uint32_t course)
{
    const struct bw_sim_taste *taste = &telling->person->taste;
    const struct bw_course *at = &telling->sim->cat->courses[course];
    bool dutch = at->language.len == 2 && at->language.at[0] == 'n';
    return (taste->dutch && !dutch) + (taste->forms && !(taste->forms & 1U << at->format)) +
           (taste->hours_per_week > 0 && at->hours > WEEKS * taste->hours_per_week);
}

static double pull_of(const struct bw_sim_telling *telling, uint32_t course)
{
    const struct bw_sim_nature *nature = &telling->sim->nature;
    return INDIFFERENT + nature->relevance * use_of(telling, course) +
           nature->eager * telling->person->drive / nature->drive_sd -
           nature->taste * offences(telling, course);
}

static bool is_drawn(struct bw_sim_telling *telling, double odds)
{
    return bw_draw_chance(&telling->draw, 1 / (1 + bw_exp(-odds)));
}

static bool tell_at(struct bw_sim_telling *telling, uint32_t course, const char *type,
                    uint32_t position)
{
    struct bw_sim_map map;
    if (!bw_sim_tell(telling, &map, course, type))
        return false;
    bw_sim_map_put(&map, "position", bw_sim_int(position));
    bw_sim_told(telling, &map);
    return true;
}

static uint32_t show(struct bw_sim_telling *telling, uint32_t *shown)
{
    uint32_t n = 0, want = LIST_LEAST + bw_draw_below(&telling->draw, LIST_MORE);
    for (uint32_t i = 0; i < want; i++) {
        uint32_t course = suggested(telling, FITTING);
        bool twice = course == BW_NONE;
        for (uint32_t j = 0; j < n; j++)
            twice |= shown[j] == course;
        if (!twice && tell_at(telling, course, "shown", n + 1))
            shown[n++] = course;
    }
    return n;
}

/* A list is read from the top; the course that is taken, or BW_NONE. */
static uint32_t choose(struct bw_sim_telling *telling)
{
    uint32_t shown[LIST_LEAST + LIST_MORE], n = show(telling, shown);
    for (uint32_t i = 0; i < n; i++) {
        double looked = bw_exp(-telling->sim->nature.look_power * bw_log(i + 1.0));
        if (!bw_draw_chance(&telling->draw, looked))
            continue;
        double pull = pull_of(telling, shown[i]);
        if (!is_drawn(telling, pull + CLICK_EASIER) ||
            !tell_at(telling, shown[i], "clicked", i + 1))
            continue;
        if (is_drawn(telling, pull))
            return tell_at(telling, shown[i], "accepted", i + 1) ? shown[i] : BW_NONE;
        if (bw_draw_chance(&telling->draw, DECLINED))
            tell_at(telling, shown[i], "declined", i + 1);
    }
    return BW_NONE;
}

static void tell_case(struct bw_sim_telling *telling)
{
    uint32_t how = bw_draw_weighted(&telling->draw, begins_upto, 3);
    uint32_t course = how == 0 ? choose(telling) : suggested(telling, how == 2 ? 1 : FITTING);
    bool sent = how == 2;
    if (course == BW_NONE || !is_open_to(telling->sim, telling->person, course))
        return;
    if (how == 1 && !is_drawn(telling, pull_of(telling, course) + CLICK_EASIER))
        return;
    if (!sent &&
        (!bw_sim_tell_plain(telling, course, "requested") || !bw_sim_tell_answer(telling, course)))
        return;
    double chance = bw_sim_chance(telling->sim, telling->person, course, telling->day,
                                  sent       ? 0
                                  : how == 1 ? 1
                                             : .5);
    if (bw_sim_tell_begin(telling, course, sent))
        bw_sim_tell_end(telling, course, chance);
}

void bw_sim_choices(struct bw_sim *sim, struct bw_sim_person *person)
{
    struct bw_sim_telling telling = bw_sim_telling_start(sim, person, EVENTS_MOST);
    uint32_t n_cases = CASES_LEAST + bw_draw_below(&telling.draw, CASES_MORE);
    bw_day slot = BW_SIM_EVENTS_DAYS / (bw_day)n_cases;
    for (uint32_t i = 0; i < n_cases; i++) {
        bw_day start = sim->today - BW_SIM_EVENTS_DAYS + (bw_day)i * slot;
        telling.day = telling.day < start ? start : telling.day + 1;
        bw_sim_wait_days(&telling, 0, slot / 3);
        tell_case(&telling);
    }
}
