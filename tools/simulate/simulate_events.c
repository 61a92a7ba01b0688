/* What people did with courses over the last years: shown, looked at, asked for, granted, begun,
 * completed or dropped, rated, each after what leads to it. */
#include "tools/simulate/simulate_person.h"
#include "tools/simulate/simulate_words.h"

#define SHOWN_MOST 2
#define EVENTS_A_CASE 5 /* about */

struct telling {
    struct bw_sim *sim;
    struct bw_sim_person *person;
    struct bw_draw draw;
    uint32_t n, told; /* events in all, and so far */
    bw_day day;
    int minute; /* of the day */
    msgpack_object employee;
};

/* An event at the moment that was reached; NULL when none is left to tell or the day is not yet. */
static struct bw_sim_map *tell(struct telling *telling, struct bw_sim_map *map, uint32_t course,
                               const char *type)
{
    struct bw_sim *sim = telling->sim;
    struct bw_arena *arena = sim->out.arena;
    if (telling->told == telling->n || telling->day > sim->today)
        return NULL;
    char date[BW_DAY_TEXT_LEN + 1];
    bw_day_format(telling->day, date);
    telling->minute += bw_draw_between(&telling->draw, 1, 6);
    *map = bw_sim_map_start(arena, 8);
    bw_sim_map_put(map, "id",
                   bw_sim_str(bw_sim_text(arena, "%s-%03u", telling->person->id, ++telling->told)));
    bw_sim_map_put(map, "employee", telling->employee);
    bw_sim_map_put(map, "course", bw_sim_str_of(sim->cat->courses[course].id));
    bw_sim_map_put(map, "type", bw_sim_str(type));
    bw_sim_map_put(map, "at",
                   bw_sim_str(bw_sim_text(arena, "%sT%02d:%02d:00Z", date, telling->minute / 60,
                                          telling->minute % 60)));
    return map;
}

static void told(struct telling *telling, const struct bw_sim_map *map)
{
    bw_sim_out_add(&telling->sim->out, BW_KIND_EVENT, bw_sim_map_end(map));
}

/* An event without more; false when it could not be told. */
static bool tell_plain(struct telling *telling, uint32_t course, const char *type)
{
    struct bw_sim_map map;
    if (!tell(telling, &map, course, type))
        return false;
    told(telling, &map);
    return true;
}

static void wait_days(struct telling *telling, int low, int high)
{
    telling->day += bw_draw_between(&telling->draw, low, high);
    telling->minute = bw_draw_between(&telling->draw, 8 * 60, 15 * 60);
}

/* A list is shown; the course that is looked at, or BW_NONE. */
static uint32_t show(struct telling *telling)
{
    uint32_t shown[SHOWN_MOST], n = 0;
    uint32_t want = 1 + bw_draw_below(&telling->draw, SHOWN_MOST);
    for (uint32_t i = 0; i < want; i++) {
        struct bw_sim_map map;
        uint32_t course =
            bw_sim_course_for(telling->sim, telling->person, telling->day, &telling->draw);
        bool twice = course == BW_NONE;
        for (uint32_t j = 0; j < n; j++)
            twice |= shown[j] == course;
        if (twice || !tell(telling, &map, course, "shown"))
            continue;
        shown[n++] = course;
        bw_sim_map_put(&map, "position", bw_sim_int(n));
        told(telling, &map);
    }
    if (n == 0 || !bw_draw_chance(&telling->draw, .85))
        return BW_NONE;
    uint32_t looked_at = shown[bw_draw_below(&telling->draw, (n + 1) / 2)];
    return tell_plain(telling, looked_at, "clicked") ? looked_at : BW_NONE;
}

/* Asked for and granted? */
static bool ask(struct telling *telling, uint32_t course)
{
    struct bw_draw *draw = &telling->draw;
    struct bw_sim_map map;
    if (!bw_draw_chance(draw, .85) || !tell_plain(telling, course, "requested"))
        return false;
    wait_days(telling, 1, 12);
    bool granted = bw_draw_chance(draw, .88);
    if (!tell(telling, &map, course, granted ? "approved" : "declined"))
        return false;
    if (telling->person->manager[0])
        bw_sim_map_put(
            &map, "by",
            bw_sim_str(bw_sim_text(telling->sim->out.arena, "%s", telling->person->manager)));
    if (granted)
        bw_sim_map_put(&map, "price_cents",
                       bw_sim_int(telling->sim->cat->courses[course].price_cents));
    else
        bw_sim_map_put(
            &map, "reason",
            bw_sim_str(bw_sim_words_refusals.at[bw_draw_below(draw, bw_sim_words_refusals.n)]));
    told(telling, &map);
    return granted;
}

