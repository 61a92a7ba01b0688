#include "model/plan/plan_check.h"

#include "model/listing.h"
#include "model/plan/plan_check_value.h"

#include <math.h>

#define WEEK 7
#define HOURS_SLACK 1e-6
#define CLOSURE_SLACK 1e-6

struct checking {
    const struct bw_plan_task *task;
    const struct bw_plan *plan;
    struct bw_arena *arena;
    struct bw_question listed_for;
    struct bw_plan_verdict verdict;
};

static void find(struct checking *checking, enum bw_plan_fault fault, uint32_t person, size_t item)
{
    if (checking->verdict.fault == BW_PLAN_SOUND)
        checking->verdict = (struct bw_plan_verdict){fault, person, item};
}

static const struct bw_course *course_of(const struct checking *checking, size_t item)
{
    return &checking->task->cat->courses[checking->plan->items[item].course];
}

static void check_order(struct checking *checking)
{
    const struct bw_plan *plan = checking->plan;
    for (size_t i = 0; i < plan->n_items; i++) {
        const struct bw_plan_item *item = &plan->items[i], *before = i > 0 ? item - 1 : NULL;
        bool follows = before && before->person == item->person;
        if (item->person >= checking->task->people.n ||
            item->course >= checking->task->cat->n_courses ||
            (before && item->person < before->person) || item->end < item->start ||
            item->order != (follows ? before->order + 1 : 1) ||
            (follows && item->start < before->start))
            find(checking, BW_PLAN_FAULT_ORDER, item->person, i);
        for (size_t k = 0; k < i; k++)
            if (plan->items[k].person == item->person && plan->items[k].course == item->course)
                find(checking, BW_PLAN_FAULT_ORDER, item->person, i);
    }
}

static bool session_is_its(const struct checking *checking, size_t i)
{
    const struct bw_plan_item *item = &checking->plan->items[i];
    const struct bw_course *course = course_of(checking, i);
    const struct bw_filters *filters = &checking->task->question->filters;
    const struct bw_session *session = item->session;
    if (!session)
        return course->n_sessions == 0;
    bool its = false;
    for (size_t s = 0; s < course->n_sessions; s++)
        its |= session == &course->sessions[s];
    if (!its || bw_plan_seats_left(checking->task, item->course, session) == 0 ||
        item->start != session->start ||
        item->end != (session->end == BW_DAY_NONE ? session->start : session->end))
        return false;
    return (filters->start_after == BW_DAY_NONE || session->start >= filters->start_after) &&
           (filters->start_before == BW_DAY_NONE || session->start <= filters->start_before);
}

static void check_time(struct checking *checking)
{
    const struct bw_plan *plan = checking->plan;
    const struct bw_plan_limits *limits = &checking->task->limits;
    for (size_t i = 0; i < plan->n_items; i++) {
        const struct bw_plan_item *item = &plan->items[i];
        if (!session_is_its(checking, i))
            find(checking, BW_PLAN_FAULT_SESSION, item->person, i);
        bool whole = item->session || ((item->start - limits->from) % WEEK == 0 &&
                                       (item->end - limits->from) % WEEK == WEEK - 1);
        if (item->start < limits->from || item->end > limits->by || !whole)
            find(checking, BW_PLAN_FAULT_TIME, item->person, i);
        for (size_t k = 0; k < i; k++) {
            const struct bw_plan_item *other = &plan->items[k];
            if (other->person == item->person && other->session && item->session &&
                item->start == item->end && other->start == other->end &&
                other->start == item->start)
                find(checking, BW_PLAN_FAULT_SAME_DAY, item->person, i);
        }
    }
}

/* Can the hours at one's own pace be spread over the weeks of each item? Week by week the item that
 * ends first is served first: if any order fits, that one does. */
