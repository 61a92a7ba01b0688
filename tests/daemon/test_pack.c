/* Packing answers: byte for byte what msgpack-c packs of the same values, drawn among those of
 * every form and the edges between forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <msgpack.h>

#include "daemon/encode.h"

#define DRAWS 200000
#define TEXT_MOST 70000

/* One and the same thing packed by both. */
struct both {
    struct bw_pack ours;
    msgpack_sbuffer bytes;
    msgpack_packer theirs;
    uint64_t seed;
    char text[TEXT_MOST];
};

static uint64_t draw(struct both *both)
{
    both->seed ^= both->seed << 13;
    both->seed ^= both->seed >> 7;
    both->seed ^= both->seed << 17;
    return both->seed;
}

static void begin(struct both *both)
{
    *both = (struct both){.seed = 0x9e3779b97f4a7c15};
    msgpack_sbuffer_init(&both->bytes);
    msgpack_packer_init(&both->theirs, &both->bytes, msgpack_sbuffer_write);
    for (size_t i = 0; i < TEXT_MOST; i++)
        both->text[i] = (char)('a' + draw(both) % 26);
}

static void check(const struct both *both)
{
    assert_int_equal(bw_pack_len(&both->ours), both->bytes.size);
    assert_memory_equal(both->ours.bytes, both->bytes.data, both->bytes.size);
}

static void end(struct both *both)
{
    check(both);
    bw_pack_release(&both->ours);
    msgpack_sbuffer_destroy(&both->bytes);
}

/* A number of any size in bits: small ones as often as large ones. */
static uint64_t draw_number(struct both *both)
{
    unsigned bits = (unsigned)(draw(both) % 64);
    return draw(both) >> bits;
}

/* Lengths about the edges of the forms: 15, 31, 255 and 65535; else short. */
static size_t draw_len(struct both *both)
{
    static const size_t edges[] = {15, 31, 255, 65535};
    uint64_t way = draw(both) % 1000;
    return way < 20 ? edges[way % 4] + draw(both) % 3 - 1 : draw(both) % 40;
}

static void pack_int(struct both *both, int64_t value)
{
    bw_pack_int(&both->ours, value);
    msgpack_pack_int64(&both->theirs, value);
}

static void pack_count(struct both *both, uint64_t value)
{
    bw_pack_count(&both->ours, value);
    msgpack_pack_uint64(&both->theirs, value);
}

static void pack_float(struct both *both, uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    bw_pack_float(&both->ours, value);
    msgpack_pack_double(&both->theirs, value);
}

static void pack_text(struct both *both, size_t len)
{
    bw_pack_text(&both->ours, both->text, len);
    msgpack_pack_str_with_body(&both->theirs, both->text, len);
}

static void pack_heads(struct both *both, size_t n)
{
    bw_pack_array(&both->ours, n);
    msgpack_pack_array(&both->theirs, n);
    bw_pack_map(&both->ours, n);
    msgpack_pack_map(&both->theirs, n);
}

static void pack_word(struct both *both, bool value)
{
    bw_pack_bool(&both->ours, value);
    bw_pack_nil(&both->ours);
    if (value)
        msgpack_pack_true(&both->theirs);
    else
        msgpack_pack_false(&both->theirs);
    msgpack_pack_nil(&both->theirs);
}

static void pack_any(struct both *both)
{
    switch (draw(both) % 6) {
    case 0:
        pack_int(both, (int64_t)draw_number(both));
        pack_int(both, -(int64_t)(draw_number(both) >> 1));
        break;
    case 1:
        pack_count(both, draw_number(both));
        break;
    case 2:
        pack_float(both, draw(both));
        break;
    case 3:
        pack_text(both, draw_len(both));
        break;
    case 4:
        pack_heads(both, draw_len(both));
        break;
    default:
        pack_word(both, draw(both) % 2);
    }
}

static void pack__drawn_values_are_those_of_msgpack_c(void **state)
{
    struct both *both = malloc(sizeof *both);
    (void)state;
    assert_non_null(both);
    begin(both);
    for (int i = 0; i < DRAWS; i++)
        pack_any(both);
    end(both);
    free(both);
}

/* Each power of two, one less and one more, of either sign. */
static void pack__numbers_at_every_edge(void **state)
{
    struct both *both = malloc(sizeof *both);
    (void)state;
    assert_non_null(both);
    begin(both);
    for (int bit = 0; bit < 64; bit++) {
        for (uint64_t by = 0; by < 3; by++) {
            uint64_t value = ((uint64_t)1 << bit) + by - 1;
            pack_count(both, value);
            pack_int(both, (int64_t)value);
            pack_int(both, (int64_t)(0 - value));
            if (bit < 33)
                pack_heads(both, (size_t)value);
        }
    }
    end(both);
    free(both);
}

static void their_key(struct both *both, const char *key)
{
    msgpack_pack_str_with_body(&both->theirs, key, strlen(key));
}

