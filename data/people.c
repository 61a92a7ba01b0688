/* Employees, read into the engine's terms. */
#include <stdlib.h>

#include "data/load.h"
#include "data/people_inside.h"
#include "data/refs.h"
#include "data/rows.h"
#include "model/base/sort.h"

/* Numbers that the snapshot does not know yet were written after it. */
static uint32_t index_of(const struct bw_snapshot *snapshot, enum bw_kind kind, uint32_t number)
{
    return number < snapshot->n_numbers[kind] ? snapshot->index_of[kind][number] : BW_NONE;
}

uint32_t bw_snapshot_find(const struct bw_snapshot *snapshot, enum bw_kind kind, struct bw_str id)
{
    return kind < BW_KIND_END ? bw_finder_find(&snapshot->finders[kind], id) : BW_NONE;
}

static struct bw_str keep(struct bw_arena *arena, struct bw_str text)
{
    msgpack_object value = {.type = MSGPACK_OBJECT_STR};
    if (!text.at)
        return text;
    value.via.str.ptr = text.at;
    value.via.str.size = text.len;
    return bw_load_copy(arena, &value);
}

static uint32_t find_field(const struct bw_snapshot *snapshot, enum bw_kind kind,
                           const msgpack_object *map, const char *name)
{
    const msgpack_object *id = bw_field_get(map, name);
    if (!id)
        return BW_NONE;
    return bw_snapshot_find(snapshot, kind, (struct bw_str){id->via.str.ptr, id->via.str.size});
}

static void read_preferences(const msgpack_object *map, struct bw_arena *arena,
                             struct bw_preferences *out)
{
    const msgpack_object *languages = bw_field_get(map, "languages");
    const msgpack_object *formats = bw_field_get(map, "formats");
    size_t n = languages ? languages->via.array.size : 0;
    struct bw_str *list = BW_ARENA_NEW(arena, struct bw_str, n);
    for (size_t i = 0; i < n; i++)
        list[i] = bw_load_copy(arena, &languages->via.array.ptr[i]);
    out->languages = list;
    out->n_languages = n;
    for (size_t i = 0; formats && i < formats->via.array.size; i++)
        out->formats |= 1u << bw_load_format(&formats->via.array.ptr[i]);
    out->max_hours_week = bw_field_float(map, "max_hours_per_week", 0);
}

static void read_wishes(const struct bw_snapshot *snapshot, const msgpack_object *list,
                        struct bw_arena *arena, struct bw_ixs *out)
{
    size_t n = list ? list->via.array.size : 0, kept = 0;
    uint32_t *at = BW_ARENA_NEW(arena, uint32_t, n);
    for (size_t i = 0; i < n; i++) {
        const msgpack_object *id = &list->via.array.ptr[i];
        uint32_t index = bw_snapshot_find(snapshot, BW_KIND_COMPETENCY,
                                          (struct bw_str){id->via.str.ptr, id->via.str.size});
        if (index != BW_NONE)
            at[kept++] = index;
    }
    *out = (struct bw_ixs){at, kept};
}

/* Where employees are read from and to. */
struct reading {
    struct bw_txn *txn;
    const struct bw_snapshot *snapshot;
    struct bw_arena *arena;
    struct bw_fail *fail;
};

static void read_record(const struct reading *reading, const msgpack_object *map,
                        struct bw_person *out)
{
    const struct bw_snapshot *snapshot = reading->snapshot;
    const msgpack_object *preferences = bw_field_get(map, "preferences");
    out->team = find_field(snapshot, BW_KIND_TEAM, map, "team");
    out->role = find_field(snapshot, BW_KIND_ROLE, map, "role");
    out->target_role = find_field(snapshot, BW_KIND_ROLE, map, "target_role");
    out->leaves_on = bw_field_day(map, "leaves_on", BW_DAY_NONE);
    out->hours_per_week = bw_field_float(map, "hours_per_week", 0);
    out->training_budget_cents = bw_field_int(map, "training_budget_cents", -1);
    out->objects_to_profiling = bw_field_bool(map, "objects_to_profiling", false);
    if (preferences)
        read_preferences(preferences, reading->arena, &out->preferences);
    read_wishes(snapshot, bw_field_get(map, "wishes"), reading->arena, &out->wishes);
}

