#include "tests/model/plan/plain_plan.h"

#include "model/base/sort.h"
#include "model/listing.h"
#include "model/plan/plan_problem.h"
#include "model/recommend.h"

#include <math.h>
#include <stdlib.h>

#define WEEK 7
#define LISTED 20

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
    double hours;
    bw_day free; /* own pace: one after another, in whole weeks */
};

/* When the course would be taken; false: not within the time. */
static bool place(const struct bw_plan_task *task, size_t p, const struct follower *one,
                  const struct bw_suggestion *item, struct plain_taken *out)
{
    const struct bw_course *course = &task->cat->courses[item->course];
    const struct bw_person *person = &task->people.at[p];
    const struct bw_session *session = item->next_session;
    double pace = person->hours_per_week > 0 ? person->hours_per_week : 36;
    double liked = person->preferences.max_hours_week;
    pace = liked > 0 && liked < pace ? liked : pace;
    if (course->n_sessions > 0 && !session)
        return false;
    *out = (struct plain_taken){.course = item->course, .session = session};
    out->start = session ? session->start : one->free;
    out->end = session ? (session->end == BW_DAY_NONE ? session->start : session->end)
                       : out->start + WEEK * (bw_day)ceil(course->hours / pace) - 1;
    return out->start >= task->limits.from && out->end <= task->limits.by &&
           (!session || session->seats != 0);
}

/* The next of one person's list, when it fits. */
static void take_next(const struct plain_measure *measure, size_t p, struct follower *one,
                      double *left)
{
    const struct bw_plan_task *task = measure->task;
    const struct bw_suggestion *item = &one->advice.items[one->next++];
    const struct bw_course *course = &task->cat->courses[item->course];
    struct plain_taken taken;
    if (!place(task, p, one, item, &taken) || (double)course->price_cents > *left ||
        (task->limits.hours >= 0 && one->hours + course->hours > task->limits.hours) ||
        (task->limits.max_courses != BW_NONE && one->n >= task->limits.max_courses))
        return;
    one->taken[one->n++] = taken;
    one->hours += course->hours;
    *left -= (double)course->price_cents;
    if (!taken.session)
        one->free = taken.end + 1;
}

struct plain_worth plain_by_list(const struct plain_measure *measure, struct bw_arena *arena)
{
    const struct bw_plan_task *task = measure->task;
    struct follower *people = BW_ARENA_NEW(arena, struct follower, task->people.n);
    struct bw_question question = *task->question;
    double budget = task->limits.budget_cents >= 0 ? (double)task->limits.budget_cents : INFINITY;
    double left = budget;
    struct plain_worth worth = {0, 0};
    question.k = LISTED;
    for (size_t p = 0; p < task->people.n; p++) {
        people[p].free = task->limits.from;
        people[p].advice =
            bw_recommend(task->cat, task->peers, &task->people.at[p], &question, arena);
    }
    for (size_t turn = 0; turn < LISTED; turn++)
        for (size_t p = 0; p < task->people.n; p++)
            if (people[p].next < people[p].advice.n_items && people[p].n < PLAIN_MOST)
                take_next(measure, p, &people[p], &left);
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