static bool own_pace_fits(const struct checking *checking, size_t first, size_t n,
                          const double dated[], size_t n_weeks)
{
    const struct bw_plan_item *items = checking->plan->items + first;
    const struct bw_person *person = &checking->task->people.at[items->person];
    double week_hours = person->hours_per_week > 0 ? person->hours_per_week : 36;
    double most = person->preferences.max_hours_week;
    double own = most > 0 && most < week_hours ? most : week_hours;
    bw_day from = checking->task->limits.from;
    double *left = BW_ARENA_NEW(checking->arena, double, n);
    for (size_t i = 0; i < n; i++)
        left[i] = items[i].session ? 0 : course_of(checking, first + i)->hours;
    for (size_t w = 0; w < n_weeks; w++) {
        double room = fmin(week_hours - dated[w], own);
        for (;;) {
            size_t next = n;
            for (size_t i = 0; i < n; i++)
                if (left[i] > 0 && (items[i].start - from) / WEEK <= (bw_day)w &&
                    (next == n || items[i].end < items[next].end))
                    next = i;
            if (next == n || room <= 0)
                break;
            double take = fmin(room, left[next]);
            left[next] -= take;
            room -= take;
        }
        for (size_t i = 0; i < n; i++)
            if (left[i] > HOURS_SLACK && (items[i].end - from) / WEEK <= (bw_day)w)
                return false;
    }
    return true;
}

static void check_weeks(struct checking *checking, size_t first, size_t n)
{
    const struct bw_plan_item *items = checking->plan->items + first;
    const struct bw_plan_limits *limits = &checking->task->limits;
    const struct bw_person *person = &checking->task->people.at[items->person];
    double week_hours = person->hours_per_week > 0 ? person->hours_per_week : 36;
    size_t mark = bw_arena_mark(checking->arena);
    size_t n_weeks = (size_t)(limits->by - limits->from) / WEEK + 1;
    double *dated = BW_ARENA_NEW(checking->arena, double, n_weeks);
    for (size_t i = 0; i < n; i++) {
        bw_day a = (items[i].start - limits->from) / WEEK, b = (items[i].end - limits->from) / WEEK;
        for (bw_day w = a; w <= b && items[i].session; w++)
            dated[w] += course_of(checking, first + i)->hours / (b - a + 1);
    }
    for (size_t w = 0; w < n_weeks; w++)
        if (dated[w] > week_hours + HOURS_SLACK)
            find(checking, BW_PLAN_FAULT_WEEK, items->person, first);
    if (!own_pace_fits(checking, first, n, dated, n_weeks))
        find(checking, BW_PLAN_FAULT_WEEK, items->person, first);
    bw_arena_rewind(checking->arena, mark);
}

static bool is_close(double a, double b)
{
    return fabs(a - b) <= CLOSURE_SLACK * fmax(1, fabs(b));
}

static void check_value(struct checking *checking, const struct bw_gap *gap, size_t first, size_t n)
{
    const struct bw_plan_item *items = checking->plan->items + first;
    uint32_t person = items->person;
    struct bw_plan_audit audit =
        bw_plan_audit_value(checking->task, gap, items, n, checking->arena);
    if (!audit.admitted)
        find(checking, BW_PLAN_FAULT_ENTRY, person, first + audit.item);
    for (size_t i = 0; i < n && audit.admitted; i++)
        if (!is_close(items[i].success, audit.kappa[i]))
            find(checking, BW_PLAN_FAULT_SUCCESS, person, first + i);
    if (audit.admitted && !is_close(checking->plan->people[person].closure, audit.closure))
        find(checking, BW_PLAN_FAULT_CLOSURE, person, checking->plan->n_items);
}