/* The rows of a person in `table`; an empty slice when there are none. */
static enum bw_err rows_of(const struct reading *reading, enum bw_table table,
                           const struct bw_place *place, struct bw_slice *out)
{
    struct bw_key key = bw_key_person(place->org, place->number);
    bool found;
    enum bw_err err =
        bw_value_get(reading->txn, table, bw_key_slice(&key), out, &found, reading->fail);
    if (!err && !found)
        *out = (struct bw_slice){NULL, 0};
    return err;
}

/* Were all rows read, or was one damaged? */
static enum bw_err rows_end(const struct reading *reading, const struct bw_cursor *cursor,
                            const char *what, struct bw_str id)
{
    if (!cursor->bad)
        return BW_OK;
    return bw_fail_set(reading->fail, BW_INTERNAL, "%s of %.*s: a row is damaged", what,
                       (int)id.len, id.at);
}

static enum bw_err read_items(const struct reading *reading, const struct bw_place *place,
                              struct bw_person *out)
{
    const struct bw_snapshot *snapshot = reading->snapshot;
    struct bw_slice payload;
    struct bw_evidence_row row;
    enum bw_err err = rows_of(reading, BW_DB_EVIDENCE, place, &payload);
    if (err)
        return err;
    struct bw_cursor cursor = bw_cursor_of(payload);
    size_t most = payload.len / BW_EVIDENCE_ROW_LEAST;
    struct bw_item *items = bw_arena_take(reading->arena, most * sizeof *items);
    while (bw_evidence_row_read(&cursor, &row)) {
        uint32_t competency = index_of(snapshot, BW_KIND_COMPETENCY, row.competency);
        if (competency == BW_NONE)
            continue;
        items[out->n_items++] = (struct bw_item){
            .competency = competency,
            .source = (enum bw_source)row.source,
            .level = row.level,
            .at = row.at,
            .valid_until = row.valid_until,
            .by = keep(reading->arena, row.by),
            .course = row.course ? index_of(snapshot, BW_KIND_COURSE, row.course) : BW_NONE,
            .order = row.order,
        };
    }
    out->items = items;
    return rows_end(reading, &cursor, "evidence", out->id);
}

/* Courses begun and completed. */
static enum bw_err read_courses(const struct reading *reading, const struct bw_place *place,
                                struct bw_person *out)
{
    struct bw_slice payload;
    struct bw_event_row row;
    size_t n_done = 0, n_begun = 0;
    enum bw_err err = rows_of(reading, BW_DB_EVENT, place, &payload);
    if (err)
        return err;
    struct bw_cursor cursor = bw_cursor_of(payload), count = cursor;
    while (bw_event_row_read(&count, &row)) {
        n_done += row.type == BW_EVENT_COMPLETED;
        n_begun += row.type == BW_EVENT_ENROLLED;
    }
    struct bw_completion *done = bw_arena_take(reading->arena, n_done * sizeof *done);
    struct bw_enrolment *begun = bw_arena_take(reading->arena, n_begun * sizeof *begun);
    while (bw_event_row_read(&cursor, &row)) {
        if (row.type != BW_EVENT_COMPLETED && row.type != BW_EVENT_ENROLLED)
            continue;
        uint32_t course = index_of(reading->snapshot, BW_KIND_COURSE, row.course);
        if (course == BW_NONE)
            continue;
        if (row.type == BW_EVENT_COMPLETED)
            done[out->n_completions++] = (struct bw_completion){course, row.at, row.order};
        else
            begun[out->n_enrolments++] = (struct bw_enrolment){course, row.at, row.order};
    }
    out->completions = done;
    out->enrolments = begun;
    return rows_end(reading, &cursor, "events", out->id);
}

