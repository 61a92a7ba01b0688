#include "tools/evaluate/worlds_oracle.h"

#include <stdlib.h>
#include <string.h>

#define BETTER 1e-9
#define ROUNDS_MOST 12
#define BEAM 8 /* beginnings kept, for each way of looking at the budget */
#define WAYS 3 /* what is left of it counts for nothing, some, and as much as it closed so far */
#define KEPT ((size_t)BEAM * WAYS)

/* How a plan may begin. */
struct beginning {
    struct bw_oracle_plan plan;
    int64_t cents;
    double hours; /* left, both */
    struct bw_play_states *states;
};

struct step { /* a beginning and one course more */
    uint32_t from, course;
    double value, worth; /* worth: with what is left */
};

struct search {
    const struct bw_play *play;
    const struct bw_play_budget *budget;
    struct bw_play_states states; /* after the plan at hand */
    uint32_t *open;               /* courses that close anything and can be paid */
    uint32_t n_open;
    uint32_t barred[2]; /* not to be taken now */
    uint32_t n_barred;
    struct beginning now[KEPT], next[KEPT];
    uint32_t n_now;
    struct step *steps;           /* KEPT * n_open */
    struct bw_play_states *block; /* theirs */
    double price_of_share;        /* what the whole budget is thought to be worth */
};

static void list_open(struct search *search)
{
    const struct bw_play *play = search->play;
    bw_play_begin(play, &search->states);
    search->n_open = 0;
    for (uint32_t k = 0; k < play->cat->n_courses; k++) {
        const struct bw_course *course = &play->cat->courses[k];
        if (play->open[k] && course->price_cents <= search->budget->cents &&
            course->hours <= search->budget->hours &&
            bw_play_gain(play, &search->states, k) > BETTER)
            search->open[search->n_open++] = k;
    }
}

static bool is_free(const struct search *search, const struct bw_oracle_plan *plan, uint32_t course)
{
    for (uint32_t i = 0; i < plan->n; i++)
        if (plan->courses[i] == course)
            return false;
    for (uint32_t i = 0; i < search->n_barred; i++)
        if (search->barred[i] == course)
            return false;
    return true;
}

/* What a course takes of the budget: its shares of money and time together. */
static double share_of(const struct search *search, const struct bw_course *course)
{
    return (double)course->price_cents / (double)search->budget->cents +
           course->hours / search->budget->hours;
}

/* The best next course in what is left; BW_NONE. */
static uint32_t best_next(struct search *search, const struct bw_oracle_plan *plan, bool by_share)
{
    int64_t cents = search->budget->cents;
    double hours = search->budget->hours, best = BETTER;
    uint32_t found = BW_NONE;
    for (uint32_t i = 0; i < plan->n; i++) {
        cents -= search->play->cat->courses[plan->courses[i]].price_cents;
        hours -= search->play->cat->courses[plan->courses[i]].hours;
    }
    for (uint32_t i = 0; i < search->n_open; i++) {
        const struct bw_course *course = &search->play->cat->courses[search->open[i]];
        if (course->price_cents > cents || course->hours > hours ||
            !is_free(search, plan, search->open[i]))
            continue;
        double gain = bw_play_gain(search->play, &search->states, search->open[i]);
        gain = by_share ? gain / (share_of(search, course) + 1e-3) : gain;
        if (gain > best) {
            best = gain;
            found = search->open[i];
        }
    }
    return found;
}

/* Fills the plan up. */
static void fill(struct search *search, struct bw_oracle_plan *plan, bool by_share)
{
    bw_play_begin(search->play, &search->states);
    plan->value = 0;
    for (uint32_t i = 0; i < plan->n; i++) {
        plan->value += bw_play_gain(search->play, &search->states, plan->courses[i]);
        bw_play_take(search->play, &search->states, plan->courses[i]);
    }
    while (plan->n < search->budget->courses) {
        uint32_t next = best_next(search, plan, by_share);
        if (next == BW_NONE)
            return;
        plan->value += bw_play_gain(search->play, &search->states, next);
        bw_play_take(search->play, &search->states, next);
        plan->courses[plan->n++] = next;
    }
}

