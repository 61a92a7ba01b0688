#include "data/frame.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tests/model/check.h"

static const struct bw_frame_limits modest = {.bytes = 1000, .objects = 100, .depth = 4};

static enum bw_frame_state look(const char *bytes, size_t len, size_t *size)
{
    /* From a block of its own length, so that a sanitizer sees a byte too far. */
    char *copy = malloc(len ? len : 1);
    memcpy(copy, bytes, len);
    enum bw_frame_state state = bw_frame_check(copy, len, &modest, size);
    free(copy);
    return state;
}

#define BYTES(text) text, sizeof(text) - 1

static const struct {
    const char *name, *bytes;
    size_t len;
    enum bw_frame_state state;
} cases[] = {
    {"nothing", BYTES(""), BW_FRAME_MORE},
    {"fixint", BYTES("\x05"), BW_FRAME_WHOLE},
    {"never used", BYTES("\xc1"), BW_FRAME_BROKEN},
    {"inside a list", BYTES("\x92\x01\xc1"), BW_FRAME_BROKEN},
    {"empty map", BYTES("\x80"), BW_FRAME_WHOLE},
    {"map without its value", BYTES("\x81\xa1k"), BW_FRAME_MORE},
    {"float64", BYTES("\xcb\x40\x09\x21\xfb\x54\x44\x2d\x18"), BW_FRAME_WHOLE},
    {"half a float64", BYTES("\xcb\x40\x09"), BW_FRAME_MORE},
    {"str8", BYTES("\xd9\x02hi"), BW_FRAME_WHOLE},
    {"Latin-1 in a str", BYTES("\xa1\xe9"), BW_FRAME_BROKEN},
    {"surrogate in a str", BYTES("\xa3\xed\xa0\x80"), BW_FRAME_BROKEN},
    {"overlong in a str", BYTES("\xa2\xc0\xaf"), BW_FRAME_BROKEN},
    {"any bytes in a bin", BYTES("\xc4\x02\xff\xfe"), BW_FRAME_WHOLE},
    {"ext", BYTES("\xd4\x07\x00"), BW_FRAME_WHOLE},
    {"ext8", BYTES("\xc7\x02\x07\x00\x00"), BW_FRAME_WHOLE},
    {"a list of four thousand million", BYTES("\xdd\xff\xff\xff\xff"), BW_FRAME_TOO_LARGE},
    {"a map of as many", BYTES("\xdf\xff\xff\xff\xff"), BW_FRAME_TOO_LARGE},
    {"a str of 4 GB", BYTES("\xdb\xff\xff\xff\xff"), BW_FRAME_TOO_LARGE},
    {"an ext of 4 GB", BYTES("\xc9\xff\xff\xff\xff\x01"), BW_FRAME_TOO_LARGE},
    {"four deep", BYTES("\x91\x91\x91\x90"), BW_FRAME_WHOLE},
    {"five deep", BYTES("\x91\x91\x91\x91\x90"), BW_FRAME_TOO_LARGE},
};

static void frame__says_what_it_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t size = 0;
        enum bw_frame_state got = look(cases[i].bytes, cases[i].len, &size);
        if (got != cases[i].state)
            fail_msg("%s: %d, expected %d", cases[i].name, (int)got, (int)cases[i].state);
        if (got == BW_FRAME_WHOLE)
            assert_int_equal(size, cases[i].len);
    }
}

static void frame__every_prefix_wants_more(void **state)
{
    (void)state;
    static const char message[] = "\x94\x00\x07\xa9recommend\x91\x82\xa8"
                                  "employee\xa2\x65\x31\xa1k\xcd\x00\x0a";
    size_t len = sizeof message - 1, size;
    for (size_t end = 0; end < len; end++)
        assert_int_equal(look(message, end, &size), BW_FRAME_MORE);
    assert_int_equal(look(message, len, &size), BW_FRAME_WHOLE);
    assert_int_equal(size, len);
}

static void frame__only_the_first_message_counts(void **state)
{
    (void)state;
    size_t size = 0;
    assert_int_equal(look(BYTES("\x92\x01\x02\xc1"), &size), BW_FRAME_WHOLE);
    assert_int_equal(size, 3);
}

static void frame__too_many_objects_are_refused(void **state)
{
    (void)state;
    char many[256] = "\xdc\x00\x64"; /* a list of 100: 101 objects */
    size_t size;
    assert_int_equal(look(many, 103, &size), BW_FRAME_TOO_LARGE);
    many[2] = 0x63;
    assert_int_equal(look(many, 102, &size), BW_FRAME_WHOLE);
}

static void scan__goes_on_byte_by_byte_to_the_same_end(void **state)
{
    (void)state;
    static const char message[] =
        "\x93\x81\xa1k\x92\x01\xcb\0\0\0\0\0\0\0\0\xd9\x03\xe2\x82\xac\xc0";
    struct bw_frame_scan scan = {0};
    size_t len = sizeof message - 1;
    for (size_t end = 0; end < len; end++)
        assert_int_equal(bw_frame_continue(&scan, message, end, &modest), BW_FRAME_MORE);
    assert_int_equal(bw_frame_continue(&scan, message, len, &modest), BW_FRAME_WHOLE);
    assert_int_equal(scan.at, len);
}

/* What narrow limits refuse goes on under wider ones; those hold also where the narrow ones are
 * asked again beyond their end. */
static void scan__goes_on_under_wider_limits_up_to_them(void **state)
{
    (void)state;
    const struct bw_frame_limits narrow = {.bytes = 1000, .objects = 10, .depth = 4};
    char many[256] = "\xdc\x00\x63"; /* a list of 99: 100 objects */
    struct bw_frame_scan scan = {0};
    for (size_t end = 1; end < 102; end++) {
        enum bw_frame_state at_first = bw_frame_continue(&scan, many, end, &narrow);
        bool more = end < 3 || (end > 3 && end < 13); /* its head says 99, and ten fit */
        assert_int_equal(at_first, more ? BW_FRAME_MORE : BW_FRAME_TOO_LARGE);
        assert_int_equal(bw_frame_continue(&scan, many, end, &modest), BW_FRAME_MORE);
    }
    assert_int_equal(bw_frame_continue(&scan, many, 102, &narrow), BW_FRAME_TOO_LARGE);
    assert_int_equal(bw_frame_continue(&scan, many, 102, &modest), BW_FRAME_WHOLE);
}

static void random_bytes__never_read_too_far(void **state)
{
    (void)state;
    uint64_t draw = 7;
    for (int round = 0; round < 20000; round++) {
        char bytes[64];
        size_t size = 0, len = (size_t)(round % 64);
        for (size_t i = 0; i < len; i++) {
            draw = draw * 6364136223846793005u + 1442695040888963407u;
            bytes[i] = (char)(draw >> 56);
        }
        if (look(bytes, len, &size) == BW_FRAME_WHOLE)
            assert_in_range(size, 1, len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frame__says_what_it_is),
        cmocka_unit_test(frame__every_prefix_wants_more),
        cmocka_unit_test(frame__only_the_first_message_counts),
        cmocka_unit_test(frame__too_many_objects_are_refused),
        cmocka_unit_test(scan__goes_on_byte_by_byte_to_the_same_end),
        cmocka_unit_test(scan__goes_on_under_wider_limits_up_to_them),
        cmocka_unit_test(random_bytes__never_read_too_far),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
