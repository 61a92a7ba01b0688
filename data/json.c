#include "data/json.h"

#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>
#include <math.h>
#include <string.h>

#include "data/decimal.h"
#include "data/token.h"
#include "data/bytes.h"
#include "data/fault.h"

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

/* Jansson leaves out what it finds no memory for, here and there, and says that all is well. */
static void *take(size_t n)
{
    void *out = malloc(n);
    if (!out)
        bw_fault_no_memory("reading JSON");
    return out;
}

static void take_memory_by_ours(void)
{
    json_set_alloc_funcs(take, free);
}

enum bw_err bw_json_to_msgpack(const char *text, size_t len, msgpack_packer *out,
                               struct bw_fail *fail)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    json_error_t error;
    pthread_once(&once, take_memory_by_ours);
    json_t *value =
        json_loadb(text, len, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!value)
        return bw_fail_set(fail, BW_BAD_REQUEST, "no JSON: %s (line %d, column %d)", error.text,
                           error.line, error.column);
    pack(value, out);
    json_decref(value);
    return BW_OK;
}

enum bw_err bw_json_value_read(const char *text, size_t len, struct bw_json_value *out,
                               struct bw_fail *fail)
{
    msgpack_packer packer;
    msgpack_sbuffer_init(&out->bytes);
    msgpack_packer_init(&packer, &out->bytes, bw_buffer_write);
    msgpack_unpacked_init(&out->unpacked);
    enum bw_err err = bw_json_to_msgpack(text, len, &packer, fail);
    if (!err && msgpack_unpack_next(&out->unpacked, out->bytes.data, out->bytes.size, NULL) !=
                    MSGPACK_UNPACK_SUCCESS)
        err = bw_fail_set(fail, BW_TOO_LARGE, "nested too deep");
    return err;
}

void bw_json_value_clear(struct bw_json_value *value)
{
    msgpack_unpacked_destroy(&value->unpacked);
    msgpack_sbuffer_destroy(&value->bytes);
}

/* What text is written to. */
struct writing {
    msgpack_sbuffer *out;
    bool pretty;
};

static void add(const struct writing *writing, const char *text, size_t len)
{
    bw_buffer_write(writing->out, text, len);
}

static void indent(const struct writing *writing, int depth)
{
    if (!writing->pretty)
        return;
    add(writing, "\n", 1);
    for (int i = 0; i < depth; i++)
        add(writing, "  ", 2);
}

static void add_escaped(const struct writing *writing, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    char text[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
    if (c >= 0x20) {
        text[1] = (char)c;
        add(writing, text, 2);
    } else if (c == '\n') {
        add(writing, "\\n", 2);
    } else {
        add(writing, text, 6);
    }
}

#define EACH_BYTE(b) (0x0101010101010101u * (b))

/* Has none of eight bytes to be escaped? Never says yes wrongly; a no may be one for nothing. */
static bool are_plain(const char *at)
{
    uint64_t eight;
    memcpy(&eight, at, sizeof eight);
    uint64_t quote = eight ^ EACH_BYTE('"'), slash = eight ^ EACH_BYTE('\\');
    /* A borrow out of a byte that is too small sets its top bit. */
    uint64_t small = (eight - EACH_BYTE(0x20u)) | (quote - EACH_BYTE(1u)) | (slash - EACH_BYTE(1u));
    return !(small & EACH_BYTE(0x80u));
}

/* Stretches without anything to escape go at once. */
static void add_string(const struct writing *writing, const char *at, size_t len)
{
    size_t from = 0, i = 0;
    add(writing, "\"", 1);
    while (i < len) {
        if (len - i >= 8 && are_plain(at + i)) {
            i += 8;
            continue;
        }
        unsigned char c = (unsigned char)at[i++];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        add(writing, at + from, i - 1 - from);
        add_escaped(writing, c);
        from = i;
    }
    add(writing, at + from, len - from);
    add(writing, "\"", 1);
}

/* Anything but containers. */
static void add_plain(const struct writing *writing, const struct bw_token *token)
{
    char text[BW_DECIMAL_LEN];
    switch (token->type) {
    case BW_TOKEN_BOOL:
        add(writing, token->as.truth ? "true" : "false", token->as.truth ? 4 : 5);
        break;
    case BW_TOKEN_UNSIGNED:
        add(writing, text, bw_decimal_unsigned(text, token->as.number));
        break;
    case BW_TOKEN_SIGNED:
        add(writing, text, bw_decimal_signed(text, token->as.below));
        break;
    case BW_TOKEN_FLOAT:
        if (isfinite(token->as.real))
            add(writing, text, bw_decimal_float(text, token->as.real));
        else
            add(writing, "null", 4);
        break;
    case BW_TOKEN_TEXT:
        add_string(writing, token->as.text, token->size);
        break;
    default:
        add(writing, "null", 4);
    }
}

static const unsigned char *write_value(const struct writing *writing, const unsigned char *at,
                                        int depth)
{
    struct bw_token token;
    at = bw_token_read(at, &token);
    bool map = token.type == BW_TOKEN_MAP;
    if (!map && token.type != BW_TOKEN_ARRAY) {
        add_plain(writing, &token);
        return at;
    }
    add(writing, map ? "{" : "[", 1);
    for (uint32_t i = 0; i < token.size; i++) {
        add(writing, ",", i ? 1 : 0);
        indent(writing, depth + 1);
        at = write_value(writing, at, depth + 1);
        if (!map)
            continue;
        add(writing, ": ", writing->pretty ? 2 : 1);
        at = write_value(writing, at, depth + 1);
    }
    if (token.size)
        indent(writing, depth);
    add(writing, map ? "}" : "]", 1);
    return at;
}

const unsigned char *bw_json_from_bytes(const unsigned char *at, bool pretty, msgpack_sbuffer *out)
{
    struct writing writing = {out, pretty};
    return write_value(&writing, at, 0);
}

void bw_json_from_msgpack(const msgpack_object *value, bool pretty, msgpack_sbuffer *out)
{
    msgpack_sbuffer bytes;
    msgpack_packer packer;
    msgpack_sbuffer_init(&bytes);
    msgpack_packer_init(&packer, &bytes, bw_buffer_write);
    msgpack_pack_object(&packer, *value);
    bw_json_from_bytes((const unsigned char *)bytes.data, pretty, out);
    msgpack_sbuffer_destroy(&bytes);
}
