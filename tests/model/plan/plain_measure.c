#include "tests/model/plan/plain_plan.h"

#include "model/base/sort.h"
#include "model/listing.h"
#include "model/plan/plan_problem.h"
#include "model/recommend.h"

#include <math.h>
#include <stdlib.h>

#define WEEK 7
#define LISTED 20
#define WEEKS_MOST 80

int plain_by_start(const void *a, const void *b)
{
    const struct plain_taken *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->course > y->course) - (x->course < y->course);
}

double plain_charge(const struct plain_measure *measure, uint32_t person, uint32_t course)
{
    const struct bw_course *it = &measure->task->cat->courses[course];
    double takes = 1 + it->hours / 40 + (double)it->price_cents / 100000;
    return .01 * measure->closable[person] * takes;
}

struct plain_measure plain_measure_of(const struct bw_plan_task *task, const struct bw_plan *plan,
                                      struct bw_arena *arena)
{
    double *closable = BW_ARENA_NEW(arena, double, task->people.n), sum = 0, all = 0;
    struct bw_question listed_for = *task->question;
    listed_for.as_of = task->limits.from;
    for (size_t p = 0; p < task->people.n; p++) {
        sum += closable[p] = plan->people[p].closable;
        for (uint32_t c = 0; c < task->cat->n_courses; c++)
            if (bw_listing_offers(plan->people[p].gap, &listed_for, c))
                all += (double)task->cat->courses[c].price_cents;
    }
    double cents = (double)task->limits.budget_cents;
    cents = cents <= 0 || cents > all ? all : cents;
    return (struct plain_measure){task, closable, cents > 0 ? BW_PLAN_CHARGE * sum / cents : 0};
}

struct plain_worth plain_worth_of(const struct plain_measure *measure, const struct bw_plan *plan)
{
    struct plain_worth worth = {plan->closure, plan->closure};
    for (size_t i = 0; i < plan->n_items; i++)
        worth.value -= plain_charge(measure, plan->items[i].person, plan->items[i].course) +
                       measure->per_cent * (double)plan->items[i].cost_cents;
    return worth;
}

double plain_closure_of(const struct bw_plan_task *task, const struct bw_plan *plan,
                        struct bw_arena *arena)
{
    double sum = 0;
    for (uint32_t p = 0; p < task->people.n; p++) {
        struct plain_taken taken[PLAIN_MOST];
        double kappa[PLAIN_MOST];
        size_t n = 0;
        for (size_t i = 0; i < plan->n_items; i++) {
            const struct bw_plan_item *item = &plan->items[i];
            if (item->person != p)
                continue;
            if (n == PLAIN_MOST)
                abort();
            taken[n++] = (struct plain_taken){item->course, item->session, item->start, item->end};
        }
        bw_sort(taken, n, sizeof *taken, plain_by_start);
        struct bw_gap gap =
            bw_gap_make(task->cat, task->peers, &task->people.at[p], task->question, arena);
        sum += plain_value(task, &gap, taken, n, kappa);
    }
    return sum;
}

/* The taken courses of one person, while lists are followed. */
struct follower {
    struct plain_taken taken[PLAIN_MOST];
    size_t n, next;
    struct bw_advice advice;
    double hours, most, own_most;
    double all[WEEKS_MOST], own[WEEKS_MOST];
    bool away[WEEKS_MOST];
    bw_day free; /* the first week for the next one at one's own pace: one after another */
};

struct following {
    const struct bw_plan_task *task;
    struct follower *people;
    double left;
};

/* Is there a place in the session, for one more of whom not too many are away? */
static bool has_place(const struct following *following, const struct follower *one,
                      const struct plain_taken *taken)
{
    const struct bw_plan_task *task = following->task;
    double most = floor(task->limits.max_away_share * (double)task->people.n + 1e-9);
    most = task->limits.max_away_share > 0 ? fmax(1, most) : most;
    int64_t heads = 0;
    for (size_t p = 0; p < task->people.n; p++)
        for (size_t i = 0; i < following->people[p].n; i++)
            heads += following->people[p].taken[i].session == taken->session;
    if (taken->session->seats >= 0 && heads >= taken->session->seats)
        return false;
    for (size_t i = 0; i < one->n; i++)
        if (one->taken[i].session && taken->start == taken->end &&
            one->taken[i].start == taken->start && one->taken[i].end == taken->start)
            return false;
    for (bw_day w = (taken->start - task->limits.from) / WEEK;
         w <= (taken->end - task->limits.from) / WEEK && task->limits.max_away_share >= 0; w++) {
        double away = 1;
        for (size_t p = 0; p < task->people.n; p++)
            away += &following->people[p] != one && following->people[p].away[w];
        if (away > most)
            return false;
    }
    return true;
}

