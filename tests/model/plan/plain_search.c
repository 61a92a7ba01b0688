#include "tests/model/plan/plain_plan.h"

#include "model/base/sort.h"
#include "model/listing.h"
#include "model/recommend.h"

#include <math.h>
#include <string.h>

#define WEEK 7
#define WAYS_MOST 4096
#define PEOPLE_MOST 3
#define WEEKS_MOST 80

/* One way for one person: which option of which course, and what that closes at best. */
struct way {
    uint8_t option[PLAIN_MOST]; /* per course: 0 not taken, else 1 + session, or 1 at own pace */
    double closure;
};

struct search {
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

static int by_start(const void *a, const void *b)
{
    const struct plain_taken *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->course > y->course) - (x->course < y->course);
}

static void judge(struct search *search)
{
    struct plain_taken sorted[PLAIN_MOST];
    double kappa[PLAIN_MOST];
    memcpy(sorted, search->taken, sizeof sorted);
    bw_sort(sorted, search->n, sizeof *sorted, by_start);
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
            if (left <= 1e-9) {
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
    if (search->way.closure >= 0 && search->n_ways < WAYS_MOST)
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
    const struct bw_plan_task *task;
    struct search *people;
    const struct way *picked[PEOPLE_MOST];
    double best;
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

static bool fits_together(const struct joining *joining)
{
    const struct bw_plan_task *task = joining->task;
    double sum = 0;
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
                sum += cents(course, n);
            if (course->n_sessions && course->sessions[o - 1].seats >= 0 &&
                n > course->sessions[o - 1].seats)
                return false;
        }
    }
    if (task->limits.budget_cents >= 0 && sum > (double)task->limits.budget_cents)
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

static void join(struct joining *joining, size_t p, double closure)
{
    const struct bw_plan_task *task = joining->task;
    if (p == task->people.n) {
        if (closure > joining->best && fits_together(joining))
            joining->best = closure;
        return;
    }
    double rest = 0; /* sorted: the first is the most that each of the others closes */
    for (size_t q = p + 1; q < task->people.n; q++)
        rest += joining->people[q].n_ways ? joining->people[q].ways[0].closure : 0;
    for (size_t w = 0; w < joining->people[p].n_ways; w++) {
        const struct way *way = &joining->people[p].ways[w];
        if (closure + way->closure + rest <= joining->best)
            break;
        if (joining->people[p].gap.total > 0 && way->closure < task->limits.min_closure - 1e-9)
            break;
        joining->picked[p] = way;
        join(joining, p + 1, closure + way->closure);
    }
}

static int most_first(const void *a, const void *b)
{
    const struct way *x = a, *y = b;
    if (x->closure > y->closure || x->closure < y->closure)
        return x->closure > y->closure ? -1 : 1;
    return memcmp(x->option, y->option, sizeof x->option);
}

double plain_best(const struct bw_plan_task *task, struct bw_arena *arena)
{
    struct search *people = BW_ARENA_NEW(arena, struct search, task->people.n);
    struct bw_question listed_for = *task->question;
    listed_for.as_of = task->limits.from;
    for (uint32_t p = 0; p < task->people.n; p++) {
        struct search *search = &people[p];
        *search = (struct search){.task = task, .person = p};
        search->gap =
            bw_gap_make(task->cat, task->peers, &task->people.at[p], task->question, arena);
        search->ways = BW_ARENA_NEW(arena, struct way, WAYS_MOST);
        for (uint32_t c = 0; c < task->cat->n_courses; c++)
            search->open[c] = bw_listing_offers(&search->gap, &listed_for, c);
        choose(search, 0);
        bw_sort(search->ways, search->n_ways, sizeof *search->ways, most_first);
    }
    struct joining joining = {.task = task, .people = people, .best = -1};
    join(&joining, 0, 0);
    return joining.best;
}

/* The taken courses of one person, while lists are followed. */
struct follower {
    struct plain_taken taken[64];
    size_t n, next;
    struct bw_advice advice;
    double hours;
};

double plain_by_list(const struct bw_plan_task *task, struct bw_arena *arena)
{
    struct follower *people = BW_ARENA_NEW(arena, struct follower, task->people.n);
    struct bw_question question = *task->question;
    double left = task->limits.budget_cents >= 0 ? (double)task->limits.budget_cents : INFINITY;
    double sum = 0;
    question.k = 20;
    for (size_t p = 0; p < task->people.n; p++)
        people[p].advice =
            bw_recommend(task->cat, task->peers, &task->people.at[p], &question, arena);
    for (bool any = true; any;) {
        any = false;
        for (size_t p = 0; p < task->people.n; p++) {
            struct follower *one = &people[p];
            if (one->next >= one->advice.n_items || one->n >= PLAIN_MOST)
                continue;
            any = true;
            const struct bw_suggestion *item = &one->advice.items[one->next++];
            const struct bw_course *course = &task->cat->courses[item->course];
            const struct bw_session *session = item->next_session;
            bw_day end = session ? (session->end == BW_DAY_NONE ? session->start : session->end)
                                 : task->limits.from;
            bool fits =
                (double)course->price_cents <= left && end <= task->limits.by &&
                (!session || session->seats != 0) &&
                (task->limits.hours < 0 || one->hours + course->hours <= task->limits.hours) &&
                (task->limits.max_courses == BW_NONE || one->n < task->limits.max_courses);
            if (!fits)
                continue;
            one->taken[one->n++] = (struct plain_taken){
                item->course, session, session ? session->start : task->limits.from, end};
            one->hours += course->hours;
            left -= (double)course->price_cents;
        }
    }
    for (size_t p = 0; p < task->people.n; p++) {
        double kappa[64];
        bw_sort(people[p].taken, people[p].n, sizeof *people[p].taken, by_start);
        double value =
            plain_value(task, &people[p].advice.gap, people[p].taken, people[p].n, kappa);
        sum += value > 0 ? value : 0;
    }
    return sum;
}
