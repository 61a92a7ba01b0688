/* Records, evidence and events as they are shown. */
#include <stdlib.h>

#include "data/rows.h"
#include "data/schema.h"
#include "data/snapshot.h"
#include "data/store_inside.h"

enum bw_err bw_record_get(struct bw_reader *reader, enum bw_kind kind, struct bw_str id,
                          struct bw_record *out, struct bw_fail *fail)
{
    struct bw_place place;
    struct bw_slice body;
    bool found;
    enum bw_err err = bw_place_get(reader->txn, kind, id, &place, &found, fail);
    if (err)
        return err;
    if (!found)
        return bw_fail_set(fail, BW_NOT_FOUND, "there is no %s \"%.*s\"", bw_kind_name(kind),
                           (int)id.len, id.at);
    err = bw_body_get(reader->txn, kind, &place, &body, fail);
    if (err)
        return err;
    *out = (struct bw_record){id, body.at, body.len, place.revision};
    return BW_OK;
}

/* The record whose id a walk stands on: its id, place and revision. */
static enum bw_err record_at(struct bw_slice key, struct bw_slice value, struct bw_record *out,
                             struct bw_place *place, struct bw_fail *fail)
{
    enum bw_kind kind;
    struct bw_slice payload;
    if (!bw_key_id_read(key, &kind, &out->id))
        return bw_fail_set(fail, BW_INTERNAL, "table id: a key is damaged");
    enum bw_err err = bw_value_open(BW_DB_ID, key, value, &payload, fail);
    if (err)
        return err;
    struct bw_cursor cursor = bw_cursor_of(payload);
    place->org = (uint32_t)bw_cursor_number(&cursor, 4);
    place->number = (uint32_t)bw_cursor_number(&cursor, 4);
    out->revision = place->revision = bw_cursor_number(&cursor, 8);
    out->bytes = NULL;
    out->len = 0;
    return BW_OK;
}

/* The number of the org that is asked for; 0 when none is. */
static enum bw_err org_asked(struct bw_reader *reader, struct bw_str id, uint32_t *out,
                             struct bw_fail *fail)
{
    struct bw_place place = {0};
    bool found = true;
    enum bw_err err = BW_OK;
    if (id.at)
        err = bw_place_get(reader->txn, BW_KIND_ORG, id, &place, &found, fail);
    if (!err && !found)
        return bw_fail_set(fail, BW_NOT_FOUND, "org: there is no org \"%.*s\"", (int)id.len, id.at);
    *out = place.number;
    return err;
}

static enum bw_err read_body(struct bw_reader *reader, enum bw_kind kind,
                             const struct bw_place *place, struct bw_record *out,
                             struct bw_fail *fail)
{
    struct bw_slice body = {NULL, 0};
    enum bw_err err = bw_body_get(reader->txn, kind, place, &body, fail);
    out->bytes = body.at;
    out->len = body.len;
    return err;
}

enum bw_err bw_record_list(struct bw_reader *reader, const struct bw_record_query *query,
                           struct bw_record_page *page, struct bw_fail *fail)
{
    struct bw_key from = bw_key_id(query->kind, query->after);
    struct bw_slice key, value;
    uint32_t org = 0;
    page->n = 0;
    page->more = false;
    enum bw_err err = org_asked(reader, query->org, &org, fail);
    if (err)
        return err;
    struct bw_walk *walk = bw_walk_open(reader->txn, BW_DB_ID);
    if (!walk)
        return bw_txn_trouble(reader->txn, fail);
    bool there = bw_walk_seek(walk, bw_key_slice(&from), &key, &value);
    if (there && key.len == from.len && memcmp(key.at, from.bytes, key.len) == 0)
        there = bw_walk_next(walk, &key, &value);
    for (; !err && !page->more && there && *(const unsigned char *)key.at == query->kind;
         there = bw_walk_next(walk, &key, &value)) {
        struct bw_record record;
        struct bw_place place = {0};
        err = record_at(key, value, &record, &place, fail);
        if (err || (org && place.org != org))
            continue;
        page->more = page->n == query->limit;
        if (!page->more && !query->ids_only)
            err = read_body(reader, query->kind, &place, &record, fail);
        if (!page->more)
            page->records[page->n++] = record;
    }
    bw_walk_close(walk);
    return err ? err : bw_txn_trouble(reader->txn, fail);
}

