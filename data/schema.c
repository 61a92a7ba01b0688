#include "data/schema.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "data/time.h"
#include "model/base/utf8.h"

#define TEXT_MOST 65536
#define ID_MOST 128
#define LIST_MOST 10000
/* Each key is held against each other. */
#define KEYS_MOST 1024
#define PATH_MOST 256

/* Whoever checks first does so without paths: most maps are right, and putting a path together for
 * every field takes longer than the check. A wrong map is checked again, with paths. */
static const char no_path[] = "";

/* The path of a field, of an item below `path`, put together in `buf` of PATH_MOST. */
static const char *path_of_field(char *buf, const char *path, const char *name)
{
    if (path == no_path)
        return path;
    snprintf(buf, PATH_MOST, "%s%s%s", path, *path ? "." : "", name);
    return buf;
}

static const char *path_of_item(char *buf, const char *path, uint32_t i)
{
    if (path == no_path)
        return path;
    snprintf(buf, PATH_MOST, "%s[%u]", path, i);
    return buf;
}

static const char *type_name(const msgpack_object *value)
{
    switch (value->type) {
    case MSGPACK_OBJECT_NIL:
        return "null";
    case MSGPACK_OBJECT_BOOLEAN:
        return "a boolean";
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        return "an integer";
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        return "a float";
    case MSGPACK_OBJECT_STR:
        return "a str";
    case MSGPACK_OBJECT_BIN:
        return "a bin";
    case MSGPACK_OBJECT_ARRAY:
        return "a list";
    case MSGPACK_OBJECT_MAP:
        return "a map";
    default:
        return "an ext value";
    }
}

static enum bw_err wrong_type(const msgpack_object *value, const char *path, const char *want,
                              struct bw_fail *fail)
{
    return bw_fail_set(fail, BW_BAD_REQUEST, "%s: %s where %s is expected", path, type_name(value),
                       want);
}

bool bw_value_number(const msgpack_object *value, double *out)
{
    switch (value->type) {
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
        *out = (double)value->via.u64;
        return true;
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        *out = (double)value->via.i64;
        return true;
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        *out = value->via.f64;
        return true;
    default:
        return false;
    }
}

bool bw_value_int(const msgpack_object *value, int64_t *out)
{
    switch (value->type) {
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
        if (value->via.u64 > INT64_MAX)
            return false;
        *out = (int64_t)value->via.u64;
        return true;
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        *out = value->via.i64;
        return true;
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        if (!(value->via.f64 >= -9007199254740992.0 && value->via.f64 <= 9007199254740992.0) ||
            floor(value->via.f64) != value->via.f64)
            return false;
        *out = (int64_t)value->via.f64;
        return true;
    default:
        return false;
    }
}

static enum bw_err check_int(const struct bw_field *field, const msgpack_object *value,
                             const char *path, struct bw_fail *fail)
{
    int64_t number;
    if (!bw_value_int(value, &number) && value->type == MSGPACK_OBJECT_POSITIVE_INTEGER)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: %" PRIu64 " is out of range; %.0f to %.0f",
                           path, value->via.u64, field->min, field->max);
    if (!bw_value_int(value, &number))
        return wrong_type(value, path, "an integer", fail);
    if ((double)number < field->min || (double)number > field->max)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: %" PRId64 " is out of range; %.0f to %.0f",
                           path, number, field->min, field->max);
    return BW_OK;
}

static enum bw_err check_float(const struct bw_field *field, const msgpack_object *value,
                               const char *path, struct bw_fail *fail)
{
    double number;
    if (!bw_value_number(value, &number))
        return wrong_type(value, path, "a number", fail);
    if (!isfinite(number))
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: not a finite number; %.1f to %.1f", path,
                           field->min, field->max);
    if (number < field->min || number > field->max)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: %g is out of range; %.1f to %.1f", path,
                           number, field->min, field->max);
    return BW_OK;
}

