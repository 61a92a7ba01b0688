#include "data/applying.h"

#include "data/rows.h"
#include "data/bytes.h"

static struct bw_str str_of(const msgpack_object *map, const char *name)
{
    const msgpack_object *value = bw_field_get(map, name);
    return value ? (struct bw_str){value->via.str.ptr, value->via.str.size} : (struct bw_str){0};
}

static enum bw_err missing(struct bw_applying *applying, const char *path, const char *field,
                           enum bw_kind kind, struct bw_str id)
{
    return bw_fail_set(&applying->fail, BW_BAD_REQUEST, "%s%s%s: there is no %s \"%.*s\"", path,
                       *path ? "." : "", field, bw_kind_name(kind), (int)id.len, id.at);
}

enum bw_err bw_person_ref(struct bw_applying *applying, struct bw_item_at at, const char *field,
                          enum bw_kind kind, uint32_t org, struct bw_place *out)
{
    char path[BW_PATH_MOST];
    struct bw_str id = str_of(at.map, field);
    bool found, sees = true, person = kind == BW_KIND_EMPLOYEE;
    /* Items of one person come one after another. */
    if (person && applying->person.at && bw_str_compare(applying->person, id) == 0) {
        *out = applying->person_place;
        return BW_OK;
    }
    enum bw_err err = bw_place_get(applying->txn, kind, id, out, &found, &applying->fail);
    if (!err && found && !person)
        err = bw_sight_sees(applying->txn, org, out->org, &sees, &applying->fail);
    if (err)
        return err;
    if (person && found) {
        applying->person = id;
        applying->person_place = *out;
    }
    if (found && sees)
        return BW_OK;
    bw_applying_path(applying, at, path);
    if (!found)
        return missing(applying, path, field, kind, id);
    return bw_fail_set(&applying->fail, BW_BAD_REQUEST,
                       "%s%s%s: the %s \"%.*s\" is of an org that the employee does not see", path,
                       *path ? "." : "", field, bw_kind_name(kind), (int)id.len, id.at);
}

/* Copies the value, so that rows can be looked at while tables are written. */
static enum bw_err open_rows(struct bw_applying *applying, uint32_t org, uint32_t employee)
{
    struct bw_rows_open *rows = &applying->rows;
    struct bw_key key = bw_key_person(org, employee);
    struct bw_slice payload;
    bool found;
    if (rows->employee == employee)
        return BW_OK;
    enum bw_err err = bw_evidence_rows_close(applying);
    if (!err)
        err = bw_value_get(applying->txn, BW_DB_EVIDENCE, bw_key_slice(&key), &payload, &found,
                           &applying->fail);
    if (err)
        return err;
    msgpack_sbuffer_clear(&rows->bytes);
    if (found && payload.len && msgpack_sbuffer_write(&rows->bytes, payload.at, payload.len))
        return bw_fail_set(&applying->fail, BW_INTERNAL, "out of memory");
    rows->org = org;
    rows->employee = employee;
    return BW_OK;
}

static enum bw_err write_rows(struct bw_applying *applying)
{
    struct bw_rows_open *rows = &applying->rows;
    struct bw_key key = bw_key_person(rows->org, rows->employee);
    struct bw_stamped to = {BW_DB_EVIDENCE, bw_key_slice(&key), applying->revision};
    applying->changed = applying->people = true;
    if (rows->bytes.size)
        return bw_value_put_stamped(applying->txn, &to,
                                    (struct bw_slice){rows->bytes.data, rows->bytes.size},
                                    &applying->fail);
    enum bw_err err = bw_txn_del(applying->txn, BW_DB_EVIDENCE, to.key, &applying->fail);
    return err ? err : bw_applying_touch(applying, rows->employee);
}

enum bw_err bw_evidence_rows_close(struct bw_applying *applying)
{
    enum bw_err err = applying->rows.changed ? write_rows(applying) : BW_OK;
    applying->rows.employee = 0;
    applying->rows.changed = false;
    return err;
}

/* Where a row is among those that are open. */
struct spot {
    size_t at, len; /* len 0: nowhere */
    struct bw_evidence_row row;
};

/* Is it the row that is looked for? */
typedef bool (*row_test)(const struct bw_evidence_row *row, uint32_t employee, const void *wanted);

static enum bw_err find_row(struct bw_applying *applying, row_test test, const void *wanted,
                            struct spot *out)
{
    const struct bw_rows_open *rows = &applying->rows;
    struct bw_cursor cursor = bw_cursor_of((struct bw_slice){rows->bytes.data, rows->bytes.size});
    size_t at = 0;
    out->len = 0;
    while (out->len == 0 && bw_evidence_row_read(&cursor, &out->row)) {
        size_t next = rows->bytes.size - cursor.left;
        if (test(&out->row, rows->employee, wanted)) {
            out->at = at;
            out->len = next - at;
        }
        at = next;
    }
    if (cursor.bad)
        return bw_fail_set(&applying->fail, BW_INTERNAL, "table evidence: rows are damaged");
    return BW_OK;
}

