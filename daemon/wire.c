#include "daemon/wire.h"

#include <stdio.h>
#include <string.h>

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

/* A bounded look at small numbers and strings. */
struct peek {
    const unsigned char *at;
    size_t left;
};

static bool peek_number(struct peek *peek, uint64_t *out)
{
    if (peek->left == 0)
        return false;
    unsigned char b = *peek->at;
    size_t width = b == 0xcc ? 1 : b == 0xcd ? 2 : b == 0xce ? 4 : b == 0xcf ? 8 : 0;
    if (b > 0x7f && width == 0)
        return false;
    if (peek->left < 1 + width)
        return false;
    *out = width ? 0 : b;
    for (size_t i = 0; i < width; i++)
        *out = *out << 8 | peek->at[1 + i];
    peek->at += 1 + width;
    peek->left -= 1 + width;
    return true;
}

static bool peek_text(struct peek *peek, struct bw_str *out)
{
    if (peek->left < 2)
        return false;
    unsigned char b = *peek->at;
    size_t head = b == 0xd9 || b == 0xc4 ? 2 : 1;
    size_t len = head == 2 ? peek->at[1] : b & 0x1f;
    if ((head == 1 && (b & 0xe0) != 0xa0) || peek->left < head + len)
        return false;
    *out = (struct bw_str){(const char *)peek->at + head, (uint32_t)len};
    return true;
}

struct bw_message bw_wire_peek(const void *bytes, size_t len)
{
    struct peek peek = {bytes, len};
    struct bw_message out = {.kind = BW_NO_REQUEST};
    uint64_t type, msgid;
    if (len == 0 || (*peek.at != 0x94 && *peek.at != 0x93))
        return out;
    bool request = *peek.at == 0x94;
    peek.at++;
    peek.left--;
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

void bw_wire_begin(msgpack_packer *out, uint32_t msgid)
{
    msgpack_pack_array(out, 4);
    msgpack_pack_int(out, 1);
    msgpack_pack_uint32(out, msgid);
    msgpack_pack_nil(out);
}

void bw_wire_pack_fail(msgpack_packer *out, const struct bw_fail *fail)
{
    char text[BW_FAIL_TEXT_MAX + 32];
    int len = snprintf(text, sizeof text, "%s: %s", bw_err_name(fail->code), fail->text);
    msgpack_pack_str_with_body(out, text, (size_t)len);
}

void bw_wire_error(msgpack_packer *out, uint32_t msgid, const struct bw_fail *fail)
{
    msgpack_pack_array(out, 4);
    msgpack_pack_int(out, 1);
    msgpack_pack_uint32(out, msgid);
    bw_wire_pack_fail(out, fail);
    msgpack_pack_nil(out);
}