static bool keep_better(struct bw_oracle_plan *best, const struct bw_oracle_plan *other)
{
    if (other->value <= best->value + BETTER)
        return false;
    *best = *other;
    return true;
}

/* Without i and j (the same: one), filled up with others. */
static bool exchange(struct search *search, struct bw_oracle_plan *best, uint32_t i, uint32_t j)
{
    struct bw_oracle_plan start = {.n = 0};
    bool better = false;
    for (uint32_t k = 0; k < best->n; k++)
        if (k != i && k != j)
            start.courses[start.n++] = best->courses[k];
    search->barred[0] = best->courses[i];
    search->barred[1] = best->courses[j];
    search->n_barred = i == j ? 1 : 2;
    for (int by_share = 0; by_share < 2 && !better; by_share++) {
        struct bw_oracle_plan other = start;
        fill(search, &other, by_share);
        better = keep_better(best, &other);
    }
    search->n_barred = 0;
    return better;
}

/* One course to another place. */
static bool reorder(const struct search *search, struct bw_oracle_plan *best)
{
    bool better = false;
    for (uint32_t i = 0; i < best->n; i++)
        for (uint32_t j = 0; j < best->n; j++) {
            struct bw_oracle_plan other = *best;
            uint32_t moved = other.courses[i];
            memmove(other.courses + i, other.courses + i + 1,
                    (other.n - i - 1) * sizeof *other.courses);
            memmove(other.courses + j + 1, other.courses + j,
                    (other.n - j - 1) * sizeof *other.courses);
            other.courses[j] = moved;
            other.value = bw_play_value(search->play, other.courses, other.n);
            better |= keep_better(best, &other);
        }
    return better;
}

static bool improve(struct search *search, struct bw_oracle_plan *best)
{
    bool better = reorder(search, best);
    for (uint32_t i = 0; i < best->n; i++)
        for (uint32_t j = i; j < best->n; j++)
            better |= exchange(search, best, i, j);
    return better;
}

static int compare_steps(const void *a, const void *b)
{
    const struct step *first = a, *second = b;
    if (first->worth > second->worth || first->worth < second->worth)
        return first->worth > second->worth ? -1 : 1;
    if (first->from != second->from)
        return first->from < second->from ? -1 : 1;
    return (first->course > second->course) - (first->course < second->course);
}

/* Every way to go on from the beginnings at hand. */
static uint32_t list_steps(struct search *search)
{
    uint32_t n = 0;
    for (uint32_t b = 0; b < search->n_now; b++) {
        const struct beginning *from = &search->now[b];
        for (uint32_t i = 0; i < search->n_open; i++) {
            const struct bw_course *course = &search->play->cat->courses[search->open[i]];
            if (course->price_cents > from->cents || course->hours > from->hours ||
                !is_free(search, &from->plan, search->open[i]))
                continue;
            double gain = bw_play_gain(search->play, from->states, search->open[i]);
            if (gain > BETTER)
                search->steps[n++] = (struct step){b, search->open[i], from->plan.value + gain, 0};
        }
    }
    return n;
}

/* The same courses in another order, and not better? */
static bool is_known(const struct search *search, uint32_t n_next, const struct step *step)
{
    const struct bw_oracle_plan *from = &search->now[step->from].plan;
    for (uint32_t b = 0; b < n_next; b++) {
        const struct bw_oracle_plan *other = &search->next[b].plan;
        uint32_t same = 0;
        for (uint32_t i = 0; i < other->n; i++) {
            same += other->courses[i] == step->course;
            for (uint32_t j = 0; j < from->n; j++)
                same += other->courses[i] == from->courses[j];
        }
        if (same == from->n + 1)
            return true;
    }
    return false;
}

