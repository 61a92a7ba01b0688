/* Employees, read into the engine's terms. */
#include <stdlib.h>

#include "data/load.h"
#include "data/refs.h"
#include "data/rows.h"

/* Numbers that the snapshot does not know yet were written after it. */
static uint32_t index_of(const struct bw_snapshot *snapshot, enum bw_kind kind, uint32_t number)
{
    return number < snapshot->n_numbers[kind] ? snapshot->index_of[kind][number] : BW_NONE;
}

uint32_t bw_snapshot_find(const struct bw_snapshot *snapshot, enum bw_kind kind, struct bw_str id)
{
    const struct bw_catalogue *cat = &snapshot->cat;
    uint32_t low = 0, high = 0;
    const char *first = NULL;
    size_t step = 0;
    switch (kind) {
#define CASE(kind_, list_, n_)                                                                     \
    case kind_:                                                                                    \
        high = cat->n_;                                                                            \
        first = high ? (const char *)&cat->list_[0].id : NULL;                                     \
        step = sizeof cat->list_[0];                                                               \
        break
        CASE(BW_KIND_ORG, orgs, n_orgs);
        CASE(BW_KIND_TEAM, teams, n_teams);
        CASE(BW_KIND_COMPETENCY, competencies, n_competencies);
        CASE(BW_KIND_TASK, tasks, n_tasks);
        CASE(BW_KIND_ROLE, roles, n_roles);
        CASE(BW_KIND_CHANGE, changes, n_changes);
        CASE(BW_KIND_COURSE, courses, n_courses);
#undef CASE
    default:
        return BW_NONE;
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct bw_str found;
        memcpy(&found, first + (size_t)middle * step, sizeof found);
        int order = bw_str_compare(found, id);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return BW_NONE;
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

static void read_record(const struct bw_snapshot *snapshot, const msgpack_object *map,
                        struct bw_arena *arena, struct bw_person *out)
{
    const msgpack_object *preferences = bw_field_get(map, "preferences");
    out->team = find_field(snapshot, BW_KIND_TEAM, map, "team");
    out->role = find_field(snapshot, BW_KIND_ROLE, map, "role");
    out->target_role = find_field(snapshot, BW_KIND_ROLE, map, "target_role");
    out->leaves_on = bw_field_day(map, "leaves_on", BW_DAY_NONE);
    out->hours_per_week = bw_field_float(map, "hours_per_week", 0);
    out->objects_to_profiling = bw_field_bool(map, "objects_to_profiling", false);
    if (preferences)
        read_preferences(preferences, arena, &out->preferences);
    read_wishes(snapshot, bw_field_get(map, "wishes"), arena, &out->wishes);
}

static enum bw_err read_items(struct bw_txn *txn, const struct bw_snapshot *snapshot,
                              const struct bw_place *place, struct bw_arena *arena,
                              struct bw_person *out, struct bw_fail *fail)
{
    struct bw_key key = bw_key_person(place->org, place->number);
    struct bw_slice payload;
    struct bw_evidence_row row;
    size_t n = 0;
    bool found;
    enum bw_err err = bw_value_get(txn, BW_DB_EVIDENCE, bw_key_slice(&key), &payload, &found, fail);
    if (err || !found)
        return err;
    struct bw_cursor cursor = bw_cursor_of(payload), count = cursor;
    while (bw_evidence_row_read(&count, &row))
        n++;
    struct bw_item *items = BW_ARENA_NEW(arena, struct bw_item, n);
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
            .by = keep(arena, row.by),
            .course = row.course ? index_of(snapshot, BW_KIND_COURSE, row.course) : BW_NONE,
            .order = row.order,
        };
    }
    out->items = items;
    return cursor.bad ? bw_fail_set(fail, BW_INTERNAL, "evidence of %.*s is damaged",
                                    (int)out->id.len, out->id.at)
                      : BW_OK;
}

static enum bw_err read_completions(struct bw_txn *txn, const struct bw_snapshot *snapshot,
                                    const struct bw_place *place, struct bw_arena *arena,
                                    struct bw_person *out, struct bw_fail *fail)
{
    struct bw_key key = bw_key_person(place->org, place->number);
    struct bw_slice payload;
    struct bw_event_row row;
    size_t n = 0;
    bool found;
    enum bw_err err = bw_value_get(txn, BW_DB_EVENT, bw_key_slice(&key), &payload, &found, fail);
    if (err || !found)
        return err;
    struct bw_cursor cursor = bw_cursor_of(payload), count = cursor;
    while (bw_event_row_read(&count, &row))
        n += row.type == BW_EVENT_COMPLETED;
    struct bw_completion *done = BW_ARENA_NEW(arena, struct bw_completion, n);
    while (bw_event_row_read(&cursor, &row)) {
        uint32_t course = index_of(snapshot, BW_KIND_COURSE, row.course);
        if (row.type == BW_EVENT_COMPLETED && course != BW_NONE)
            done[out->n_completions++] = (struct bw_completion){course, row.at, row.order};
    }
    out->completions = done;
    return cursor.bad ? bw_fail_set(fail, BW_INTERNAL, "events of %.*s are damaged",
                                    (int)out->id.len, out->id.at)
                      : BW_OK;
}

