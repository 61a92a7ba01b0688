/* The envelope of MessagePack-RPC, byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/pack.h"
#include "daemon/wire.h"

#define BYTES(text) (text), sizeof(text) - 1

struct line {
    const char *what;
    const char *bytes;
    size_t len;
    enum bw_err err;
    enum bw_message_kind kind;
    int64_t msgid; /* -1: none that can be read */
    const char *method;
    const char *says; /* in the error */
};

static const struct line lines[] = {
    {"no params", BYTES("\x94\x00\x05\xa1m\x90"), BW_OK, BW_REQUEST, 5, "m", ""},
    {"an empty map", BYTES("\x94\x00\x05\xa1m\x91\x80"), BW_OK, BW_REQUEST, 5, "m", ""},
    {"an empty list for a map", BYTES("\x94\x00\x05\xa1m\x91\x90"), BW_OK, BW_REQUEST, 5, "m", ""},
    {"named arguments", BYTES("\x94\x00\x05\xa1m\x91\x81\xa1k\x01"), BW_OK, BW_REQUEST, 5, "m", ""},
    {"the method as bin", BYTES("\x94\x00\x05\xc4\x01m\x90"), BW_OK, BW_REQUEST, 5, "m", ""},
    {"a msgid of eight bytes", BYTES("\x94\x00\xcf\x00\x00\x00\x00\x00\x00\x00\x05\xa1m\x90"),
     BW_OK, BW_REQUEST, 5, "m", ""},
    {"a signed msgid", BYTES("\x94\x00\xd2\x00\x00\x01\x00\xa1m\x90"), BW_OK, BW_REQUEST, 256, "m",
     ""},
    {"the largest msgid", BYTES("\x94\x00\xce\xff\xff\xff\xff\xa1m\x90"), BW_OK, BW_REQUEST,
     0xffffffff, "m", ""},
    {"a float msgid", BYTES("\x94\x00\xcb\x40\x08\x00\x00\x00\x00\x00\x00\xa1m\x90"), BW_OK,
     BW_REQUEST, 3, "m", ""},
    {"an array of sixteen bits", BYTES("\xdc\x00\x04\x00\x05\xa1m\x90"), BW_OK, BW_REQUEST, 5, "m",
     ""},
    {"a notification", BYTES("\x93\x02\xa1m\x90"), BW_OK, BW_NOTIFICATION, -1, "m", ""},
    {"two parameters", BYTES("\x94\x00\x05\xa1m\x92\x80\x80"), BW_BAD_REQUEST, BW_REQUEST, 5, "m",
     "params: 2 elements"},
    {"an argument without a name", BYTES("\x94\x00\x05\xa1m\x91\x01"), BW_BAD_REQUEST, BW_REQUEST,
     5, "m", "params"},
    {"params that are a map", BYTES("\x94\x00\x05\xa1m\x80"), BW_BAD_REQUEST, BW_REQUEST, 5, "m",
     "params"},
    {"a method that is a number", BYTES("\x94\x00\x05\x01\x90"), BW_BAD_REQUEST, BW_REQUEST, 5, "",
     "method"},
    {"a reply", BYTES("\x94\x01\x05\xc0\x01"), BW_BAD_REQUEST, BW_NO_REQUEST, 5, "", "message"},
    {"five elements", BYTES("\x95\x00\x05\xa1m\x90\x90"), BW_BAD_REQUEST, BW_NO_REQUEST, 5, "",
     "message"},
    {"a msgid over 32 bits", BYTES("\x94\x00\xcf\x00\x00\x00\x01\x00\x00\x00\x00\xa1m\x90"),
     BW_BAD_REQUEST, BW_NO_REQUEST, -1, "", "message"},
    {"a negative msgid", BYTES("\x94\x00\xff\xa1m\x90"), BW_BAD_REQUEST, BW_NO_REQUEST, -1, "",
     "message"},
    {"a text", BYTES("\xa5hello"), BW_BAD_REQUEST, BW_NO_REQUEST, -1, "", "message"},
    {"an empty array", BYTES("\x90"), BW_BAD_REQUEST, BW_NO_REQUEST, -1, "", "message"},
    {"a map", BYTES("\x81\x00\x05"), BW_BAD_REQUEST, BW_NO_REQUEST, -1, "", "message"},
};

static void check_line(const struct line *line)
{
    msgpack_unpacked unpacked;
    struct bw_message message;
    struct bw_fail fail = {0};
    msgpack_unpacked_init(&unpacked);
    assert_int_equal(msgpack_unpack_next(&unpacked, line->bytes, line->len, NULL),
                     MSGPACK_UNPACK_SUCCESS);
    enum bw_err err = bw_wire_read(&unpacked.data, &message, &fail);
    if (err != line->err || message.kind != line->kind)
        fail_msg("%s: %d, kind %d: %s", line->what, err, message.kind, fail.text);
    assert_int_equal(message.has_msgid, line->msgid >= 0);
    if (line->msgid >= 0)
        assert_int_equal(message.msgid, line->msgid);
    assert_int_equal(message.method.len, strlen(line->method));
    if (message.method.len)
        assert_memory_equal(message.method.at, line->method, message.method.len);
    if (err && strncmp(fail.text, line->says, strlen(line->says)) != 0)
        fail_msg("%s: \"%s\" does not begin with \"%s\"", line->what, fail.text, line->says);
    if (!err)
        assert_int_equal(message.args.type, MSGPACK_OBJECT_MAP);
    msgpack_unpacked_destroy(&unpacked);
}

static void wire__each_form_of_a_message(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        check_line(&lines[i]);
}

/* What a peek says of a whole head, the message itself says too. */
static void peek__agrees_with_the_whole_message(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const struct line *line = &lines[i];
        struct bw_message head = bw_wire_peek(line->bytes, line->len);
        if (line->err != BW_OK)
            continue;
        if (head.method.len != strlen(line->method) || head.has_msgid != (line->msgid >= 0) ||
            (head.has_msgid && head.msgid != line->msgid))
            fail_msg("%s: the peek does not see msgid and method", line->what);
    }
}

/* A copy on the heap of exactly that length: reading past it is found by the sanitizers. */
static void peek__never_reads_past_the_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        for (size_t len = 0; len <= lines[i].len; len++) {
            char *bytes = malloc(len ? len : 1);
            assert_non_null(bytes);
            memcpy(bytes, lines[i].bytes, len);
            struct bw_message head = bw_wire_peek(bytes, len);
            if (head.method.at)
                assert_true(head.method.at + head.method.len <= bytes + len);
            free(bytes);
        }
    }
}

static void error__is_one_str_with_code_and_text(void **state)
{
    static const char want[] = "\x94\x01\xcd\x01\x00\xa9"
                               "busy: try\xc0";
    struct bw_pack out = {0};
    struct bw_fail fail;
    (void)state;
    bw_fail_set(&fail, BW_BUSY, "try");
    bw_wire_error(&out, 256, &fail);
    assert_int_equal(bw_pack_len(&out), sizeof want - 1);
    assert_memory_equal(out.bytes, want, sizeof want - 1);
    bw_pack_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wire__each_form_of_a_message),
        cmocka_unit_test(peek__agrees_with_the_whole_message),
        cmocka_unit_test(peek__never_reads_past_the_end),
        cmocka_unit_test(error__is_one_str_with_code_and_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
