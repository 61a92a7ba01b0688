#include "data/json.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void pack(const json_t *value, msgpack_packer *out)
{
    const char *key;
    json_t *inner;
    size_t i;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        msgpack_pack_map(out, json_object_size(value));
        json_object_foreach((json_t *)value, key, inner)
        {
            msgpack_pack_str_with_body(out, key, strlen(key));
            pack(inner, out);
        }
        break;
    case JSON_ARRAY:
        msgpack_pack_array(out, json_array_size(value));
        json_array_foreach(value, i, inner) pack(inner, out);
        break;
    case JSON_STRING:
        msgpack_pack_str_with_body(out, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
        msgpack_pack_int64(out, json_integer_value(value));
        break;
    case JSON_REAL:
        msgpack_pack_double(out, json_real_value(value));
        break;
    case JSON_TRUE:
        msgpack_pack_true(out);
        break;
    case JSON_FALSE:
        msgpack_pack_false(out);
        break;
    case JSON_NULL:
        msgpack_pack_nil(out);
        break;
    }
}

enum bw_err bw_json_to_msgpack(const char *text, size_t len, msgpack_packer *out,
                               struct bw_fail *fail)
{
    json_error_t error;
    json_t *value = json_loadb(text, len, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
    if (!value)
        return bw_fail_set(fail, BW_BAD_REQUEST, "no JSON: %s (line %d, column %d)", error.text,
                           error.line, error.column);
    pack(value, out);
    json_decref(value);
    return BW_OK;
}

static void add(msgpack_sbuffer *out, const char *text)
{
    msgpack_sbuffer_write(out, text, strlen(text));
}

static void indent(msgpack_sbuffer *out, bool pretty, int depth)
{
    if (!pretty)
        return;
    add(out, "\n");
    for (int i = 0; i < depth; i++)
        add(out, "  ");
}

static void add_string(msgpack_sbuffer *out, const char *at, size_t len)
{
    char escaped[8];
    add(out, "\"");
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)at[i];
        if (c == '"' || c == '\\') {
            snprintf(escaped, sizeof escaped, "\\%c", c);
            add(out, escaped);
        } else if (c == '\n') {
            add(out, "\\n");
        } else if (c < 0x20) {
            snprintf(escaped, sizeof escaped, "\\u%04x", c);
            add(out, escaped);
        } else {
            msgpack_sbuffer_write(out, at + i, 1);
        }
    }
    add(out, "\"");
}

/* The fewest digits that read back to the same. */
static void add_float(msgpack_sbuffer *out, double value)
{
    char text[40];
    if (!isfinite(value)) {
        add(out, "null");
        return;
    }
    if (value == floor(value) && fabs(value) < 1e15) {
        snprintf(text, sizeof text, "%.1f", value);
        add(out, text);
        return;
    }
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    add(out, text);
}

static void unpack(const msgpack_object *value, bool pretty, int depth, msgpack_sbuffer *out)
{
    char text[32];
    switch (value->type) {
    case MSGPACK_OBJECT_BOOLEAN:
        add(out, value->via.boolean ? "true" : "false");
        break;
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
        snprintf(text, sizeof text, "%" PRIu64, value->via.u64);
        add(out, text);
        break;
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        snprintf(text, sizeof text, "%" PRId64, value->via.i64);
        add(out, text);
        break;
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        add_float(out, value->via.f64);
        break;
    case MSGPACK_OBJECT_STR:
    case MSGPACK_OBJECT_BIN:
        add_string(out, value->via.str.ptr, value->via.str.size);
        break;
    case MSGPACK_OBJECT_ARRAY:
        add(out, "[");
        for (uint32_t i = 0; i < value->via.array.size; i++) {
            add(out, i ? "," : "");
            indent(out, pretty, depth + 1);
            unpack(&value->via.array.ptr[i], pretty, depth + 1, out);
        }
        if (value->via.array.size)
            indent(out, pretty, depth);
        add(out, "]");
        break;
    case MSGPACK_OBJECT_MAP:
        add(out, "{");
        for (uint32_t i = 0; i < value->via.map.size; i++) {
            add(out, i ? "," : "");
            indent(out, pretty, depth + 1);
            unpack(&value->via.map.ptr[i].key, pretty, depth + 1, out);
            add(out, pretty ? ": " : ":");
            unpack(&value->via.map.ptr[i].val, pretty, depth + 1, out);
        }
        if (value->via.map.size)
            indent(out, pretty, depth);
        add(out, "}");
        break;
    default:
        add(out, "null");
    }
}

void bw_json_from_msgpack(const msgpack_object *value, bool pretty, msgpack_sbuffer *out)
{
    unpack(value, pretty, 0, out);
}
