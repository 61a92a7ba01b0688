#include "model/change/impact.h"

#include <string.h>

#include "model/base/sort.h"
#include "model/plan/plan_cost.h"

/* So many times k people are kept before those that rise less are dropped. */
#define KEPT 2
#define ID_MOST 128

struct kept {
    struct bw_impact_person person;
    char id[ID_MOST];
};

struct bw_impact_tally {
    const struct bw_outlook *outlook;
    struct bw_arena *arena;
    struct bw_impact sums;
    struct bw_impact_role *roles;     /* per shift */
    struct bw_impact_org *orgs;       /* per org */
    struct bw_impact_course *courses; /* per course */
    struct bw_impact_need *needs;     /* per competency */
    uint32_t org;                     /* whose people are being added, or BW_NONE */
    uint32_t *takers;                 /* of that org, per course */
    uint32_t *taken;                  /* the courses with takers */
    size_t n_taken;
    struct kept *kept;
    struct kept **order; /* of all that are kept */
    size_t k, n_kept;
};

struct bw_impact_tally *bw_impact_begin(const struct bw_outlook *outlook, size_t k,
                                        struct bw_arena *arena)
{
    const struct bw_catalogue *cat = &outlook->cat;
    struct bw_impact_tally *tally = BW_ARENA_NEW(arena, struct bw_impact_tally, 1);
    tally->outlook = outlook;
    tally->arena = arena;
    tally->sums = (struct bw_impact){.budget_cents = -1, .ready_by = outlook->as_of};
    tally->roles = BW_ARENA_NEW(arena, struct bw_impact_role, outlook->n_shifts);
    tally->orgs = BW_ARENA_NEW(arena, struct bw_impact_org, cat->n_orgs);
    tally->courses = BW_ARENA_NEW(arena, struct bw_impact_course, cat->n_courses);
    tally->needs = BW_ARENA_NEW(arena, struct bw_impact_need, cat->n_competencies);
    tally->takers = BW_ARENA_NEW(arena, uint32_t, cat->n_courses);
    tally->taken = BW_ARENA_NEW(arena, uint32_t, cat->n_courses);
    tally->org = BW_NONE;
    tally->k = k;
    tally->kept = bw_arena_take(arena, KEPT * k * sizeof *tally->kept);
    tally->order = bw_arena_take(arena, KEPT * k * sizeof *tally->order);
    for (size_t i = 0; i < KEPT * k; i++)
        tally->order[i] = &tally->kept[i];
    return tally;
}

