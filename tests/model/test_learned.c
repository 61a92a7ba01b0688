/* The envelope of a learned model and its smallest section: what was packed is found again, and
 * nothing but a whole, sound block is taken. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/learned/learned.h"
#include "model/learned/preference.h"
#include "tests/model/check.h"

static const char chance[100] = "chance", coenrol[64] = "coenrol";
static const struct bw_preference liked = {.05, .1, .15, .15};

struct made {
    unsigned char *bytes;
    size_t n;
};

static unsigned char *take(size_t n)
{
    void *bytes;
    assert_int_equal(posix_memalign(&bytes, BW_BLOCK_ALIGN, n ? n : 1), 0);
    return bytes;
}

static struct made make(const struct bw_section sections[BW_SECTION_KINDS])
{
    struct made made = {.n = bw_learned_bytes(sections)};
    made.bytes = take(made.n);
    memset(made.bytes, 0xaa, made.n);
    bw_learned_pack(sections, made.bytes);
    return made;
}

static struct made make_three(void)
{
    return make((struct bw_section[BW_SECTION_KINDS]){
        [BW_SECTION_CHANCE] = {chance, sizeof chance},
        [BW_SECTION_COENROL] = {coenrol, sizeof coenrol},
        [BW_SECTION_PREFERENCE] = {&liked, BW_PREFERENCE_BYTES},
    });
}

static void packed__is_found_again_in_place(void **state)
{
    struct made made = make_three();
    struct bw_learned learned;
    struct bw_fail fail;
    (void)state;
    assert_int_equal(bw_learned_open(made.bytes, made.n, &learned, &fail), BW_OK);
    struct bw_section found = bw_learned_section(&learned, BW_SECTION_CHANCE);
    assert_int_equal(found.n, sizeof chance);
    assert_memory_equal(found.at, chance, sizeof chance);
    assert_int_equal((uintptr_t)found.at % BW_BLOCK_ALIGN, 0);
    assert_true((const unsigned char *)found.at > made.bytes &&
                (const unsigned char *)found.at < made.bytes + made.n);
    found = bw_learned_section(&learned, BW_SECTION_COENROL);
    assert_int_equal(found.n, sizeof coenrol);
    assert_memory_equal(found.at, coenrol, sizeof coenrol);
    assert_null(bw_learned_section(&learned, BW_SECTION_RATES).at);
    found = bw_learned_section(&learned, BW_SECTION_PREFERENCE);
    struct bw_preference read;
    assert_int_equal(bw_preference_open(found.at, found.n, &read, &fail), BW_OK);
    assert_memory_equal(&read, &liked, sizeof liked);
    assert_int_equal(bw_learned_parts(&learned), BW_PART_ALL);
    free(made.bytes);
}

static void parts__need_their_section(void **state)
{
    static const struct {
        enum bw_section_kind kind;
        unsigned parts;
    } cases[] = {{BW_SECTION_CHANCE, BW_PART_SUCCESS},
                 {BW_SECTION_RATES, 0},
                 {BW_SECTION_COENROL, BW_PART_CO_ENROLMENT},
                 {BW_SECTION_PREFERENCE, BW_PART_PREFERENCE}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bw_section sections[BW_SECTION_KINDS] = {0};
        struct bw_learned learned;
        struct bw_fail fail;
        sections[cases[i].kind] = (struct bw_section){coenrol, sizeof coenrol};
        struct made made = make(sections);
        assert_int_equal(bw_learned_open(made.bytes, made.n, &learned, &fail), BW_OK);
        assert_int_equal(bw_learned_parts(&learned), cases[i].parts);
        free(made.bytes);
    }
}

static void id__follows_from_the_bytes(void **state)
{
    struct made a = make_three(), b = make_three();
    struct bw_learned first, second;
    struct bw_fail fail;
    (void)state;
    assert_int_equal(bw_learned_open(a.bytes, a.n, &first, &fail), BW_OK);
    assert_int_equal(bw_learned_open(b.bytes, b.n, &second, &fail), BW_OK);
    assert_int_equal(first.id, second.id);
    unsigned char *inside = b.bytes + ((const unsigned char *)second.sections[0].at - b.bytes);
    inside[99] ^= 1;
    assert_int_equal(bw_learned_open(b.bytes, b.n, &second, &fail), BW_OK);
    assert_int_not_equal(first.id, second.id);
    free(a.bytes);
    free(b.bytes);
}

/* From memory of just its size, so that a sanitizer sees a byte too far. */
static enum bw_err open_copy(const unsigned char *bytes, size_t n, struct bw_fail *fail)
{
    unsigned char *copy = take(n);
    struct bw_learned learned, untouched;
    memset(&learned, 0x55, sizeof learned);
    untouched = learned;
    memcpy(copy, bytes, n);
    enum bw_err err = bw_learned_open(copy, n, &learned, fail);
    if (err) {
        assert_memory_equal(&learned, &untouched, sizeof learned);
        assert_true(strlen(fail->text) > 0);
    }
    free(copy);
    return err;
}

