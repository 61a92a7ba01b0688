#include "tests/model/plan/plain_plan.h"

#include "model/base/sort.h"
#include "model/listing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WEEK 7
#define WAYS_MOST 8192
#define PEOPLE_MOST 3
#define WEEKS_MOST 80

/* One way for one person: which option of which course, and what that closes at best. */
struct way {
    uint8_t option[PLAIN_MOST]; /* per course: 0 not taken, else 1 + session, or 1 at own pace */
    double closure, value;
};

struct search {
    const struct plain_measure *measure;
    const struct bw_plan_task *task;
    struct bw_gap gap;
    uint32_t person;
    bool open[PLAIN_MOST];
    struct way *ways;
    size_t n_ways;
    /* of the way at hand */
    struct way way;
    struct plain_taken taken[PLAIN_MOST];
    size_t n;
    double all[WEEKS_MOST], own[WEEKS_MOST];
};

static double week_hours(const struct bw_person *person)
{
    return person->hours_per_week > 0 ? person->hours_per_week : 36;
}

static void judge(struct search *search)
{
    struct plain_taken sorted[PLAIN_MOST];
    double kappa[PLAIN_MOST];
    memcpy(sorted, search->taken, sizeof sorted);
    bw_sort(sorted, search->n, sizeof *sorted, plain_by_start);
    double value = plain_value(search->task, &search->gap, sorted, search->n, kappa);
    if (value > search->way.closure)
        search->way.closure = value;
}

/* Places what is left at one's own pace: each in every order, from the first week or from after
 * each other course. placed: set of 1 << place. */
static void place_rest(struct search *search, unsigned placed)
{
    const struct bw_person *person = &search->task->people.at[search->person];
    const struct bw_plan_limits *limits = &search->task->limits;
    double most = week_hours(person), liked = person->preferences.max_hours_week;
    double own_most = liked > 0 && liked < most ? liked : most;
    bool any = false;
    for (size_t j = 0; j < search->n; j++) {
        if (placed >> j & 1)
            continue;
        any = true;
        bool begun[WEEKS_MOST] = {false};
        for (size_t after = 0; after <= search->n; after++) {
            if (after < search->n && !(placed >> after & 1))
                continue;
            double all[WEEKS_MOST], own[WEEKS_MOST];
            memcpy(all, search->all, sizeof all);
            memcpy(own, search->own, sizeof own);
            double left = search->task->cat->courses[search->taken[j].course].hours;
            bw_day w = after < search->n ? (search->taken[after].end - limits->from) / WEEK + 1 : 0;
            bw_day first = -1, last = -1;
            for (; left > 1e-9 && limits->from + WEEK * (w + 1) - 1 <= limits->by; w++) {
                double take = fmin(fmin(most - search->all[w], own_most - search->own[w]), left);
                if (take <= 1e-9)
                    continue;
                search->all[w] += take;
                search->own[w] += take;
                left -= take;
                first = first < 0 ? w : first;
                last = w;
            }
            if (left <= 1e-9 && !begun[first]) { /* not twice the same */
                begun[first] = true;
                search->taken[j].start = limits->from + WEEK * first;
                search->taken[j].end = limits->from + WEEK * (last + 1) - 1;
                place_rest(search, placed | 1u << j);
            }
            memcpy(search->all, all, sizeof all);
            memcpy(search->own, own, sizeof own);
        }
    }
    if (!any)
        judge(search);
}

/* The way at hand: do its sessions fit into the weeks, and what does it close? */
static void weigh(struct search *search)
{
    const struct bw_plan_limits *limits = &search->task->limits;
    const struct bw_person *person = &search->task->people.at[search->person];
    unsigned placed = 0;
    double hours = 0;
    search->way.closure = -1;
    memset(search->all, 0, sizeof search->all);
    memset(search->own, 0, sizeof search->own);
    for (size_t i = 0; i < search->n; i++) {
        const struct plain_taken *taken = &search->taken[i];
        double here = search->task->cat->courses[taken->course].hours;
        hours += here;
        if (!taken->session)
            continue;
        placed |= 1u << i;
        bw_day a = (taken->start - limits->from) / WEEK, b = (taken->end - limits->from) / WEEK;
        for (bw_day w = a; w <= b; w++)
            if ((search->all[w] += here / (b - a + 1)) > week_hours(person) + 1e-9)
                return;
        for (size_t k = 0; k < i; k++)
            if (search->taken[k].session && taken->start == taken->end &&
                search->taken[k].start == taken->start && search->taken[k].end == taken->start)
                return;
    }
    if ((limits->hours >= 0 && hours > limits->hours + 1e-9) ||
        (limits->max_courses != BW_NONE && search->n > limits->max_courses))
        return;
    place_rest(search, placed);
    if (search->way.closure < 0)
        return;
    if (search->n_ways == WAYS_MOST)
        abort();
    search->way.value = search->way.closure;
    for (size_t i = 0; i < search->n; i++)
        search->way.value -= plain_charge(search->measure, search->person, search->taken[i].course);
    search->ways[search->n_ways++] = search->way;
}

