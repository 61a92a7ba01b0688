#include "model/plan/plan_calendar.h"

#include "model/base/sort.h"

#include <string.h>

/* Hours are sums of thirds and sevenths. */
#define SLACK 1e-9
/* So many courses without a date are tried in every order. */
#define ORDERS_OF 5
/* Rounds in which each of these is begun at other times. */
#define ROUNDS_MOST 4

struct calendar {
    const struct bw_plan_problem *problem;
    const struct bw_plan_chooser *chooser;
    double *all, *own_pace; /* hours per week: of all learning, at one's own pace */
    bool waits;             /* what has no date waits for sessions that help it */
    bool as_listed;         /* what has no date comes in the order of the list */
    bool circular;          /* some of it helps each other */
    const uint32_t *begins; /* as listed: the weeks before which it does not begin, by place; NULL:
                               when what helps it, and comes before it in the list, is over */
};

static const struct bw_course *course_of(const struct bw_plan_problem *problem,
                                         const struct bw_plan_taken *taken)
{
    return problem->courses[problem->choices[taken->choice].course].course;
}

static bool is_dated(const struct bw_plan_problem *problem, const struct bw_plan_taken *taken)
{
    return problem->options[taken->option].session != NULL;
}

static bool helps(const struct calendar *calendar, const struct bw_plan_taken *one,
                  const struct bw_plan_taken *other)
{
    uint32_t number = one->choice - calendar->chooser->choice;
    return calendar->problem->choices[other->choice].helped_by >> number & 1;
}

static enum bw_plan_clash attend(struct calendar *calendar, struct bw_plan_taken taken[],
                                 uint32_t n)
{
    const struct bw_plan_problem *problem = calendar->problem;
    memset(calendar->all, 0, problem->n_weeks * sizeof *calendar->all);
    memset(calendar->own_pace, 0, problem->n_weeks * sizeof *calendar->own_pace);
    for (uint32_t i = 0; i < n; i++) {
        const struct bw_plan_option *option = &problem->options[taken[i].option];
        if (!option->session)
            continue;
        taken[i].start = option->start;
        taken[i].end = option->end;
        double hours = course_of(problem, &taken[i])->hours / option->n_weeks;
        for (uint32_t w = option->week; w < option->week + option->n_weeks; w++)
            if ((calendar->all[w] += hours) > calendar->chooser->week_hours + SLACK)
                return BW_PLAN_FULL_WEEK;
        for (uint32_t o = 0; o < i && option->start == option->end; o++)
            if (is_dated(problem, &taken[o]) && taken[o].start == option->start &&
                taken[o].end == option->start)
                return BW_PLAN_SAME_DAY;
    }
    return BW_PLAN_FITS;
}

/* The first week from `week` on for what takes `hours`; its days are filled in. */
static bool place(struct calendar *calendar, struct bw_plan_taken *taken, uint32_t week)
{
    const struct bw_plan_problem *problem = calendar->problem;
    double left = course_of(problem, taken)->hours;
    uint32_t first = BW_NONE, last = week;
    for (uint32_t w = week; w < problem->n_whole_weeks && (left > SLACK || first == BW_NONE); w++) {
        double room = calendar->chooser->week_hours - calendar->all[w];
        double own = calendar->chooser->own_pace_hours - calendar->own_pace[w];
        double take = room < own ? room : own;
        take = take < left ? take : left;
        if (take <= SLACK && left > SLACK)
            continue;
        calendar->all[w] += take;
        calendar->own_pace[w] += take;
        left -= take;
        first = first == BW_NONE ? w : first;
        last = w;
    }
    taken->start = problem->limits.from + (bw_day)(first * BW_PLAN_DAYS_A_WEEK);
    taken->end =
        problem->limits.from + (bw_day)(last * BW_PLAN_DAYS_A_WEEK) + (BW_PLAN_DAYS_A_WEEK - 1);
    return left <= SLACK && first != BW_NONE;
}

/* The week in which a course without a date can begin. */
static uint32_t begin_of(const struct calendar *calendar, const struct bw_plan_taken taken[],
                         uint32_t n, const bool placed[], uint32_t j)
{
    const struct bw_plan_problem *problem = calendar->problem;
    uint32_t week = 0;
    if (calendar->begins)
        return calendar->begins[j];
    for (uint32_t i = 0; i < n; i++) {
        bool dated = is_dated(problem, &taken[i]);
        if (i == j || !helps(calendar, &taken[i], &taken[j]) ||
            !(dated ? calendar->waits : placed[i]))
            continue;
        uint32_t after = (uint32_t)(taken[i].end - problem->limits.from) / BW_PLAN_DAYS_A_WEEK + 1;
        week = after > week ? after : week;
    }
    return week;
}

/* Which course without a date comes next: what helps others before these, then what helps the
 * earliest session, then by number. */
