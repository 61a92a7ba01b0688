#include "daemon/wire.h"

#include <stdio.h>
#include <string.h>

#include "daemon/pack.h"
#include "model/base/utf8.h"

static bool read_msgid(const msgpack_object *value, uint32_t *out)
{
    int64_t number;
    if (!bw_value_int(value, &number) || number < 0 || number > UINT32_MAX)
        return false;
    *out = (uint32_t)number;
    return true;
}

static bool is_number(const msgpack_object *value, int64_t wanted)
{
    int64_t number;
    return bw_value_int(value, &number) && number == wanted;
}

/* [], [{}], [[]] and [map] */
static enum bw_err read_params(const msgpack_object *params, msgpack_object *args,
                               struct bw_fail *fail)
{
    *args = (msgpack_object){.type = MSGPACK_OBJECT_MAP};
    if (params->type != MSGPACK_OBJECT_ARRAY)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "params: a list with one map of named arguments is expected");
    if (params->via.array.size > 1)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "params: %u elements; one map of named arguments is expected",
                           params->via.array.size);
    if (params->via.array.size == 0)
        return BW_OK;
    const msgpack_object *only = &params->via.array.ptr[0];
    if (only->type == MSGPACK_OBJECT_ARRAY && only->via.array.size == 0)
        return BW_OK;
    if (only->type != MSGPACK_OBJECT_MAP)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "params: its element is no map; named arguments are expected");
    *args = *only;
    return BW_OK;
}

enum bw_err bw_wire_read(const msgpack_object *message, struct bw_message *out,
                         struct bw_fail *fail)
{
    static const char shape[] =
        "a request [0, msgid, method, params] or a notification [2, method, params] is expected";
    *out = (struct bw_message){.kind = BW_NO_REQUEST};
    if (message->type != MSGPACK_OBJECT_ARRAY || message->via.array.size < 2)
        return bw_fail_set(fail, BW_BAD_REQUEST, "message: %s", shape);
    const msgpack_object *at = message->via.array.ptr;
    uint32_t n = message->via.array.size;
    bool notification = n == 3 && is_number(&at[0], 2);
    out->has_msgid = !notification && read_msgid(&at[1], &out->msgid);
    if (!notification && (n != 4 || !is_number(&at[0], 0) || !out->has_msgid))
        return bw_fail_set(fail, BW_BAD_REQUEST, "message: %s", shape);
    out->kind = notification ? BW_NOTIFICATION : BW_REQUEST;
    const msgpack_object *method = &at[notification ? 1 : 2];
    if (method->type != MSGPACK_OBJECT_STR && method->type != MSGPACK_OBJECT_BIN)
        return bw_fail_set(fail, BW_BAD_REQUEST, "method: a str is expected");
    out->method = (struct bw_str){method->via.str.ptr, method->via.str.size};
    return read_params(&at[notification ? 2 : 3], &out->args, fail);
}

/* A bounded look at numbers and strings, of whatever width a client writes them with. */
struct peek {
    const unsigned char *at;
    size_t left;
};

/* `n` bytes, big-endian, after the first. */
static bool peek_bytes(struct peek *peek, size_t n, uint64_t *out)
{
    if (peek->left < 1 + n)
        return false;
    *out = 0;
    for (size_t i = 0; i < n; i++)
        *out = *out << 8 | peek->at[1 + i];
    peek->at += 1 + n;
    peek->left -= 1 + n;
    return true;
}

/* Integral ones stand for integers here too. */
static bool peek_float(struct peek *peek, uint64_t *out)
{
    uint64_t bits;
    double value;
    bool wide = *peek->at == 0xcb;
    if (!peek_bytes(peek, wide ? 8 : 4, &bits))
        return false;
    if (wide) {
        memcpy(&value, &bits, sizeof value);
    } else {
        uint32_t narrow = (uint32_t)bits;
        float small;
        memcpy(&small, &narrow, sizeof small);
        value = (double)small;
    }
    if (!(value >= 0 && value <= UINT32_MAX))
        return false;
    *out = (uint64_t)value;
    return (double)*out >= value; /* no fraction was cut off */
}