static void block__cut_at_any_length_is_refused(void **state)
{
    struct made made = make_three();
    struct bw_fail fail;
    (void)state;
    for (size_t n = 0; n < made.n; n++)
        assert_int_equal(open_copy(made.bytes, n, &fail), BW_BAD_REQUEST);
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_OK);
    /* Cut, with a head that says so: the directory and the sections still do not fit. */
    for (uint64_t n = 64; n < made.n; n++) {
        memcpy(made.bytes + 16, &n, sizeof n);
        assert_int_equal(open_copy(made.bytes, n, &fail), BW_BAD_REQUEST);
    }
    free(made.bytes);
}

/* What a section is and how long, which its own file checks, at bytes of the directory. */
static bool is_kind_or_length(size_t byte)
{
    size_t in_entry = (byte - 64) % 24;
    return byte >= 64 && byte < 64 + 3 * 24 && (in_entry < 4 || in_entry >= 16);
}

static bool is_inside(const struct made *made, const struct bw_learned *learned, size_t byte)
{
    const unsigned char *at = made->bytes + byte;
    for (int kind = 0; kind < BW_SECTION_KINDS; kind++) {
        const unsigned char *from = learned->sections[kind].at;
        if (from && at >= from && at < from + learned->sections[kind].n)
            return true;
    }
    return false;
}

static void block__with_any_bit_of_its_envelope_changed_is_refused(void **state)
{
    struct made made = make_three();
    struct bw_learned learned;
    struct bw_fail fail;
    size_t inside = 0, refused = 0;
    (void)state;
    assert_int_equal(bw_learned_open(made.bytes, made.n, &learned, &fail), BW_OK);
    for (size_t bit = 0; bit < 8 * made.n; bit++) {
        bool of_section = is_inside(&made, &learned, bit / 8);
        made.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        enum bw_err err = open_copy(made.bytes, made.n, &fail);
        made.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        inside += of_section;
        refused += err != BW_OK;
        if (!is_kind_or_length(bit / 8) && of_section != (err == BW_OK))
            fail_msg("bit %zu: %s", bit, err ? fail.text : "taken");
    }
    assert_int_equal(inside, 8 * (sizeof chance + sizeof coenrol + BW_PREFERENCE_BYTES));
    assert_true(inside + refused > 8 * made.n - 8 * (size_t)36);
    free(made.bytes);
}

static void block__says_what_is_wrong(void **state)
{
    struct made made = make_three();
    struct bw_learned learned;
    struct bw_fail fail;
    (void)state;
    assert_int_equal(bw_learned_open(made.bytes + 8, made.n - 8, &learned, &fail), BW_INTERNAL);
    made.bytes[8]++;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_NOT_SUPPORTED);
    assert_string_equal(fail.text, "the learned model has version 2, this program reads version 1; "
                                   "train it again");
    made.bytes[8]--;
    made.bytes[12] ^= 5;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_NOT_SUPPORTED);
    made.bytes[0] = '?';
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
    assert_string_equal(fail.text,
                        "these bytes are no learned model: they do not begin with BWLEARN");
    free(made.bytes);
}

static void preference__has_four_weights_in_range(void **state)
{
    static const struct {
        struct bw_preference weights;
        const char *wrong;
    } cases[] = {
        {{0, 0, 0, 0}, NULL},
        {{.15, .15, .15, .15}, NULL},
        {{-.01, 0, 0, 0}, "preference: the weight of language is -0.01; a number from 0 to 0.15"},
        {{0, .16, 0, 0}, "preference: the weight of format is 0.16; a number from 0 to 0.15"},
        {{0, 0, INFINITY, 0}, "preference: the weight of hours is inf; a number from 0 to 0.15"},
        {{0, 0, 0, .16}, "preference: the weight of co_enrolment is 0.16; a number from 0 to 0.15"},
    };
    struct bw_preference read = liked, nan = {0, NAN, 0, 0};
    struct bw_fail fail;
    unsigned char bytes[BW_PREFERENCE_BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum bw_err want = cases[i].wrong ? BW_BAD_REQUEST : BW_OK;
        assert_int_equal(bw_preference_pack(&cases[i].weights, bytes, &fail), want);
        memcpy(bytes, &cases[i].weights, sizeof bytes);
        assert_int_equal(bw_preference_open(bytes, sizeof bytes, &read, &fail), want);
        if (cases[i].wrong)
            assert_string_equal(fail.text, cases[i].wrong);
        else
            assert_memory_equal(&read, &cases[i].weights, sizeof read);
    }
    assert_int_equal(bw_preference_open(&nan, sizeof nan, &read, &fail), BW_BAD_REQUEST);
    for (size_t n = 0; n < sizeof bytes; n++)
        assert_int_equal(bw_preference_open(bytes, n, &read, &fail), BW_BAD_REQUEST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packed__is_found_again_in_place),
        cmocka_unit_test(parts__need_their_section),
        cmocka_unit_test(id__follows_from_the_bytes),
        cmocka_unit_test(block__cut_at_any_length_is_refused),
        cmocka_unit_test(block__with_any_bit_of_its_envelope_changed_is_refused),
        cmocka_unit_test(block__says_what_is_wrong),
        cmocka_unit_test(preference__has_four_weights_in_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
