#pragma once
/* Bookings as they are stored, read within a transaction: of one employee and course, and how many
 * of a session are on their way. Changes nothing. Results live in the arena. The transaction's
 * thread. */
#include "data/store_inside.h"
#include "model/report/booking.h"

/* From where, into what memory, and up to which day. */
struct bw_booked_view {
    struct bw_txn *txn;
    struct bw_arena *arena;
    bw_day as_of;
    struct bw_fail *fail;
};

/* A course, as far as bookings need it: id, price, sessions, retired. */
struct bw_booked_course {
    uint32_t number;
    struct bw_course course;
};
enum bw_err bw_booked_course(const struct bw_booked_view *view, const struct bw_place *place,
                             struct bw_str id, struct bw_booked_course *out);

struct bw_booked_person {
    struct bw_place place;
    struct bw_str id;
};

/* What is booked of that course by one employee. */
struct bw_booked {
    struct bw_bookings bookings;
    int64_t newest_s; /* of the events that these come of, seconds since 1970; INT64_MIN: none */
};
enum bw_err bw_booked_of(const struct bw_booked_view *view, const struct bw_booked_person *person,
                         const struct bw_booked_course *course, struct bw_booked *out);

/* How many bookings of the session are requested or approved and not yet enrolled, of anyone: who
 * is enrolled is known to the provider, whose `seats` are those that are left. The arena is given
 * back. */
enum bw_err bw_booked_waiting(const struct bw_booked_view *view,
                              const struct bw_booked_course *course, struct bw_str session,
                              size_t *out);

/* Whose event has this id, and of which course (its number, 0 when there is no such event). */
enum bw_err bw_booked_event(const struct bw_booked_view *view, struct bw_str id,
                            struct bw_booked_person *person, uint32_t *course);