static enum bw_err check_str(const msgpack_object *value, size_t most, const char *path,
                             struct bw_fail *fail)
{
    if (value->type != MSGPACK_OBJECT_STR)
        return wrong_type(value, path, "a str", fail);
    if (!bw_utf8_valid(value->via.str.ptr, value->via.str.size))
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: is not valid UTF-8", path);
    if (value->via.str.size > most)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: %u bytes long; at most %zu", path,
                           value->via.str.size, most);
    return BW_OK;
}

static enum bw_err check_bin(const struct bw_field *field, const msgpack_object *value,
                             const char *path, struct bw_fail *fail)
{
    if (value->type != MSGPACK_OBJECT_BIN)
        return wrong_type(value, path, "a bin", fail);
    if ((double)value->via.bin.size < field->min || (double)value->via.bin.size > field->max)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: %u bytes; %.0f to %.0f", path,
                           value->via.bin.size, field->min, field->max);
    return BW_OK;
}

static enum bw_err check_id(const msgpack_object *value, const char *path, struct bw_fail *fail)
{
    enum bw_err err = check_str(value, ID_MOST, path, fail);
    if (err)
        return err;
    if (value->via.str.size == 0)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: empty; an id is 1 to %d bytes", path,
                           ID_MOST);
    if (bw_utf8_has_control(value->via.str.ptr, value->via.str.size))
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: an id has no control characters", path);
    return BW_OK;
}

static enum bw_err check_date(const msgpack_object *value, const char *path, struct bw_fail *fail)
{
    bw_day day;
    if (value->type != MSGPACK_OBJECT_STR)
        return wrong_type(value, path, "a date \"YYYY-MM-DD\"", fail);
    if (!bw_day_parse(value->via.str.ptr, value->via.str.size, &day))
        return bw_fail_set(
            fail, BW_BAD_REQUEST, "%s: \"%.*s\" is no date; \"YYYY-MM-DD\", years 1900 to 2999",
            path, (int)(value->via.str.size < 40 ? value->via.str.size : 40), value->via.str.ptr);
    return BW_OK;
}

static enum bw_err check_time(const msgpack_object *value, const char *path, struct bw_fail *fail)
{
    char utc[BW_TIME_TEXT_LEN + 1];
    if (value->type != MSGPACK_OBJECT_STR)
        return wrong_type(value, path, "a time \"YYYY-MM-DDTHH:MM:SSZ\"", fail);
    if (!bw_time_to_utc(value->via.str.ptr, value->via.str.size, utc))
        return bw_fail_set(
            fail, BW_BAD_REQUEST, "%s: \"%.*s\" is no time; RFC 3339, such as 2026-03-04T09:12:00Z",
            path, (int)(value->via.str.size < 40 ? value->via.str.size : 40), value->via.str.ptr);
    return BW_OK;
}

static enum bw_err check_enum(const struct bw_field *field, const msgpack_object *value,
                              const char *path, struct bw_fail *fail)
{
    char list[256] = "";
    if (value->type != MSGPACK_OBJECT_STR)
        return wrong_type(value, path, "a str", fail);
    for (size_t i = 0; field->names[i]; i++) {
        if (bw_value_is(value, field->names[i], strlen(field->names[i])))
            return BW_OK;
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s\"%s\"", i ? ", " : "", field->names[i]);
    }
    return bw_fail_set(fail, BW_BAD_REQUEST, "%s: \"%.*s\" is not known; one of %s", path,
                       (int)(value->via.str.size < 40 ? value->via.str.size : 40),
                       value->via.str.ptr, list);
}

static enum bw_err check_value(const struct bw_field *field, const msgpack_object *value,
                               const char *path, struct bw_fail *fail);
static enum bw_err check_map(const struct bw_shape *shape, const msgpack_object *map,
                             const char *path, struct bw_fail *fail);

static bool key_is(const msgpack_object *key, const char *name)
{
    return key->type == MSGPACK_OBJECT_STR && bw_value_is(key, name, strlen(name));
}

