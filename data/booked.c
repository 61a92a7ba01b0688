#include "data/booked.h"

#include "data/load.h"
#include "data/refs.h"
#include "data/rows.h"
#include "data/time.h"
#include "model/base/sort.h"

static struct bw_str copy(struct bw_arena *arena, struct bw_str text)
{
    msgpack_object value = {.type = MSGPACK_OBJECT_STR};
    value.via.str.ptr = text.at;
    value.via.str.size = text.len;
    return bw_load_copy(arena, &value);
}

static int by_start(const void *a, const void *b)
{
    const struct bw_session *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return bw_str_compare(x->id, y->id);
}

static void read_sessions(const msgpack_object *list, struct bw_arena *arena,
                          struct bw_course *course)
{
    size_t n = list ? list->via.array.size : 0;
    struct bw_session *sessions = BW_ARENA_NEW(arena, struct bw_session, n);
    for (size_t i = 0; i < n; i++) {
        const msgpack_object *map = &list->via.array.ptr[i];
        sessions[i] = (struct bw_session){.id = bw_load_copy(arena, bw_field_get(map, "id")),
                                          .start = bw_field_day(map, "start", BW_DAY_NONE),
                                          .end = bw_field_day(map, "end", BW_DAY_NONE),
                                          .seats = bw_field_int(map, "seats", -1)};
    }
    bw_sort(sessions, n, sizeof *sessions, by_start);
    course->sessions = sessions;
    course->n_sessions = n;
}

enum bw_err bw_booked_course(const struct bw_booked_view *view, const struct bw_place *place,
                             struct bw_str id, struct bw_booked_course *out)
{
    struct bw_slice body;
    msgpack_unpacked map;
    enum bw_err err = bw_body_get(view->txn, BW_KIND_COURSE, place, &body, view->fail);
    if (!err)
        err = bw_unpack(body, &map, view->fail);
    if (err)
        return err;
    *out = (struct bw_booked_course){
        .number = place->number,
        .course = {.id = copy(view->arena, id),
                   .price_cents = bw_field_int(&map.data, "price_cents", 0),
                   .retired = bw_field_bool(&map.data, "retired", false)}};
    read_sessions(bw_field_get(&map.data, "sessions"), view->arena, &out->course);
    msgpack_unpacked_destroy(&map);
    return BW_OK;
}

static enum bw_err rows_of(const struct bw_booked_view *view, const struct bw_place *place,
                           struct bw_slice *out)
{
    struct bw_key key = bw_key_person(place->org, place->number);
    bool found;
    enum bw_err err =
        bw_value_get(view->txn, BW_DB_EVENT, bw_key_slice(&key), out, &found, view->fail);
    if (!err && !found)
        *out = (struct bw_slice){NULL, 0};
    return err;
}

/* Bookings and the newest moment of n events of one course. */
static struct bw_booked settle(const struct bw_booked_view *view,
                               const struct bw_booked_course *course, const struct bw_event *events,
                               size_t n)
{
    const struct bw_catalogue one = {.courses = &course->course, .n_courses = 1};
    struct bw_booked out = {bw_bookings_of(&one, events, n, view->as_of, view->arena), INT64_MIN};
    for (size_t i = 0; i < n; i++) {
        int64_t at = bw_time_seconds(events[i].time.at);
        if (events[i].at <= view->as_of && at > out.newest_s)
            out.newest_s = at;
    }
    return out;
}

enum bw_err bw_booked_of(const struct bw_booked_view *view, const struct bw_booked_person *person,
                         const struct bw_booked_course *course, struct bw_booked *out)
{
    struct bw_slice payload;
    struct bw_event_row row;
    size_t n = 0;
    enum bw_err err = rows_of(view, &person->place, &payload);
    if (err)
        return err;
    struct bw_cursor cursor = bw_cursor_of(payload), count = cursor;
    while (bw_event_row_read(&count, &row))
        n += row.course == course->number;
    struct bw_event *events = bw_arena_take(view->arena, n * sizeof *events);
    for (n = 0; !err && bw_event_row_read(&cursor, &row);) {
        if (row.course != course->number)
            continue;
        err = bw_load_event(view->arena, &row, person->id, &events[n], view->fail);
        events[n++].course = 0;
    }
    if (!err && cursor.bad)
        err = bw_fail_set(view->fail, BW_INTERNAL, "events of %.*s: a row is damaged",
                          (int)person->id.len, person->id.at);
    if (!err)
        *out = settle(view, course, events, n);
    return err;
}

