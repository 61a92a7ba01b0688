/* Any bytes as a file of records in JSON, a line each; the first line says of which kind. Nothing
 * may crash; what is kept obeys its schema and stands for its own line, what is not has a reason;
 * and what is kept and written as JSON is read back as the same records. Each line is also turned
 * into MessagePack and back by itself, twice, which must come to the same. */
#include <stdlib.h>
#include <string.h>

#include "data/frame.h"
#include "data/json.h"
#include "tests/fuzz/fuzz_help.h"
#include "tests/fuzz/intake_claims.h"

/* JSON as MessagePack, and that as JSON again. */
static enum bw_err turn(const char *text, size_t len, msgpack_sbuffer *packed,
                        msgpack_sbuffer *written)
{
    const struct bw_frame_limits limits = {SIZE_MAX, SIZE_MAX, BW_FRAME_DEPTH_MOST};
    msgpack_packer packer;
    struct bw_fail fail = {BW_OK, {0}};
    size_t whole = 0;
    msgpack_sbuffer_init(packed);
    msgpack_sbuffer_init(written);
    msgpack_packer_init(&packer, packed, msgpack_sbuffer_write);
    enum bw_err err = bw_json_to_msgpack(text, len, &packer, &fail);
    if (err) {
        must_say_why(&fail);
        must(packed->size == 0);
        return err;
    }
    enum bw_frame_state state = bw_frame_check(packed->data, packed->size, &limits, &whole);
    must(state == BW_FRAME_WHOLE || state == BW_FRAME_TOO_LARGE); /* it nests too deep */
    if (state == BW_FRAME_TOO_LARGE)
        return BW_TOO_LARGE;
    must(whole == packed->size);
    const unsigned char *bytes = (const unsigned char *)packed->data;
    must(bw_json_from_bytes(bytes, len % 2, written) == bytes + packed->size);
    return BW_OK;
}

static void check_value(const char *text, size_t len)
{
    msgpack_sbuffer packed, written, packed_again, written_again;
    if (turn(text, len, &packed, &written) == BW_OK) {
        must(turn(written.data, written.size, &packed_again, &written_again) == BW_OK);
        must(packed.size == packed_again.size);
        must(memcmp(packed.data, packed_again.data, packed.size) == 0);
        msgpack_sbuffer_destroy(&packed_again);
        msgpack_sbuffer_destroy(&written_again);
    }
    msgpack_sbuffer_destroy(&packed);
    msgpack_sbuffer_destroy(&written);
}

static void check_lines(const char *text, size_t size)
{
    for (size_t at = 0, len; at < size; at += len) {
        const char *end = memchr(text + at, '\n', size - at);
        len = end ? (size_t)(end - text) + 1 - at : size - at;
        check_value(text + at, len);
    }
}

static void write_record(void *context, const msgpack_object *record)
{
    msgpack_sbuffer *out = context;
    bw_json_from_msgpack(record, false, out);
    msgpack_sbuffer_write(out, "\n", 1);
}

static void check_round_trip(const struct bw_intake *intake, enum bw_kind kind)
{
    msgpack_sbuffer text;
    msgpack_sbuffer_init(&text);
    each_record(intake, kind, write_record, &text);
    must_hold_same(intake, kind, fuzz_file(1, text.data, text.size), BW_INTAKE_JSONL);
    msgpack_sbuffer_destroy(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    enum bw_kind kind = take_kind(&bytes, &size);
    check_lines((const char *)bytes, size);
    claim_file(bytes, size, kind, BW_INTAKE_JSONL, check_round_trip);
    return 0;
}