static uint32_t next_to_place(struct calendar *calendar, const struct bw_plan_taken taken[],
                              uint32_t n, const bool placed[])
{
    const struct bw_plan_problem *problem = calendar->problem;
    uint32_t best = BW_NONE, best_waits = 0;
    bw_day best_due = 0;
    for (uint32_t j = 0; j < n; j++) {
        if (placed[j] || is_dated(problem, &taken[j]))
            continue;
        if (calendar->as_listed)
            return j;
        uint32_t waits = 0;
        bw_day due = problem->limits.by;
        for (uint32_t i = 0; i < n; i++) {
            bool dated = is_dated(problem, &taken[i]);
            waits += !dated && !placed[i] && i != j && helps(calendar, &taken[i], &taken[j]);
            if (dated && taken[i].start < due && helps(calendar, &taken[j], &taken[i]))
                due = taken[i].start;
        }
        bool better =
            best == BW_NONE || waits < best_waits ||
            (waits == best_waits &&
             (due < best_due || (due == best_due && taken[j].choice < taken[best].choice)));
        if (better) {
            best = j;
            best_waits = waits;
            best_due = due;
        }
    }
    calendar->circular |= best_waits > 0;
    return best;
}

static int by_start(const void *a, const void *b)
{
    const struct bw_plan_taken *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    return (x->choice > y->choice) - (x->choice < y->choice);
}

static struct bw_plan_settled settle(struct calendar *calendar, struct bw_plan_taken taken[],
                                     uint32_t n)
{
    const struct bw_plan_problem *problem = calendar->problem;
    struct bw_plan_settled out = {.clash = attend(calendar, taken, n)};
    bool placed[BW_PLAN_CHOICES_MOST] = {false};
    if (out.clash != BW_PLAN_FITS)
        return out;
    for (uint32_t j; (j = next_to_place(calendar, taken, n, placed)) != BW_NONE; placed[j] = true)
        if (!place(calendar, &taken[j], begin_of(calendar, taken, n, placed, j))) {
            out.clash = BW_PLAN_TOO_LATE;
            return out;
        }
    bw_sort(taken, n, sizeof *taken, by_start);
    uint32_t person = (uint32_t)(calendar->chooser - problem->people);
    if (!bw_plan_value(problem, person, taken, n, &out.closure))
        out.clash = BW_PLAN_NOT_ADMITTED;
    return out;
}

/* Something without a date is helped by a session. */
static bool could_wait(const struct calendar *calendar, const struct bw_plan_taken taken[],
                       uint32_t n)
{
    for (uint32_t j = 0; j < n; j++)
        for (uint32_t i = 0; i < n && !is_dated(calendar->problem, &taken[j]); i++)
            if (i != j && is_dated(calendar->problem, &taken[i]) &&
                helps(calendar, &taken[i], &taken[j]))
                return true;
    return false;
}

static struct calendar calendar_of(const struct bw_plan_problem *problem, uint32_t person)
{
    return (struct calendar){.problem = problem,
                             .chooser = &problem->people[person],
                             .all = problem->weeks,
                             .own_pace = problem->weeks + problem->n_weeks};
}

/* The best of several ways to settle the same courses. */
struct trial {
    struct calendar *calendar;
    struct bw_plan_taken *taken; /* of the best, once there is one */
    struct bw_plan_taken listed[BW_PLAN_CHOICES_MOST];
    uint32_t n;
    struct bw_plan_settled best;
};

/* One order, with and without waiting for sessions. */
static void try_order(struct trial *trial, bool as_listed, bool could_wait)
{
    struct bw_plan_taken taken[BW_PLAN_CHOICES_MOST];
    trial->calendar->as_listed = as_listed;
    for (int waits = 0; waits <= could_wait; waits++) {
        trial->calendar->waits = waits;
        memcpy(taken, trial->listed, trial->n * sizeof *taken);
        struct bw_plan_settled settled = settle(trial->calendar, taken, trial->n);
        bool fitted = trial->best.clash == BW_PLAN_FITS;
        if (settled.clash == BW_PLAN_FITS && (!fitted || settled.closure > trial->best.closure)) {
            trial->best = settled;
            memcpy(trial->taken, taken, trial->n * sizeof *taken);
        } else if (!fitted) {
            trial->best.clash = settled.clash;
        }
    }
}

struct bw_plan_settled bw_plan_settle(const struct bw_plan_problem *problem, uint32_t person,
                                      struct bw_plan_taken taken[], uint32_t n)
{
    const struct bw_plan_limits *limits = &problem->limits;
    struct calendar calendar = calendar_of(problem, person);
    double hours = 0;
    for (uint32_t i = 0; i < n; i++)
        hours += course_of(problem, &taken[i])->hours;
    if (n > BW_PLAN_CHOICES_MOST || (limits->max_courses != BW_NONE && n > limits->max_courses))
        return (struct bw_plan_settled){.clash = BW_PLAN_TOO_MANY};
    if (limits->hours >= 0 && hours > limits->hours + SLACK)
        return (struct bw_plan_settled){.clash = BW_PLAN_TOO_LONG};
    struct trial trial = {.calendar = &calendar, .taken = taken, .n = n};
    trial.best.clash = BW_PLAN_NOT_ADMITTED;
    memcpy(trial.listed, taken, n * sizeof *taken);
    bool could = could_wait(&calendar, taken, n);
    try_order(&trial, false, could);
    if (calendar.circular)
        try_order(&trial, true, could);
    if (trial.best.clash != BW_PLAN_FITS)
        memcpy(taken, trial.listed, n * sizeof *taken);
    trial.best.hours = hours;
    return trial.best;
}