/* One person: what may be listed, hours, courses, weeks, value. */
static void check_person(struct checking *checking, uint32_t p, size_t first, size_t n)
{
    const struct bw_plan_task *task = checking->task;
    const struct bw_plan_person *line = &checking->plan->people[p];
    const struct bw_plan_limits *limits = &task->limits;
    size_t mark = bw_arena_mark(checking->arena), none = checking->plan->n_items;
    struct bw_gap gap =
        bw_gap_make(task->cat, task->peers, &task->people.at[p], task->question, checking->arena);
    double hours = 0;
    int64_t cost = 0;
    for (size_t i = first; i < first + n; i++) {
        const struct bw_plan_item *item = &checking->plan->items[i];
        if (!bw_listing_offers(&gap, &checking->listed_for, item->course))
            find(checking, BW_PLAN_FAULT_LISTED, p, i);
        if (!is_close(item->hours, course_of(checking, i)->hours))
            find(checking, BW_PLAN_FAULT_HOURS, p, i);
        hours += course_of(checking, i)->hours;
        cost += item->cost_cents;
    }
    if (!is_close(line->hours, hours) ||
        (limits->hours >= 0 && hours > limits->hours + HOURS_SLACK))
        find(checking, BW_PLAN_FAULT_HOURS, p, none);
    if (line->cost_cents != cost)
        find(checking, BW_PLAN_FAULT_COST, p, none);
    if (line->courses != n || (limits->max_courses != BW_NONE && n > limits->max_courses))
        find(checking, BW_PLAN_FAULT_COURSES, p, none);
    if (n > 0) {
        check_weeks(checking, first, n);
        check_value(checking, &gap, first, n);
    } else if (line->closure > 0) {
        find(checking, BW_PLAN_FAULT_CLOSURE, p, none);
    }
    if (checking->plan->feasible && gap.total > 0 &&
        line->closure < limits->min_closure - CLOSURE_SLACK)
        find(checking, BW_PLAN_FAULT_LEAST, p, none);
    if (line->closure > gap.total + CLOSURE_SLACK)
        find(checking, BW_PLAN_FAULT_BOUND, p, none);
    bw_arena_rewind(checking->arena, mark);
}

static bool same_run(const struct bw_plan_item *a, const struct bw_plan_item *b)
{
    return a->course == b->course && a->session == b->session;
}

/* The cheapest way to send n people together: so many groups, the rest each by themselves. */
static int64_t cheapest(const struct bw_course *course, int64_t n)
{
    int64_t least = n * course->price_cents;
    bool has_group = course->group_price_cents >= 0 && course->group_max != 0 && n > 1;
    for (int64_t groups = 1; has_group && groups <= n; groups++) {
        int64_t in_groups = course->group_max < 0 ? n : groups * course->group_max;
        int64_t rest = in_groups < n ? n - in_groups : 0;
        int64_t cost = groups * course->group_price_cents + rest * course->price_cents;
        least = cost < least ? cost : least;
    }
    return least;
}

static int64_t own_share(const struct checking *checking, size_t i)
{
    const struct bw_plan_item *item = &checking->plan->items[i];
    const struct bw_catalogue *cat = checking->task->cat;
    if (item->mandatory || item->working_time || course_of(checking, i)->legal_basis)
        return 0;
    double share = cat->orgs[checking->task->people.at[item->person].org].personal_share;
    return (int64_t)(share * (double)item->cost_cents + .5);
}

/* Seats and prices of each run, looked at by its first item. */
static void check_runs(struct checking *checking)
{
    const struct bw_plan *plan = checking->plan;
    for (size_t i = 0; i < plan->n_items; i++) {
        const struct bw_plan_item *item = &plan->items[i];
        int64_t n = 0, sum = 0, low = item->cost_cents, high = low;
        bool first = true;
        for (size_t k = 0; k < plan->n_items; k++) {
            if (!same_run(item, &plan->items[k]))
                continue;
            first &= k >= i;
            n++;
            sum += plan->items[k].cost_cents;
            low = plan->items[k].cost_cents < low ? plan->items[k].cost_cents : low;
            high = plan->items[k].cost_cents > high ? plan->items[k].cost_cents : high;
        }
        int64_t least = cheapest(course_of(checking, i), n);
        bool grouped = least < n * course_of(checking, i)->price_cents;
        if (item->employee_cost_cents != own_share(checking, i) ||
            item->group != (grouped ? (uint32_t)n : 0))
            find(checking, BW_PLAN_FAULT_COST, item->person, i);
        if (first && (sum != least || high - low > 1))
            find(checking, BW_PLAN_FAULT_COST, item->person, i);
        int64_t seats =
            item->session ? bw_plan_seats_left(checking->task, item->course, item->session) : -1;
        if (seats >= 0 && n > seats)
            find(checking, BW_PLAN_FAULT_SEATS, item->person, i);
    }
}

