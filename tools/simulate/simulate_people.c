/* People: teams with managers, who does what, and their records. */
#include <math.h>
#include <string.h>

#include "tools/import/label.h"
#include "tools/simulate/simulate_truth.h"
#include "tools/simulate/simulate_words.h"

#define TEAM_LEAST 6
#define TEAM_MOST 15
#define LIKE_THE_TEAM .55 /* have the role that most of the team have */
/* Roles in use in an org: so many, and one more for so many people. */
#define ROLES_IN_USE 20
#define PEOPLE_A_ROLE 8
#define HARDLY_LEARN .45

struct staffing {
    struct bw_sim *sim;
    uint32_t org, next;              /* next: index over all orgs */
    double *role_upto;               /* of the org */
    double evidence_all, events_all; /* sums of the weights of all people */
    double evidence_upto, events_upto;
    struct bw_sim_person *person;
};

static void weigh_roles(struct staffing *staffing)
{
    struct bw_sim *sim = staffing->sim;
    uint32_t n = sim->cat->n_roles;
    double mean = sim->role_upto[n - 1] / n, sum = 0, before = 0;
    double share = (ROLES_IN_USE + (double)sim->orgs[staffing->org].n_people / PEOPLE_A_ROLE) / n;
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_ORG_ROLES, staffing->org);
    for (uint32_t r = 0; r < n; r++) {
        double weight = sim->role_upto[r] - before;
        before = sim->role_upto[r];
        bool used = bw_draw_chance(&draw, share * (.5 + .5 * weight / mean));
        staffing->role_upto[r] = sum += used ? weight : weight * 1e-6;
    }
}

/* How much there is of a person, against others: evidence, and events, of which some have hardly
 * any so that others go all the way. */
static void amounts_of(const struct bw_sim *sim, uint32_t index, double *evidence, double *events)
{
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_AMOUNTS, index);
    *evidence = .5 + bw_draw_exponential(&draw, .5);
    *events = bw_draw_chance(&draw, HARDLY_LEARN) ? .15 : .3 + bw_draw_exponential(&draw, 1.4);
}

static uint64_t share_of(uint64_t total, double *upto, double amount, double all)
{
    double from = floor((double)total * (*upto / all));
    *upto += amount;
    double to = floor((double)total * (*upto / all));
    return (uint64_t)(to - from);
}

static void put_wishes(struct staffing *staffing, struct bw_draw *draw, struct bw_sim_map *map)
{
    struct bw_sim *sim = staffing->sim;
    const struct bw_sim_person *person = staffing->person;
    uint32_t n = 1 + bw_draw_below(draw, 3);
    uint32_t first = bw_draw_below(draw, person->n_skills);
    n = n < person->n_skills ? n : person->n_skills;
    msgpack_object *ids = BW_ARENA_NEW(sim->out.arena, msgpack_object, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t c = person->skills[(first + i) % person->n_skills].competency;
        ids[i] = bw_sim_str_of(sim->cat->competencies[c].id);
    }
    bw_sim_map_put(map, "wishes", bw_sim_list(ids, n));
}

static void put_preferences(struct staffing *staffing, struct bw_draw *draw, struct bw_sim_map *map)
{
    static const char *const formats[] = {"e-learning", "classroom", "blended", "on-the-job",
                                          "coaching"};
    struct bw_arena *arena = staffing->sim->out.arena;
    struct bw_sim_taste *taste = &staffing->person->taste;
    struct bw_sim_map inner = bw_sim_map_start(arena, 3);
    if (bw_draw_chance(draw, .4)) {
        taste->dutch = true;
        msgpack_object *languages = BW_ARENA_NEW(arena, msgpack_object, 1);
        languages[0] = bw_sim_str("nl");
        bw_sim_map_put(&inner, "languages", bw_sim_list(languages, 1));
    }
    uint32_t first = bw_draw_below(draw, 5), n = 1 + bw_draw_below(draw, 2);
    msgpack_object *list = BW_ARENA_NEW(arena, msgpack_object, 2);
    for (uint32_t i = 0; i < n; i++) {
        list[i] = bw_sim_str(formats[(first + i) % 5]);
        taste->forms |= 1U << (first + i) % 5;
    }
    bw_sim_map_put(&inner, "formats", bw_sim_list(list, n));
    if (bw_draw_chance(draw, .5)) {
        taste->hours_per_week = bw_draw_between(draw, 2, 12);
        bw_sim_map_put(&inner, "max_hours_per_week", bw_sim_float(taste->hours_per_week));
    }
    bw_sim_map_put(map, "preferences", bw_sim_map_end(&inner));
}