static bool same_key(const msgpack_object *a, const msgpack_object *b)
{
    return bw_value_is(a, b->via.str.ptr, b->via.str.size);
}

/* Some clients have one empty table and send it as a list: where a map is expected it is an empty
 * one (in msgpack_object both begin with their size, so it is read as a map of none). */
static bool is_map(const msgpack_object *value)
{
    return value->type == MSGPACK_OBJECT_MAP ||
           (value->type == MSGPACK_OBJECT_ARRAY && value->via.array.size == 0);
}

/* Keys are str, valid and each there once. */
static enum bw_err check_keys(const msgpack_object *map, const char *path, struct bw_fail *fail)
{
    const char *where = *path ? path : "arguments";
    if (map->via.map.size > KEYS_MOST)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: %u keys; at most %d", where,
                           map->via.map.size, KEYS_MOST);
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        const msgpack_object *key = &map->via.map.ptr[i].key;
        if (key->type != MSGPACK_OBJECT_STR)
            return bw_fail_set(fail, BW_BAD_REQUEST, "%s: a key is %s; keys are str", where,
                               type_name(key));
        if (!bw_utf8_valid(key->via.str.ptr, key->via.str.size))
            return bw_fail_set(fail, BW_BAD_REQUEST, "%s: a key is not valid UTF-8", where);
        for (uint32_t j = 0; j < i; j++)
            if (same_key(key, &map->via.map.ptr[j].key))
                return bw_fail_set(fail, BW_BAD_REQUEST, "%s: the key \"%.*s\" is there twice",
                                   where, (int)key->via.str.size, key->via.str.ptr);
    }
    return BW_OK;
}

static enum bw_err check_text(const msgpack_object *value, const char *path, struct bw_fail *fail)
{
    if (value->type == MSGPACK_OBJECT_STR)
        return check_str(value, TEXT_MOST, path, fail);
    if (value->type != MSGPACK_OBJECT_MAP)
        return wrong_type(value, path, "a str or {\"nl\": …, \"en\": …}", fail);
    static const struct bw_field fields[] = {{.name = "nl", .type = BW_T_STR},
                                             {.name = "en", .type = BW_T_STR}};
    static const struct bw_shape shape = {"text", fields, 2, NULL};
    enum bw_err err = check_map(&shape, value, path, fail);
    if (err)
        return err;
    if (!bw_field_get(value, "nl") && !bw_field_get(value, "en"))
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: no text; give \"nl\" or \"en\" or both",
                           path);
    return BW_OK;
}

static enum bw_err check_list(const struct bw_field *field, const msgpack_object *value,
                              const char *path, struct bw_fail *fail)
{
    char inner[PATH_MOST];
    size_t most = field->max > 0 ? (size_t)field->max : LIST_MOST;
    if (value->type != MSGPACK_OBJECT_ARRAY)
        return wrong_type(value, path, "a list", fail);
    if (value->via.array.size < (size_t)field->min)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: %u items; at least %.0f", path,
                           value->via.array.size, field->min);
    if (value->via.array.size > most)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: %u items; at most %zu", path,
                           value->via.array.size, most);
    for (uint32_t i = 0; i < value->via.array.size; i++) {
        enum bw_err err =
            check_value(field->item, &value->via.array.ptr[i], path_of_item(inner, path, i), fail);
        if (err)
            return err;
    }
    return BW_OK;
}

static enum bw_err check_dict(const struct bw_field *field, const msgpack_object *value,
                              const char *path, struct bw_fail *fail)
{
    char inner[PATH_MOST];
    if (!is_map(value))
        return wrong_type(value, path, "a map", fail);
    enum bw_err err = check_keys(value, path, fail);
    for (uint32_t i = 0; !err && i < value->via.map.size; i++) {
        const msgpack_object_kv *entry = &value->via.map.ptr[i];
        snprintf(inner, sizeof inner, "%s.%.*s", path, (int)entry->key.via.str.size,
                 entry->key.via.str.ptr);
        err = check_id(&entry->key, inner, fail);
        if (!err)
            err = check_value(field->item, &entry->val, inner, fail);
    }
    return err;
}

