#pragma once
/* Bookings as they are stored, read within a transaction: of one employee and course, and how many
 * of a session are on their way. Changes nothing. Results live in the arena. The transaction's
 * thread. */
#include "data/store_inside.h"
#include "model/report/booking.h"

/* A course, as far as bookings need it: id, price, sessions, retired. */
struct bw_booked_course {
    uint32_t number;
    struct bw_course course;
};
enum bw_err bw_booked_course(struct bw_txn *txn, const struct bw_place *place, struct bw_str id,
                             struct bw_arena *arena, struct bw_booked_course *out,
                             struct bw_fail *fail);

struct bw_booked_person {
    struct bw_place place;
    struct bw_str id;
};

/* What is booked of that course by one employee, up to `as_of`. */
struct bw_booked {
    struct bw_bookings bookings;
    int64_t newest_s; /* of the events that these come of, seconds since 1970; INT64_MIN: none */
};
enum bw_err bw_booked_of(struct bw_txn *txn, const struct bw_booked_person *person,
                         const struct bw_booked_course *course, bw_day as_of,
                         struct bw_arena *arena, struct bw_booked *out, struct bw_fail *fail);

/* How many bookings of the session are requested or approved and not yet enrolled, of anyone: who
 * is enrolled is known to the provider, whose `seats` are those that are left. `arena` is given
 * back. */
enum bw_err bw_booked_waiting(struct bw_txn *txn, const struct bw_booked_course *course,
                              struct bw_str session, bw_day as_of, struct bw_arena *arena,
                              size_t *out, struct bw_fail *fail);

/* Whose event has this id, and of which course (its number); *found false when there is none. */
enum bw_err bw_booked_event(struct bw_txn *txn, struct bw_str id, struct bw_arena *arena,
                            struct bw_booked_person *person, uint32_t *course, bool *found,
                            struct bw_fail *fail);