/* What only some have. */
static void put_some(struct staffing *staffing, struct bw_draw *draw, struct bw_sim_map *map)
{
    struct bw_sim *sim = staffing->sim;
    uint32_t target = bw_draw_weighted(draw, staffing->role_upto, sim->cat->n_roles);
    if (target != staffing->person->role && bw_draw_chance(draw, .12))
        bw_sim_map_put(map, "target_role", bw_sim_str_of(sim->cat->roles[target].id));
    static const double upto[] = {.5, .7, .82, .94, 1}, hours[] = {36, 32, 28, 24, 16};
    staffing->person->hours_per_week = hours[bw_draw_weighted(draw, upto, 5)];
    bw_sim_map_put(map, "hours_per_week", bw_sim_float(staffing->person->hours_per_week));
    if (bw_draw_chance(draw, .06))
        bw_sim_map_put(map, "leaves_on",
                       bw_sim_date(sim->out.arena, sim->today + bw_draw_between(draw, 20, 1900)));
    if (bw_draw_chance(draw, .25))
        bw_sim_map_put(map, "training_budget_cents",
                       bw_sim_int(10000 * (int64_t)bw_draw_between(draw, 4, 17)));
    if (bw_draw_chance(draw, sim->size->drawn ? .6 : .3))
        put_preferences(staffing, draw, map);
    if (bw_draw_chance(draw, .15))
        put_wishes(staffing, draw, map);
    if (bw_draw_chance(draw, .015))
        bw_sim_map_put(map, "objects_to_profiling", bw_sim_bool(true));
}

static void put_person(struct staffing *staffing, struct bw_draw *draw, const char *team)
{
    struct bw_sim *sim = staffing->sim;
    struct bw_arena *arena = sim->out.arena;
    const struct bw_sim_person *person = staffing->person;
    struct bw_sim_map map = bw_sim_map_start(arena, 12);
    bw_sim_map_put(&map, "id", bw_sim_str(bw_sim_text(arena, "%s", person->id)));
    bw_sim_map_put(&map, "org", bw_sim_str_of(sim->cat->orgs[person->org].id));
    bw_sim_map_put(&map, "team", bw_sim_str(team));
    bw_sim_map_put(&map, "role", bw_sim_str_of(sim->cat->roles[person->role].id));
    put_some(staffing, draw, &map);
    bw_sim_out_add(&sim->out, BW_KIND_EMPLOYEE, bw_sim_map_end(&map));
}

static void make_person(struct staffing *staffing, uint32_t lead, const char *team)
{
    struct bw_sim *sim = staffing->sim;
    struct bw_sim_person *person = staffing->person;
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_PERSON, person->index);
    double evidence, events;
    person->role = bw_draw_chance(&draw, LIKE_THE_TEAM)
                       ? lead
                       : bw_draw_weighted(&draw, staffing->role_upto, sim->cat->n_roles);
    bw_sim_person_settle(sim, person);
    put_person(staffing, &draw, team);
    amounts_of(sim, person->index, &evidence, &events);
    uint64_t n_evidence =
        share_of(sim->size->n_evidence, &staffing->evidence_upto, evidence, staffing->evidence_all);
    uint64_t n_events =
        share_of(sim->size->n_events, &staffing->events_upto, events, staffing->events_all);
    bw_sim_schooling(sim, person);
    if (sim->size->n_events)
        bw_sim_events(sim, person, (uint32_t)n_events);
    else
        bw_sim_choices(sim, person);
    bw_sim_evidence(sim, person, (uint32_t)n_evidence);
    if (sim->truth)
        bw_sim_truth_person(sim->truth, sim, person);
}