static const struct bw_field free_field = {.type = BW_T_FREE};

static enum bw_err check_free_map(const msgpack_object *map, const char *path, struct bw_fail *fail)
{
    char inner[PATH_MOST], name[ID_MOST];
    enum bw_err err = check_keys(map, path, fail);
    for (uint32_t i = 0; !err && i < map->via.map.size; i++) {
        const msgpack_object_kv *entry = &map->via.map.ptr[i];
        snprintf(name, sizeof name, "%.*s", (int)entry->key.via.str.size, entry->key.via.str.ptr);
        if (entry->val.type != MSGPACK_OBJECT_NIL)
            err = check_value(&free_field, &entry->val, path_of_field(inner, path, name), fail);
    }
    return err;
}

static enum bw_err check_free(const msgpack_object *value, const char *path, struct bw_fail *fail)
{
    double number;
    int64_t whole;
    switch (value->type) {
    case MSGPACK_OBJECT_BOOLEAN:
        return BW_OK;
    case MSGPACK_OBJECT_STR:
        return check_str(value, TEXT_MOST, path, fail);
    case MSGPACK_OBJECT_ARRAY:
        return check_list(&(struct bw_field){.max = UINT32_MAX, .item = &free_field}, value, path,
                          fail);
    case MSGPACK_OBJECT_MAP:
        return check_free_map(value, path, fail);
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        return bw_value_number(value, &number) && isfinite(number)
                   ? BW_OK
                   : bw_fail_set(fail, BW_BAD_REQUEST, "%s: not a finite number", path);
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        return bw_value_int(value, &whole)
                   ? BW_OK
                   : bw_fail_set(fail, BW_BAD_REQUEST, "%s: an integer beyond 64 bits", path);
    default:
        return wrong_type(value, path, "a number, true, false, a str, a list or a map", fail);
    }
}

static enum bw_err check_value(const struct bw_field *field, const msgpack_object *value,
                               const char *path, struct bw_fail *fail)
{
    switch (field->type) {
    case BW_T_BIN:
        return check_bin(field, value, path, fail);
    case BW_T_STR:
        return check_str(value, field->max > 0 ? (size_t)field->max : TEXT_MOST, path, fail);
    case BW_T_ID:
    case BW_T_REF:
        return check_id(value, path, fail);
    case BW_T_INT:
        return check_int(field, value, path, fail);
    case BW_T_FLOAT:
        return check_float(field, value, path, fail);
    case BW_T_BOOL:
        return value->type == MSGPACK_OBJECT_BOOLEAN
                   ? BW_OK
                   : wrong_type(value, path, "true or false", fail);
    case BW_T_DATE:
        return check_date(value, path, fail);
    case BW_T_TIME:
        return check_time(value, path, fail);
    case BW_T_TEXT:
        return check_text(value, path, fail);
    case BW_T_ENUM:
        return check_enum(field, value, path, fail);
    case BW_T_MAP:
        return check_map(field->shape, value, path, fail);
    case BW_T_LIST:
        return check_list(field, value, path, fail);
    case BW_T_DICT:
        return check_dict(field, value, path, fail);
    case BW_T_FREE:
        return check_free(value, path, fail);
    case BW_T_ANY:
        break;
    }
    return BW_OK;
}

static const struct bw_field *field_named(const struct bw_shape *shape, const msgpack_object *key)
{
    for (size_t i = 0; i < shape->n_fields; i++)
        if (key_is(key, shape->fields[i].name))
            return &shape->fields[i];
    return NULL;
}