/* What the record says of one employee; evidence and courses are still to be read. */
static enum bw_err read_head(const struct reading *reading, const struct bw_listed *listed,
                             struct bw_person *out)
{
    struct bw_slice body;
    msgpack_unpacked map;
    *out =
        (struct bw_person){.id = keep(reading->arena, listed->id), .number = listed->place.number};
    out->org = index_of(reading->snapshot, BW_KIND_ORG, listed->place.org);
    enum bw_err err =
        bw_body_get(reading->txn, BW_KIND_EMPLOYEE, &listed->place, &body, reading->fail);
    if (!err)
        err = bw_unpack(body, &map, reading->fail);
    if (err)
        return err;
    read_record(reading, &map.data, out);
    msgpack_unpacked_destroy(&map);
    return BW_OK;
}

static enum bw_err read_rest(const struct reading *reading, const struct bw_listed *listed,
                             struct bw_person *out)
{
    enum bw_err err = read_items(reading, &listed->place, out);
    return err ? err : read_courses(reading, &listed->place, out);
}

static enum bw_err find_employee(struct bw_txn *txn, struct bw_str id, struct bw_place *out,
                                 struct bw_fail *fail)
{
    bool found;
    enum bw_err err = bw_place_get(txn, BW_KIND_EMPLOYEE, id, out, &found, fail);
    if (!err && !found)
        return bw_fail_set(fail, BW_NOT_FOUND, "there is no employee \"%.*s\"", (int)id.len, id.at);
    return err;
}

enum bw_err bw_person_load(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                           struct bw_str id, struct bw_arena *arena, struct bw_person *out,
                           uint64_t *revision, struct bw_fail *fail)
{
    struct reading reading = {reader->txn, snapshot, arena, fail};
    struct bw_listed listed = {.id = id};
    struct bw_person person;
    enum bw_err err = find_employee(reader->txn, id, &listed.place, fail);
    if (err)
        return err;
    err = bw_touched_get(reader->txn, &listed.place, revision, fail);
    if (!err)
        err = read_head(&reading, &listed, &person);
    if (!err)
        err = read_rest(&reading, &listed, &person);
    if (err)
        return err;
    if (person.org == BW_NONE || person.role == BW_NONE || person.team == BW_NONE)
        return bw_fail_set(fail, BW_BUSY, "the catalogue of employee \"%.*s\" is being published",
                           (int)id.len, id.at);
    *out = person;
    return BW_OK;
}

enum bw_err bw_person_events(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                             struct bw_str id, struct bw_arena *arena, struct bw_events *out,
                             struct bw_fail *fail)
{
    struct reading reading = {reader->txn, snapshot, arena, fail};
    struct bw_place place;
    struct bw_slice payload;
    struct bw_event_row row;
    size_t n = 0;
    enum bw_err err = find_employee(reader->txn, id, &place, fail);
    if (!err)
        err = rows_of(&reading, BW_DB_EVENT, &place, &payload);
    if (err)
        return err;
    struct bw_cursor cursor = bw_cursor_of(payload), count = cursor;
    while (bw_event_row_read(&count, &row))
        n++;
    struct bw_event *events = bw_arena_take(arena, n * sizeof *events);
    *out = (struct bw_events){events, 0};
    while (!err && bw_event_row_read(&cursor, &row)) {
        uint32_t course = index_of(snapshot, BW_KIND_COURSE, row.course);
        if (course == BW_NONE)
            continue;
        err = bw_load_event(arena, &row, id, &events[out->n], fail);
        events[out->n++].course = course;
    }
    return err ? err : rows_end(&reading, &cursor, "events", id);
}

/* A growing list: first all of it, so that no walk is open while the arena may run full. */
struct list {
    struct bw_listed *at;
    size_t n, most;
};

