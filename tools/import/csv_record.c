#include "tools/import/csv_record.h"

#include <csv.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/json.h"
#include "model/base/utf8.h"

static const struct bw_field *find_field(const struct bw_shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->n_fields; i++)
        if (strcmp(shape->fields[i].name, name) == 0)
            return &shape->fields[i];
    return NULL;
}

enum bw_err bw_csv_header_read(enum bw_kind kind, const struct bw_csv_row *row,
                               struct bw_csv_header *out, struct bw_fail *fail)
{
    const struct bw_shape *shape = bw_schema_of(kind);
    if (row->error)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s", row->error);
    if (row->n > BW_CSV_COLUMNS_MOST)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%zu columns; at most %d", row->n,
                           BW_CSV_COLUMNS_MOST);
    out->n = 0;
    for (size_t i = 0; i < row->n; i++) {
        const char *name = row->cells[i] ? row->cells[i] : "";
        const struct bw_field *field = find_field(shape, name);
        if (!field)
            return bw_fail_set(fail, BW_BAD_REQUEST, "column %zu: a %s has no field \"%s\"", i + 1,
                               shape->name, name);
        for (size_t j = 0; j < i; j++)
            if (out->fields[j] == field)
                return bw_fail_set(fail, BW_BAD_REQUEST, "column %zu: \"%s\" is column %zu already",
                                   i + 1, name, j + 1);
        out->fields[out->n++] = field;
    }
    return BW_OK;
}

/* Does text[len] look like a decimal number all over? strtod alone takes hexadecimals and "nan". */
static bool is_decimal(const char *text, size_t len)
{
    return len > 0 && strspn(text, "+-0123456789.eE") == len;
}

static enum bw_err pack_number(const struct bw_field *field, const char *cell, size_t len,
                               msgpack_packer *out, struct bw_fail *fail)
{
    char *end = NULL;
    errno = 0;
    if (is_decimal(cell, len)) {
        long long whole = strtoll(cell, &end, 10);
        if (*end == 0 && errno == 0 && field->type == BW_T_INT) {
            msgpack_pack_int64(out, whole);
            return BW_OK;
        }
        double value = strtod(cell, &end);
        if (*end == 0) {
            msgpack_pack_double(out, value);
            return BW_OK;
        }
    }
    return bw_fail_set(fail, BW_BAD_REQUEST, "%s: \"%.60s\" is no number; like %s", field->name,
                       cell, field->type == BW_T_INT ? "12" : "2.5");
}

static enum bw_err pack_bool(const struct bw_field *field, const char *cell, msgpack_packer *out,
                             struct bw_fail *fail)
{
    if (strcasecmp(cell, "true") == 0 || strcmp(cell, "1") == 0)
        msgpack_pack_true(out);
    else if (strcasecmp(cell, "false") == 0 || strcmp(cell, "0") == 0)
        msgpack_pack_false(out);
    else
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: \"%.60s\" is no bool; true or false",
                           field->name, cell);
    return BW_OK;
}

static enum bw_err pack_json(const struct bw_field *field, const char *cell, size_t len,
                             msgpack_packer *out, struct bw_fail *fail)
{
    struct bw_fail inner;
    if (bw_json_to_msgpack(cell, len, out, &inner) == BW_OK)
        return BW_OK;
    return bw_fail_set(fail, BW_BAD_REQUEST, "%s: %s", field->name, inner.text);
}

/* A plain text, or JSON: {"nl": …} or a text in JSON's quotes. */
static enum bw_err pack_text(const struct bw_field *field, const char *cell, size_t len,
                             msgpack_packer *out, struct bw_fail *fail)
{
    if (strncmp(cell, "{\"", 2) == 0)
        return pack_json(field, cell, len, out, fail);
    if (cell[0] == '"' && bw_json_to_msgpack(cell, len, out, fail) == BW_OK)
        return BW_OK;
    msgpack_pack_str_with_body(out, cell, len);
    return BW_OK;
}

