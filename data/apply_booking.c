/* Steps on the way of bookings: checked against what is stored now, and written as events. */
#include "data/applying.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "data/booked.h"
#include "data/time.h"
#include "data/bytes.h"

#define ARENA_BYTES ((size_t)1 << 30) /* address space; touched as it is needed */
#define EVENT_ID_LEN 35               /* "bk." and 128 bits */
#define SESSIONS_SAID 8

/* Seats that are asked for while one step is applied: what was counted once goes on from there. */
struct counted {
    uint32_t course;
    struct bw_str session;
    size_t waiting;
};

/* A step being applied. */
struct deal {
    struct bw_applying *applying;
    const struct bw_booking_step *step;
    struct bw_booked_view view;
    struct counted *counted;
    size_t n_counted;
    struct bw_str by;
};

/* One of its items. */
struct item {
    size_t number;
    const msgpack_object *map; /* or NULL: named by the id of its booking */
    char path[BW_PATH_MOST];
    struct bw_booked_person person;
    struct bw_booked_course course;
    struct bw_str session; /* or absent */
    struct bw_booked booked;
};

static struct bw_str str_of(const msgpack_object *value)
{
    return value && value->type == MSGPACK_OBJECT_STR
               ? (struct bw_str){value->via.str.ptr, value->via.str.size}
               : (struct bw_str){NULL, 0};
}

static enum bw_err find_person(struct deal *deal, struct item *item)
{
    struct bw_fail *fail = &deal->applying->fail;
    struct bw_str id = str_of(bw_field_get(item->map, "employee"));
    bool found;
    enum bw_err err =
        bw_place_get(deal->applying->txn, BW_KIND_EMPLOYEE, id, &item->person.place, &found, fail);
    item->person.id = id;
    return err || found
               ? err
               : bw_fail_set(fail, BW_NOT_FOUND, "%s.employee: there is no employee \"%.*s\"",
                             item->path, (int)id.len, id.at);
}

static enum bw_err find_course(struct deal *deal, struct item *item, struct bw_str id)
{
    struct bw_applying *applying = deal->applying;
    struct bw_place place;
    bool found, sees = true;
    enum bw_err err =
        bw_place_get(applying->txn, BW_KIND_COURSE, id, &place, &found, &applying->fail);
    if (!err && found && item->map)
        err =
            bw_sight_sees(applying->txn, item->person.place.org, place.org, &sees, &applying->fail);
    if (!err && (!found || !sees))
        err = bw_fail_set(&applying->fail, BW_NOT_FOUND,
                          "%s.course: there is no course \"%.*s\" that employee \"%.*s\" sees",
                          item->path, (int)id.len, id.at, (int)item->person.id.len,
                          item->person.id.at);
    if (!err)
        err = bw_booked_course(&deal->view, &place, id, &item->course);
    return err;
}

/* Person, course and session as the item names them. */
static enum bw_err look_up(struct deal *deal, struct item *item)
{
    enum bw_err err = find_person(deal, item);
    if (!err)
        err = find_course(deal, item, str_of(bw_field_get(item->map, "course")));
    item->session = str_of(bw_field_get(item->map, "session"));
    if (!err)
        err = bw_booked_of(&deal->view, &item->person, &item->course, &item->booked);
    return err;
}

static enum bw_err put_event(struct deal *deal, const struct item *item, const char *id,
                             const char *type)
{
    const msgpack_object *reason = bw_field_get(deal->step->args, "reason");
    char at[BW_TIME_TEXT_LEN + 1];
    int64_t price = item->map ? bw_field_int(item->map, "price_cents", -1) : -1;
    if (price < 0 && deal->step->op == BW_BOOK_REQUEST)
        price = item->course.course.price_cents; /* what was asked for stays when prices change */
    msgpack_sbuffer bytes;
    msgpack_packer out;
    msgpack_unpacked map;
    msgpack_sbuffer_init(&bytes);
    msgpack_packer_init(&out, &bytes, bw_buffer_write);
    /* Later than all before it: their order is then that of their times, however they are kept. */
    bw_time_format(deal->step->at_s > item->booked.newest_s ? deal->step->at_s
                                                            : item->booked.newest_s + 1,
                   at);
    const struct {
        const char *name;
        struct bw_str value;
    } texts[] = {{"id", {id, (uint32_t)strlen(id)}}, {"employee", item->person.id},
                 {"course", item->course.course.id}, {"type", {type, (uint32_t)strlen(type)}},
                 {"at", {at, BW_TIME_TEXT_LEN}},     {"by", deal->by},
                 {"session", item->session},         {"reason", str_of(reason)}};
    size_t n = price >= 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        n += texts[i].value.at != NULL;
    msgpack_pack_map(&out, n);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!texts[i].value.at)
            continue;
        msgpack_pack_str_with_body(&out, texts[i].name, strlen(texts[i].name));
        msgpack_pack_str_with_body(&out, texts[i].value.at, texts[i].value.len);
    }
    if (price >= 0) {
        msgpack_pack_str_with_body(&out, "price_cents", strlen("price_cents"));
        msgpack_pack_int64(&out, price);
    }
    enum bw_err err =
        bw_unpack((struct bw_slice){bytes.data, bytes.size}, &map, &deal->applying->fail);
    if (!err) {
        err = bw_apply_event(deal->applying, (struct bw_item_at){.map = &map.data});
        msgpack_unpacked_destroy(&map);
    }
    deal->applying->person = (struct bw_str){NULL, 0}; /* it lay in the map */
    msgpack_sbuffer_destroy(&bytes);
    return err;
}