static void cut_row(struct bw_applying *applying, const struct spot *spot)
{
    msgpack_sbuffer *bytes = &applying->rows.bytes;
    size_t end = spot->at + spot->len;
    memmove(bytes->data + spot->at, bytes->data + end, bytes->size - end);
    bytes->size -= spot->len;
}

/* Puts a row where the one at `spot` was, at the end when that is nowhere. */
static enum bw_err put_row(struct bw_applying *applying, const struct spot *spot,
                           const struct bw_evidence_row *row)
{
    msgpack_sbuffer *bytes = &applying->rows.bytes, rest;
    size_t behind = spot->len ? spot->at + spot->len : bytes->size;
    msgpack_sbuffer_init(&rest);
    if (behind < bytes->size)
        bw_buffer_write(&rest, bytes->data + behind, bytes->size - behind);
    if (spot->len)
        bytes->size = spot->at;
    bw_evidence_row_write(bytes, row);
    if (rest.size)
        bw_buffer_write(bytes, rest.data, rest.size);
    msgpack_sbuffer_destroy(&rest);
    applying->rows.changed = true;
    bool known = !bw_numbers_add(&applying->marked[0], row->competency);
    if (row->course)
        known &= !bw_numbers_add(&applying->marked[1], row->course);
    return known ? BW_OK : bw_refs_mark(applying->txn, row, &applying->fail);
}

static enum bw_source source_of(const msgpack_object *map)
{
    static const char *const names[] = {"self", "peer", "manager", "test", "certificate", "course"};
    struct bw_str name = str_of(map, "source");
    for (int s = 0; s < BW_SOURCE_COUNT; s++)
        if (strlen(names[s]) == name.len && memcmp(names[s], name.at, name.len) == 0)
            return (enum bw_source)s;
    return BW_SOURCE_COUNT;
}

/* The row that an item asks for, and its employee. */
static enum bw_err row_of(struct bw_applying *applying, struct bw_item_at at,
                          struct bw_evidence_row *row, struct bw_place *employee)
{
    struct bw_place competency, course = {0};
    enum bw_err err = bw_person_ref(applying, at, "employee", BW_KIND_EMPLOYEE, 0, employee);
    if (!err)
        err = bw_person_ref(applying, at, "competency", BW_KIND_COMPETENCY, employee->org,
                            &competency);
    if (!err && bw_field_get(at.map, "course"))
        err = bw_person_ref(applying, at, "course", BW_KIND_COURSE, employee->org, &course);
    if (err)
        return err;
    *row = (struct bw_evidence_row){
        .competency = competency.number,
        .course = course.number,
        .at = bw_field_day(at.map, "at", 0),
        .valid_until = bw_field_day(at.map, "valid_until", BW_DAY_NONE),
        .level = bw_field_float(at.map, "level", 0),
        .source = (uint8_t)source_of(at.map),
        .id = str_of(at.map, "id"),
        .by = str_of(at.map, "by"),
    };
    return BW_OK;
}

static bool same_content(const struct bw_evidence_row *a, const struct bw_evidence_row *b)
{
    return a->competency == b->competency && a->course == b->course && a->at == b->at &&
           a->valid_until == b->valid_until && !(a->level < b->level || a->level > b->level) &&
           a->source == b->source && bw_str_compare(a->by, b->by) == 0;
}

static bool is_same(const struct bw_evidence_row *row, uint32_t employee, const void *wanted)
{
    (void)employee;
    return bw_evidence_row_same(row, wanted);
}

/* An id of their own belongs to one employee. */
static enum bw_err claim_id(struct bw_applying *applying, struct bw_item_at at, struct bw_str id,
                            uint32_t employee)
{
    char path[BW_PATH_MOST];
    struct bw_key key = bw_key_id(BW_KIND_EVIDENCE, id);
    struct bw_slice payload;
    bool found;
    if (!id.at)
        return BW_OK;
    enum bw_err err = bw_value_get(applying->txn, BW_DB_XID, bw_key_slice(&key), &payload, &found,
                                   &applying->fail);
    if (err)
        return err;
    struct bw_cursor cursor = bw_cursor_of(found ? payload : (struct bw_slice){NULL, 0});
    bw_applying_path(applying, at, path);
    if (found && bw_cursor_number(&cursor, 4) != employee)
        return bw_fail_set(&applying->fail, BW_CONFLICT,
                           "%s%sid: \"%.*s\" is evidence of another employee; choose another id",
                           path, *path ? "." : "", (int)id.len, id.at);
    if (found)
        return BW_OK;
    struct bw_key owner = bw_key_employee(employee);
    unsigned char little[4] = {owner.bytes[3], owner.bytes[2], owner.bytes[1], owner.bytes[0]};
    return bw_value_put(applying->txn, BW_DB_XID, bw_key_slice(&key), (struct bw_slice){little, 4},
                        &applying->fail);
}

