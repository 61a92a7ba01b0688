#include "model/report/booking.h"
#include "model/base/sort.h"

const char *bw_booking_state_name(enum bw_booking_state state)
{
    static const char *const names[BW_BOOKING_STATES] = {"requested", "approved", "enrolled",
                                                         "completed", "dropped",  "declined"};
    return names[state];
}

static bool counts(enum bw_event_type type)
{
    return type == BW_EVENT_REQUESTED || type == BW_EVENT_APPROVED || type == BW_EVENT_DECLINED ||
           type == BW_EVENT_ENROLLED || type == BW_EVENT_COMPLETED || type == BW_EVENT_DROPPED;
}

static int by_course_and_time(const void *a, const void *b)
{
    const struct bw_event *const *one = a, *const *other = b;
    const struct bw_event *x = *one, *y = *other;
    if (x->course != y->course)
        return x->course < y->course ? -1 : 1;
    int order = bw_str_compare(x->time, y->time);
    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

static bool is_open(const struct bw_booking *booking)
{
    return booking->state <= BW_BOOKING_ENROLLED;
}

static bool same_session(const struct bw_booking *booking, const struct bw_event *event)
{
    return event->session.at && booking->session.at &&
           bw_str_compare(booking->session, event->session) == 0;
}

/* The bookings of one course so far. */
struct account {
    const struct bw_catalogue *cat;
    struct bw_booking *at;
    size_t n;
};

/* The open booking that an event is about; NULL when there is none. */
static struct bw_booking *find_open(const struct account *account, const struct bw_event *event)
{
    struct bw_booking *newest = NULL;
    for (size_t i = account->n; i-- > 0;) {
        struct bw_booking *booking = &account->at[i];
        if (!is_open(booking))
            continue;
        if (same_session(booking, event))
            return booking;
        bool other = event->type == BW_EVENT_REQUESTED && event->session.at && booking->session.at;
        if (!newest && !other)
            newest = booking;
    }
    return newest;
}

/* The one that has ended and that the event takes up again, or says once more; NULL for none. */
static struct bw_booking *find_ended(const struct account *account, const struct bw_event *event)
{
    struct bw_booking *last = account->n ? &account->at[account->n - 1] : NULL;
    if (!last || (last->session.at && event->session.at && !same_session(last, event)))
        return NULL;
    bool goes_on = event->type == BW_EVENT_APPROVED || event->type == BW_EVENT_ENROLLED;
    if (last->state == BW_BOOKING_DECLINED)
        return goes_on ? last : NULL;
    if (event->type != BW_EVENT_COMPLETED)
        return NULL;
    bool again = same_session(last, event) || last->ended == event->at;
    return last->state == BW_BOOKING_DROPPED || again ? last : NULL;
}

static struct bw_booking *open_one(struct account *account, const struct bw_event *event)
{
    struct bw_booking *booking = &account->at[account->n++];
    *booking = (struct bw_booking){.course = event->course,
                                   .id = event->id,
                                   .requested = BW_DAY_NONE,
                                   .approved = BW_DAY_NONE,
                                   .enrolled = BW_DAY_NONE,
                                   .ended = BW_DAY_NONE,
                                   .since = BW_DAY_NONE,
                                   .price_cents = account->cat->courses[event->course].price_cents};
    return booking;
}

static void reach(struct bw_booking *booking, enum bw_booking_state state,
                  const struct bw_event *event)
{
    booking->state = state;
    booking->since = event->at;
    booking->by = event->by;
}

/* What the event says beside its type. */
static void take_over(struct bw_booking *booking, const struct bw_event *event)
{
    if (event->price_cents >= 0)
        booking->price_cents = event->price_cents;
    bool chosen = event->type != BW_EVENT_REQUESTED || !booking->session.at;
    if (event->session.at && chosen)
        booking->session = event->session;
}

static void step(struct bw_booking *booking, const struct bw_event *event)
{
    take_over(booking, event);
    switch (event->type) {
    case BW_EVENT_REQUESTED:
        if (booking->since == BW_DAY_NONE)
            reach(booking, BW_BOOKING_REQUESTED, event);
        if (booking->requested == BW_DAY_NONE)
            booking->requested = event->at;
        break;
    case BW_EVENT_APPROVED:
        booking->approved = event->at;
        booking->approved_by = event->by;
        if (booking->state != BW_BOOKING_ENROLLED)
            reach(booking, BW_BOOKING_APPROVED, event);
        booking->ended = BW_DAY_NONE;
        break;
    case BW_EVENT_ENROLLED:
        if (booking->enrolled == BW_DAY_NONE)
            booking->enrolled = event->at;
        reach(booking, BW_BOOKING_ENROLLED, event);
        booking->ended = BW_DAY_NONE;
        break;
    default:
        reach(booking,
              event->type == BW_EVENT_COMPLETED ? BW_BOOKING_COMPLETED
              : event->type == BW_EVENT_DROPPED ? BW_BOOKING_DROPPED
                                                : BW_BOOKING_DECLINED,
              event);
        booking->ended = event->at;
    }
}

static void post(struct account *account, const struct bw_event *event)
{
    bool ends = event->type == BW_EVENT_DROPPED || event->type == BW_EVENT_DECLINED;
    struct bw_booking *booking = find_open(account, event);
    if (!booking) {
        booking = find_ended(account, event);
        if (booking && booking->state == BW_BOOKING_COMPLETED)
            return;
    }
    if (!booking && ends)
        return;
    step(booking ? booking : open_one(account, event), event);
}

static void find_planned(const struct bw_catalogue *cat, struct bw_booking *bookings, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct bw_course *course = &cat->courses[bookings[i].course];
        for (size_t s = 0; bookings[i].session.at && s < course->n_sessions; s++)
            if (bw_str_compare(course->sessions[s].id, bookings[i].session) == 0)
                bookings[i].planned = &course->sessions[s];
    }
}