/* Everyone, in byte order of the ids. */
static enum bw_err list_everyone(struct bw_txn *txn, struct list *out, struct bw_fail *fail)
{
    struct bw_key from = bw_key_id(BW_KIND_EMPLOYEE, (struct bw_str){NULL, 0});
    struct bw_slice key, value, payload;
    enum bw_kind kind;
    enum bw_err err = BW_OK;
    struct bw_walk *walk = bw_walk_open(txn, BW_DB_ID);
    if (!walk)
        return bw_txn_trouble(txn, fail);
    for (bool there = bw_walk_seek(walk, bw_key_slice(&from), &key, &value);
         !err && there && out->n < out->most; there = bw_walk_next(walk, &key, &value)) {
        struct bw_listed *listed = &out->at[out->n];
        if (!bw_key_id_read(key, &kind, &listed->id) || kind != BW_KIND_EMPLOYEE)
            break;
        err = bw_value_open(BW_DB_ID, key, value, &payload, fail);
        struct bw_cursor cursor = bw_cursor_of(err ? (struct bw_slice){NULL, 0} : payload);
        listed->place.org = (uint32_t)bw_cursor_number(&cursor, 4);
        listed->place.number = (uint32_t)bw_cursor_number(&cursor, 4);
        out->n++;
    }
    bw_walk_close(walk);
    return err ? err : bw_txn_trouble(txn, fail);
}

static int by_id(const void *a, const void *b)
{
    return bw_str_compare(((const struct bw_listed *)a)->id, ((const struct bw_listed *)b)->id);
}

/* The employees of one org (its number), whose records lie together. */
static enum bw_err list_org(struct bw_txn *txn, uint32_t org, struct list *out,
                            struct bw_fail *fail)
{
    struct bw_key from = bw_key_record(BW_KIND_EMPLOYEE, org, 0);
    struct bw_slice key, value;
    enum bw_kind kind;
    enum bw_err err = BW_OK;
    struct bw_walk *walk = bw_walk_open(txn, BW_DB_RECORD);
    if (!walk)
        return bw_txn_trouble(txn, fail);
    for (bool there = bw_walk_seek(walk, bw_key_slice(&from), &key, &value);
         !err && there && out->n < out->most; there = bw_walk_next(walk, &key, &value)) {
        struct bw_listed *listed = &out->at[out->n];
        uint32_t of;
        if (!bw_key_record_read(key, &kind, &listed->place.org, &listed->place.number) ||
            kind != BW_KIND_EMPLOYEE || listed->place.org != org)
            break;
        err = bw_name_get(txn, BW_KIND_EMPLOYEE, listed->place.number, &listed->id, &of, fail);
        out->n++;
    }
    bw_walk_close(walk);
    bw_sort(out->at, out->n, sizeof *out->at, by_id);
    return err ? err : bw_txn_trouble(txn, fail);
}

/* The employees of one team (its number): they are who refers to it. */
static enum bw_err list_team(struct bw_txn *txn, uint32_t team, struct list *out,
                             struct bw_fail *fail)
{
    struct bw_key from = bw_key_ref(BW_KIND_TEAM, team, BW_KIND_EMPLOYEE, 0);
    struct bw_slice key, value;
    enum bw_kind kind, by_kind;
    uint32_t of, by;
    enum bw_err err = BW_OK;
    struct bw_walk *walk = bw_walk_open(txn, BW_DB_REF);
    if (!walk)
        return bw_txn_trouble(txn, fail);
    for (bool there = bw_walk_seek(walk, bw_key_slice(&from), &key, &value);
         !err && there && out->n < out->most; there = bw_walk_next(walk, &key, &value)) {
        if (!bw_key_ref_read(key, &kind, &of, &by_kind, &by) || kind != BW_KIND_TEAM ||
            of != team || by_kind != BW_KIND_EMPLOYEE)
            break;
        struct bw_listed *listed = &out->at[out->n++];
        listed->place = (struct bw_place){.number = by};
        err = bw_name_get(txn, BW_KIND_EMPLOYEE, by, &listed->id, &listed->place.org, fail);
    }
    bw_walk_close(walk);
    bw_sort(out->at, out->n, sizeof *out->at, by_id);
    return err ? err : bw_txn_trouble(txn, fail);
}