static enum bw_err read_person(struct bw_txn *txn, const struct bw_snapshot *snapshot,
                               struct bw_str id, const struct bw_place *place,
                               struct bw_arena *arena, struct bw_person *out, struct bw_fail *fail)
{
    struct bw_slice body;
    msgpack_unpacked map;
    *out = (struct bw_person){.id = keep(arena, id), .number = place->number};
    out->org = index_of(snapshot, BW_KIND_ORG, place->org);
    enum bw_err err = bw_body_get(txn, BW_KIND_EMPLOYEE, place, &body, fail);
    if (!err)
        err = bw_unpack(body, &map, fail);
    if (err)
        return err;
    read_record(snapshot, &map.data, arena, out);
    msgpack_unpacked_destroy(&map);
    err = read_items(txn, snapshot, place, arena, out, fail);
    return err ? err : read_completions(txn, snapshot, place, arena, out, fail);
}

enum bw_err bw_person_load(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                           struct bw_str id, struct bw_arena *arena, struct bw_person *out,
                           uint64_t *revision, struct bw_fail *fail)
{
    struct bw_place place;
    struct bw_person person;
    bool found;
    enum bw_err err = bw_place_get(reader->txn, BW_KIND_EMPLOYEE, id, &place, &found, fail);
    if (err)
        return err;
    if (!found)
        return bw_fail_set(fail, BW_NOT_FOUND, "there is no employee \"%.*s\"", (int)id.len, id.at);
    err = bw_touched_get(reader->txn, place.number, revision, fail);
    if (!err)
        err = read_person(reader->txn, snapshot, id, &place, arena, &person, fail);
    if (err)
        return err;
    if (person.org == BW_NONE || person.role == BW_NONE || person.team == BW_NONE)
        return bw_fail_set(fail, BW_BUSY, "the catalogue of employee \"%.*s\" is being published",
                           (int)id.len, id.at);
    *out = person;
    return BW_OK;
}

/* The next employee of a walk over the ids; false at the end. */
static bool next_place(struct bw_walk *walk, bool *first, struct bw_str *id, struct bw_place *place,
                       enum bw_err *err, struct bw_fail *fail)
{
    struct bw_key from = bw_key_id(BW_KIND_EMPLOYEE, (struct bw_str){NULL, 0});
    struct bw_slice key, value, payload;
    enum bw_kind kind;
    bool there = *first ? bw_walk_seek(walk, bw_key_slice(&from), &key, &value)
                        : bw_walk_next(walk, &key, &value);
    *first = false;
    if (!there || !bw_key_id_read(key, &kind, id) || kind != BW_KIND_EMPLOYEE)
        return false;
    *err = bw_value_open(BW_DB_ID, key, value, &payload, fail);
    struct bw_cursor cursor = bw_cursor_of(*err ? (struct bw_slice){NULL, 0} : payload);
    place->org = (uint32_t)bw_cursor_number(&cursor, 4);
    place->number = (uint32_t)bw_cursor_number(&cursor, 4);
    return true;
}

/* Who there is in `org`: first all of them, so that no walk is open while the arena may run full.
 */
struct listed {
    struct bw_str id;
    struct bw_place place;
};

static enum bw_err list_people(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                               uint32_t org, struct bw_arena *arena, struct listed **out, size_t *n,
                               struct bw_fail *fail)
{
    struct bw_counters counters;
    struct bw_str id;
    struct bw_place place;
    bool first = true;
    enum bw_err err = bw_counters_get(reader->txn, &counters, fail);
    if (err)
        return err;
    size_t most = (size_t)counters.count[BW_KIND_EMPLOYEE];
    struct listed *people = bw_arena_take(arena, most * sizeof *people);
    struct bw_walk *walk = bw_walk_open(reader->txn, BW_DB_ID);
    if (!walk)
        return bw_txn_trouble(reader->txn, fail);
    *n = 0;
    while (*n < most && next_place(walk, &first, &id, &place, &err, fail) && !err)
        if (org == BW_NONE || index_of(snapshot, BW_KIND_ORG, place.org) == org)
            people[(*n)++] = (struct listed){id, place}; /* borrowed until the reader ends */
    bw_walk_close(walk);
    *out = people;
    return err;
}

enum bw_err bw_load_people(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                           const struct bw_group *group, struct bw_arena *arena, size_t *n_damaged,
                           struct bw_loaded *out, struct bw_fail *fail)
{
    struct listed *listed = NULL;
    size_t n_listed = 0;
    enum bw_err err = list_people(reader, snapshot, group->org, arena, &listed, &n_listed, fail);
    if (err)
        return err;
    out->people = bw_arena_take(arena, n_listed * sizeof *out->people);
    out->n = 0;
    for (size_t i = 0; i < n_listed; i++) {
        size_t mark = bw_arena_mark(arena);
        struct bw_person *person = &out->people[out->n];
        err =
            read_person(reader->txn, snapshot, listed[i].id, &listed[i].place, arena, person, fail);
        if (err && !n_damaged)
            return err;
        bool wanted = !err && (group->team == BW_NONE || person->team == group->team);
        if (wanted && person->org != BW_NONE && person->role != BW_NONE)
            out->n++;
        else
            bw_arena_rewind(arena, mark);
        if (err)
            (*n_damaged)++;
    }
    return BW_OK;
}

enum bw_err bw_people_load(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                           uint32_t org, uint32_t team, struct bw_arena *arena,
                           struct bw_person **out, size_t *n, struct bw_fail *fail)
{
    struct bw_group group = {org, team};
    struct bw_loaded loaded;
    enum bw_err err = bw_load_people(reader, snapshot, &group, arena, NULL, &loaded, fail);
    if (err)
        return err;
    *out = loaded.people;
    *n = loaded.n;
    return BW_OK;
}
