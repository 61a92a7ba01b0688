#include "data/applying.h"

#include "data/rows.h"
#include "data/bytes.h"

static struct bw_str str_of(const msgpack_object *map, const char *name)
{
    const msgpack_object *value = bw_field_get(map, name);
    return (struct bw_str){value->via.str.ptr, value->via.str.size};
}

static uint8_t type_of(const msgpack_object *map)
{
    struct bw_str name = str_of(map, "type");
    const struct bw_shape *shape = bw_schema_of(BW_KIND_EVENT);
    for (size_t f = 0; f < shape->n_fields; f++) {
        if (shape->fields[f].type != BW_T_ENUM)
            continue;
        for (uint8_t t = 0; shape->fields[f].names[t]; t++)
            if (strlen(shape->fields[f].names[t]) == name.len &&
                memcmp(shape->fields[f].names[t], name.at, name.len) == 0)
                return t;
    }
    return UINT8_MAX;
}

/* The day in UTC on which it happened. */
static bw_day day_of(const msgpack_object *body)
{
    bw_day day = 0;
    struct bw_str at = str_of(body, "at");
    bw_day_parse(at.at, BW_DAY_TEXT_LEN, &day);
    return day;
}

/* Appends a row; earlier ones are copied as they are. */
static enum bw_err append(struct bw_applying *applying, const struct bw_place *employee,
                          const struct bw_event_row *row)
{
    struct bw_key key = bw_key_person(employee->org, employee->number);
    struct bw_slice payload;
    bool found;
    msgpack_sbuffer out;
    enum bw_err err = bw_value_get(applying->txn, BW_DB_EVENT, bw_key_slice(&key), &payload, &found,
                                   &applying->fail);
    if (err)
        return err;
    msgpack_sbuffer_init(&out);
    if (found && payload.len)
        bw_buffer_write(&out, payload.at, payload.len);
    bw_event_row_write(&out, row);
    err = bw_value_put(applying->txn, BW_DB_EVENT, bw_key_slice(&key),
                       (struct bw_slice){out.data, out.size}, &applying->fail);
    msgpack_sbuffer_destroy(&out);
    return err;
}

static enum bw_err note_refs(struct bw_applying *applying, uint32_t employee, uint32_t course)
{
    struct bw_targets none = {0}, now = {0};
    bw_targets_add(&now, BW_KIND_EMPLOYEE, employee);
    bw_targets_add(&now, BW_KIND_COURSE, course);
    enum bw_err err =
        bw_refs_update(applying->txn, BW_KIND_EVENT, employee, &none, &now, &applying->fail);
    bw_targets_clear(&now);
    return err;
}

static enum bw_err note_id(struct bw_applying *applying, struct bw_str id, uint32_t employee)
{
    struct bw_key key = bw_key_id(BW_KIND_EVENT, id);
    unsigned char little[4] = {(unsigned char)employee, (unsigned char)(employee >> 8),
                               (unsigned char)(employee >> 16), (unsigned char)(employee >> 24)};
    return bw_value_put(applying->txn, BW_DB_XID, bw_key_slice(&key),
                        (struct bw_slice){little, sizeof little}, &applying->fail);
}

static enum bw_err write_event(struct bw_applying *applying, struct bw_item_at at,
                               const struct bw_place *employee, uint32_t course)
{
    struct bw_fail *fail = &applying->fail;
    msgpack_unpacked canonical;
    msgpack_sbuffer body;
    msgpack_packer packer;
    msgpack_sbuffer_init(&body);
    msgpack_packer_init(&packer, &body, bw_buffer_write);
    bw_schema_pack(bw_schema_of(BW_KIND_EVENT), at.map, &packer);
    struct bw_slice bytes = {body.data, body.size};
    enum bw_err err = bw_unpack(bytes, &canonical, fail);
    if (!err) {
        struct bw_event_row row = {.course = course,
                                   .type = type_of(at.map),
                                   .at = day_of(&canonical.data),
                                   .order = bw_applying_order(applying),
                                   .id = str_of(at.map, "id"),
                                   .map = {body.data, (uint32_t)body.size}};
        err = append(applying, employee, &row);
        msgpack_unpacked_destroy(&canonical);
    }
    if (!err)
        err = note_id(applying, str_of(at.map, "id"), employee->number);
    if (!err)
        err = note_refs(applying, employee->number, course);
    if (!err)
        err = bw_applying_log(
            applying, &(struct bw_log_entry){BW_OP_PUT, BW_KIND_EVENT, employee->number, bytes});
    if (!err)
        err = bw_applying_touch(applying, employee->number);
    msgpack_sbuffer_destroy(&body);
    return err;
}

enum bw_err bw_apply_event(struct bw_applying *applying, struct bw_item_at at)
{
    struct bw_place employee, course;
    struct bw_slice payload;
    bool found;
    struct bw_key key = bw_key_id(BW_KIND_EVENT, str_of(at.map, "id"));
    enum bw_err err = bw_person_ref(applying, at, "employee", BW_KIND_EMPLOYEE, 0, &employee);
    if (!err)
        err = bw_person_ref(applying, at, "course", BW_KIND_COURSE, employee.org, &course);
    if (!err)
        err = bw_value_get(applying->txn, BW_DB_XID, bw_key_slice(&key), &payload, &found,
                           &applying->fail);
    if (err)
        return err;
    if (found) {
        applying->out->duplicates++;
        return BW_OK;
    }
    applying->counters.count[BW_KIND_EVENT]++;
    applying->out->written++;
    return write_event(applying, at, &employee, course.number);
}