/* An id that follows from its parts and a number. */
static void make_id(char *out, const struct bw_str *parts, size_t n, size_t number)
{
    XXH3_state_t state;
    XXH3_128bits_reset(&state);
    for (size_t i = 0; i < n; i++) {
        XXH3_128bits_update(&state, &parts[i].len, sizeof parts[i].len);
        if (parts[i].len)
            XXH3_128bits_update(&state, parts[i].at, parts[i].len);
    }
    uint64_t wide = number;
    XXH3_128bits_update(&state, &wide, sizeof wide);
    XXH128_hash_t hash = XXH3_128bits_digest(&state);
    snprintf(out, EVENT_ID_LEN + 1, "bk.%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64,
             (uint64_t)hash.low64);
}

static enum bw_err note_booking(struct deal *deal, size_t item, struct bw_str id)
{
    char *text = strndup(id.at, id.len);
    if (!text)
        return bw_fail_set(&deal->applying->fail, BW_INTERNAL, "out of memory");
    deal->applying->out->bookings[item] = text;
    return BW_OK;
}

static bool is_open(const struct bw_booking *booking)
{
    return booking->state <= BW_BOOKING_ENROLLED;
}

/* The newest open booking that the item means: of its session when it names one, else any; *exact
 * false: one that has no session yet, while one is named. */
static const struct bw_booking *find_open(const struct item *item, bool *exact)
{
    const struct bw_booking *without = NULL;
    for (size_t i = item->booked.bookings.n; i-- > 0;) {
        const struct bw_booking *booking = &item->booked.bookings.at[i];
        *exact = !item->session.at ||
                 (booking->session.at && bw_str_compare(booking->session, item->session) == 0);
        if (is_open(booking) && *exact)
            return booking;
        if (is_open(booking) && !booking->session.at && !without)
            without = booking;
    }
    *exact = false;
    return without;
}

/* "a, b and 3 more": sessions that can still be chosen. */
static void say_sessions(const struct item *item, bw_day today, char *out, size_t size)
{
    const struct bw_course *course = &item->course.course;
    size_t at = 0, said = 0, more = 0;
    out[0] = '\0';
    for (size_t s = 0; s < course->n_sessions; s++) {
        const struct bw_session *session = &course->sessions[s];
        if (session->start < today || session->seats == 0)
            continue;
        if (said == SESSIONS_SAID || at + session->id.len + 3 >= size)
            more++;
        else
            at += (size_t)snprintf(out + at, size - at, "%s%.*s", said++ ? ", " : "",
                                   (int)session->id.len, session->id.at);
    }
    if (said == 0)
        snprintf(out, size, "none");
    else if (more && at < size)
        snprintf(out + at, size - at, " and %zu more", more);
}

/* The session of the item; NULL when the course has none of that name. */
static const struct bw_session *session_of(const struct item *item)
{
    const struct bw_course *course = &item->course.course;
    for (size_t s = 0; s < course->n_sessions; s++)
        if (bw_str_compare(course->sessions[s].id, item->session) == 0)
            return &course->sessions[s];
    return NULL;
}

/* Takes one of the session's seats; conflict when none is left. */
static enum bw_err take_seat(struct deal *deal, const struct item *item, int64_t seats)
{
    struct bw_fail *fail = &deal->applying->fail;
    struct counted *counted = NULL;
    enum bw_err err = BW_OK;
    for (size_t i = 0; i < deal->n_counted && !counted; i++)
        if (deal->counted[i].course == item->course.number &&
            bw_str_compare(deal->counted[i].session, item->session) == 0)
            counted = &deal->counted[i];
    if (!counted) {
        counted = &deal->counted[deal->n_counted++];
        *counted = (struct counted){.course = item->course.number, .session = item->session};
        err = bw_booked_waiting(&deal->view, &item->course, item->session, &counted->waiting);
    }
    if (err)
        return err;
    if ((int64_t)counted->waiting < seats) {
        counted->waiting++;
        return BW_OK;
    }
    return bw_fail_set(fail, BW_CONFLICT,
                       "%s.session: \"%.*s\" has %" PRId64 " seats left, and %zu are asked for "
                       "already; choose another session",
                       item->path, (int)item->session.len, item->session.at, seats,
                       counted->waiting);
}