static struct bw_counters counters_of(struct bw_reader *reader)
{
    struct bw_counters counters = {0};
    struct bw_fail ignored; /* damage shows when records are read; revisions stay at 0 */
    (void)bw_counters_get(reader->txn, &counters, &ignored);
    return counters;
}

uint64_t bw_revision_latest(struct bw_reader *reader)
{
    return counters_of(reader).revision;
}

uint64_t bw_revision_catalogue(struct bw_reader *reader)
{
    return counters_of(reader).catalogue;
}

uint64_t bw_revision_people(struct bw_reader *reader)
{
    return counters_of(reader).people;
}

enum bw_err bw_store_count(struct bw_reader *reader, struct bw_store_counts *out,
                           struct bw_fail *fail)
{
    struct bw_counters counters;
    enum bw_err err = bw_counters_get(reader->txn, &counters, fail);
    if (err)
        return err;
    for (int kind = 0; kind < BW_KIND_END; kind++)
        out->records[kind] = counters.count[kind];
    bw_db_size(reader->store->db, &out->map_bytes, &out->used_bytes);
    return BW_OK;
}

static void pack_str(msgpack_packer *out, const char *at, size_t len)
{
    msgpack_pack_str_with_body(out, at, len);
}

static void pack_field(msgpack_packer *out, const char *name, struct bw_str value)
{
    pack_str(out, name, strlen(name));
    pack_str(out, value.at, value.len);
}

static void pack_day_field(msgpack_packer *out, const char *name, bw_day day)
{
    char text[BW_DAY_TEXT_LEN + 1];
    bw_day_format(day, text);
    pack_field(out, name, (struct bw_str){text, BW_DAY_TEXT_LEN});
}

/* What a row is shown with. */
struct shown {
    struct bw_evidence_row row;
    struct bw_str competency, course; /* ids */
};

static enum bw_err name_row(struct bw_reader *reader, struct shown *shown, struct bw_fail *fail)
{
    uint32_t org;
    enum bw_err err = bw_name_get(reader->txn, BW_KIND_COMPETENCY, shown->row.competency,
                                  &shown->competency, &org, fail);
    if (!err && shown->row.course)
        err =
            bw_name_get(reader->txn, BW_KIND_COURSE, shown->row.course, &shown->course, &org, fail);
    return err;
}

static void pack_row(const struct shown *shown, struct bw_str employee, uint32_t number,
                     bool with_ids, msgpack_packer *out)
{
    const struct bw_evidence_row *row = &shown->row;
    char derived[BW_DERIVED_ID_LEN + 1];
    bool id = row->id.at || with_ids, until = row->valid_until != BW_DAY_NONE;
    const char *source = bw_source_name((enum bw_source)row->source);
    msgpack_pack_map(out, 5 + (size_t)id + (row->by.at != NULL) + until + (row->course != 0));
    bw_evidence_row_derived_id(row, number, derived);
    if (id)
        pack_field(out, "id", row->id.at ? row->id : (struct bw_str){derived, BW_DERIVED_ID_LEN});
    pack_field(out, "employee", employee);
    pack_field(out, "competency", shown->competency);
    pack_str(out, "level", 5);
    msgpack_pack_double(out, row->level);
    pack_field(out, "source", (struct bw_str){source, (uint32_t)strlen(source)});
    pack_day_field(out, "at", row->at);
    if (row->by.at)
        pack_field(out, "by", row->by);
    if (until)
        pack_day_field(out, "valid_until", row->valid_until);
    if (row->course)
        pack_field(out, "course", shown->course);
}