/* The next session within half a year, or NULL. */
static const struct bw_session *next_session(const struct bw_course *course, bw_day day)
{
    for (size_t i = 0; i < course->n_sessions; i++)
        if (course->sessions[i].start > day && course->sessions[i].start < day + 180)
            return &course->sessions[i];
    return NULL;
}

/* Begins; the day on which it ends is reached. */
static bool begin(struct telling *telling, uint32_t course)
{
    const struct bw_course *at = &telling->sim->cat->courses[course];
    struct bw_sim_map map;
    wait_days(telling, 1, 10);
    if (!bw_draw_chance(&telling->draw, .93) || !tell(telling, &map, course, "enrolled"))
        return false;
    const struct bw_session *session = next_session(at, telling->day);
    if (session)
        bw_sim_map_put(&map, "session", bw_sim_str_of(session->id));
    told(telling, &map);
    if (session)
        telling->day = session->end == BW_DAY_NONE ? session->start : session->end;
    wait_days(telling, session ? 0 : 5, session ? 3 : 5 + (int)(at->hours < 80 ? at->hours : 80));
    return true;
}

static void finish(struct telling *telling, uint32_t course, double chance)
{
    struct bw_sim *sim = telling->sim;
    if (!bw_draw_chance(&telling->draw, chance)) {
        tell_plain(telling, course, "dropped");
        return;
    }
    struct bw_sim_map map;
    if (!tell_plain(telling, course, "completed"))
        return;
    bw_sim_learn(sim, telling->person, course, telling->day);
    if (!bw_draw_chance(&telling->draw, .55))
        return;
    wait_days(telling, 0, 9);
    double liked =
        1.5 + 3 * bw_sim_course_truth(sim, course).effect + bw_draw_normal(&telling->draw, 0, .7);
    int stars = liked < 1 ? 1 : liked > 5 ? 5 : (int)(liked + .5);
    if (!tell(telling, &map, course, "rated"))
        return;
    bw_sim_map_put(&map, "value", bw_sim_float(stars > 5 ? 5 : stars));
    told(telling, &map);
}

static void tell_case(struct telling *telling)
{
    uint32_t course = show(telling);
    if (course == BW_NONE || !ask(telling, course))
        return;
    double chance = bw_sim_chance(telling->sim, telling->person, course, telling->day);
    if (begin(telling, course))
        finish(telling, course, chance);
}

void bw_sim_events(struct bw_sim *sim, struct bw_sim_person *person, uint32_t n)
{
    struct telling telling = {.sim = sim,
                              .person = person,
                              .draw = bw_sim_draw_of(sim, BW_SIM_EVENTS, person->index),
                              .n = n};
    telling.employee = bw_sim_str(bw_sim_text(sim->out.arena, "%s", person->id));
    uint32_t n_cases = n / EVENTS_A_CASE + 1;
    for (uint32_t i = 0; i < n_cases; i++) {
        bw_day slot = BW_SIM_EVENTS_DAYS / (bw_day)n_cases;
        bw_day start = sim->today - BW_SIM_EVENTS_DAYS + (bw_day)i * slot;
        telling.day = telling.day < start ? start : telling.day + 1;
        wait_days(&telling, 0, slot / 3);
        tell_case(&telling);
    }
    /* What is left was shown lately and led to nothing. */
    if (telling.day > sim->today)
        telling.day = sim->today;
    while (telling.told < n && person->n_skills) {
        struct bw_sim_map map;
        if (telling.minute > 23 * 60) {
            telling.minute = 8 * 60;
            telling.day += telling.day < sim->today;
        }
        uint32_t course = bw_sim_course_for(sim, person, telling.day, &telling.draw);
        if (course == BW_NONE || !tell(&telling, &map, course, "shown"))
            break;
        bw_sim_map_put(&map, "position", bw_sim_int(1 + bw_draw_below(&telling.draw, 10)));
        told(&telling, &map);
    }
}