static int ascending(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* All people of an org are there: what their courses take together. */
static void close_org(struct bw_impact_tally *tally)
{
    struct bw_impact_org *org = &tally->orgs[tally->org];
    bw_sort(tally->taken, tally->n_taken, sizeof *tally->taken, ascending);
    for (size_t i = 0; i < tally->n_taken; i++) {
        uint32_t c = tally->taken[i];
        const struct bw_course *course = &tally->outlook->cat.courses[c];
        bool grouped;
        int64_t cost = bw_plan_cost(course, tally->takers[c], &grouped);
        double hours = (double)tally->takers[c] * course->hours;
        org->cost_cents += cost;
        org->hours += hours;
        tally->courses[c].people += tally->takers[c];
        tally->courses[c].grouped |= grouped;
        tally->courses[c].hours += hours;
        tally->courses[c].cost_cents += cost;
        tally->takers[c] = 0;
    }
    tally->n_taken = 0;
}

static double rise(const struct kept *kept)
{
    return kept->person.after - kept->person.before;
}

static int most_rise(const void *a, const void *b)
{
    const struct kept *x = *(struct kept *const *)a, *y = *(struct kept *const *)b;
    if (rise(x) > rise(y) || rise(x) < rise(y))
        return rise(x) > rise(y) ? -1 : 1;
    return bw_str_compare(x->person.id, y->person.id);
}

static void keep(struct bw_impact_tally *tally, const struct bw_person *person,
                 const struct bw_uptake *uptake)
{
    if (tally->n_kept == KEPT * tally->k) {
        bw_sort(tally->order, tally->n_kept, sizeof(struct kept *), most_rise);
        tally->n_kept = tally->k;
    }
    struct kept *kept = tally->order[tally->n_kept++];
    uint32_t len = person->id.len < ID_MOST ? person->id.len : ID_MOST;
    memcpy(kept->id, person->id.at, len);
    kept->person = (struct bw_impact_person){
        {kept->id, len}, person->role, uptake->before, uptake->after, uptake->mandatory_open};
}

static void add_courses(struct bw_impact_tally *tally, const struct bw_uptake *uptake)
{
    for (size_t i = 0; i < uptake->n_courses; i++) {
        uint32_t c = uptake->courses[i].course;
        if (tally->takers[c]++ == 0)
            tally->taken[tally->n_taken++] = c;
        tally->courses[c].closure += uptake->courses[i].closure;
    }
}

static void add_readiness(struct bw_impact_tally *tally, struct bw_impact_org *org,
                          const struct bw_uptake *uptake)
{
    struct bw_impact *sums = &tally->sums;
    bool ready = !uptake->blocked &&
                 (uptake->n_mandatory == 0 || uptake->ready_by <= tally->outlook->effective);
    org->ready += ready;
    sums->ready += ready;
    sums->blocked += uptake->blocked;
    if (uptake->blocked)
        sums->ready_by = BW_DAY_NONE;
    else if (sums->ready_by != BW_DAY_NONE && uptake->ready_by > sums->ready_by)
        sums->ready_by = uptake->ready_by;
}

void bw_impact_add(struct bw_impact_tally *tally, const struct bw_person *person,
                   const struct bw_uptake *uptake)
{
    if (tally->org != person->org && tally->org != BW_NONE)
        close_org(tally);
    tally->org = person->org;
    struct bw_impact_org *org = &tally->orgs[person->org];
    struct bw_impact_role *role = &tally->roles[uptake->shift->line];
    role->people++;
    role->moved += tally->outlook->moves[person->org];
    role->before += uptake->before;
    role->after += uptake->after;
    org->people++;
    org->before += uptake->before;
    org->after += uptake->after;
    tally->sums.people++;
    add_courses(tally, uptake);
    add_readiness(tally, org, uptake);
    for (size_t i = 0; i < uptake->n_needs; i++) {
        struct bw_impact_need *need = &tally->needs[uptake->needs[i].competency];
        need->people_of[uptake->needs[i].end]++;
        need->mandatory |= uptake->needs[i].mandatory;
    }
    if (!person->objects_to_profiling)
        keep(tally, person, uptake);
}

static int by_rise(const void *a, const void *b)
{
    const struct bw_impact_role *x = a, *y = b;
    double rise_x = x->after - x->before, rise_y = y->after - y->before;
    if (rise_x > rise_y || rise_x < rise_y)
        return rise_x > rise_y ? -1 : 1;
    if (x->shift->role != y->shift->role)
        return x->shift->role < y->shift->role ? -1 : 1;
    return (x->shift->line > y->shift->line) - (x->shift->line < y->shift->line);
}

static int by_closure(const void *a, const void *b)
{
    const struct bw_impact_course *x = a, *y = b;
    if (x->closure > y->closure || x->closure < y->closure)
        return x->closure > y->closure ? -1 : 1;
    return (x->course > y->course) - (x->course < y->course);
}

static size_t unreached(const struct bw_impact_need *need)
{
    return need->people_of[BW_UPTAKE_NOT] + need->people_of[BW_UPTAKE_PARTLY];
}

static int by_people(const void *a, const void *b)
{
    const struct bw_impact_need *x = a, *y = b;
    if (unreached(x) != unreached(y))
        return unreached(x) > unreached(y) ? -1 : 1;
    return (x->competency > y->competency) - (x->competency < y->competency);
}

/* Those with people, moved to the front. */
static void end_roles(struct bw_impact_tally *tally, struct bw_impact *out)
{
    for (size_t i = 0; i < tally->outlook->n_shifts; i++) {
        if (tally->roles[i].people == 0)
            continue;
        tally->roles[out->n_roles] = tally->roles[i];
        tally->roles[out->n_roles++].shift = tally->outlook->shifts[i];
    }
    bw_sort(tally->roles, out->n_roles, sizeof *tally->roles, by_rise);
    out->roles = tally->roles;
}

static void end_orgs(struct bw_impact_tally *tally, struct bw_impact *out)
{
    for (uint32_t i = 0; i < tally->outlook->cat.n_orgs; i++) {
        struct bw_impact_org org = tally->orgs[i];
        int64_t budget = tally->outlook->cat.orgs[i].training_budget_cents;
        if (org.people == 0)
            continue;
        org.org = i;
        out->before += org.before;
        out->after += org.after;
        out->hours += org.hours;
        out->cost_cents += org.cost_cents;
        if (budget >= 0)
            out->budget_cents = (out->budget_cents < 0 ? 0 : out->budget_cents) + budget;
        tally->orgs[out->n_orgs++] = org;
    }
    out->orgs = tally->orgs;
}

static void end_courses(struct bw_impact_tally *tally, struct bw_impact *out)
{
    size_t n = 0;
    for (uint32_t c = 0; c < tally->outlook->cat.n_courses; c++) {
        if (tally->courses[c].people == 0)
            continue;
        tally->courses[n] = tally->courses[c];
        tally->courses[n++].course = c;
    }
    bw_sort(tally->courses, n, sizeof *tally->courses, by_closure);
    out->courses = tally->courses;
    out->n_taken = n;
    out->n_courses = n < BW_IMPACT_COURSES_MOST ? n : BW_IMPACT_COURSES_MOST;
}

static void end_needs(struct bw_impact_tally *tally, struct bw_impact *out)
{
    for (uint32_t c = 0; c < tally->outlook->cat.n_competencies; c++) {
        if (unreached(&tally->needs[c]) == 0)
            continue;
        tally->needs[out->n_open] = tally->needs[c];
        tally->needs[out->n_open++].competency = c;
    }
    bw_sort(tally->needs, out->n_open, sizeof *tally->needs, by_people);
    out->open = tally->needs;
}

struct bw_impact bw_impact_end(struct bw_impact_tally *tally)
{
    struct bw_impact out = tally->sums;
    if (tally->org != BW_NONE)
        close_org(tally);
    end_roles(tally, &out);
    end_orgs(tally, &out);
    end_courses(tally, &out);
    end_needs(tally, &out);
    bw_sort(tally->order, tally->n_kept, sizeof(struct kept *), most_rise);
    out.n_gaps = tally->n_kept < tally->k ? tally->n_kept : tally->k;
    struct bw_impact_person *gaps = bw_arena_take(tally->arena, out.n_gaps * sizeof *gaps);
    for (size_t i = 0; i < out.n_gaps; i++)
        gaps[i] = tally->order[i]->person;
    out.gaps = gaps;
    return out;
}