/* Can the session still be chosen? */
static enum bw_err check_session(struct deal *deal, const struct item *item)
{
    struct bw_fail *fail = &deal->applying->fail;
    const struct bw_session *session = session_of(item);
    char others[600], day[BW_DAY_TEXT_LEN + 1];
    say_sessions(item, deal->step->today, others, sizeof others);
    if (!session)
        return bw_fail_set(fail, BW_NOT_FOUND,
                           "%s.session: the course has no session \"%.*s\"; to be chosen: %s",
                           item->path, (int)item->session.len, item->session.at, others);
    bw_day_format(session->start, day);
    if (session->start < deal->step->today)
        return bw_fail_set(fail, BW_CONFLICT, "%s.session: \"%.*s\" began on %s; to be chosen: %s",
                           item->path, (int)item->session.len, item->session.at, day, others);
    if (session->seats == 0)
        return bw_fail_set(fail, BW_CONFLICT, "%s.session: \"%.*s\" is full; to be chosen: %s",
                           item->path, (int)item->session.len, item->session.at, others);
    return session->seats > 0 ? take_seat(deal, item, session->seats) : BW_OK;
}

/* Can the course be asked for at all? */
static enum bw_err check_course(struct deal *deal, const struct item *item)
{
    const struct bw_course *course = &item->course.course;
    struct bw_fail *fail = &deal->applying->fail;
    if (course->retired)
        return bw_fail_set(fail, BW_CONFLICT, "%s.course: \"%.*s\" is retired", item->path,
                           (int)course->id.len, course->id.at);
    if (item->session.at)
        return check_session(deal, item);
    bool over = course->n_sessions > 0 &&
                course->sessions[course->n_sessions - 1].start < deal->step->today;
    return over ? bw_fail_set(fail, BW_CONFLICT,
                              "%s.course: \"%.*s\" has no session that is still to come",
                              item->path, (int)course->id.len, course->id.at)
                : BW_OK;
}

static enum bw_err request(struct deal *deal, struct item *item)
{
    bool exact;
    char id[EVENT_ID_LEN + 1];
    enum bw_err err = look_up(deal, item);
    if (err)
        return err;
    const struct bw_booking *open = find_open(item, &exact);
    if (open && exact) {
        deal->applying->out->duplicates++;
        return note_booking(deal, item->number, open->id);
    }
    err = check_course(deal, item);
    if (err)
        return err;
    const struct bw_str parts[] = {item->person.id, item->course.course.id, item->session};
    make_id(id, parts, 3, item->booked.bookings.n);
    err = put_event(deal, item, id, "requested");
    if (err)
        return err;
    return note_booking(deal, item->number, open ? open->id : (struct bw_str){id, EVENT_ID_LEN});
}

/* The booking that an id names. */
static enum bw_err find_by_id(struct deal *deal, struct item *item, struct bw_str id,
                              const struct bw_booking **out)
{
    struct bw_applying *applying = deal->applying;
    struct bw_str course;
    uint32_t number, org;
    *out = NULL;
    enum bw_err err = bw_booked_event(&deal->view, id, &item->person, &number);
    if (!err && number)
        err = bw_name_get(applying->txn, BW_KIND_COURSE, number, &course, &org, &applying->fail);
    if (!err && number)
        err = find_course(deal, item, course);
    if (!err && number)
        err = bw_booked_of(&deal->view, &item->person, &item->course, &item->booked);
    for (size_t i = 0; !err && number && i < item->booked.bookings.n; i++)
        if (bw_str_compare(item->booked.bookings.at[i].id, id) == 0)
            *out = &item->booked.bookings.at[i];
    if (!err && !*out)
        err = bw_fail_set(&applying->fail, BW_NOT_FOUND, "%s: there is no booking \"%.*s\"",
                          item->path, (int)id.len, id.at);
    return err;
}

/* The booking that employee, course and session name: the newest that is open, else the newest. */
static enum bw_err find_by_item(struct deal *deal, struct item *item, const struct bw_booking **out)
{
    bool exact;
    enum bw_err err = look_up(deal, item);
    if (err)
        return err;
    *out = find_open(item, &exact);
    for (size_t i = item->booked.bookings.n; i-- > 0 && !*out;)
        if (!item->session.at ||
            (item->booked.bookings.at[i].session.at &&
             bw_str_compare(item->booked.bookings.at[i].session, item->session) == 0))
            *out = &item->booked.bookings.at[i];
    return *out ? BW_OK
                : bw_fail_set(&deal->applying->fail, BW_NOT_FOUND,
                              "%s: employee \"%.*s\" has not asked for course \"%.*s\"%s",
                              item->path, (int)item->person.id.len, item->person.id.at,
                              (int)item->course.course.id.len, item->course.course.id.at,
                              item->session.at ? " in that session" : "");
}