static enum bw_err log_item(struct bw_applying *applying, struct bw_item_at at, enum bw_kind kind,
                            uint32_t employee)
{
    msgpack_sbuffer body;
    msgpack_packer packer;
    msgpack_sbuffer_init(&body);
    msgpack_packer_init(&packer, &body, bw_buffer_write);
    bw_schema_pack(bw_schema_of(kind), at.map, &packer);
    enum bw_err err = bw_applying_log(
        applying, &(struct bw_log_entry){BW_OP_PUT, kind, employee, {body.data, body.size}});
    msgpack_sbuffer_destroy(&body);
    return err;
}

enum bw_err bw_apply_evidence(struct bw_applying *applying, struct bw_item_at at)
{
    struct bw_evidence_row row;
    struct bw_place employee;
    enum bw_err err = row_of(applying, at, &row, &employee);
    if (!err)
        err = claim_id(applying, at, row.id, employee.number);
    if (!err)
        err = open_rows(applying, employee.org, employee.number);
    if (err)
        return err;
    struct spot spot;
    err = find_row(applying, is_same, &row, &spot);
    if (err)
        return err;
    if (spot.len && same_content(&spot.row, &row)) {
        applying->out->duplicates++;
        return BW_OK;
    }
    row.order = bw_applying_order(applying);
    applying->counters.count[BW_KIND_EVIDENCE] += spot.len == 0;
    applying->out->written++;
    err = put_row(applying, &spot, &row);
    return err ? err : log_item(applying, at, BW_KIND_EVIDENCE, employee.number);
}

/* Whose evidence an id names, own or derived; 0 when nobody's. */
static enum bw_err owner_of(struct bw_applying *applying, struct bw_str id, uint32_t *employee)
{
    struct bw_key key = bw_key_id(BW_KIND_EVIDENCE, id);
    struct bw_slice payload;
    bool found;
    *employee = 0;
    if (bw_derived_id_read(id, employee))
        return BW_OK;
    enum bw_err err = bw_value_get(applying->txn, BW_DB_XID, bw_key_slice(&key), &payload, &found,
                                   &applying->fail);
    if (!err && found) {
        struct bw_cursor cursor = bw_cursor_of(payload);
        *employee = (uint32_t)bw_cursor_number(&cursor, 4);
        err = bw_txn_del(applying->txn, BW_DB_XID, bw_key_slice(&key), &applying->fail);
    }
    return err;
}

static bool is_called(const struct bw_evidence_row *row, uint32_t employee, const void *wanted)
{
    const struct bw_str *id = wanted;
    char derived[BW_DERIVED_ID_LEN + 1];
    if (row->id.at)
        return bw_str_compare(row->id, *id) == 0;
    bw_evidence_row_derived_id(row, employee, derived);
    return id->len == BW_DERIVED_ID_LEN && memcmp(derived, id->at, id->len) == 0;
}

static enum bw_err delete_one(struct bw_applying *applying, struct bw_item_at at)
{
    char path[BW_PATH_MOST];
    struct bw_str id = {at.map->via.str.ptr, at.map->via.str.size}, name;
    uint32_t employee, org = 0;
    enum bw_err err = owner_of(applying, id, &employee);
    bw_applying_path(applying, at, path);
    if (!err && employee &&
        bw_name_get(applying->txn, BW_KIND_EMPLOYEE, employee, &name, &org, &applying->fail))
        employee = 0;
    if (!err && employee)
        err = open_rows(applying, org, employee);
    if (err)
        return err;
    struct spot spot = {.len = 0};
    if (employee)
        err = find_row(applying, is_called, &id, &spot);
    if (err)
        return err;
    if (!spot.len)
        return bw_fail_set(&applying->fail, BW_NOT_FOUND, "%s: there is no evidence \"%.*s\"", path,
                           (int)id.len, id.at);
    cut_row(applying, &spot);
    applying->rows.changed = true;
    applying->counters.count[BW_KIND_EVIDENCE]--;
    applying->out->deleted++;
    return bw_applying_log(
        applying,
        &(struct bw_log_entry){BW_OP_DELETE, BW_KIND_EVIDENCE, employee, {id.at, id.len}});
}

enum bw_err bw_apply_evidence_deletes(struct bw_applying *applying, uint32_t part)
{
    const struct bw_part *from = &applying->write->parts[part];
    enum bw_err err = BW_OK;
    for (uint32_t i = 0; !err && i < from->n; i++)
        err = delete_one(applying, (struct bw_item_at){part, i, &from->items[i]});
    return err ? err : bw_evidence_rows_close(applying);
}