static void choose(struct search *search, uint32_t course)
{
    const struct bw_catalogue *cat = search->task->cat;
    const struct bw_plan_limits *limits = &search->task->limits;
    if (course == cat->n_courses) {
        weigh(search);
        return;
    }
    const struct bw_course *it = &cat->courses[course];
    search->way.option[course] = 0;
    choose(search, course + 1);
    if (!search->open[course])
        return;
    if (it->n_sessions == 0) {
        search->way.option[course] = 1;
        search->taken[search->n++] = (struct plain_taken){.course = course};
        choose(search, course + 1);
        search->n--;
    }
    for (size_t s = 0; s < it->n_sessions; s++) {
        const struct bw_session *session = &it->sessions[s];
        bw_day end = session->end == BW_DAY_NONE ? session->start : session->end;
        if (session->start < limits->from || end > limits->by || session->seats == 0)
            continue;
        search->way.option[course] = (uint8_t)(1 + s);
        search->taken[search->n++] = (struct plain_taken){course, session, session->start, end};
        choose(search, course + 1);
        search->n--;
    }
    search->way.option[course] = 0;
}

/* All ways of all people, being joined. */
struct joining {
    const struct plain_measure *measure;
    const struct bw_plan_task *task;
    struct search *people;
    const struct way *picked[PEOPLE_MOST];
    struct plain_worth best;
};

static double cents(const struct bw_course *course, int n)
{
    double best = n * (double)course->price_cents;
    for (int g = 1; course->group_price_cents >= 0 && g <= n && n > 1; g++) {
        double inside = course->group_max < 0 ? n : g * (double)course->group_max;
        best = fmin(best, g * (double)course->group_price_cents +
                              fmax(0, n - inside) * (double)course->price_cents);
    }
    return best;
}

/* Does it meet what holds for all together, and what does it cost? */
static bool fits_together(const struct joining *joining, double *cost)
{
    const struct bw_plan_task *task = joining->task;
    int away[WEEKS_MOST][PEOPLE_MOST] = {{0}};
    for (uint32_t c = 0; c < task->cat->n_courses; c++) {
        const struct bw_course *course = &task->cat->courses[c];
        for (size_t o = 1; o <= (course->n_sessions ? course->n_sessions : 1); o++) {
            int n = 0;
            for (size_t p = 0; p < task->people.n; p++) {
                if (joining->picked[p]->option[c] != o)
                    continue;
                n++;
                if (!course->n_sessions)
                    continue;
                const struct bw_session *s = &course->sessions[o - 1];
                bw_day end = s->end == BW_DAY_NONE ? s->start : s->end;
                for (bw_day w = (s->start - task->limits.from) / WEEK;
                     w <= (end - task->limits.from) / WEEK; w++)
                    away[w][p] = 1;
            }
            if (n > 0)
                *cost += cents(course, n);
            if (course->n_sessions && course->sessions[o - 1].seats >= 0 &&
                n > course->sessions[o - 1].seats)
                return false;
        }
    }
    if (task->limits.budget_cents >= 0 && *cost > (double)task->limits.budget_cents)
        return false;
    double most = floor(task->limits.max_away_share * (double)task->people.n + 1e-9);
    most = task->limits.max_away_share > 0 ? fmax(1, most) : most;
    for (int w = 0; w < WEEKS_MOST && task->limits.max_away_share >= 0; w++) {
        int n = 0;
        for (size_t p = 0; p < task->people.n; p++)
            n += away[w][p];
        if (n > most)
            return false;
    }
    return true;
}

static void join(struct joining *joining, size_t p, struct plain_worth so_far)
{
    const struct bw_plan_task *task = joining->task;
    if (p == task->people.n || p == PEOPLE_MOST) {
        double cost = 0;
        if (so_far.value <= joining->best.value || !fits_together(joining, &cost))
            return;
        so_far.value -= joining->measure->per_cent * cost;
        if (so_far.value > joining->best.value)
            joining->best = so_far;
        return;
    }
    double rest = 0; /* sorted: the first is the most that each of the others is worth */
    for (size_t q = p + 1; q < task->people.n; q++)
        rest += joining->people[q].n_ways ? joining->people[q].ways[0].value : 0;
    for (size_t w = 0; w < joining->people[p].n_ways; w++) {
        const struct way *way = &joining->people[p].ways[w];
        if (so_far.value + way->value + rest <= joining->best.value)
            break;
        if (joining->people[p].gap.total > 0 && way->closure < task->limits.min_closure - 1e-9)
            continue;
        joining->picked[p] = way;
        join(joining, p + 1,
             (struct plain_worth){so_far.closure + way->closure, so_far.value + way->value});
    }
}

static int most_first(const void *a, const void *b)
{
    const struct way *x = a, *y = b;
    if (x->value > y->value || x->value < y->value)
        return x->value > y->value ? -1 : 1;
    return memcmp(x->option, y->option, sizeof x->option);
}

struct plain_worth plain_best(const struct plain_measure *measure, struct bw_arena *arena)
{
    const struct bw_plan_task *task = measure->task;
    if (task->people.n > PEOPLE_MOST || task->cat->n_courses > PLAIN_MOST)
        abort();
    struct search *people = BW_ARENA_NEW(arena, struct search, task->people.n);
    struct bw_question listed_for = *task->question;
    listed_for.as_of = task->limits.from;
    for (uint32_t p = 0; p < task->people.n; p++) {
        struct search *search = &people[p];
        *search = (struct search){.measure = measure, .task = task, .person = p};
        search->gap =
            bw_gap_make(task->cat, task->peers, &task->people.at[p], task->question, arena);
        search->ways = BW_ARENA_NEW(arena, struct way, WAYS_MOST);
        for (uint32_t c = 0; c < task->cat->n_courses; c++)
            search->open[c] = bw_listing_offers(&search->gap, &listed_for, c);
        choose(search, 0);
        bw_sort(search->ways, search->n_ways, sizeof *search->ways, most_first);
    }
    struct joining joining = {
        .measure = measure, .task = task, .people = people, .best = {0, -INFINITY}};
    join(&joining, 0, (struct plain_worth){0, 0});
    return joining.best;
}