static const char *put_team(struct staffing *staffing, uint32_t number, uint32_t lead)
{
    struct bw_sim *sim = staffing->sim;
    struct bw_arena *arena = sim->out.arena;
    struct bw_sim_map map = bw_sim_map_start(arena, 4);
    const char *id = bw_sim_text(arena, "sim%03u-t%04u", staffing->org + 1, number);
    struct bw_str role = bw_label_plain(sim->cat->roles[lead].label, BW_NL);
    bw_sim_map_put(&map, "id", bw_sim_str(id));
    bw_sim_map_put(&map, "org", bw_sim_str_of(sim->cat->orgs[staffing->org].id));
    bw_sim_map_put(
        &map, "name",
        bw_sim_str(bw_sim_filled_within(arena, bw_sim_text(arena, "Team %u %%s", number), role)));
    bw_sim_map_put(&map, "manager",
                   bw_sim_str(bw_sim_text(arena, "sim%03u-%05u", staffing->org + 1,
                                          staffing->person->team_first)));
    bw_sim_out_add(&sim->out, BW_KIND_TEAM, bw_sim_map_end(&map));
    return id;
}

/* Members first .. first + size - 1; the first of them manages. */
static enum bw_err make_team(struct staffing *staffing, uint32_t number, uint32_t first,
                             uint32_t size)
{
    struct bw_sim *sim = staffing->sim;
    struct bw_sim_person *person = staffing->person;
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_TEAM, (uint64_t)staffing->org << 32 | number);
    uint32_t lead = bw_draw_weighted(&draw, staffing->role_upto, sim->cat->n_roles);
    person->org = staffing->org;
    person->team_first = first;
    person->team_size = size;
    person->manager_bias = bw_draw_normal(&draw, 0, sim->nature.eyes[BW_SOURCE_MANAGER].rater_sd);
    const char *team = put_team(staffing, number, lead);
    for (uint32_t i = 0; i < size; i++) {
        person->index = staffing->next++;
        person->number = first + i;
        snprintf(person->id, sizeof person->id, "sim%03u-%05u", person->org + 1, person->number);
        snprintf(person->manager, sizeof person->manager, "sim%03u-%05u", person->org + 1, first);
        if (i == 0)
            person->manager[0] = '\0';
        make_person(staffing, lead, team);
    }
    return BW_OK;
}

/* Size of the next team of `left` people. */
static uint32_t team_size(struct bw_draw *draw, uint32_t left)
{
    if (left <= TEAM_MOST)
        return left;
    uint32_t most = left - TEAM_LEAST < TEAM_MOST ? left - TEAM_LEAST : TEAM_MOST;
    return (uint32_t)bw_draw_between(draw, TEAM_LEAST, (int)most);
}

static enum bw_err make_org(struct staffing *staffing, struct bw_fail *fail)
{
    struct bw_sim *sim = staffing->sim;
    uint32_t n = sim->orgs[staffing->org].n_people, number = 0;
    struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_TEAM, (uint64_t)staffing->org << 32);
    enum bw_err err = BW_OK;
    weigh_roles(staffing);
    for (uint32_t first = 1; !err && first <= n;) {
        uint32_t size = team_size(&draw, n - first + 1);
        err = make_team(staffing, ++number, first, size);
        first += size;
        if (!err && bw_sim_out_is_full(&sim->out))
            err = bw_sim_out_flush(&sim->out, fail);
        bw_progress_step(&sim->out.progress, staffing->next);
    }
    return err;
}

enum bw_err bw_sim_people(struct bw_sim *sim, struct bw_fail *fail)
{
    struct staffing staffing = {.sim = sim};
    enum bw_err err = BW_OK;
    for (uint32_t i = 0; i < sim->size->n_people; i++) {
        double evidence, events;
        amounts_of(sim, i, &evidence, &events);
        staffing.evidence_all += evidence;
        staffing.events_all += events;
    }
    staffing.role_upto = BW_ARENA_NEW(sim->arena, double, sim->cat->n_roles);
    staffing.person = bw_arena_zero(sim->arena, 1, sizeof *staffing.person);
    for (; !err && staffing.org < sim->size->n_orgs; staffing.org++)
        err = make_org(&staffing, fail);
    return err ? err : bw_sim_out_flush(&sim->out, fail);
}