static bool peek_number(struct peek *peek, uint64_t *out)
{
    if (peek->left == 0)
        return false;
    unsigned char b = *peek->at;
    if (b <= 0x7f) {
        *out = b;
        peek->at++;
        peek->left--;
        return true;
    }
    if (b == 0xca || b == 0xcb)
        return peek_float(peek, out);
    bool is_signed = b >= 0xd0 && b <= 0xd3;
    if (!is_signed && (b < 0xcc || b > 0xcf))
        return false;
    bool is_negative = is_signed && peek->left > 1 && peek->at[1] & 0x80;
    return !is_negative && peek_bytes(peek, (size_t)1 << (b & 3), out);
}

static bool peek_text(struct peek *peek, struct bw_str *out)
{
    uint64_t len;
    if (peek->left == 0)
        return false;
    unsigned char b = *peek->at;
    size_t width = b == 0xd9 || b == 0xc4   ? 1
                   : b == 0xda || b == 0xc5 ? 2
                   : b == 0xdb || b == 0xc6 ? 4
                                            : 0;
    if (width == 0 && (b & 0xe0) != 0xa0)
        return false;
    if (!peek_bytes(peek, width, &len))
        return false;
    if (width == 0)
        len = b & 0x1f;
    if (len > peek->left)
        return false;
    *out = (struct bw_str){(const char *)peek->at, (uint32_t)len};
    return true;
}

static bool peek_array(struct peek *peek, uint64_t *n)
{
    if (peek->left == 0)
        return false;
    unsigned char b = *peek->at;
    size_t width = b == 0xdc ? 2 : b == 0xdd ? 4 : 0;
    if (width == 0 && (b & 0xf0) != 0x90)
        return false;
    if (!peek_bytes(peek, width, n))
        return false;
    if (width == 0)
        *n = b & 0x0f;
    return true;
}

struct bw_message bw_wire_peek(const void *bytes, size_t len)
{
    struct peek peek = {bytes, len};
    struct bw_message out = {.kind = BW_NO_REQUEST};
    uint64_t n, type, msgid;
    if (!peek_array(&peek, &n) || (n != 4 && n != 3))
        return out;
    bool request = n == 4;
    if (!peek_number(&peek, &type) || type != (request ? 0 : 2))
        return out;
    out.kind = request ? BW_REQUEST : BW_NOTIFICATION;
    if (request) {
        if (!peek_number(&peek, &msgid) || msgid > UINT32_MAX)
            return out;
        out.has_msgid = true;
        out.msgid = (uint32_t)msgid;
    }
    peek_text(&peek, &out.method);
    return out;
}

void bw_wire_begin(struct bw_pack *out, uint32_t msgid)
{
    bw_pack_array(out, 4);
    bw_pack_count(out, 1);
    bw_pack_count(out, msgid);
    bw_pack_nil(out);
}

/* What is quoted from a request may be cut or may not be text at all; a str of ours is UTF-8. */
static void make_utf8(char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        size_t n = 1;
        while (n < 4 && n < len - at && !bw_utf8_valid(text + at, n))
            n++;
        if (bw_utf8_valid(text + at, n)) {
            at += n;
            continue;
        }
        text[at++] = '?';
    }
}

void bw_wire_pack_error_text(struct bw_pack *out, const char *text)
{
    char clean[BW_FAIL_TEXT_MAX + 32];
    size_t len = strlen(text);
    if (len > sizeof clean)
        len = sizeof clean;
    memcpy(clean, text, len);
    make_utf8(clean, len);
    bw_pack_text(out, clean, len);
}

void bw_wire_pack_fail(struct bw_pack *out, const struct bw_fail *fail)
{
    char text[BW_FAIL_TEXT_MAX + 32];
    snprintf(text, sizeof text, "%s: %s", bw_err_name(fail->code), fail->text);
    bw_wire_pack_error_text(out, text);
}

void bw_wire_error(struct bw_pack *out, uint32_t msgid, const struct bw_fail *fail)
{
    bw_pack_array(out, 4);
    bw_pack_count(out, 1);
    bw_pack_count(out, msgid);
    bw_wire_pack_fail(out, fail);
    bw_pack_nil(out);
}
