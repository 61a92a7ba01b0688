#include "model/report/joint.h"

#include <stdlib.h>
#include <string.h>

#include "model/base/sort.h"
#include "model/candidates.h"

/* Courses wait until their chances are foretold together. */
struct gathering {
    struct bw_candidates_found found;
    struct bw_candidate_course waiting[BW_FORECAST_BLOCK];
    size_t n_waiting;
    struct bw_joint_hit *hits;
    size_t n;
};

static void flush(struct gathering *gathering)
{
    struct bw_candidate_course *unknown[BW_FORECAST_BLOCK];
    size_t n = 0;
    for (size_t i = 0; i < gathering->n_waiting; i++)
        if (!gathering->waiting[i].foretold)
            unknown[n++] = &gathering->waiting[i];
    if (n > 0)
        bw_candidates_foretell(&gathering->found, unknown, n);
    for (size_t i = 0; i < gathering->n_waiting; i++) {
        const struct bw_candidate_course *course = &gathering->waiting[i];
        double closure = 0;
        for (size_t e = 0; e < course->n_effects; e++)
            closure +=
                gathering->found.pool.open[course->effects[e].need]->w * course->effects[e].d;
        closure *= course->success * course->ready;
        if (closure > 0 && closure >= gathering->found.closure_least)
            gathering->hits[gathering->n++] = (struct bw_joint_hit){course->index, closure};
    }
    gathering->n_waiting = 0;
}

static int by_course(const void *a, const void *b)
{
    const struct bw_joint_hit *x = a, *y = b;
    return (x->course > y->course) - (x->course < y->course);
}

struct bw_joint_person bw_joint_person_of(const struct bw_gap *gap, struct bw_arena *arena)
{
    size_t mark = bw_arena_mark(arena);
    struct bw_question question = bw_question_on(gap->as_of);
    question.objective = BW_CLOSURE; /* bounds are then of what is closed */
    struct gathering gathering = {.found = bw_candidates_find(gap, &question, arena)};
    gathering.hits = bw_arena_take(arena, gap->mind.cat->n_courses * sizeof *gathering.hits);
    while (bw_bounds_highest(&gathering.found.bounds) > 0) {
        uint32_t course = bw_bounds_take(&gathering.found.bounds);
        if (bw_candidates_complete(&gathering.found, course,
                                   &gathering.waiting[gathering.n_waiting]))
            gathering.n_waiting++;
        if (gathering.n_waiting == BW_FORECAST_BLOCK)
            flush(&gathering);
    }
    flush(&gathering);
    bw_sort(gathering.hits, gathering.n, sizeof *gathering.hits, by_course);
    bw_arena_rewind(arena, mark);
    struct bw_joint_person out = {gap->mind.person, gathering.hits, gathering.n,
                                  gathering.found.not_closable, gathering.found.n_not_closable};
    bw_joint_keep(&out, arena);
    return out;
}

/* Those not closable were found before the hits, and lie before them. */
void bw_joint_keep(struct bw_joint_person *hits, struct bw_arena *arena)
{
    uint32_t *not_closable = bw_arena_take(arena, hits->n_not_closable * sizeof *not_closable);
    memmove(not_closable, hits->not_closable, hits->n_not_closable * sizeof *not_closable);
    struct bw_joint_hit *kept = bw_arena_take(arena, hits->n * sizeof *kept);
    memmove(kept, hits->hits, hits->n * sizeof *kept);
    hits->not_closable = not_closable;
    hits->hits = kept;
}

const struct bw_joint_hit *bw_joint_first(const struct bw_catalogue *cat,
                                          const struct bw_joint_person *person)
{
    const struct bw_joint_hit *first = NULL;
    for (size_t i = 0; i < person->n; i++) {
        const struct bw_joint_hit *hit = &person->hits[i];
        bool equal = first && !(hit->closure > first->closure) && !(hit->closure < first->closure);
        if (!first || hit->closure > first->closure ||
            (equal && cat->cards[hit->course].price_cents < cat->cards[first->course].price_cents))
            first = hit;
    }
    return first;
}

static int find_course(const void *key, const void *element)
{
    const uint32_t *course = key;
    const struct bw_joint_hit *hit = element;
    return (*course > hit->course) - (*course < hit->course);
}

bool bw_joint_serves(const struct bw_joint_person *person, uint32_t course)
{
    return person->n > 0 &&
           bsearch(&course, person->hits, person->n, sizeof *person->hits, find_course);
}

int64_t bw_joint_cost(const struct bw_course *course, size_t n, size_t *groups)
{
    int64_t people = (int64_t)n, best = course->price_cents * people;
    *groups = 0;
    if (course->group_price_cents < 0 || n == 0)
        return best;
    int64_t size = course->group_max > 0 ? course->group_max : people;
    for (int64_t g = 1; (g - 1) * size < people; g++) {
        int64_t single = people > g * size ? people - g * size : 0;
        int64_t cost = g * course->group_price_cents + single * course->price_cents;
        if (cost < best) {
            best = cost;
            *groups = (size_t)g;
        }
    }
    return best;
}

/* Absent seats are enough for everyone. */
static int64_t seats_of(const struct bw_session *session)
{
    return session->seats < 0 ? INT64_MAX : session->seats;
}

static void seat(const struct bw_course *course, bw_day from, struct bw_joint *joint)
{
    joint->fits = course->n_sessions == 0;
    for (size_t i = 0; i < course->n_sessions && !joint->fits; i++) {
        const struct bw_session *session = &course->sessions[i];
        if (session->start < from ||
            (joint->session && seats_of(session) <= seats_of(joint->session)))
            continue;
        joint->session = session;
        joint->fits = seats_of(session) >= (int64_t)joint->people;
    }
}

static bool is_better(const struct bw_joint *a, const struct bw_joint *b)
{
    if (a->closure > b->closure || a->closure < b->closure)
        return a->closure > b->closure;
    return a->course < b->course;
}

size_t bw_joint_best(const struct bw_ground *ground, struct bw_joint_people people, size_t least,
                     struct bw_joint best[], size_t k)
{
    size_t mark = bw_arena_mark(ground->arena), found = 0;
    struct bw_joint *all = BW_ARENA_NEW(ground->arena, struct bw_joint, ground->cat->n_courses);
    for (size_t i = 0; i < people.n; i++) {
        for (size_t h = 0; h < people.at[i].n; h++) {
            struct bw_joint *joint = &all[people.at[i].hits[h].course];
            joint->course = people.at[i].hits[h].course;
            joint->closure += people.at[i].hits[h].closure;
            joint->people++;
        }
    }
    for (uint32_t j = 0; j < ground->cat->n_courses; j++) {
        if (all[j].people < least || all[j].people == 0)
            continue;
        size_t at = found < k ? found++ : k;
        for (; at > 0 && is_better(&all[j], &best[at - 1]); at--)
            if (at < k)
                best[at] = best[at - 1];
        if (at < k)
            best[at] = all[j];
    }
    bw_arena_rewind(ground->arena, mark);
    for (size_t i = 0; i < found; i++) {
        const struct bw_course *course = &ground->cat->courses[best[i].course];
        best[i].cost_cents = bw_joint_cost(course, best[i].people, &best[i].groups);
        seat(course, ground->as_of, &best[i]);
    }
    return found;
}
