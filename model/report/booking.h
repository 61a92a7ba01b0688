#pragma once
/* What came of asking for a course: the events of one person as bookings, each with the state that
 * it reached, its price and the day its money counts on. Owns which events are one booking. Reads
 * events, changes none. Results live in the arena. Any thread, one arena each.
 *
 * Of one person and course, in order of time (of the same moment: of writing), these count; what
 * was shown, clicked, accepted and rated changes no booking. An event goes to the newest open
 * booking of its session, else to the newest open one of the course (it names none, or names
 * another: who is enrolled elsewhere was moved), but `requested` for another session asks anew.
 *
 *     event       no open booking                      open booking
 *     requested   opens one: requested                 stays what it is; its session, when it had
 *                                                      none
 *     approved    the one just declined goes on;       approved, unless enrolled already
 *                 else opens one: approved
 *     enrolled    the one just declined goes on;       enrolled
 *                 else opens one: enrolled
 *     completed   the one just dropped goes on; the    completed, ends it
 *                 same once more (of the session, else
 *                 of the day): nothing; else a course
 *                 that was taken unasked: completed
 *     dropped     nothing                              dropped, ends it
 *     declined    nothing (a suggestion was declined)  declined, ends it
 */
#include "model/base/arena.h"
#include "model/event.h"
#include "model/person.h"

/* The numbers are in the order of the way. */
enum bw_booking_state {
    BW_BOOKING_REQUESTED,
    BW_BOOKING_APPROVED,
    BW_BOOKING_ENROLLED,
    BW_BOOKING_COMPLETED,
    BW_BOOKING_DROPPED,
    BW_BOOKING_DECLINED,
    BW_BOOKING_STATES
};

/* "requested", … as events are called. */
const char *bw_booking_state_name(enum bw_booking_state state);

struct bw_booking {
    uint32_t course;
    enum bw_booking_state state;
    struct bw_str id;                 /* of the event that opened it */
    struct bw_str session;            /* its id, or absent */
    const struct bw_session *planned; /* the course's session of that id; NULL when it has none */
    struct bw_str by;                 /* who brought it where it is, or absent */
    struct bw_str approved_by;        /* or absent */
    bw_day requested, approved, enrolled, ended; /* or BW_DAY_NONE */
    bw_day since;                                /* in this state */
    int64_t price_cents; /* of its newest event that names one, else the course's */
};

struct bw_bookings {
    const struct bw_booking *at; /* by course, then in the order in which they were opened */
    size_t n;
};

/* The bookings that come of n events up to `as_of`, in any order. */
struct bw_bookings bw_bookings_of(const struct bw_catalogue *cat, const struct bw_event *events,
                                  size_t n, bw_day as_of, struct bw_arena *arena);

/* Can it still become something? Requested, approved, or enrolled in what is not over. */
bool bw_booking_open(const struct bw_booking *booking, bw_day as_of);

/* Where its money is. */
enum bw_money {
    BW_MONEY_FREE,      /* declined, or dropped before there was an enrolment */
    BW_MONEY_ASKED,     /* requested: nobody has granted it */
    BW_MONEY_COMMITTED, /* approved; enrolled until the session is over (its end, else its start,
                           lies before the day) or it is completed */
    BW_MONEY_SPENT      /* completed, dropped after enrolment, enrolled in what is over */
};
enum bw_money bw_booking_money(const struct bw_booking *booking, bw_day as_of);

/* The day its money counts on, which is when the course begins (costs belong to the year in which a
 * service is rendered): the start of its session, else the day of enrolment, of completion, of
 * approval, of the request. */
bw_day bw_booking_day(const struct bw_booking *booking);

/* Is the course one that the employer owes `person` (BW 7:611a, as of 1 August 2022)? It has a
 * legal basis (law, cao), or teaches from under the level asked what the own role's version of
 * `day` makes mandatory or rests on a law (the same competency under another id included). Then it
 * is free for the employee, is working time and comes on no personal budget. Whether the gap was
 * open is not asked: a certificate is renewed before it ends. */
bool bw_course_owed(const struct bw_catalogue *cat, const struct bw_person *person, uint32_t course,
                    bw_day day);
