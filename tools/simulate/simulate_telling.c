#include "tools/simulate/simulate_telling.h"

#include "tools/simulate/simulate_words.h"

struct bw_sim_telling bw_sim_telling_start(struct bw_sim *sim, struct bw_sim_person *person,
                                           uint32_t n)
{
    return (struct bw_sim_telling){
        .sim = sim,
        .person = person,
        .draw = bw_sim_draw_of(sim, BW_SIM_EVENTS, person->index),
        .n = n,
        .employee = bw_sim_str(bw_sim_text(sim->out.arena, "%s", person->id)),
    };
}

/* Who said it, where there is a manager. */
static void put_manager(struct bw_sim_telling *telling, struct bw_sim_map *map)
{
    if (telling->person->manager[0])
        bw_sim_map_put(
            map, "by",
            bw_sim_str(bw_sim_text(telling->sim->out.arena, "%s", telling->person->manager)));
}

bool bw_sim_tell(struct bw_sim_telling *telling, struct bw_sim_map *map, uint32_t course,
                 const char *type)
{
    struct bw_sim *sim = telling->sim;
    struct bw_arena *arena = sim->out.arena;
    if (telling->told == telling->n || telling->day > sim->today)
        return false;
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
    return true;
}

void bw_sim_told(struct bw_sim_telling *telling, const struct bw_sim_map *map)
{
    bw_sim_out_add(&telling->sim->out, BW_KIND_EVENT, bw_sim_map_end(map));
}

bool bw_sim_tell_plain(struct bw_sim_telling *telling, uint32_t course, const char *type)
{
    struct bw_sim_map map;
    if (!bw_sim_tell(telling, &map, course, type))
        return false;
    bw_sim_told(telling, &map);
    return true;
}

void bw_sim_wait_days(struct bw_sim_telling *telling, int low, int high)
{
    telling->day += bw_draw_between(&telling->draw, low, high);
    telling->minute = bw_draw_between(&telling->draw, 8 * 60, 15 * 60);
}

bool bw_sim_tell_answer(struct bw_sim_telling *telling, uint32_t course)
{
    struct bw_draw *draw = &telling->draw;
    struct bw_sim_map map;
    bw_sim_wait_days(telling, 1, 12);
    bool granted = bw_draw_chance(draw, .88);
    if (!bw_sim_tell(telling, &map, course, granted ? "approved" : "declined"))
        return false;
    put_manager(telling, &map);
    if (granted)
        bw_sim_map_put(&map, "price_cents",
                       bw_sim_int(telling->sim->cat->courses[course].price_cents));
    else
        bw_sim_map_put(
            &map, "reason",
            bw_sim_str(bw_sim_words_refusals.at[bw_draw_below(draw, bw_sim_words_refusals.n)]));
    bw_sim_told(telling, &map);
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

bool bw_sim_tell_begin(struct bw_sim_telling *telling, uint32_t course, bool sent)
{
    const struct bw_course *at = &telling->sim->cat->courses[course];
    struct bw_sim_map map;
    bw_sim_wait_days(telling, 1, 10);
    if (!bw_draw_chance(&telling->draw, .93) || !bw_sim_tell(telling, &map, course, "enrolled"))
        return false;
    const struct bw_session *session = next_session(at, telling->day);
    if (sent)
        put_manager(telling, &map);
    if (session)
        bw_sim_map_put(&map, "session", bw_sim_str_of(session->id));
    bw_sim_told(telling, &map);
    if (session)
        telling->day = session->end == BW_DAY_NONE ? session->start : session->end;
    bw_sim_wait_days(telling, session ? 0 : 5,
                     session ? 3 : 5 + (int)(at->hours < 80 ? at->hours : 80));
    return true;
}

void bw_sim_tell_end(struct bw_sim_telling *telling, uint32_t course, double chance)
{
    struct bw_sim *sim = telling->sim;
    if (!bw_draw_chance(&telling->draw, chance)) {
        bw_sim_tell_plain(telling, course, "dropped");
        return;
    }
    struct bw_sim_map map;
    if (!bw_sim_tell_plain(telling, course, "completed"))
        return;
    bw_sim_learn(sim, telling->person, course, telling->day);
    if (!bw_draw_chance(&telling->draw, .55))
        return;
    bw_sim_wait_days(telling, 0, 9);
    double liked =
        1.5 + 3 * bw_sim_course_truth(sim, course).effect + bw_draw_normal(&telling->draw, 0, .7);
    int stars = liked < 1 ? 1 : liked > 5 ? 5 : (int)(liked + .5);
    if (!bw_sim_tell(telling, &map, course, "rated"))
        return;
    bw_sim_map_put(&map, "value", bw_sim_float(stars > 5 ? 5 : stars));
    bw_sim_told(telling, &map);
}
