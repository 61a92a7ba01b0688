#include "model/learned/past.h"

#include "model/base/sort.h"

const char *bw_response_name(enum bw_response reply)
{
    static const char *const names[] = {"ignored", "clicked", "declined", "accepted"};
    return names[reply];
}

static int by_course_and_time(const void *a, const void *b)
{
    const struct bw_event *const *one = a, *const *other = b;
    const struct bw_event *x = *one, *y = *other;
    if (x->course != y->course)
        return x->course < y->course ? -1 : 1;
    int order = bw_str_compare(x->time, y->time);
    if (order != 0)
        return order;
    return (x->order > y->order) - (x->order < y->order);
}

static int by_beginning(const void *a, const void *b)
{
    const struct bw_outcome *x = a, *y = b;
    if (x->begun != y->begun)
        return x->begun < y->begun ? -1 : 1;
    return (x->course > y->course) - (x->course < y->course);
}

static int by_showing(const void *a, const void *b)
{
    const struct bw_shown *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return (x->course > y->course) - (x->course < y->course);
}

/* One person's events with one course, as they come by. */
struct story {
    struct bw_outcome *outcomes;
    struct bw_shown *shown;
    size_t n_outcomes, n_shown;
    const struct bw_event *begun;   /* the enrolment that has not ended, or NULL */
    const struct bw_shown *pending; /* the suggestion that is answered, or NULL */
    bool asked;                     /* by the employee, for this course */
};

/* The answer that an event is to a suggestion. */
static enum bw_response reply_of(const struct bw_event *event)
{
    switch (event->type) {
    case BW_EVENT_ACCEPTED:
    case BW_EVENT_REQUESTED:
    case BW_EVENT_ENROLLED:
        return event->by_other ? BW_RESPONSE_IGNORED : BW_RESPONSE_ACCEPTED;
    case BW_EVENT_DECLINED:
        return event->by_other ? BW_RESPONSE_IGNORED : BW_RESPONSE_DECLINED;
    case BW_EVENT_CLICKED:
        return BW_RESPONSE_CLICKED;
    default:
        return BW_RESPONSE_IGNORED;
    }
}

static void tell_shown(struct story *story, const struct bw_event *event)
{
    struct bw_shown *shown = &story->shown[story->n_shown++];
    *shown = (struct bw_shown){event->course, event->at, event->position, BW_RESPONSE_IGNORED};
    story->pending = shown;
}

static void tell_end(struct story *story, const struct bw_event *event)
{
    if (story->begun)
        story->outcomes[story->n_outcomes++] =
            (struct bw_outcome){.course = event->course,
                                .begun = story->begun->at,
                                .ended = event->at,
                                .success = event->type == BW_EVENT_COMPLETED,
                                .self_initiated = !story->begun->by_other || story->asked};
    story->begun = NULL;
    story->asked = false;
}

static void tell(struct story *story, const struct bw_event *event)
{
    enum bw_response reply = reply_of(event);
    if (event->type == BW_EVENT_SHOWN)
        tell_shown(story, event);
    else if (story->pending && reply > story->pending->reply)
        story->shown[story->n_shown - 1].reply = reply;
    if (event->type == BW_EVENT_REQUESTED && !event->by_other && !story->begun)
        story->asked = true;
    if (event->type == BW_EVENT_ENROLLED)
        story->begun = event;
    if (event->type == BW_EVENT_COMPLETED || event->type == BW_EVENT_DROPPED)
        tell_end(story, event);
}

struct bw_past bw_past_of(const struct bw_event *events, size_t n, struct bw_arena *arena)
{
    const struct bw_event **order = bw_arena_take(arena, n * sizeof(const struct bw_event *));
    size_t n_shown = 0, n_ends = 0;
    for (size_t i = 0; i < n; i++) {
        order[i] = &events[i];
        n_shown += events[i].type == BW_EVENT_SHOWN;
        n_ends += events[i].type == BW_EVENT_COMPLETED || events[i].type == BW_EVENT_DROPPED;
    }
    bw_sort(order, n, sizeof(const struct bw_event *), by_course_and_time);
    struct story story = {.outcomes = bw_arena_take(arena, n_ends * sizeof(struct bw_outcome)),
                          .shown = bw_arena_take(arena, n_shown * sizeof(struct bw_shown))};
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && order[i]->course != order[i - 1]->course) {
            story.begun = NULL;
            story.pending = NULL;
            story.asked = false;
        }
        tell(&story, order[i]);
    }
    bw_sort(story.outcomes, story.n_outcomes, sizeof(struct bw_outcome), by_beginning);
    bw_sort(story.shown, story.n_shown, sizeof(struct bw_shown), by_showing);
    return (struct bw_past){story.outcomes, story.n_outcomes, story.shown, story.n_shown};
}