static enum bw_err unknown_field(const struct bw_shape *shape, const msgpack_object *key,
                                 const char *path, struct bw_fail *fail)
{
    char known[512] = "";
    for (size_t i = 0; i < shape->n_fields; i++) {
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", shape->fields[i].name);
    }
    return bw_fail_set(fail, BW_BAD_REQUEST, "%s%s\"%.*s\" is no field of %s; known: %s", path,
                       *path ? ": " : "", (int)key->via.str.size, key->via.str.ptr, shape->name,
                       shape->n_fields ? known : "none");
}

static enum bw_err check_map(const struct bw_shape *shape, const msgpack_object *map,
                             const char *path, struct bw_fail *fail)
{
    char inner[PATH_MOST];
    if (!is_map(map))
        return wrong_type(map, *path ? path : "arguments", "a map", fail);
    enum bw_err err = check_keys(map, path, fail);
    for (uint32_t i = 0; !err && i < map->via.map.size; i++) {
        const msgpack_object_kv *entry = &map->via.map.ptr[i];
        const struct bw_field *field = field_named(shape, &entry->key);
        if (!field && !bw_shape_is_open(shape))
            return unknown_field(shape, &entry->key, path, fail);
        if (field && entry->val.type != MSGPACK_OBJECT_NIL)
            err = check_value(field, &entry->val, path_of_field(inner, path, field->name), fail);
    }
    for (size_t i = 0; !err && i < shape->n_fields; i++)
        if (shape->fields[i].required && !bw_field_get(map, shape->fields[i].name))
            err = bw_fail_set(fail, BW_BAD_REQUEST, "%s%s%s is missing; %s needs it", path,
                              *path ? "." : "", shape->fields[i].name, shape->name);
    if (!err && bw_shape_is_open(shape))
        err = check_free_map(map, path, fail);
    if (!err && shape->check)
        err = shape->check(map, path, fail);
    return err;
}

enum bw_err bw_schema_check(const struct bw_shape *shape, const msgpack_object *map,
                            const char *path, struct bw_fail *fail)
{
    struct bw_fail unsaid;
    return check_map(shape, map, no_path, &unsaid) ? check_map(shape, map, path, fail) : BW_OK;
}

const msgpack_object *bw_field_get(const msgpack_object *map, const char *name)
{
    size_t len = strlen(name);
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        const msgpack_object_kv *entry = &map->via.map.ptr[i];
        if (entry->key.type == MSGPACK_OBJECT_STR && bw_value_is(&entry->key, name, len))
            return entry->val.type == MSGPACK_OBJECT_NIL ? NULL : &entry->val;
    }
    return NULL;
}

int64_t bw_field_int(const msgpack_object *map, const char *name, int64_t otherwise)
{
    const msgpack_object *value = bw_field_get(map, name);
    int64_t number;
    return value && bw_value_int(value, &number) ? number : otherwise;
}

double bw_field_float(const msgpack_object *map, const char *name, double otherwise)
{
    const msgpack_object *value = bw_field_get(map, name);
    double number;
    return value && bw_value_number(value, &number) ? number : otherwise;
}

bool bw_field_bool(const msgpack_object *map, const char *name, bool otherwise)
{
    const msgpack_object *value = bw_field_get(map, name);
    return value && value->type == MSGPACK_OBJECT_BOOLEAN ? value->via.boolean : otherwise;
}

bw_day bw_field_day(const msgpack_object *map, const char *name, bw_day otherwise)
{
    const msgpack_object *value = bw_field_get(map, name);
    bw_day day = otherwise;
    if (value && value->type == MSGPACK_OBJECT_STR)
        bw_day_parse(value->via.str.ptr, value->via.str.size, &day);
    return day;
}

bool bw_field_str(const msgpack_object *map, const char *name, const char **at, size_t *len)
{
    const msgpack_object *value = bw_field_get(map, name);
    if (!value || (value->type != MSGPACK_OBJECT_STR && value->type != MSGPACK_OBJECT_BIN))
        return false;
    *at = value->via.str.ptr;
    *len = value->via.str.size;
    return true;
}
