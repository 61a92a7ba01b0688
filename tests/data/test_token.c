/* Reading in place against what msgpack-c packs. */
#include "data/token.h"

#include <msgpack.h>
#include <string.h>

#include "data/json.h"
#include "tests/model/check.h"

struct packed {
    msgpack_sbuffer bytes;
    msgpack_packer packer;
};

static void start(struct packed *packed)
{
    msgpack_sbuffer_init(&packed->bytes);
    msgpack_packer_init(&packed->packer, &packed->bytes, msgpack_sbuffer_write);
}

/* The one object that is packed, which must fill the bytes; the caller clears. */
static struct bw_token read_only(struct packed *packed)
{
    struct bw_token token;
    const unsigned char *at = (const unsigned char *)packed->bytes.data;
    const unsigned char *end = at + packed->bytes.size;
    assert_ptr_equal(bw_token_skip(at), end);
    at = bw_token_read(at, &token);
    if (token.type != BW_TOKEN_ARRAY && token.type != BW_TOKEN_MAP)
        assert_ptr_equal(at, end);
    return token;
}

static void token__integers_of_every_width(void **state)
{
    (void)state;
    for (int bit = 0; bit < 64; bit++) {
        for (int step = -1; step <= 1; step++) {
            struct packed packed;
            uint64_t value = ((uint64_t)1 << bit) + (uint64_t)(int64_t)step;
            start(&packed);
            msgpack_pack_uint64(&packed.packer, value);
            struct bw_token token = read_only(&packed);
            assert_int_equal(token.type, BW_TOKEN_UNSIGNED);
            assert_true(token.as.number == value);
            msgpack_sbuffer_clear(&packed.bytes);
            int64_t below = -(int64_t)((uint64_t)1 << (bit % 63)) + step;
            msgpack_pack_int64(&packed.packer, below);
            token = read_only(&packed);
            assert_true(token.type == (below < 0 ? BW_TOKEN_SIGNED : BW_TOKEN_UNSIGNED));
            assert_true(token.as.below == below);
            msgpack_sbuffer_destroy(&packed.bytes);
        }
    }
}

static void token__texts_and_containers_of_every_width(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 15, 16, 31, 32, 255, 256, 65535, 65536};
    static char text[65536];
    memset(text, 'x', sizeof text);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct packed packed;
        start(&packed);
        msgpack_pack_str_with_body(&packed.packer, text, sizes[i]);
        struct bw_token token = read_only(&packed);
        assert_true(token.type == BW_TOKEN_TEXT && token.size == sizes[i]);
        msgpack_sbuffer_clear(&packed.bytes);
        msgpack_pack_bin_with_body(&packed.packer, text, sizes[i]);
        token = read_only(&packed);
        assert_true(token.type == BW_TOKEN_TEXT && token.size == sizes[i]);
        msgpack_sbuffer_clear(&packed.bytes);
        msgpack_pack_ext_with_body(&packed.packer, text, sizes[i], 1);
        assert_int_equal(read_only(&packed).type, BW_TOKEN_EXT);
        msgpack_sbuffer_clear(&packed.bytes);
        msgpack_pack_array(&packed.packer, sizes[i]);
        for (size_t n = 0; n < sizes[i]; n++)
            msgpack_pack_double(&packed.packer, .5);
        token = read_only(&packed);
        assert_true(token.type == BW_TOKEN_ARRAY && token.size == sizes[i]);
        msgpack_sbuffer_clear(&packed.bytes);
        msgpack_pack_map(&packed.packer, sizes[i]);
        for (size_t n = 0; n < sizes[i]; n++) {
            msgpack_pack_float(&packed.packer, .5F);
            msgpack_pack_true(&packed.packer);
        }
        token = read_only(&packed);
        assert_true(token.type == BW_TOKEN_MAP && token.size == sizes[i]);
        msgpack_sbuffer_destroy(&packed.bytes);
    }
}

static void token__every_first_byte_is_passed_over_as_msgpack_does(void **state)
{
    (void)state;
    for (unsigned b = 0; b < 256; b++) {
        unsigned char bytes[600] = {(unsigned char)b};
        msgpack_unpacked value;
        size_t size = 0;
        msgpack_unpacked_init(&value);
        if (msgpack_unpack_next(&value, (const char *)bytes, sizeof bytes, &size) ==
            MSGPACK_UNPACK_SUCCESS)
            assert_ptr_equal(bw_token_skip(bytes), bytes + size);
        else
            assert_int_equal(b, 0xc1); /* never used */
        msgpack_unpacked_destroy(&value);
    }
}

static void token__finds_keys_behind_anything(void **state)
{
    (void)state;
    struct packed packed;
    struct bw_fail fail;
    struct bw_token token;
    static const char json[] =
        "{\"a\":{\"b\":1},\"list\":[1,[2,{\"b\":3}],\"b\"],\"f\":1.5,\"b\":\"here\",\"c\":null}";
    start(&packed);
    assert_int_equal(bw_json_to_msgpack(json, sizeof json - 1, &packed.packer, &fail), BW_OK);
    const unsigned char *map = (const unsigned char *)packed.bytes.data;
    bw_token_read(bw_token_find(map, "b"), &token);
    assert_true(bw_token_is(&token, "here"));
    assert_false(bw_token_is(&token, "her"));
    assert_null(bw_token_find(map, "nope"));
    assert_null(bw_token_find(bw_token_find(map, "list"), "b"));
    msgpack_sbuffer_destroy(&packed.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(token__integers_of_every_width),
        cmocka_unit_test(token__texts_and_containers_of_every_width),
        cmocka_unit_test(token__every_first_byte_is_passed_over_as_msgpack_does),
        cmocka_unit_test(token__finds_keys_behind_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