static enum bw_err pack_cell(const struct bw_field *field, const char *cell, size_t len,
                             msgpack_packer *out, struct bw_fail *fail)
{
    if (!bw_utf8_valid(cell, len))
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: no valid UTF-8", field->name);
    switch (field->type) {
    case BW_T_INT:
    case BW_T_FLOAT:
        return pack_number(field, cell, len, out, fail);
    case BW_T_BOOL:
        return pack_bool(field, cell, out, fail);
    case BW_T_TEXT:
        return pack_text(field, cell, len, out, fail);
    case BW_T_MAP:
    case BW_T_LIST:
    case BW_T_DICT:
    case BW_T_ANY:
        return pack_json(field, cell, len, out, fail);
    default:
        msgpack_pack_str_with_body(out, cell, len);
        return BW_OK;
    }
}

enum bw_err bw_csv_record_pack(const struct bw_csv_header *header, const struct bw_csv_row *row,
                               msgpack_packer *out, struct bw_fail *fail)
{
    size_t n = 0;
    enum bw_err err = BW_OK;
    if (row->error)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s", row->error);
    if (row->n != header->n)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%zu columns; the header has %zu", row->n,
                           header->n);
    for (size_t i = 0; i < row->n; i++)
        n += row->cells[i] != NULL;
    msgpack_pack_map(out, n);
    for (size_t i = 0; i < row->n && !err; i++) {
        if (!row->cells[i])
            continue;
        const char *name = header->fields[i]->name;
        msgpack_pack_str_with_body(out, name, strlen(name));
        err = pack_cell(header->fields[i], row->cells[i], row->lens[i], out, fail);
    }
    return err;
}

void bw_csv_header_write(enum bw_kind kind, FILE *out)
{
    const struct bw_shape *shape = bw_schema_of(kind);
    for (size_t i = 0; i < shape->n_fields; i++)
        fprintf(out, "%s%s", i ? "," : "", shape->fields[i].name);
    fputc('\n', out);
}

#define CELL_SHORT 512

static void add_quoted(msgpack_sbuffer *out, const char *at, size_t len)
{
    char small[CELL_SHORT];
    size_t most = 2 * len + 2;
    char *quoted = most <= sizeof small ? small : malloc(most);
    size_t size = quoted ? csv_write(quoted, most, at, len) : 0;
    if (size > 0)
        msgpack_sbuffer_write(out, quoted, size);
    if (quoted != small)
        free(quoted);
}

void bw_csv_cell_add(msgpack_sbuffer *out, const char *at, size_t len)
{
    bool quote = len == 0;
    for (size_t i = 0; i < len && !quote; i++)
        quote = strchr(",;\"\r\n", at[i]) != NULL; /* a zero byte is found as well */
    if (quote)
        add_quoted(out, at, len);
    else
        msgpack_sbuffer_write(out, at, len);
}

static void add_json(msgpack_sbuffer *out, const msgpack_object *value)
{
    msgpack_sbuffer text;
    msgpack_sbuffer_init(&text);
    bw_json_from_msgpack(value, false, &text);
    bw_csv_cell_add(out, text.data, text.size);
    msgpack_sbuffer_destroy(&text);
}

static void add_value(msgpack_sbuffer *out, const struct bw_field *field,
                      const msgpack_object *value)
{
    const char *at = value->via.str.ptr;
    size_t len = value->via.str.size;
    bool like_json = value->type == MSGPACK_OBJECT_STR && field->type == BW_T_TEXT && len > 0 &&
                     (at[0] == '"' || (len > 1 && at[0] == '{' && at[1] == '"'));
    if (value->type == MSGPACK_OBJECT_STR && !like_json)
        bw_csv_cell_add(out, at, len);
    else
        add_json(out, value);
}

void bw_csv_record_write(enum bw_kind kind, const msgpack_object *record, FILE *out)
{
    const struct bw_shape *shape = bw_schema_of(kind);
    msgpack_sbuffer row;
    msgpack_sbuffer_init(&row);
    for (size_t i = 0; i < shape->n_fields; i++) {
        const msgpack_object *value = bw_field_get(record, shape->fields[i].name);
        if (i)
            msgpack_sbuffer_write(&row, ",", 1);
        if (value)
            add_value(&row, &shape->fields[i], value);
    }
    msgpack_sbuffer_write(&row, "\n", 1);
    fwrite(row.data, 1, row.size, out);
    msgpack_sbuffer_destroy(&row);
}