/* People in sessions in one week. */
static void check_away(struct checking *checking)
{
    const struct bw_plan *plan = checking->plan;
    const struct bw_plan_limits *limits = &checking->task->limits;
    double most = floor(limits->max_away_share * (double)checking->task->people.n + 1e-9);
    if (limits->max_away_share < 0)
        return;
    if (most < 1 && limits->max_away_share > 0)
        most = 1;
    for (bw_day w = limits->from; w <= limits->by; w += WEEK) {
        double away = 0;
        uint32_t last = BW_NONE;
        for (size_t i = 0; i < plan->n_items; i++) {
            const struct bw_plan_item *item = &plan->items[i];
            if (!item->session || item->person == last || item->start >= w + WEEK || item->end < w)
                continue;
            last = item->person;
            away++;
        }
        if (away > most)
            find(checking, BW_PLAN_FAULT_AWAY, BW_NONE, plan->n_items);
    }
}

static void check_sums(struct checking *checking)
{
    const struct bw_plan *plan = checking->plan;
    const struct bw_plan_limits *limits = &checking->task->limits;
    double closure = 0, hours = 0;
    int64_t cost = 0;
    for (size_t p = 0; p < plan->n_people; p++) {
        closure += plan->people[p].closure;
        hours += plan->people[p].hours;
        cost += plan->people[p].cost_cents;
    }
    if (!is_close(plan->closure, closure))
        find(checking, BW_PLAN_FAULT_CLOSURE, BW_NONE, plan->n_items);
    if (!is_close(plan->hours, hours))
        find(checking, BW_PLAN_FAULT_HOURS, BW_NONE, plan->n_items);
    if (plan->cost_cents != cost)
        find(checking, BW_PLAN_FAULT_COST, BW_NONE, plan->n_items);
    if (limits->budget_cents >= 0 && cost > limits->budget_cents)
        find(checking, BW_PLAN_FAULT_BUDGET, BW_NONE, plan->n_items);
    if (plan->bound < closure - CLOSURE_SLACK || plan->bound > plan->gap + CLOSURE_SLACK)
        find(checking, BW_PLAN_FAULT_BOUND, BW_NONE, plan->n_items);
}

struct bw_plan_verdict bw_plan_check(const struct bw_plan_task *task, const struct bw_plan *plan,
                                     struct bw_arena *arena)
{
    struct checking checking = {
        .task = task, .plan = plan, .arena = arena, .listed_for = *task->question};
    checking.listed_for.as_of = task->limits.from;
    checking.verdict.item = plan->n_items;
    checking.verdict.person = BW_NONE;
    check_order(&checking);
    if (checking.verdict.fault != BW_PLAN_SOUND)
        return checking.verdict; /* nothing else makes sense */
    check_time(&checking);
    if (checking.verdict.fault != BW_PLAN_SOUND)
        return checking.verdict;
    for (size_t p = 0, first = 0, n; p < plan->n_people; p++, first += n) {
        for (n = 0; first + n < plan->n_items && plan->items[first + n].person == p;)
            n++;
        check_person(&checking, (uint32_t)p, first, n);
    }
    check_runs(&checking);
    check_away(&checking);
    check_sums(&checking);
    return checking.verdict;
}

const char *bw_plan_fault_name(enum bw_plan_fault fault)
{
    static const char *const names[BW_PLAN_FAULT_COUNT] = {
        "sound", "order", "listed", "session", "time",  "same_day", "week",    "hours", "courses",
        "seats", "away",  "cost",   "budget",  "entry", "success",  "closure", "least", "bound"};
    return names[fault];
}