static void go_on(struct search *search, struct beginning *next, const struct step *step)
{
    const struct beginning *from = &search->now[step->from];
    const struct bw_course *course = &search->play->cat->courses[step->course];
    next->plan = from->plan;
    next->plan.courses[next->plan.n++] = step->course;
    next->plan.value = step->value;
    next->cents = from->cents - course->price_cents;
    next->hours = from->hours - course->hours;
    bw_play_copy(search->play, from->states, next->states);
    bw_play_take(search->play, next->states, step->course);
}

/* Keeps the best steps, each way of looking at the budget in its turn; how many. */
static uint32_t keep_steps(struct search *search, uint32_t n)
{
    uint32_t n_next = 0;
    for (int way = 0; way < WAYS; way++) {
        double price = search->price_of_share * way / (WAYS - 1);
        for (uint32_t i = 0; i < n; i++) {
            struct step *step = &search->steps[i];
            const struct beginning *from = &search->now[step->from];
            const struct bw_course *course = &search->play->cat->courses[step->course];
            double left =
                (double)(from->cents - course->price_cents) / (double)search->budget->cents +
                (from->hours - course->hours) / search->budget->hours;
            step->worth = step->value + price * left / 2;
        }
        qsort(search->steps, n, sizeof *search->steps, compare_steps);
        uint32_t upto = n_next + BEAM;
        for (uint32_t i = 0; i < n && n_next < upto; i++)
            if (!is_known(search, n_next, &search->steps[i])) {
                go_on(search, &search->next[n_next], &search->steps[i]);
                n_next++;
            }
    }
    return n_next;
}

/* Carries beginnings on; the best plan met. */
static void carry_on(struct search *search, struct bw_oracle_plan *best)
{
    search->now[0].plan = (struct bw_oracle_plan){.n = 0};
    search->now[0].cents = search->budget->cents;
    search->now[0].hours = search->budget->hours;
    bw_play_begin(search->play, search->now[0].states);
    search->n_now = 1;
    search->price_of_share = best->value;
    for (uint32_t depth = 0; depth < search->budget->courses && search->n_now > 0; depth++) {
        search->n_now = keep_steps(search, list_steps(search));
        for (uint32_t b = 0; b < search->n_now; b++) {
            struct beginning kept = search->now[b];
            search->now[b] = search->next[b];
            search->next[b] = kept;
            keep_better(best, &search->now[b].plan);
        }
    }
}

/* One block for all states of the beam. */
static struct search *make_search(const struct bw_play *play, const struct bw_play_budget *budget)
{
    struct search *search = calloc(1, sizeof *search);
    size_t n = play->cat->n_courses + 1;
    struct bw_play_states *states = malloc(2 * KEPT * sizeof *states);
    if (!search || !states || !(search->open = calloc(n, sizeof *search->open)) ||
        !(search->steps = calloc(KEPT * n, sizeof *search->steps)))
        abort();
    for (size_t b = 0; b < KEPT; b++) {
        search->now[b].states = &states[2 * b];
        search->next[b].states = &states[2 * b + 1];
    }
    search->block = states;
    search->play = play;
    search->budget = budget;
    return search;
}

void bw_oracle_plan(const struct bw_play *play, const struct bw_play_budget *budget,
                    struct bw_oracle_plan *out)
{
    struct search *search = make_search(play, budget);
    struct bw_oracle_plan best = {.n = 0};
    list_open(search);
    for (int by_share = 0; by_share < 2; by_share++) {
        struct bw_oracle_plan plan = {.n = 0};
        fill(search, &plan, by_share);
        keep_better(&best, &plan);
    }
    carry_on(search, &best);
    for (int round = 0; round < ROUNDS_MOST && improve(search, &best); round++)
        ;
    *out = best;
    free(search->block);
    free(search->steps);
    free(search->open);
    free(search);
}
