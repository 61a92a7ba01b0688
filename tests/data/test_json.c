#include "data/json.h"

#include <string.h>

#include "tests/model/check.h"

static void round_trip(const char *text, const char *want)
{
    msgpack_sbuffer bytes, out;
    msgpack_packer packer;
    msgpack_unpacked value;
    struct bw_fail fail;
    msgpack_sbuffer_init(&bytes);
    msgpack_sbuffer_init(&out);
    msgpack_packer_init(&packer, &bytes, msgpack_sbuffer_write);
    if (bw_json_to_msgpack(text, strlen(text), &packer, &fail))
        fail_msg("%s: %s", text, fail.text);
    msgpack_unpacked_init(&value);
    assert_int_equal(msgpack_unpack_next(&value, bytes.data, bytes.size, NULL),
                     MSGPACK_UNPACK_SUCCESS);
    bw_json_from_msgpack(&value.data, false, &out);
    msgpack_sbuffer_write(&out, "", 1);
    assert_string_equal(out.data, want);
    msgpack_unpacked_destroy(&value);
    msgpack_sbuffer_destroy(&bytes);
    msgpack_sbuffer_destroy(&out);
}

static void json__comes_back_as_it_went(void **state)
{
    (void)state;
    round_trip("9223372036854775807", "9223372036854775807");
    round_trip("-9223372036854775808", "-9223372036854775808");
    round_trip("3.0", "3.0");
    round_trip("0.1", "0.1");
    round_trip("1e300", "1e+300");
    round_trip("[true, false, null, {}, []]", "[true,false,null,{},[]]");
    round_trip("[\"a\\u0000b\"]", "[\"a\\u0000b\"]");
    round_trip("{\"b\":\"\xe2\x82\xac \\\"q\\\" \\n \\u0007\",\"a\":1}",
               "{\"b\":\"\xe2\x82\xac \\\"q\\\" \\n \\u0007\",\"a\":1}");
}

/* Strings are written in stretches: what must be escaped is found wherever it stands. */
static void json__escapes_at_every_place(void **state)
{
    (void)state;
    static const char *const marks[] = {"\\\"",    "\\\\",         "\\n",      "\\u0001",
                                        "\\u001f", "\xe2\x82\xac", "\xc3\xab", " !#[]~\x7f"};
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
        for (int before = 0; before < 20; before++) {
            char text[128];
            snprintf(text, sizeof text, "\"%.*s%s%s%.*s\"", before, "abcdefghijklmnopqrst",
                     marks[m], marks[m], 20 - before, "ABCDEFGHIJKLMNOPQRST");
            round_trip(text, text);
        }
    }
}

static void json__that_is_none_is_refused_with_its_place(void **state)
{
    (void)state;
    static const char *const bad[] = {"",    "{",           "{\"a\":1,\"a\":2}",   "[1,]",
                                      "nul", "{\"a\":NaN}", "9223372036854775808", "\"\xff\"",
                                      "1 2"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        msgpack_sbuffer bytes;
        msgpack_packer packer;
        struct bw_fail fail;
        msgpack_sbuffer_init(&bytes);
        msgpack_packer_init(&packer, &bytes, msgpack_sbuffer_write);
        assert_int_equal(bw_json_to_msgpack(bad[i], strlen(bad[i]), &packer, &fail),
                         BW_BAD_REQUEST);
        assert_non_null(strstr(fail.text, "line"));
        msgpack_sbuffer_destroy(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json__comes_back_as_it_went),
        cmocka_unit_test(json__escapes_at_every_place),
        cmocka_unit_test(json__that_is_none_is_refused_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