/* By competency, then day, then the order of writing. */
static int shown_order(const void *a, const void *b)
{
    const struct shown *x = a, *y = b;
    int order = bw_str_compare(x->competency, y->competency);
    if (order != 0)
        return order;
    if (x->row.at != y->row.at)
        return x->row.at < y->row.at ? -1 : 1;
    return (x->row.order > y->row.order) - (x->row.order < y->row.order);
}

/* The rows of an employee; bytes at NULL when there are none. */
static enum bw_err person_rows(struct bw_reader *reader, enum bw_table table, struct bw_str id,
                               struct bw_place *place, struct bw_cursor *cursor, uint64_t *revision,
                               struct bw_fail *fail)
{
    struct bw_slice payload;
    bool found;
    enum bw_err err = bw_place_get(reader->txn, BW_KIND_EMPLOYEE, id, place, &found, fail);
    if (err)
        return err;
    if (!found)
        return bw_fail_set(fail, BW_NOT_FOUND, "there is no employee \"%.*s\"", (int)id.len, id.at);
    struct bw_key key = bw_key_person(place->org, place->number);
    err = bw_touched_get(reader->txn, place, revision, fail);
    if (!err)
        err = bw_value_get(reader->txn, table, bw_key_slice(&key), &payload, &found, fail);
    *cursor = bw_cursor_of(found && !err ? payload : (struct bw_slice){NULL, 0});
    return err;
}

enum bw_err bw_evidence_list(struct bw_reader *reader, struct bw_str employee, bool with_ids,
                             msgpack_packer *out, uint64_t *revision, struct bw_fail *fail)
{
    struct bw_place place;
    struct bw_cursor cursor;
    struct bw_evidence_row row;
    struct shown *shown = NULL;
    size_t n = 0, room = 0;
    enum bw_err err =
        person_rows(reader, BW_DB_EVIDENCE, employee, &place, &cursor, revision, fail);
    while (!err && bw_evidence_row_read(&cursor, &row)) {
        if (n == room) {
            room = room ? 2 * room : 64;
            struct shown *grown = realloc(shown, room * sizeof *grown);
            if (!grown) {
                err = bw_fail_set(fail, BW_INTERNAL, "out of memory");
                break;
            }
            shown = grown;
        }
        shown[n] = (struct shown){.row = row};
        err = name_row(reader, &shown[n++], fail);
    }
    if (!err && n)
        qsort(shown, n, sizeof *shown, shown_order);
    if (!err)
        msgpack_pack_array(out, n);
    for (size_t i = 0; !err && i < n; i++)
        pack_row(&shown[i], employee, place.number, with_ids, out);
    free(shown);
    return err;
}

static int event_order(const void *a, const void *b)
{
    const struct bw_event_row *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return bw_str_compare(x->id, y->id);
}

enum bw_err bw_event_list(struct bw_reader *reader, struct bw_str employee, msgpack_packer *out,
                          uint64_t *revision, struct bw_fail *fail)
{
    struct bw_place place;
    struct bw_cursor cursor;
    struct bw_event_row row, *rows = NULL;
    size_t n = 0, room = 0;
    enum bw_err err = person_rows(reader, BW_DB_EVENT, employee, &place, &cursor, revision, fail);
    while (!err && bw_event_row_read(&cursor, &row)) {
        if (n == room) {
            room = room ? 2 * room : 64;
            struct bw_event_row *grown = realloc(rows, room * sizeof *grown);
            if (!grown) {
                err = bw_fail_set(fail, BW_INTERNAL, "out of memory");
                break;
            }
            rows = grown;
        }
        rows[n++] = row;
    }
    if (!err && n)
        qsort(rows, n, sizeof *rows, event_order);
    if (!err)
        msgpack_pack_array(out, n);
    for (size_t i = 0; !err && i < n; i++)
        msgpack_pack_str_body(out, rows[i].map.at, rows[i].map.len); /* packed already */
    free(rows);
    return err;
}
