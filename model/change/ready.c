#include "model/change/ready.h"

#include <math.h>

#define DAYS_A_WEEK 7
#define DAYS_MOST 36525
/* Orders of more courses are not all looked at. */
#define EXACT_MOST 10

double bw_ready_pace(const struct bw_person *person)
{
    double works = person->hours_per_week > 0 ? person->hours_per_week : BW_READY_HOURS;
    double likes = person->preferences.max_hours_week;
    return likes > 0 && likes < works ? likes : works;
}

/* The session from `free` on that ends first; BW_DAY_NONE without one. */
static bw_day end_of_session(const struct bw_course *course, bw_day free)
{
    bw_day first = BW_DAY_NONE;
    for (size_t i = 0; i < course->n_sessions; i++) {
        const struct bw_session *session = &course->sessions[i];
        bw_day end = session->end == BW_DAY_NONE ? session->start : session->end;
        if (session->start >= free && (first == BW_DAY_NONE || end < first))
            first = end;
    }
    return first;
}

/* The last day of a course for who is free from `free` on. */
static bw_day end_of(const struct bw_course *course, bw_day from, bw_day free, double pace)
{
    if (course->n_sessions)
        return end_of_session(course, free);
    double weeks = ceil(course->hours / pace);
    if (!(weeks * DAYS_A_WEEK < DAYS_MOST))
        return BW_DAY_NONE;
    bw_day waited = (free - from + DAYS_A_WEEK - 1) / DAYS_A_WEEK;
    return from + (waited + (weeks > 1 ? (bw_day)weeks : 1)) * DAYS_A_WEEK - 1;
}

/* The courses to follow, each with those before it that it builds on, as places in this list. */
struct queue {
    const struct bw_course *course[BW_CLIMB_MOST];
    uint32_t after[BW_CLIMB_MOST];
    size_t n;
    bw_day from;
    double pace;
};

static struct queue queue_of(const struct bw_catalogue *cat, const struct bw_climbing *climbing)
{
    struct queue queue = {.n = 0};
    size_t place[BW_CLIMB_MOST] = {0};
    for (size_t i = 0; i < climbing->n_courses; i++) {
        const struct bw_climb_course *course = &climbing->courses[i];
        if (!course->mandatory)
            continue;
        queue.course[queue.n] = &cat->courses[course->course];
        /* What a mandatory one builds on is mandatory. */
        for (size_t b = 0; b < i; b++)
            if (course->after >> b & 1)
                queue.after[queue.n] |= 1u << place[b];
        place[i] = queue.n++;
    }
    return queue;
}

/* The day after course i for who is free from `free` on and has followed the set `before`;
 * BW_DAY_NONE when that cannot be. */
static bw_day free_after(const struct queue *queue, size_t i, uint32_t before, bw_day free)
{
    if (free == BW_DAY_NONE || (queue->after[i] & ~before))
        return BW_DAY_NONE;
    bw_day end = end_of(queue->course[i], queue->from, free, queue->pace);
    return end == BW_DAY_NONE || end - queue->from >= DAYS_MOST ? BW_DAY_NONE : end + 1;
}

/* Who is free earlier is never through later, so that of each set of courses only the earliest end
 * counts (Held and Karp, 1962). */
static bw_day exactly(const struct queue *queue)
{
    bw_day free[1 << EXACT_MOST]; /* after the courses of a set */
    free[0] = queue->from;
    for (uint32_t set = 1; set < 1u << queue->n; set++) {
        free[set] = BW_DAY_NONE;
        for (size_t last = 0; last < queue->n; last++) {
            uint32_t before = set & ~(1u << last);
            if (before == set)
                continue;
            bw_day then = free_after(queue, last, before, free[before]);
            if (then != BW_DAY_NONE && (free[set] == BW_DAY_NONE || then < free[set]))
                free[set] = then;
        }
    }
    return free[(1u << queue->n) - 1];
}

/* The one that ends first comes next. */
static bw_day one_by_one(const struct queue *queue)
{
    uint32_t set = 0;
    bw_day free = queue->from;
    for (size_t i = 0; i < queue->n && free != BW_DAY_NONE; i++) {
        bw_day first = BW_DAY_NONE;
        uint32_t chosen = 0;
        for (size_t next = 0; next < queue->n; next++) {
            bw_day then = set >> next & 1 ? BW_DAY_NONE : free_after(queue, next, set, free);
            if (then == BW_DAY_NONE || (first != BW_DAY_NONE && then >= first))
                continue;
            first = then;
            chosen = 1u << next;
        }
        free = first;
        set |= chosen;
    }
    return free;
}

bw_day bw_ready_by(const struct bw_catalogue *cat, const struct bw_climbing *climbing, bw_day from,
                   double pace)
{
    struct queue queue = queue_of(cat, climbing);
    queue.from = from;
    queue.pace = pace;
    if (queue.n == 0)
        return from;
    bw_day free = queue.n <= EXACT_MOST ? exactly(&queue) : one_by_one(&queue);
    return free == BW_DAY_NONE ? BW_DAY_NONE : free - 1;
}
