#include "model/report/wishes.h"

#include <string.h>

#include "model/base/sort.h"
#include "model/listing.h"
#include "model/report/budget.h"
#include "model/report/obligations.h"

/* The report in the making. */
struct making {
    const struct bw_ground *ground;
    uint32_t org, team;
    struct bw_wished *lines;               /* one a competency */
    struct bw_wishes_team *teams;          /* one a team of the catalogue */
    struct bw_joint_person *wishes, *work; /* hits of the group, in the order of the people */
    size_t n;
    struct bw_wisher *wishers; /* who may be named, by person */
    size_t n_wishers;
    struct bw_wishes report;
};

static bool is_member(const struct making *making, const struct bw_person *person)
{
    return making->team == BW_NONE || person->team == making->team;
}

static struct bw_gap gap_of(const struct making *making, const struct bw_person *person,
                            enum bw_goal_kind goal)
{
    const struct bw_ground *ground = making->ground;
    struct bw_question question = bw_question_on(ground->as_of);
    question.goal.kind = goal;
    return bw_gap_make(ground->cat, ground->peers, person, &question, ground->arena);
}

static const struct bw_need *need_of(const struct bw_gap *gap, uint32_t competency)
{
    size_t low = 0, high = gap->n_needs;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (gap->needs[middle].ask.competency < competency)
            low = middle + 1;
        else
            high = middle;
    }
    return low < gap->n_needs && gap->needs[low].ask.competency == competency ? &gap->needs[low]
                                                                              : NULL;
}

static bool is_closable(const struct bw_joint_person *hits, uint32_t competency)
{
    for (size_t i = 0; i < hits->n_not_closable; i++)
        if (hits->not_closable[i] == competency)
            return false;
    return true;
}

/* One wish that is not met. */
static void add_wish(struct making *making, const struct bw_need *wish, const struct bw_need *need,
                     bool closable, struct bw_wishes_sum *sum)
{
    struct bw_wished *line = &making->lines[wish->ask.competency];
    bool work = need && need->standing != BW_MET;
    line->people++;
    line->gap += wish->gap;
    line->have_mean += wish->x.mean;
    line->asked += need != NULL;
    line->short_of += work;
    line->work_gap += work ? need->gap : 0;
    line->unserved += !closable;
    sum->wishes++;
    sum->gap += wish->gap;
    sum->unserved += !closable;
    sum->overlap += work;
    sum->overlap_gap += work ? need->gap : 0;
}

/* Does it serve an open duty? Then the employer owes it. */
static bool is_owed(const struct bw_gap *work, uint32_t course)
{
    const struct bw_catalogue *cat = work->mind.cat;
    bool owed = cat->courses[course].legal_basis;
    for (size_t i = 0; i < work->n_needs && !owed; i++) {
        const struct bw_need *need = &work->needs[i];
        owed = need->standing != BW_MET && bw_duty_is(&need->ask) &&
               bw_listing_teaches(cat, course, (struct bw_ixs){&need->ask.competency, 1});
    }
    return owed;
}

static void add_costs(const struct making *making, const struct bw_gap *work,
                      const struct bw_joint_hit *first, struct bw_wishes_sum *sum)
{
    const struct bw_catalogue *cat = making->ground->cat;
    const struct bw_person *person = work->mind.person;
    if (person->training_budget_cents >= 0) {
        sum->people_budgets++;
        sum->personal_cents += person->training_budget_cents;
    }
    if (!first)
        return;
    const struct bw_course_card *card = &cat->cards[first->course];
    sum->served++;
    sum->cost_cents += card->price_cents;
    sum->hours += card->hours;
    sum->employee_cost_cents += bw_budget_own_cents(&cat->orgs[making->org], card->price_cents,
                                                    is_owed(work, first->course));
}

/* Adds `more`, of one person, to a sum. */
static void add_sum(struct bw_wishes_sum *sum, const struct bw_wishes_sum *more)
{
    sum->people++;
    sum->people_with += more->wishes > 0;
    sum->wishes += more->wishes;
    sum->gap += more->gap;
    sum->unserved += more->unserved;
    sum->overlap += more->overlap;
    sum->overlap_gap += more->overlap_gap;
    sum->work_gap += more->work_gap;
    sum->served += more->served;
    sum->cost_cents += more->cost_cents;
    sum->employee_cost_cents += more->employee_cost_cents;
    sum->hours += more->hours;
    sum->people_budgets += more->people_budgets;
    sum->personal_cents += more->personal_cents;
}

static void add_wishes(struct making *making, const struct bw_gap *wished,
                       const struct bw_gap *work, const struct bw_joint_person *hits,
                       struct bw_wishes_sum *sum)
{
    const struct bw_person *person = wished->mind.person;
    for (size_t i = 0; i < wished->n_needs; i++) {
        const struct bw_need *wish = &wished->needs[i];
        if (wish->standing == BW_MET)
            continue;
        add_wish(making, wish, need_of(work, wish->ask.competency),
                 is_closable(hits, wish->ask.competency), sum);
        if (!person->objects_to_profiling)
            making->wishers[making->n_wishers++] = (struct bw_wisher){wish->ask.competency, person};
    }
}

