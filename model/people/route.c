#include "model/people/route.h"

#include <string.h>

#include "model/base/sort.h"
#include "model/near/kinship.h"

#define COURSES_MOST 16 /* of one step */
#define CLOSES_LEAST .02
#define FIT_TO_BE_APPOINTED .5
#define STOPS_TRIED 30
#define HOURS_UNIT 40
#define CENTS_UNIT 100000

/* Someone on the way: what they will have completed, and as what they will work. */
struct traveller {
    const struct bw_catalogue *cat;
    const struct bw_peers *peers;
    struct bw_person person;
    bw_day as_of;
    struct bw_arena *arena;
};

static struct traveller set_out(const struct bw_catalogue *cat, const struct bw_peers *peers,
                                const struct bw_person *person, bw_day as_of,
                                struct bw_arena *arena)
{
    struct traveller out = {cat, peers, *person, as_of, arena};
    size_t most = person->n_completions + (size_t)COURSES_MOST * BW_ROUTE_STEPS;
    struct bw_completion *completions = bw_arena_take(arena, most * sizeof *completions);
    if (person->n_completions)
        memcpy(completions, person->completions, person->n_completions * sizeof *completions);
    out.person.completions = completions;
    return out;
}

static void complete(struct traveller *traveller, uint32_t course)
{
    struct bw_completion *completions = (struct bw_completion *)traveller->person.completions;
    completions[traveller->person.n_completions++] =
        (struct bw_completion){course, traveller->as_of, UINT64_MAX};
}

/* The first of the list towards `role`; BW_NONE when it is not worth taking. */
static uint32_t next_course(const struct traveller *traveller, uint32_t role, double least,
                            double *chance)
{
    struct bw_question question = bw_question_on(traveller->as_of);
    question.goal = (struct bw_goal){.kind = BW_GOAL_ROLE, .role = role};
    question.k = 1;
    size_t mark = bw_arena_mark(traveller->arena);
    struct bw_advice advice = bw_recommend(traveller->cat, traveller->peers, &traveller->person,
                                           &question, traveller->arena);
    uint32_t course = BW_NONE;
    if (advice.n_items && advice.items[0].closure >= least) {
        course = advice.items[0].course;
        *chance = advice.items[0].success * advice.items[0].ready;
    }
    bw_arena_rewind(traveller->arena, mark);
    return course;
}

/* Where `traveller` stands towards `role`. */
static void stand(const struct traveller *traveller, struct bw_route_step *step)
{
    size_t mark = bw_arena_mark(traveller->arena);
    struct bw_mind mind = bw_mind_make(traveller->cat, traveller->peers, &traveller->person,
                                       traveller->as_of, traveller->arena);
    struct bw_gap gap = bw_gap_for_role(&mind, step->role, traveller->arena);
    step->gap_after = gap.total;
    step->fit = bw_match_fit(&gap);
    step->mandatory_open = bw_match_mandatory_open(&gap);
    bw_arena_rewind(traveller->arena, mark);
}

static bool can_be_appointed(const struct bw_route_step *step)
{
    return step->mandatory_open == 0 && step->fit >= FIT_TO_BE_APPOINTED;
}

/* Trains `traveller` for `role`, who has it then: as far as courses go, or `in_passing` until they
 * can be appointed. */
static struct bw_route_step train(struct traveller *traveller, uint32_t role, bool in_passing)
{
    struct bw_route_step step = {.role = role, .chance = 1};
    uint32_t *courses = BW_ARENA_NEW(traveller->arena, uint32_t, COURSES_MOST);
    stand(traveller, &step);
    step.gap_before = step.gap_after;
    while (step.n_courses < COURSES_MOST && !(in_passing && can_be_appointed(&step))) {
        double chance = 1;
        uint32_t course = next_course(traveller, role, CLOSES_LEAST * step.gap_before, &chance);
        if (course == BW_NONE)
            break;
        complete(traveller, course);
        courses[step.n_courses++] = course;
        step.hours += traveller->cat->courses[course].hours;
        step.price_cents += traveller->cat->courses[course].price_cents;
        if (chance < step.chance)
            step.chance = chance;
        stand(traveller, &step);
    }
    step.courses = courses;
    traveller->person.role = role;
    return step;
}

static void add_step(struct bw_route *route, struct bw_route_step step)
{
    route->steps[route->n_steps++] = step;
    route->hours += step.hours;
    route->price_cents += step.price_cents;
    route->effort = route->hours / HOURS_UNIT + (double)route->price_cents / CENTS_UNIT;
    route->left = step.gap_after;
    if (route->n_steps == 1 || step.chance < route->chance)
        route->chance = step.chance;
}

/* A role between, and how much it is like the end that it is less like. */
struct stop {
    uint32_t role;
    double kin;
};