/* The words of answers, with constant keys of both forms. */
static void put__fields_are_those_of_msgpack_c(void **state)
{
    static const char long_key[] = "a key of more than thirty-one bytes";
    struct both *both = malloc(sizeof *both);
    (void)state;
    assert_non_null(both);
    begin(both);
    bw_put_float(&both->ours, "score", -0.0);
    their_key(both, "score");
    msgpack_pack_double(&both->theirs, 0.0);
    bw_put_float(&both->ours, "a key of more than thirty-one bytes", 2.5);
    their_key(both, long_key);
    msgpack_pack_double(&both->theirs, 2.5);
    bw_put_int(&both->ours, "seats", -5);
    their_key(both, "seats");
    msgpack_pack_int64(&both->theirs, -5);
    bw_put_count(&both->ours, "revision", 1000000);
    their_key(both, "revision");
    msgpack_pack_int64(&both->theirs, 1000000);
    bw_put_bool(&both->ours, "mandatory", true);
    their_key(both, "mandatory");
    msgpack_pack_true(&both->theirs);
    bw_put_list(&both->ours, "items", 100);
    their_key(both, "items");
    msgpack_pack_array(&both->theirs, 100);
    bw_put_day(&both->ours, "start", 0);
    their_key(both, "start");
    their_key(both, "1970-01-01");
    bw_put_str(&both->ours, "empty", (struct bw_str){NULL, 0});
    their_key(both, "empty");
    their_key(both, "");
    bw_put_str(&both->ours, "text", (struct bw_str){both->text, 300});
    their_key(both, "text");
    msgpack_pack_str_with_body(&both->theirs, both->text, 300);
    end(both);
    free(both);
}

/* What only msgpack-c packs stands between the rest. */
static void pack__msgpack_c_packs_into_it(void **state)
{
    struct both *both = malloc(sizeof *both);
    msgpack_packer packer;
    (void)state;
    assert_non_null(both);
    begin(both);
    msgpack_packer_init(&packer, &both->ours, bw_pack_write);
    for (int i = 0; i < 1000; i++) {
        uint64_t value = draw_number(both);
        bw_pack_map(&both->ours, 1);
        msgpack_pack_uint64(&packer, value);
        msgpack_pack_str_with_body(&packer, both->text, 100);
        msgpack_pack_map(&both->theirs, 1);
        msgpack_pack_uint64(&both->theirs, value);
        msgpack_pack_str_with_body(&both->theirs, both->text, 100);
    }
    end(both);
    free(both);
}

/* Nothing of what was dropped is left, and memory is kept. */
static void pack__rewound_it_goes_on_from_there(void **state)
{
    struct bw_pack out = {0};
    (void)state;
    bw_pack_count(&out, 7);
    size_t mark = bw_pack_len(&out);
    for (int i = 0; i < 100000; i++)
        bw_pack_float(&out, i);
    const unsigned char *bytes = out.bytes;
    bw_pack_rewind(&out, mark);
    bw_pack_nil(&out);
    assert_int_equal(bw_pack_len(&out), 2);
    assert_memory_equal(out.bytes, "\x07\xc0", 2);
    assert_ptr_equal(out.bytes, bytes);
    bw_pack_release(&out);
    assert_null(out.bytes);
}

/* One large answer does not keep its memory for ever, and others cost none anew. */
static void pack__emptied_it_keeps_modest_memory(void **state)
{
    struct bw_pack out = {0};
    (void)state;
    bw_pack_nil(&out);
    const unsigned char *bytes = out.bytes;
    bw_pack_empty(&out);
    assert_int_equal(bw_pack_len(&out), 0);
    assert_ptr_equal(out.bytes, bytes);
    for (size_t i = 0; i <= BW_PACK_KEPT_MOST; i++)
        bw_pack_nil(&out);
    bw_pack_empty(&out);
    assert_null(out.bytes);
    bw_pack_nil(&out);
    assert_int_equal(bw_pack_len(&out), 1);
    bw_pack_release(&out);
}

/* However little room is left, each thing is whole: what is stored past it is found by the
 * sanitizers. */
static void pack__every_thing_grows_what_is_full(void **state)
{
    struct both *both = malloc(sizeof *both);
    (void)state;
    assert_non_null(both);
    begin(both);
    for (int i = 0; i < 3000; i++) {
        size_t len = bw_pack_len(&both->ours);
        unsigned char *exact = malloc(len ? len : 1); /* full to its last byte */
        assert_non_null(exact);
        if (len)
            memcpy(exact, both->ours.bytes, len);
        free(both->ours.bytes);
        both->ours = (struct bw_pack){exact, exact + len, exact + len};
        pack_any(both);
        if (len > 200000) {
            check(both);
            bw_pack_rewind(&both->ours, 0);
            msgpack_sbuffer_clear(&both->bytes);
        }
    }
    end(both);
    free(both);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pack__drawn_values_are_those_of_msgpack_c),
        cmocka_unit_test(pack__numbers_at_every_edge),
        cmocka_unit_test(put__fields_are_those_of_msgpack_c),
        cmocka_unit_test(pack__msgpack_c_packs_into_it),
        cmocka_unit_test(pack__rewound_it_goes_on_from_there),
        cmocka_unit_test(pack__emptied_it_keeps_modest_memory),
        cmocka_unit_test(pack__every_thing_grows_what_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
