/* Any bytes as a message: looked at (at once and as it trickles in, which must come to the same),
 * unpacked, read as a request, its arguments checked against every method's shape, and as a record
 * of every kind. Nothing may crash; what is accepted must come out canonical: packed, read and
 * packed again it is the same, and as JSON it is a value again; what is refused is answered with
 * words that are a whole message of valid text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/pack.h"
#include "daemon/wire.h"
#include "data/frame.h"
#include "data/json.h"
#include "model/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void pack(const struct bw_shape *shape, const msgpack_object *map, msgpack_sbuffer *out)
{
    msgpack_packer packer;
    msgpack_sbuffer_init(out);
    msgpack_packer_init(&packer, out, msgpack_sbuffer_write);
    bw_schema_pack(shape, map, &packer);
}

static const struct bw_frame_limits limits = {.bytes = 1 << 16, .objects = 10000, .depth = 16};

/* The answer that goes out: one message, whatever of the request it quotes. */
static void check_refused(const struct bw_fail *fail)
{
    struct bw_pack answer = {0};
    size_t whole = 0;
    if (fail->code == BW_OK || fail->code >= BW_ERR_COUNT || !fail->text[0])
        abort();
    bw_wire_error(&answer, 7, fail);
    size_t len = bw_pack_len(&answer);
    if (bw_frame_check(answer.bytes, len, &limits, &whole) != BW_FRAME_WHOLE || whole != len)
        abort();
    bw_pack_release(&answer);
}

/* As JSON a canonical map is one again; binary values are texts there. */
static void check_json(const msgpack_sbuffer *packed)
{
    msgpack_sbuffer text;
    struct bw_json_value value;
    struct bw_fail fail;
    const unsigned char *bytes = (const unsigned char *)packed->data;
    msgpack_sbuffer_init(&text);
    if (bw_json_from_bytes(bytes, false, &text) != bytes + packed->size)
        abort();
    if (bw_utf8_valid(text.data, text.size) &&
        (bw_json_value_read(text.data, text.size, &value, &fail) != BW_OK ||
         value.unpacked.data.type != MSGPACK_OBJECT_MAP))
        abort();
    if (bw_utf8_valid(text.data, text.size))
        bw_json_value_clear(&value);
    msgpack_sbuffer_destroy(&text);
}

/* Of a record nothing is left unchecked; arguments may hold what a handler looks at. */
static void check_canonical(const struct bw_shape *shape, const msgpack_object *map, bool record)
{
    struct bw_fail fail;
    msgpack_sbuffer once, twice;
    msgpack_unpacked again;
    if (bw_schema_check(shape, map, "", &fail) != BW_OK) {
        check_refused(&fail);
        return;
    }
    pack(shape, map, &once);
    if (record)
        check_json(&once);
    msgpack_unpacked_init(&again);
    if (msgpack_unpack_next(&again, once.data, once.size, NULL) != MSGPACK_UNPACK_SUCCESS)
        abort();
    if (bw_schema_check(shape, &again.data, "", &fail) != BW_OK)
        abort();
    pack(shape, &again.data, &twice);
    if (once.size != twice.size || memcmp(once.data, twice.data, once.size) != 0)
        abort();
    msgpack_unpacked_destroy(&again);
    msgpack_sbuffer_destroy(&once);
    msgpack_sbuffer_destroy(&twice);
}

static void check_message(const msgpack_object *value)
{
    struct bw_message message;
    struct bw_fail fail;
    if (bw_wire_read(value, &message, &fail) == BW_OK)
        for (size_t m = 0; m < bw_method_count(); m++)
            check_canonical(bw_method_at(m)->args, &message.args, false);
    else
        check_refused(&fail);
    for (int kind = BW_KIND_ORG; kind < BW_KIND_END; kind++)
        check_canonical(bw_schema_of((enum bw_kind)kind), value, true);
}

/* The same bytes in pieces, as a slow connection brings them; their sizes come from the bytes. */
static void check_pieces(const uint8_t *bytes, size_t size, enum bw_frame_state at_once)
{
    struct bw_frame_scan scan = {0};
    enum bw_frame_state state = BW_FRAME_MORE;
    size_t there = 0;
    while (state == BW_FRAME_MORE && there < size) {
        size_t piece = 1 + bytes[there] % 13u;
        there = piece < size - there ? there + piece : size;
        state = bw_frame_continue(&scan, bytes, there, &limits);
        (void)bw_wire_peek(bytes, there);
    }
    if (state != at_once)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    size_t whole;
    (void)bw_wire_peek(bytes, size);
    enum bw_frame_state state = bw_frame_check(bytes, size, &limits, &whole);
    check_pieces(bytes, size, state);
    if (state != BW_FRAME_WHOLE)
        return 0;
    msgpack_unpacked value;
    msgpack_unpacked_init(&value);
    if (msgpack_unpack_next(&value, (const char *)bytes, whole, NULL) == MSGPACK_UNPACK_SUCCESS)
        check_message(&value.data);
    else
        abort(); /* what the first look lets through can be unpacked */
    msgpack_unpacked_destroy(&value);
    return 0;
}
