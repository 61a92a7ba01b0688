#include "data/applying.h"

#include <stdio.h>
#include <stdlib.h>

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

static enum bw_err grow(struct bw_applying *applying)
{
    struct bw_rows_open *rows = &applying->rows;
    if (rows->n < rows->room)
        return BW_OK;
    size_t room = rows->room ? 2 * rows->room : 32;
    struct bw_evidence_row *grown = realloc(rows->rows, room * sizeof *grown);
    if (!grown)
        return bw_fail_set(&applying->fail, BW_INTERNAL, "out of memory");
    rows->rows = grown;
    rows->room = room;
    return BW_OK;
}

/* Copies the value, so that rows may borrow from it while the table is written. */
static enum bw_err read_rows(struct bw_applying *applying, uint32_t org, uint32_t employee,
                             struct bw_cursor *cursor)
{
    struct bw_rows_open *rows = &applying->rows;
    struct bw_key key = bw_key_person(org, employee);
    struct bw_slice payload;
    bool found;
    enum bw_err err = bw_value_get(applying->txn, BW_DB_EVIDENCE, bw_key_slice(&key), &payload,
                                   &found, &applying->fail);
    if (err)
        return err;
    size_t len = found ? payload.len : 0;
    rows->bytes = malloc(len + 1);
    if (!rows->bytes)
        return bw_fail_set(&applying->fail, BW_INTERNAL, "out of memory");
    if (len)
        memcpy(rows->bytes, payload.at, len);
    rows->org = org;
    rows->employee = employee;
    *cursor = bw_cursor_of((struct bw_slice){rows->bytes, len});
    return BW_OK;
}

static enum bw_err open_rows(struct bw_applying *applying, uint32_t org, uint32_t employee)
{
    struct bw_cursor cursor;
    struct bw_evidence_row row;
    if (applying->rows.employee == employee)
        return BW_OK;
    enum bw_err err = bw_evidence_rows_close(applying);
    if (!err)
        err = read_rows(applying, org, employee, &cursor);
    while (!err && bw_evidence_row_read(&cursor, &row)) {
        err = grow(applying);
        if (!err)
            ((struct bw_evidence_row *)applying->rows.rows)[applying->rows.n++] = row;
    }
    if (!err && cursor.bad)
        err = bw_fail_set(&applying->fail, BW_INTERNAL, "table evidence: rows are damaged");
    return err;
}

static void add_targets(struct bw_targets *targets, const struct bw_evidence_row *row,
                        uint32_t employee)
{
    bw_targets_add(targets, BW_KIND_EMPLOYEE, employee);
    bw_targets_add(targets, BW_KIND_COMPETENCY, row->competency);
    if (row->course)
        bw_targets_add(targets, BW_KIND_COURSE, row->course);
}

static enum bw_err targets_before(struct bw_applying *applying, struct bw_targets *out)
{
    struct bw_key key = bw_key_person(applying->rows.org, applying->rows.employee);
    struct bw_slice payload;
    struct bw_evidence_row row;
    bool found;
    enum bw_err err = bw_value_get(applying->txn, BW_DB_EVIDENCE, bw_key_slice(&key), &payload,
                                   &found, &applying->fail);
    if (err || !found)
        return err;
    struct bw_cursor cursor = bw_cursor_of(payload);
    while (bw_evidence_row_read(&cursor, &row))
        add_targets(out, &row, applying->rows.employee);
    return BW_OK;
}

static enum bw_err write_rows(struct bw_applying *applying)
{
    struct bw_rows_open *rows = &applying->rows;
    struct bw_key key = bw_key_person(rows->org, rows->employee);
    struct bw_targets before = {0}, now = {0};
    struct bw_fail *fail = &applying->fail;
    msgpack_sbuffer out;
    msgpack_sbuffer_init(&out);
    for (size_t i = 0; i < rows->n; i++) {
        const struct bw_evidence_row *row = (const struct bw_evidence_row *)rows->rows + i;
        add_targets(&now, row, rows->employee);
        bw_evidence_row_write(&out, row);
    }
    enum bw_err err = targets_before(applying, &before);
    if (!err)
        err = bw_refs_update(applying->txn, BW_KIND_EVIDENCE, rows->employee, &before, &now, fail);
    if (!err && rows->n == 0)
        err = bw_txn_del(applying->txn, BW_DB_EVIDENCE, bw_key_slice(&key), fail);
    else if (!err)
        err = bw_value_put(applying->txn, BW_DB_EVIDENCE, bw_key_slice(&key),
                           (struct bw_slice){out.data, out.size}, fail);
    if (!err)
        err = bw_applying_touch(applying, rows->employee);
    msgpack_sbuffer_destroy(&out);
    bw_targets_clear(&before);
    bw_targets_clear(&now);
    return err;
}

enum bw_err bw_evidence_rows_close(struct bw_applying *applying)
{
    enum bw_err err = applying->rows.changed ? write_rows(applying) : BW_OK;
    free(applying->rows.bytes);
    free(applying->rows.rows);
    applying->rows = (struct bw_rows_open){0};
    return err;
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
    struct bw_evidence_row *rows = applying->rows.rows;
    size_t found = 0;
    while (found < applying->rows.n && !bw_evidence_row_same(&rows[found], &row))
        found++;
    if (found < applying->rows.n && same_content(&rows[found], &row)) {
        applying->out->duplicates++;
        return BW_OK;
    }
    err = grow(applying);
    if (err)
        return err;
    row.order = ++applying->counters.order;
    if (found == applying->rows.n) {
        applying->rows.n++;
        applying->counters.count[BW_KIND_EVIDENCE]++;
    }
    ((struct bw_evidence_row *)applying->rows.rows)[found] = row;
    applying->rows.changed = true;
    applying->out->written++;
    return log_item(applying, at, BW_KIND_EVIDENCE, employee.number);
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

static bool is_called(const struct bw_evidence_row *row, uint32_t employee, struct bw_str id)
{
    char derived[BW_DERIVED_ID_LEN + 1];
    if (row->id.at)
        return bw_str_compare(row->id, id) == 0;
    bw_evidence_row_derived_id(row, employee, derived);
    return id.len == BW_DERIVED_ID_LEN && memcmp(derived, id.at, id.len) == 0;
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
    struct bw_evidence_row *rows = applying->rows.rows;
    size_t found = 0;
    while (employee && found < applying->rows.n && !is_called(&rows[found], employee, id))
        found++;
    if (!employee || found == applying->rows.n)
        return bw_fail_set(&applying->fail, BW_NOT_FOUND, "%s: there is no evidence \"%.*s\"", path,
                           (int)id.len, id.at);
    memmove(&rows[found], &rows[found + 1], (applying->rows.n - found - 1) * sizeof *rows);
    applying->rows.n--;
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