/* Nobody grants a course to themselves. */
static enum bw_err check_approver(struct deal *deal, const struct item *item)
{
    if (bw_str_compare(deal->by, item->person.id) != 0)
        return BW_OK;
    return bw_fail_set(&deal->applying->fail, BW_FORBIDDEN,
                       "by: \"%.*s\" cannot approve what is their own (%s); somebody else is to",
                       (int)deal->by.len, deal->by.at, item->path);
}

/* Approved or declined, when it is not that already. */
static enum bw_err settle(struct deal *deal, struct item *item, const struct bw_booking *booking)
{
    bool approve = deal->step->op == BW_BOOK_APPROVE;
    enum bw_booking_state state = booking->state;
    bool done = approve ? state == BW_BOOKING_APPROVED || state == BW_BOOKING_ENROLLED
                        : state == BW_BOOKING_DECLINED;
    char id[EVENT_ID_LEN + 1];
    enum bw_err err = approve ? check_approver(deal, item) : BW_OK;
    if (!err && approve && !done && item->session.at && !booking->session.at)
        err = check_session(deal, item); /* it is chosen now */
    if (!err && done)
        deal->applying->out->duplicates++;
    if (!err && !done && state > BW_BOOKING_APPROVED)
        err = bw_fail_set(&deal->applying->fail, BW_CONFLICT,
                          "%s: the booking is %s; only what is requested%s can be %s", item->path,
                          bw_booking_state_name(state), approve ? "" : " or approved",
                          approve ? "approved" : "declined");
    if (!err && !done) {
        const struct bw_str parts[] = {booking->id};
        make_id(id, parts, 1, (size_t)deal->step->op);
        item->session = booking->session.at ? booking->session : item->session;
        err = put_event(deal, item, id, approve ? "approved" : "declined");
    }
    return err ? err : note_booking(deal, item->number, booking->id);
}

static enum bw_err decide(struct deal *deal, struct item *item, const msgpack_object *value)
{
    const struct bw_booking *booking = NULL;
    enum bw_err err = item->map ? find_by_item(deal, item, &booking)
                                : find_by_id(deal, item, str_of(value), &booking);
    return err || !booking ? err : settle(deal, item, booking);
}

static enum bw_err each(struct deal *deal, const char *list, size_t *number)
{
    const msgpack_object *values = bw_field_get(deal->step->args, list);
    enum bw_err err = BW_OK;
    for (uint32_t i = 0; !err && values && i < values->via.array.size; i++) {
        const msgpack_object *value = &values->via.array.ptr[i];
        struct item item = {.number = (*number)++,
                            .map = value->type == MSGPACK_OBJECT_MAP ? value : NULL};
        size_t mark = bw_arena_mark(deal->view.arena);
        snprintf(item.path, sizeof item.path, "%s[%" PRIu32 "]", list, i);
        err = deal->step->op == BW_BOOK_REQUEST ? request(deal, &item) : decide(deal, &item, value);
        bw_arena_rewind(deal->view.arena, mark);
    }
    return err;
}

static size_t length_of(const msgpack_object *args, const char *list)
{
    const msgpack_object *values = bw_field_get(args, list);
    return values ? values->via.array.size : 0;
}

enum bw_err bw_apply_booking(struct bw_applying *applying)
{
    const struct bw_booking_step *step = applying->write->booking;
    struct bw_written *out = applying->out;
    struct deal deal = {.applying = applying,
                        .step = step,
                        .by = str_of(bw_field_get(step->args, "by")),
                        .view = {.txn = applying->txn,
                                 .arena = bw_arena_create(ARENA_BYTES),
                                 .as_of = step->today,
                                 .fail = &applying->fail}};
    size_t n = length_of(step->args, "items") + length_of(step->args, "ids"), number = 0;
    enum bw_err err = BW_OK;
    deal.counted = calloc(n + 1, sizeof *deal.counted);
    out->bookings = calloc(n + 1, sizeof *out->bookings);
    out->n_bookings = out->bookings ? n : 0;
    if (!deal.view.arena || !deal.counted || !out->bookings)
        err = bw_fail_set(&applying->fail, BW_INTERNAL, "out of memory");
    if (!err)
        err = each(&deal, "ids", &number);
    if (!err)
        err = each(&deal, "items", &number);
    bw_arena_free(deal.view.arena);
    free(deal.counted);
    return err;
}