/* The store's number of a record of the snapshot. */
static uint32_t number_of(const struct bw_snapshot *snapshot, enum bw_kind kind, uint32_t index)
{
    uint32_t number = 1;
    while (number < snapshot->n_numbers[kind] && snapshot->index_of[kind][number] != index)
        number++;
    return number;
}

static enum bw_err list_people(const struct reading *reading, const struct bw_group *group,
                               struct list *out)
{
    struct bw_counters counters;
    struct bw_fail *fail = reading->fail;
    enum bw_err err = bw_counters_get(reading->txn, &counters, fail);
    if (err)
        return err;
    out->most = (size_t)counters.count[BW_KIND_EMPLOYEE];
    size_t mark = bw_arena_mark(reading->arena);
    out->at = bw_arena_take(reading->arena, out->most * sizeof *out->at);
    if (group->team != BW_NONE)
        err = list_team(reading->txn, number_of(reading->snapshot, BW_KIND_TEAM, group->team), out,
                        fail);
    else if (group->org != BW_NONE)
        err = list_org(reading->txn, number_of(reading->snapshot, BW_KIND_ORG, group->org), out,
                       fail);
    else
        err = list_everyone(reading->txn, out, fail);
    bw_arena_rewind(reading->arena, mark);
    bw_arena_take(reading->arena, out->n * sizeof *out->at); /* the rest is given back */
    return err;
}

enum bw_err bw_people_load(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                           const struct bw_group *group, struct bw_arena *arena,
                           struct bw_people *out, struct bw_fail *fail)
{
    struct reading reading = {reader->txn, snapshot, arena, fail};
    struct list list = {0};
    enum bw_err err = list_people(&reading, group, &list);
    if (err)
        return err;
    struct bw_person *people = bw_arena_take(arena, list.n * sizeof *people);
    *out = (struct bw_people){people, 0};
    for (size_t i = 0; !err && i < list.n; i++) {
        size_t mark = bw_arena_mark(arena);
        struct bw_person *person = &people[out->n];
        err = read_head(&reading, &list.at[i], person);
        bool wanted = !err && person->org != BW_NONE && person->role != BW_NONE;
        if (wanted)
            err = read_rest(&reading, &list.at[i], person);
        if (wanted && !err)
            out->n++;
        else
            bw_arena_rewind(arena, mark);
    }
    return err;
}

enum bw_err bw_people_list(struct bw_reader *reader, struct bw_arena *arena, struct bw_listed **out,
                           size_t *n, struct bw_fail *fail)
{
    struct reading reading = {reader->txn, NULL, arena, fail};
    struct list list = {0};
    enum bw_err err = list_people(&reading, &(struct bw_group){BW_NONE, BW_NONE}, &list);
    *out = list.at;
    *n = list.n;
    return err;
}

uint32_t bw_people_org(const struct bw_snapshot *snapshot, const struct bw_listed *listed)
{
    return index_of(snapshot, BW_KIND_ORG, listed->place.org);
}

enum bw_err bw_people_head(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                           const struct bw_listed *listed, struct bw_arena *arena,
                           struct bw_person *out)
{
    struct bw_fail ignored; /* who cannot be read is left out */
    struct reading reading = {reader->txn, snapshot, arena, &ignored};
    return read_head(&reading, listed, out);
}

enum bw_err bw_people_rest(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                           const struct bw_listed *listed, struct bw_arena *arena,
                           struct bw_person *out)
{
    struct bw_fail ignored;
    struct reading reading = {reader->txn, snapshot, arena, &ignored};
    return read_rest(&reading, listed, out);
}