/* The next order of the places that have no date, as numbers count up; false after the last. */
static bool next_order(uint32_t order[], uint32_t n)
{
    uint32_t i = n, k = n;
    while (i > 1 && order[i - 2] > order[i - 1])
        i--;
    if (i < 2)
        return false;
    while (order[k - 1] < order[i - 2])
        k--;
    uint32_t kept = order[i - 2];
    order[i - 2] = order[k - 1];
    order[k - 1] = kept;
    for (uint32_t a = i - 1, b = n - 1; a < b; a++, b--) {
        kept = order[a];
        order[a] = order[b];
        order[b] = kept;
    }
    return true;
}

/* Every order of few courses without a date. */
static void try_orders(struct trial *trial, const struct bw_plan_taken all[])
{
    uint32_t order[ORDERS_OF], places[ORDERS_OF], n_own = 0;
    for (uint32_t i = 0; i < trial->n; i++)
        if (!is_dated(trial->calendar->problem, &all[i]) && n_own++ < ORDERS_OF)
            places[n_own - 1] = i;
    if (n_own < 2 || n_own > ORDERS_OF)
        return;
    for (uint32_t i = 0; i < n_own; i++)
        order[i] = i;
    bool could = could_wait(trial->calendar, all, trial->n);
    do {
        memcpy(trial->listed, all, trial->n * sizeof *all);
        for (uint32_t i = 0; i < n_own; i++)
            trial->listed[places[i]] = all[places[order[i]]];
        try_order(trial, true, could);
    } while (next_order(order, n_own));
}

static uint32_t week_of(const struct calendar *calendar, bw_day day)
{
    return (uint32_t)(day - calendar->problem->limits.from) / BW_PLAN_DAYS_A_WEEK;
}

/* One course without a date begins in another week, the rest not before it does now; is that
 * better? */
static bool try_begin(struct trial *trial, uint32_t choice, uint32_t week)
{
    struct calendar *calendar = trial->calendar;
    uint32_t begins[BW_PLAN_CHOICES_MOST];
    double closure = trial->best.closure;
    memcpy(trial->listed, trial->taken, trial->n * sizeof *trial->taken);
    for (uint32_t i = 0; i < trial->n; i++)
        if (trial->listed[i].choice == choice)
            trial->listed[i].start =
                calendar->problem->limits.from + (bw_day)(week * BW_PLAN_DAYS_A_WEEK);
    bw_sort(trial->listed, trial->n, sizeof *trial->listed, by_start);
    for (uint32_t i = 0; i < trial->n; i++)
        begins[i] = week_of(calendar, trial->listed[i].start);
    calendar->begins = begins;
    try_order(trial, true, false);
    calendar->begins = NULL;
    return trial->best.closure > closure;
}

/* Each course without a date at once, or after each other one. */
static void try_begins(struct trial *trial)
{
    bool better = true;
    for (int round = 0; round < ROUNDS_MOST && better; round++) {
        better = false;
        for (uint32_t j = 0; j < trial->n; j++) {
            uint32_t choice = trial->taken[j].choice;
            if (is_dated(trial->calendar->problem, &trial->taken[j]))
                continue;
            better |= try_begin(trial, choice, 0);
            for (uint32_t i = 0; i < trial->n; i++)
                if (trial->taken[i].choice != choice)
                    better |=
                        try_begin(trial, choice, week_of(trial->calendar, trial->taken[i].end) + 1);
        }
    }
}

struct bw_plan_settled bw_plan_settle_best(const struct bw_plan_problem *problem, uint32_t person,
                                           struct bw_plan_taken taken[], uint32_t n)
{
    struct calendar calendar = calendar_of(problem, person);
    struct trial trial = {.calendar = &calendar, .taken = taken, .n = n};
    struct bw_plan_taken all[BW_PLAN_CHOICES_MOST];
    trial.best = bw_plan_settle(problem, person, taken, n);
    if (trial.best.clash == BW_PLAN_TOO_MANY || trial.best.clash == BW_PLAN_TOO_LONG)
        return trial.best;
    double hours = trial.best.hours;
    memcpy(all, taken, n * sizeof *taken);
    try_orders(&trial, all);
    if (trial.best.clash == BW_PLAN_FITS)
        try_begins(&trial);
    trial.best.hours = hours;
    return trial.best;
}