static int most_like_both(const void *a, const void *b)
{
    const struct stop *x = a, *y = b;
    if (x->kin > y->kin || x->kin < y->kin)
        return x->kin > y->kin ? -1 : 1;
    return (x->role > y->role) - (x->role < y->role);
}

static struct bw_kinship kinship_of(const struct traveller *traveller)
{
    struct bw_mind *mind = bw_arena_take(traveller->arena, sizeof *mind);
    *mind = bw_mind_make(traveller->cat, traveller->peers, &traveller->person, traveller->as_of,
                         traveller->arena);
    return bw_kinship_make(mind, traveller->arena);
}

/* The roles between those of `start` and of who works as `to` and is known for nothing else. */
static const struct stop *find_stops(const struct traveller *start, uint32_t to, size_t *n)
{
    const struct bw_catalogue *cat = start->cat;
    struct traveller there = *start;
    there.person = (struct bw_person){.id = start->person.id,
                                      .org = start->person.org,
                                      .role = to,
                                      .target_role = BW_NONE,
                                      .leaves_on = BW_DAY_NONE};
    struct bw_kinship here = kinship_of(start), end = kinship_of(&there);
    struct stop *stops = BW_ARENA_NEW(start->arena, struct stop, cat->n_roles);
    *n = 0;
    for (uint32_t role = 0; role < cat->n_roles; role++) {
        const struct bw_role_version *version = bw_role_at(&cat->roles[role], start->as_of);
        if (role == to || role == start->person.role || !version ||
            !bw_catalogue_sees(cat, start->person.org, cat->roles[role].org))
            continue;
        double from = bw_kinship_with(&here, version->all);
        double onward = bw_kinship_with(&end, version->all);
        double kin = from < onward ? from : onward;
        if (kin > 0)
            stops[(*n)++] = (struct stop){role, kin};
    }
    bw_sort(stops, *n, sizeof *stops, most_like_both);
    if (*n > STOPS_TRIED)
        *n = STOPS_TRIED;
    return stops;
}

/* By `stop`; false when nobody would be appointed there. */
static bool go_by(const struct traveller *start, uint32_t stop, uint32_t to, struct bw_route *out)
{
    struct traveller traveller =
        set_out(start->cat, start->peers, &start->person, start->as_of, start->arena);
    struct bw_route_step step = train(&traveller, stop, true);
    *out = (struct bw_route){.n_steps = 0};
    if (!can_be_appointed(&step))
        return false;
    add_step(out, step);
    add_step(out, train(&traveller, to, false));
    return true;
}

static bool is_better(const struct bw_route *by_stop, const struct bw_route *straight)
{
    return (by_stop->effort < straight->effort && by_stop->left <= straight->left) ||
           (by_stop->effort <= straight->effort && by_stop->left < straight->left);
}

/* What is closed of the straight way's gap, for what it takes. */
struct ranked {
    struct bw_route route;
    double yield;
};

static int best_yield(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->yield > y->yield || x->yield < y->yield)
        return x->yield > y->yield ? -1 : 1;
    if (x->route.n_steps != y->route.n_steps)
        return x->route.n_steps < y->route.n_steps ? -1 : 1;
    uint32_t s = x->route.steps[0].role, t = y->route.steps[0].role;
    return (s > t) - (s < t);
}

static struct ranked rank(struct bw_route route, double gap)
{
    return (struct ranked){route, (gap - route.left) / (1 + route.effort)};
}

const struct bw_route *bw_routes(const struct bw_catalogue *cat, const struct bw_peers *peers,
                                 const struct bw_person *person, const struct bw_route_to *to,
                                 struct bw_arena *arena, size_t *n)
{
    struct traveller start = set_out(cat, peers, person, to->as_of, arena);
    struct traveller straight = set_out(cat, peers, person, to->as_of, arena);
    struct ranked *found = BW_ARENA_NEW(arena, struct ranked, STOPS_TRIED + 1);
    struct bw_route direct = {.n_steps = 0};
    add_step(&direct, train(&straight, to->role, false));
    double gap = direct.steps[0].gap_before;
    size_t n_stops, n_found = 0;
    const struct stop *stops = find_stops(&start, to->role, &n_stops);
    for (size_t i = 0; i < n_stops; i++) {
        struct bw_route by_stop;
        if (go_by(&start, stops[i].role, to->role, &by_stop) && is_better(&by_stop, &direct))
            found[n_found++] = rank(by_stop, gap);
    }
    bw_sort(found, n_found, sizeof *found, best_yield);
    if (n_found > to->k - 1)
        n_found = to->k - 1;
    found[n_found++] = rank(direct, gap);
    bw_sort(found, n_found, sizeof *found, best_yield);
    struct bw_route *out = BW_ARENA_NEW(arena, struct bw_route, n_found);
    for (size_t i = 0; i < n_found; i++)
        out[i] = found[i].route;
    *n = n_found;
    return out;
}