static bool waits(const struct bw_booking *booking, struct bw_str session)
{
    return booking->state <= BW_BOOKING_APPROVED && booking->session.at &&
           bw_str_compare(booking->session, session) == 0;
}

/* Who has events of the course, by number: counted, then kept. */
static uint32_t *find_takers(const struct bw_booked_view *view, uint32_t course, size_t *n)
{
    struct bw_key from = bw_key_ref(BW_KIND_COURSE, course, BW_KIND_EVENT, 0);
    struct bw_slice key, value;
    enum bw_kind kind, by_kind;
    uint32_t of, by, *out = NULL;
    struct bw_walk *walk = bw_walk_open(view->txn, BW_DB_REF);
    *n = 0;
    for (int round = 0; walk && round < 2; round++) {
        size_t found = 0;
        for (bool there = bw_walk_seek(walk, bw_key_slice(&from), &key, &value);
             there && bw_key_ref_read(key, &kind, &of, &by_kind, &by) && kind == BW_KIND_COURSE &&
             of == course && by_kind == BW_KIND_EVENT;
             there = bw_walk_next(walk, &key, &value), found++)
            if (out)
                out[found] = by;
        *n = found;
        if (!out)
            out = bw_arena_take(view->arena, found * sizeof *out);
    }
    if (walk)
        bw_walk_close(walk);
    return out;
}

enum bw_err bw_booked_waiting(const struct bw_booked_view *view,
                              const struct bw_booked_course *course, struct bw_str session,
                              size_t *out)
{
    size_t all = bw_arena_mark(view->arena), n;
    uint32_t *takers = find_takers(view, course->number, &n);
    enum bw_err err = bw_txn_trouble(view->txn, view->fail);
    *out = 0;
    for (size_t i = 0; !err && i < n; i++) {
        struct bw_booked_person person = {.place = {.number = takers[i]}};
        struct bw_booked booked = {.bookings = {NULL, 0}};
        size_t mark = bw_arena_mark(view->arena);
        err = bw_name_get(view->txn, BW_KIND_EMPLOYEE, takers[i], &person.id, &person.place.org,
                          view->fail);
        if (!err)
            err = bw_booked_of(view, &person, course, &booked);
        for (size_t b = 0; !err && b < booked.bookings.n; b++)
            *out += waits(&booked.bookings.at[b], session);
        bw_arena_rewind(view->arena, mark);
    }
    bw_arena_rewind(view->arena, all);
    return err;
}

/* The employee that an event's id leads to; number 0 when there is no such event. */
static enum bw_err find_owner(const struct bw_booked_view *view, struct bw_str id,
                              struct bw_booked_person *person)
{
    struct bw_key key = bw_key_id(BW_KIND_EVENT, id);
    struct bw_slice payload;
    struct bw_str name;
    bool found;
    *person = (struct bw_booked_person){.place = {.number = 0}};
    enum bw_err err =
        bw_value_get(view->txn, BW_DB_XID, bw_key_slice(&key), &payload, &found, view->fail);
    if (err || !found)
        return err;
    struct bw_cursor number = bw_cursor_of(payload);
    person->place.number = (uint32_t)bw_cursor_number(&number, 4);
    err = bw_name_get(view->txn, BW_KIND_EMPLOYEE, person->place.number, &name, &person->place.org,
                      view->fail);
    if (!err)
        person->id = copy(view->arena, name);
    return err;
}

enum bw_err bw_booked_event(const struct bw_booked_view *view, struct bw_str id,
                            struct bw_booked_person *person, uint32_t *course)
{
    struct bw_slice payload;
    struct bw_event_row row;
    *course = 0;
    enum bw_err err = find_owner(view, id, person);
    if (err || person->place.number == 0)
        return err;
    err = rows_of(view, &person->place, &payload);
    if (err)
        return err;
    struct bw_cursor cursor = bw_cursor_of(payload);
    while (!*course && bw_event_row_read(&cursor, &row))
        if (bw_str_compare(row.id, id) == 0)
            *course = row.course;
    return *course ? BW_OK
                   : bw_fail_set(view->fail, BW_INTERNAL,
                                 "event %.*s: not among those of its employee", (int)id.len, id.at);
}
