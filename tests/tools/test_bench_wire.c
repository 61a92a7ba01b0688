/* What the load generator makes of bytes: where an answer ends, whose it is, whether it is good. */
#include <msgpack.h>
#include <string.h>

#include "tests/model/check.h"

#include "data/frame.h"
#include "tools/args.h"
#include "tools/measure/bench_answer.h"
#include "tools/measure/bench_drive.h"
#include "tools/measure/bench_names.h"
#include "tools/measure/bench_skip.h"

static const struct bw_frame_limits limits = {
    .bytes = (size_t)1 << 30, .objects = (size_t)1 << 27, .depth = 32};

static void pack_blob(msgpack_packer *out, size_t kind, size_t len)
{
    static const char bytes[70000];
    if (kind == 0)
        msgpack_pack_str_with_body(out, bytes, len);
    else if (kind == 1)
        msgpack_pack_bin_with_body(out, bytes, len);
    else
        msgpack_pack_ext_with_body(out, bytes, len, 5);
}

/* Some value; every form of the format comes with enough draws. */
static void pack_some(msgpack_packer *out, uint64_t *draw, unsigned depth)
{
    static const size_t lengths[] = {0, 1, 2, 4, 8, 15, 16, 31, 32, 255, 256, 65535, 65536};
    uint64_t kind = bw_names_draw(draw) % (depth ? 12 : 10);
    size_t length = lengths[bw_names_draw(draw) % (bw_names_draw(draw) % 20 ? 11 : 13)];
    if (kind < 3)
        pack_blob(out, kind, length);
    else if (kind < 5)
        msgpack_pack_int64(out, (int64_t)(bw_names_draw(draw) >> bw_names_draw(draw) % 64));
    else if (kind == 5)
        msgpack_pack_int64(out, -(int64_t)(bw_names_draw(draw) >> (1 + bw_names_draw(draw) % 63)));
    else if (kind == 6)
        msgpack_pack_double(out, 1.5);
    else if (kind == 7)
        msgpack_pack_float(out, 1.5F);
    else if (kind == 8)
        msgpack_pack_nil(out);
    else if (kind == 9)
        msgpack_pack_true(out);
    else if (kind == 10)
        msgpack_pack_array(out, length = length > 300 ? 300 : length);
    else
        msgpack_pack_map(out, length = length > 300 ? 300 : length);
    for (size_t i = 0; kind >= 10 && i < length * (kind - 9); i++)
        pack_some(out, draw, length > 40 ? 0 : depth - 1);
}

static void skip__ends_where_a_checked_frame_ends(void **state)
{
    (void)state;
    uint64_t draw = 1;
    for (int round = 0; round < 300; round++) {
        msgpack_sbuffer buffer;
        msgpack_packer packer;
        size_t size = 0;
        msgpack_sbuffer_init(&buffer);
        msgpack_packer_init(&packer, &buffer, msgpack_sbuffer_write);
        pack_some(&packer, &draw, 2);
        size_t first = buffer.size;
        pack_some(&packer, &draw, 1); /* a neighbour */
        assert_int_equal(bw_frame_check(buffer.data, buffer.size, &limits, &size), BW_FRAME_WHOLE);
        assert_int_equal(size, first);
        struct bw_skip skip = {0, 1};
        assert_true(bw_skip_on(&skip, buffer.data, buffer.size));
        assert_int_equal(skip.left, 0);
        assert_int_equal(skip.at, first);
        msgpack_sbuffer_destroy(&buffer);
    }
}

static void skip__goes_on_after_every_byte(void **state)
{
    (void)state;
    uint64_t draw = 7;
    for (int round = 0; round < 60; round++) {
        msgpack_sbuffer buffer;
        msgpack_packer packer;
        msgpack_sbuffer_init(&buffer);
        msgpack_packer_init(&packer, &buffer, msgpack_sbuffer_write);
        pack_some(&packer, &draw, 2);
        struct bw_skip skip = {0, 1};
        size_t step = 1 + buffer.size / 5000;
        for (size_t len = 0; len < buffer.size; len += step) {
            assert_true(bw_skip_on(&skip, buffer.data, len));
            assert_true(skip.left > 0);
        }
        assert_true(bw_skip_on(&skip, buffer.data, buffer.size));
        assert_int_equal(skip.left, 0);
        assert_int_equal(skip.at, buffer.size);
        msgpack_sbuffer_destroy(&buffer);
    }
}

static void skip__a_byte_that_begins_nothing_is_found(void **state)
{
    (void)state;
    static const char bytes[] = "\x92\x01\xc1";
    struct bw_skip skip = {0, 1};
    assert_false(bw_skip_on(&skip, bytes, 3));
}

static void reply__ids_of_every_width_are_read(void **state)
{
    static const uint32_t ids[] = {0, 127, 128, 255, 256, 65535, 65536, UINT32_MAX};
    (void)state;
    for (size_t i = 0; i < 2 * sizeof ids / sizeof *ids; i++) {
        bool refused = i % 2;
        msgpack_sbuffer buffer;
        msgpack_packer packer;
        struct bw_drive_reply reply;
        msgpack_sbuffer_init(&buffer);
        msgpack_packer_init(&packer, &buffer, msgpack_sbuffer_write);
        msgpack_pack_array(&packer, 4);
        msgpack_pack_int(&packer, 1);
        msgpack_pack_uint32(&packer, ids[i / 2]);
        if (refused)
            bw_pack_str(&packer, "busy: later");
        else
            msgpack_pack_nil(&packer);
        msgpack_pack_int(&packer, 42);
        assert_true(bw_drive_reply_read(buffer.data, buffer.size, &reply));
        assert_int_equal(reply.msgid, ids[i / 2]);
        assert_int_equal(reply.refused, refused);
        assert_int_equal(reply.len, refused ? 13 : 1);
        assert_int_equal(reply.rest[reply.len - 1], 42);
        msgpack_sbuffer_destroy(&buffer);
    }
    struct bw_drive_reply reply;
    assert_false(bw_drive_reply_read("\x94\x00\x01\xc0\xc0", 5, &reply)); /* a request */
    assert_false(bw_drive_reply_read("\x93\x02\xa1m\x90", 5, &reply));    /* a notification */
    assert_false(bw_drive_reply_read("\x94\x01\xcc\x80", 4, &reply));
}

