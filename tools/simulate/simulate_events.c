/* What people did with courses over the last years: shown, looked at, asked for, granted, begun,
 * completed or dropped, rated, each after what leads to it. */
#include "tools/simulate/simulate_telling.h"

#define SHOWN_MOST 2
#define EVENTS_A_CASE 5 /* about */

/* A list is shown; the course that is looked at, or BW_NONE. */
static uint32_t show(struct bw_sim_telling *telling)
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
        if (twice || !bw_sim_tell(telling, &map, course, "shown"))
            continue;
        shown[n++] = course;
        bw_sim_map_put(&map, "position", bw_sim_int(n));
        bw_sim_told(telling, &map);
    }
    if (n == 0 || !bw_draw_chance(&telling->draw, .85))
        return BW_NONE;
    uint32_t looked_at = shown[bw_draw_below(&telling->draw, (n + 1) / 2)];
    return bw_sim_tell_plain(telling, looked_at, "clicked") ? looked_at : BW_NONE;
}

static void tell_case(struct bw_sim_telling *telling)
{
    uint32_t course = show(telling);
    if (course == BW_NONE || !bw_draw_chance(&telling->draw, .85) ||
        !bw_sim_tell_plain(telling, course, "requested") || !bw_sim_tell_answer(telling, course))
        return;
    double chance = bw_sim_chance(telling->sim, telling->person, course, telling->day, .5);
    if (bw_sim_tell_begin(telling, course, false))
        bw_sim_tell_end(telling, course, chance);
}

void bw_sim_events(struct bw_sim *sim, struct bw_sim_person *person, uint32_t n)
{
    struct bw_sim_telling telling = bw_sim_telling_start(sim, person, n);
    uint32_t n_cases = n / EVENTS_A_CASE + 1;
    for (uint32_t i = 0; i < n_cases; i++) {
        bw_day slot = BW_SIM_EVENTS_DAYS / (bw_day)n_cases;
        bw_day start = sim->today - BW_SIM_EVENTS_DAYS + (bw_day)i * slot;
        telling.day = telling.day < start ? start : telling.day + 1;
        bw_sim_wait_days(&telling, 0, slot / 3);
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
        if (course == BW_NONE || !bw_sim_tell(&telling, &map, course, "shown"))
            break;
        bw_sim_map_put(&map, "position", bw_sim_int(1 + bw_draw_below(&telling.draw, 10)));
        bw_sim_told(&telling, &map);
    }
}