/* Puts a session into the weeks of a person who has the hours. */
static bool attend(const struct following *following, struct follower *one, double hours,
                   struct plain_taken *taken)
{
    const struct bw_plan_limits *limits = &following->task->limits;
    bw_day end = taken->session->end;
    taken->start = taken->session->start;
    taken->end = end == BW_DAY_NONE ? taken->start : end;
    if (taken->start < limits->from || taken->end > limits->by || !has_place(following, one, taken))
        return false;
    bw_day a = (taken->start - limits->from) / WEEK, b = (taken->end - limits->from) / WEEK;
    for (bw_day w = a; w <= b; w++)
        if (one->all[w] + hours / (b - a + 1) > one->most + 1e-9)
            return false;
    for (bw_day w = a; w <= b; w++) {
        one->all[w] += hours / (b - a + 1);
        one->away[w] = true;
    }
    return true;
}

/* At one's own pace, after the last such course. */
static bool learn_alone(const struct following *following, struct follower *one, double left,
                        struct plain_taken *taken)
{
    const struct bw_plan_limits *limits = &following->task->limits;
    struct follower tried = *one;
    bw_day first = -1, w = one->free;
    for (; left > 1e-9; w++) {
        if (limits->from + WEEK * (w + 1) - 1 > limits->by)
            return false;
        double take = fmin(fmin(one->most - tried.all[w], one->own_most - tried.own[w]), left);
        if (take <= 1e-9)
            continue;
        tried.all[w] += take;
        tried.own[w] += take;
        left -= take;
        first = first < 0 ? w : first;
    }
    *one = tried;
    one->free = w;
    taken->start = limits->from + WEEK * first;
    taken->end = limits->from + WEEK * w - 1;
    return true;
}

/* The next of one person's list, when it fits. */
static void take_next(struct following *following, struct follower *one)
{
    const struct bw_plan_task *task = following->task;
    const struct bw_suggestion *item = &one->advice.items[one->next++];
    const struct bw_course *course = &task->cat->courses[item->course];
    struct plain_taken taken = {.course = item->course, .session = item->next_session};
    if ((double)course->price_cents > following->left ||
        (task->limits.hours >= 0 && one->hours + course->hours > task->limits.hours) ||
        (task->limits.max_courses != BW_NONE && one->n >= task->limits.max_courses) ||
        (course->n_sessions > 0 && !taken.session) ||
        !(taken.session ? attend(following, one, course->hours, &taken)
                        : learn_alone(following, one, course->hours, &taken)))
        return;
    one->taken[one->n++] = taken;
    one->hours += course->hours;
    following->left -= (double)course->price_cents;
}

static void begin_list(struct follower *one, const struct bw_plan_task *task, size_t p,
                       struct bw_arena *arena)
{
    const struct bw_person *person = &task->people.at[p];
    struct bw_question question = *task->question;
    double liked = person->preferences.max_hours_week;
    question.k = LISTED;
    one->most = person->hours_per_week > 0 ? person->hours_per_week : 36;
    one->own_most = liked > 0 && liked < one->most ? liked : one->most;
    one->advice = bw_recommend(task->cat, task->peers, person, &question, arena);
}

struct plain_worth plain_by_list(const struct plain_measure *measure, struct bw_arena *arena)
{
    const struct bw_plan_task *task = measure->task;
    struct follower *people = BW_ARENA_NEW(arena, struct follower, task->people.n);
    struct following following = {task, people,
                                  task->limits.budget_cents >= 0 ? (double)task->limits.budget_cents
                                                                 : INFINITY};
    struct plain_worth worth = {0, 0};
    for (size_t p = 0; p < task->people.n; p++)
        begin_list(&people[p], task, p, arena);
    for (size_t turn = 0; turn < LISTED; turn++)
        for (size_t p = 0; p < task->people.n; p++)
            if (people[p].next < people[p].advice.n_items && people[p].n < PLAIN_MOST)
                take_next(&following, &people[p]);
    for (size_t p = 0; p < task->people.n; p++) {
        struct follower *one = &people[p];
        double kappa[PLAIN_MOST];
        bw_sort(one->taken, one->n, sizeof *one->taken, plain_by_start);
        double closed = plain_value(task, &one->advice.gap, one->taken, one->n, kappa);
        worth.closure += closed > 0 ? closed : 0;
        worth.value += closed > 0 ? closed : 0;
        for (size_t i = 0; i < one->n; i++)
            worth.value -=
                plain_charge(measure, (uint32_t)p, one->taken[i].course) +
                measure->per_cent * (double)task->cat->courses[one->taken[i].course].price_cents;
    }
    return worth;
}