/* What is wrong with an answer, or nothing. */
struct flaw {
    const char *employee, *snapshot_field;
    int first_rank;
    double score, success, coverage;
    bool no_reason;
};

static const struct flaw good = {"p1", "snapshot", 1, .5, .8, .4, false};

static void pack_item(msgpack_packer *out, const struct flaw *flaw, int rank)
{
    msgpack_pack_map(out, 9);
    bw_pack_str(out, "rank");
    msgpack_pack_int(out, rank);
    bw_pack_str(out, "course");
    bw_pack_str(out, "k");
    bw_pack_str(out, "title");
    bw_pack_str(out, "K");
    bw_pack_str(out, "score");
    msgpack_pack_double(out, flaw->score);
    bw_pack_str(out, "success");
    msgpack_pack_double(out, flaw->success);
    bw_pack_str(out, "ready");
    msgpack_pack_double(out, 1);
    bw_pack_str(out, "closure");
    msgpack_pack_double(out, 1);
    bw_pack_str(out, "why");
    msgpack_pack_array(out, flaw->no_reason ? 0 : 2);
    for (int i = 0; !flaw->no_reason && i < 2; i++) {
        msgpack_pack_map(out, 1);
        bw_pack_str(out, "contribution");
        msgpack_pack_double(out, .3);
    }
    bw_pack_str(out, "terms");
    msgpack_pack_map(out, 1);
    bw_pack_str(out, "preference");
    msgpack_pack_double(out, -.1);
}

static void pack_answer(msgpack_packer *out, const struct flaw *flaw)
{
    static const char *const plain[] = {"as_of", "goal", "model", "revision"};
    msgpack_pack_map(out, 10);
    bw_pack_str(out, "employee");
    bw_pack_str(out, flaw->employee);
    for (int i = 0; i < 4; i++) {
        bw_pack_str(out, plain[i]);
        msgpack_pack_int(out, 1);
    }
    bw_pack_str(out, flaw->snapshot_field);
    bw_pack_str(out, "s");
    bw_pack_str(out, "gap");
    msgpack_pack_map(out, 0);
    bw_pack_str(out, "items");
    msgpack_pack_array(out, 2);
    for (int i = 0; i < 2; i++)
        pack_item(out, flaw, flaw->first_rank + i);
    bw_pack_str(out, "coverage");
    msgpack_pack_double(out, flaw->coverage);
    bw_pack_str(out, "assess_first");
    msgpack_pack_array(out, 0);
}

static const char *check(const struct flaw *flaw, size_t k)
{
    msgpack_sbuffer buffer;
    msgpack_packer packer;
    struct bw_str employee = {"p1", 2};
    msgpack_sbuffer_init(&buffer);
    msgpack_packer_init(&packer, &buffer, msgpack_sbuffer_write);
    pack_answer(&packer, flaw);
    const char *look = bw_answer_look(employee, buffer.data, buffer.size);
    const char *wrong = bw_answer_check(employee, k, buffer.data, buffer.size);
    if (look)
        assert_non_null(wrong);
    msgpack_sbuffer_destroy(&buffer);
    return wrong;
}

static void answer__each_flaw_is_found(void **state)
{
    (void)state;
    struct flaw flaws[8];
    for (size_t i = 0; i < 8; i++)
        flaws[i] = good;
    flaws[0].employee = "p2";
    flaws[1].snapshot_field = "shapshot";
    flaws[2].first_rank = 0;
    flaws[3].score = .5 + 1e-6;
    flaws[4].success = 1.2;
    flaws[5].success = NAN;
    flaws[6].coverage = 1.1;
    flaws[7].no_reason = true;
    assert_null(check(&good, 2));
    assert_non_null(check(&good, 1)); /* more than were asked for */
    for (size_t i = 0; i < 8; i++)
        assert_non_null(check(&flaws[i], 2));
}

static void answer__long_ids_are_compared_in_full(void **state)
{
    (void)state;
    char id[129] = "";
    memset(id, 'x', 128);
    for (uint32_t len = 1; len <= 128; len++) {
        struct bw_str employee = {id, len};
        msgpack_sbuffer buffer;
        msgpack_packer packer;
        msgpack_sbuffer_init(&buffer);
        msgpack_packer_init(&packer, &buffer, msgpack_sbuffer_write);
        msgpack_pack_map(&packer, 10);
        bw_pack_str(&packer, "employee");
        msgpack_pack_str_with_body(&packer, id, len);
        assert_null(bw_answer_look(employee, buffer.data, buffer.size));
        assert_non_null(bw_answer_look(employee, buffer.data, buffer.size - 1));
        buffer.data[buffer.size - 1] = 'y';
        assert_non_null(bw_answer_look(employee, buffer.data, buffer.size));
        msgpack_sbuffer_destroy(&buffer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skip__ends_where_a_checked_frame_ends),
        cmocka_unit_test(skip__goes_on_after_every_byte),
        cmocka_unit_test(skip__a_byte_that_begins_nothing_is_found),
        cmocka_unit_test(reply__ids_of_every_width_are_read),
        cmocka_unit_test(answer__each_flaw_is_found),
        cmocka_unit_test(answer__long_ids_are_compared_in_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