struct bw_bookings bw_bookings_of(const struct bw_catalogue *cat, const struct bw_event *events,
                                  size_t n, bw_day as_of, struct bw_arena *arena)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        kept += counts(events[i].type) && events[i].at <= as_of;
    const struct bw_event **order = bw_arena_take(arena, kept * sizeof(const struct bw_event *));
    struct bw_booking *bookings = bw_arena_take(arena, kept * sizeof *bookings);
    kept = 0;
    for (size_t i = 0; i < n; i++)
        if (counts(events[i].type) && events[i].at <= as_of)
            order[kept++] = &events[i];
    bw_sort(order, kept, sizeof(const struct bw_event *), by_course_and_time);
    struct account account = {cat, bookings, 0};
    size_t all = 0;
    for (size_t i = 0; i < kept; i++) {
        if (i > 0 && order[i]->course != order[i - 1]->course) {
            all += account.n;
            account = (struct account){cat, bookings + all, 0};
        }
        post(&account, order[i]);
    }
    all += account.n;
    find_planned(cat, bookings, all);
    return (struct bw_bookings){bookings, all};
}

/* Does the session lie wholly before the day? */
static bool is_over(const struct bw_booking *booking, bw_day as_of)
{
    const struct bw_session *session = booking->planned;
    return session && (session->end == BW_DAY_NONE ? session->start : session->end) < as_of;
}

bool bw_booking_open(const struct bw_booking *booking, bw_day as_of)
{
    return is_open(booking) && (booking->state != BW_BOOKING_ENROLLED || !is_over(booking, as_of));
}

enum bw_money bw_booking_money(const struct bw_booking *booking, bw_day as_of)
{
    switch (booking->state) {
    case BW_BOOKING_REQUESTED:
        return BW_MONEY_ASKED;
    case BW_BOOKING_APPROVED:
        return BW_MONEY_COMMITTED;
    case BW_BOOKING_ENROLLED:
        return is_over(booking, as_of) ? BW_MONEY_SPENT : BW_MONEY_COMMITTED;
    case BW_BOOKING_COMPLETED:
        return BW_MONEY_SPENT;
    case BW_BOOKING_DROPPED:
        return booking->enrolled == BW_DAY_NONE ? BW_MONEY_FREE : BW_MONEY_SPENT;
    default:
        return BW_MONEY_FREE;
    }
}

bw_day bw_booking_day(const struct bw_booking *booking)
{
    if (booking->planned)
        return booking->planned->start;
    if (booking->enrolled != BW_DAY_NONE)
        return booking->enrolled;
    if (booking->state == BW_BOOKING_COMPLETED)
        return booking->ended;
    return booking->approved != BW_DAY_NONE ? booking->approved : booking->requested;
}

static bool is_duty(const struct bw_catalogue *cat, struct bw_asks asks, uint32_t competency,
                    double from)
{
    const struct bw_competency *taught = &cat->competencies[competency];
    for (size_t i = 0; i <= taught->same.n; i++) {
        const struct bw_ask *ask =
            bw_asks_find(asks, i == taught->same.n ? competency : taught->same.at[i]);
        if (ask && (ask->mandatory || ask->law.at) && from < ask->level)
            return true;
    }
    return false;
}

bool bw_course_owed(const struct bw_catalogue *cat, const struct bw_person *person, uint32_t course,
                    bw_day day)
{
    const struct bw_course *taken = &cat->courses[course];
    const struct bw_role_version *version =
        person->role == BW_NONE ? NULL : bw_role_at(&cat->roles[person->role], day);
    if (taken->legal_basis)
        return true;
    for (size_t i = 0; version && i < taken->n_teaches; i++)
        if (is_duty(cat, version->all, taken->teaches[i].competency, taken->teaches[i].from))
            return true;
    return false;
}