static void add_member(struct making *making, const struct bw_person *person)
{
    struct bw_arena *arena = making->ground->arena;
    size_t mark = bw_arena_mark(arena);
    struct bw_wishes_sum sum = {.people = 1};
    struct bw_gap work = gap_of(making, person, BW_GOAL_CURRENT);
    struct bw_gap wished = gap_of(making, person, BW_GOAL_WISHES);
    sum.work_gap = work.total;
    struct bw_joint_person wishes = bw_joint_person_of(&wished, arena);
    add_wishes(making, &wished, &work, &wishes, &sum);
    struct bw_joint_person needs = bw_joint_person_of(&work, arena);
    add_costs(making, &work, bw_joint_first(making->ground->cat, &wishes), &sum);
    bw_arena_rewind(arena, mark);
    bw_joint_keep(&wishes, arena);
    bw_joint_keep(&needs, arena);
    making->wishes[making->n] = wishes;
    making->work[making->n++] = needs;
    add_sum(&making->report.all, &sum);
    add_sum(&making->teams[person->team].sum, &sum);
}

/* Of the org's budget what falls to so many of its people; half a cent is rounded up. */
static int64_t share_of(const struct making *making, size_t people)
{
    int64_t budget = making->ground->cat->orgs[making->org].training_budget_cents;
    int64_t all = (int64_t)making->ground->people.n;
    return budget < 0 || all == 0 ? -1 : (budget * (int64_t)people * 2 + all) / (2 * all);
}

static void list_teams(struct making *making)
{
    struct bw_wishes *report = &making->report;
    for (uint32_t t = 0; t < making->ground->cat->n_teams; t++) {
        struct bw_wishes_team *team = &making->teams[t];
        team->team = t;
        team->sum.budget_cents = share_of(making, team->sum.people);
        if (team->sum.people > 0)
            making->teams[report->n_teams++] = *team;
    }
    report->teams = making->teams;
    report->all.budget_cents = share_of(making, report->all.people);
}

static int most_people(const void *a, const void *b)
{
    const struct bw_wished *x = a, *y = b;
    if (x->people != y->people)
        return x->people > y->people ? -1 : 1;
    return (x->competency > y->competency) - (x->competency < y->competency);
}

static int by_competency(const void *a, const void *b)
{
    const struct bw_wisher *x = a, *y = b;
    if (x->competency != y->competency)
        return x->competency < y->competency ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person); /* in the order of their ids */
}

static void list_competencies(struct making *making)
{
    struct bw_wished *lines = making->lines;
    size_t n = 0, who = 0;
    bw_sort(making->wishers, making->n_wishers, sizeof *making->wishers, by_competency);
    for (uint32_t c = 0; c < making->ground->cat->n_competencies; c++) {
        struct bw_wished line = lines[c];
        if (line.people == 0)
            continue;
        line.competency = c;
        line.have_mean /= (double)line.people;
        line.who = making->wishers + who;
        while (who < making->n_wishers && making->wishers[who].competency == c)
            who++;
        line.n_who = (size_t)(making->wishers + who - line.who);
        lines[n++] = line;
    }
    bw_sort(lines, n, sizeof *lines, most_people);
    making->report.competencies = lines;
    making->report.n_competencies = n;
}

static void list_courses(struct making *making)
{
    struct bw_joint best[BW_WISHES_COURSES];
    struct bw_joint_people people = {making->wishes, making->n};
    size_t n = bw_joint_best(making->ground, people, 1, best, BW_WISHES_COURSES);
    for (size_t c = 0; c < n; c++) {
        struct bw_wishes_course *line = &making->report.courses[c];
        line->joint = best[c];
        for (size_t i = 0; i < making->n; i++)
            line->work += bw_joint_serves(&making->wishes[i], best[c].course) &&
                          bw_joint_serves(&making->work[i], best[c].course);
    }
    making->report.n_courses = n;
}

static size_t wishes_most(const struct bw_people *people)
{
    size_t most = 0;
    for (size_t i = 0; i < people->n; i++)
        most += people->at[i].wishes.n;
    return most;
}

struct bw_wishes bw_wishes_make(const struct bw_ground *ground, uint32_t org, uint32_t team)
{
    const struct bw_people *people = &ground->people;
    struct bw_arena *arena = ground->arena;
    struct making making = {
        .ground = ground,
        .org = org,
        .team = team,
        .lines = BW_ARENA_NEW(arena, struct bw_wished, ground->cat->n_competencies),
        .teams = BW_ARENA_NEW(arena, struct bw_wishes_team, ground->cat->n_teams),
        .wishes = BW_ARENA_NEW(arena, struct bw_joint_person, people->n),
        .work = BW_ARENA_NEW(arena, struct bw_joint_person, people->n),
        .wishers = BW_ARENA_NEW(arena, struct bw_wisher, wishes_most(people))};
    for (size_t i = 0; i < people->n && bw_ground_is_wanted(ground); i++)
        if (is_member(&making, &people->at[i]))
            add_member(&making, &people->at[i]);
    list_teams(&making);
    list_competencies(&making);
    list_courses(&making);
    return making.report;
}
