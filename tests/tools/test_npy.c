/* Files of NumPy's: what is taken, and that everything else is refused by name. What NumPy itself
 * writes is read in test_npy.py. */
#include "tools/npy/npy.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/model/check.h"

/* A file in memory. */
struct bytes {
    unsigned char at[1 << 17];
    size_t n;
};

static void add(struct bytes *bytes, const void *at, size_t n)
{
    assert_true(bytes->n + n <= sizeof bytes->at);
    memcpy(bytes->at + bytes->n, at, n);
    bytes->n += n;
}

static void add_front(struct bytes *bytes, unsigned char version, size_t header_len)
{
    unsigned char length[4] = {(unsigned char)header_len, (unsigned char)(header_len >> 8),
                               (unsigned char)(header_len >> 16),
                               (unsigned char)(header_len >> 24)};
    add(bytes, (unsigned char[]){0x93, 'N', 'U', 'M', 'P', 'Y', version, 0}, 8);
    add(bytes, length, version == 1 ? 2 : 4);
}

static struct bytes file_of(unsigned char version, const char *header, const void *data, size_t n)
{
    struct bytes bytes = {.n = 0};
    add_front(&bytes, version, strlen(header));
    add(&bytes, header, strlen(header));
    add(&bytes, data, n);
    return bytes;
}

static FILE *stream_of(struct bytes *bytes)
{
    FILE *file = fmemopen(bytes->at, bytes->n, "rb");
    assert_non_null(file);
    return file;
}

/* Reads a file to its end, or to its first failure. */
static enum bw_err read_all(FILE *file, float *out, size_t room, struct bw_fail *fail)
{
    struct bw_npy *npy;
    enum bw_err err = bw_npy_from(file, "v.npy", &npy, fail);
    if (err)
        return err;
    assert_true(bw_npy_rows(npy) * bw_npy_columns(npy) <= room);
    for (uint64_t row = 0; !err && row < bw_npy_rows(npy); row++)
        err = bw_npy_next(npy, out + row * bw_npy_columns(npy), fail);
    bw_npy_free(npy);
    return err;
}

static void assert_refused(struct bytes *bytes, const char *text)
{
    struct bw_fail fail = {BW_OK, ""};
    float out[64];
    assert_int_equal(read_all(stream_of(bytes), out, 64, &fail), BW_BAD_REQUEST);
    assert_int_equal(fail.code, BW_BAD_REQUEST);
    assert_string_equal(fail.text, text);
}

/* 1, -2, 0.5; 0, 65504, 2^-14, the same in each type */
static const unsigned char low_f4[] = {0, 0, 0x80, 0x3f, 0, 0,    0,    0xc0, 0, 0, 0,    0x3f,
                                       0, 0, 0,    0,    0, 0xe0, 0x7f, 0x47, 0, 0, 0x80, 0x38};
static const unsigned char high_f4[] = {0x3f, 0x80, 0, 0, 0xc0, 0,    0,    0, 0x3f, 0,    0, 0,
                                        0,    0,    0, 0, 0x47, 0x7f, 0xe0, 0, 0x38, 0x80, 0, 0};
static const unsigned char low_f2[] = {0, 0x3c, 0, 0xc0, 0, 0x38, 0, 0, 0xff, 0x7b, 0, 0x04};
static const unsigned char high_f2[] = {0x3c, 0, 0xc0, 0, 0x38, 0, 0, 0, 0x7b, 0xff, 0x04, 0};

static void npy__headers_may_be_written_in_any_way_that_python_has(void **state)
{
    (void)state;
    static const struct {
        unsigned char version;
        const char *header;
        const unsigned char *data;
        size_t n;
    } table[] = {
        {1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }     \n", low_f4, 24},
        {2, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n", low_f4, 24},
        {3, "{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3)}", high_f4, 24},
        {1, "{'shape':(2,3),'fortran_order':False,'descr':'<f2'}\n", low_f2, 12},
        {1, "{\"fortran_order\" :False , \"shape\"\n:\t( 2 , 3 ,) , \"descr\":\">f2\" }\n", high_f2,
         12},
    };
    static const float want[] = {1, -2, 0.5f, 0, 65504, 0x1p-14f};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct bytes bytes = file_of(table[i].version, table[i].header, table[i].data, table[i].n);
        struct bw_fail fail = {BW_OK, ""};
        float got[6];
        enum bw_err err = read_all(stream_of(&bytes), got, 6, &fail);
        if (err)
            fail_msg("%s: %s", table[i].header, fail.text);
        assert_memory_equal(got, want, sizeof want);
    }
}

#define BEFORE "v.npy: the header has "
#define ORDER "'fortran_order': False, "
#define HEAD(type, shape) "{'descr': '" type "', " ORDER "'shape': " shape "}\n"
#define OTHER_TYPE(type)                                                                           \
    "v.npy: holds numbers of type '" type "'; float32 ('<f4') and float16 ('<f2') are taken: "     \
    "save a.astype('<f4')"

static const struct refused {
    const char *header, *text;
} refused_headers[] = {
    {"", "v.npy: the header ends after 0 characters, where a dictionary, {'descr': ...}, is "
         "wanted"},
    {"[1]\n", BEFORE "\"[1]?\" at character 1, where a dictionary, {'descr': ...}, is wanted"},
    {"{}", "v.npy: the header has no 'descr'"},
    {"{'descr': '<f4', 'shape': (2, 3)}", "v.npy: the header has no 'fortran_order'"},
    {"{'descr': '<f4', " ORDER "}", "v.npy: the header has no 'shape'"},
    {"{" ORDER ORDER, BEFORE "'fortran_order' twice; once is right"},
    {"{'desc\x1br': '<f4'}",
     BEFORE "a key 'desc?r'; there are 'descr', 'fortran_order' and 'shape' only"},
    {"{,}", BEFORE "\",}\" at character 2, where a key in quotes or } is wanted"},
    {"{'descr' '<f4'}", BEFORE "\"'<f4'}\" at character 10, where a colon is wanted"},
    {"{'descr': '<f4' 'shape'", BEFORE "\"'shape'\" at character 17, where a comma or } is wanted"},
    {"{'descr': '<f", "v.npy: the header ends after 13 characters, where the closing quote is "
                      "wanted"},
    {"{'descr': '<f4\", 'shape': 1}", BEFORE "\"shape': 1}\" at character 19, where a comma or } "
                                             "is wanted"},
    {"{'de\\x73cr': '<f4'}", BEFORE "\"\\x73cr': '<f4'}\" at character 5, where plain text up to "
                                    "the closing quote is wanted"},
    {"{'descr': [('x', '<f4')]}", BEFORE "\"[('x', '<f4')]}\" at character 11, where a type in "
                                         "quotes, '<f4' or '<f2', is wanted"},
    {"{'fortran_order': 0}", BEFORE "\"0}\" at character 19, where False is wanted"},
    {"{'shape': [2, 3]}",
     BEFORE "\"[2, 3]}\" at character 11, where the shape, as (rows, numbers a row), is wanted"},
    {"{'shape': (3)}", BEFORE "\")}\" at character 13, where a comma is wanted"},
    {"{'shape': (2, 3 4)}", BEFORE "\"4)}\" at character 17, where a comma or ) is wanted"},
    {"{'shape': (2, -3)}",
     BEFORE "\"-3)}\" at character 15, where a whole number from 0 to 2^63 - 1 is wanted"},
    {"{'shape': (02, 3)}",
     BEFORE "\"02, 3)}\" at character 12, where a whole number from 0 to 2^63 - 1 is wanted"},
    {"{'shape': (2, 9223372036854775808)}", BEFORE "\"9223372036854775808)}\" at character 15, "
                                                   "where a whole number from 0 to 2^63 - 1 is "
                                                   "wanted"},
    {"{'shape': (2, 3L)}", BEFORE "\"L)}\" at character 16, where a comma or ) is wanted"},
    {HEAD("<f4", "(2, 3)") "x", BEFORE "\"x\" at character 59, where nothing but spaces and a "
                                       "line end is wanted"},
    {HEAD("<f8", "(2, 3)"), OTHER_TYPE("<f8")},
    {HEAD("|f4", "(2, 3)"), OTHER_TYPE("|f4")},
    {HEAD("f4", "(2, 3)"), OTHER_TYPE("f4")},
    {HEAD("<f42", "(2, 3)"), OTHER_TYPE("<f42")},
    {HEAD("<i4", "(2, 3)"), OTHER_TYPE("<i4")},
    {HEAD("<abcdefghijklmnopqrstuvwxyz", "(2, 3)"), OTHER_TYPE("<abcdefghijklmnopqrstuvw...")},
    {HEAD("<f4", "()"), "v.npy: has 0 dimensions; 2 are wanted, (rows, numbers a row)"},
    {HEAD("<f4", "(6,)"), "v.npy: has 1 dimension; 2 are wanted, (rows, numbers a row)"},
    {HEAD("<f4", "(1, 2, 3)"), "v.npy: has 3 dimensions; 2 are wanted, (rows, numbers a row)"},
    {"{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3)}",
     "v.npy: is stored column by column (Fortran order); save np.ascontiguousarray(a)"},
    {HEAD("<f4", "(0, 3)"), "v.npy: has no rows; 1 is the least"},
    {HEAD("<f4", "(2, 0)"), "v.npy: has 0 numbers a row; 1 to 4096 are taken"},
    {HEAD("<f4", "(2, 4097)"), "v.npy: has 4097 numbers a row; 1 to 4096 are taken"},
    {HEAD("<f4", "(9223372036854775807, 3)"),
     "v.npy: has 9223372036854775807 rows of 3 numbers, more than a file can hold"},
    {HEAD("<f4", "(768614336404564651, 3)"),
     "v.npy: has 768614336404564651 rows of 3 numbers, more than a file can hold"},
    {HEAD("<f4", "(768614336404564650, 3)"),
     "v.npy: is cut off: 24 bytes follow the header, and 768614336404564650 rows of 3 numbers "
     "take 9223372036854775800; get it again"},
    {HEAD("<f4", "(3, 3)"), "v.npy: is cut off: 24 bytes follow the header, and 3 rows of 3 "
                            "numbers take 36; get it again"},
    {HEAD("<f4", "(1, 3)"), "v.npy: is too long: 24 bytes follow the header, and 1 rows of 3 "
                            "numbers take 12; get it again"},
};

static void npy__other_headers_are_refused_by_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused_headers / sizeof *refused_headers; i++) {
        struct bytes bytes = file_of(1, refused_headers[i].header, low_f4, sizeof low_f4);
        assert_refused(&bytes, refused_headers[i].text);
    }
}

static void npy__what_is_no_npy_file_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t n;
        const char *text;
    } table[] = {
        {"", 0, "v.npy: is empty; save the array with np.save"},
        {"\x93NUMP", 5, "v.npy: ends in the middle of its first 8 bytes; get it again"},
        {"id;0.1;0.2\n", 11,
         "v.npy: is no .npy file (it does not begin with \\x93NUMPY); save the array with "
         "np.save"},
        {"PK\3\4 and so on", 14,
         "v.npy: is an archive of arrays (.npz); save one array with np.save"},
        {"\x93NUMPY\4\0", 8, "v.npy: has format version 4.0; 1.0, 2.0 and 3.0 are known"},
        {"\x93NUMPY\1\1", 8, "v.npy: has format version 1.1; 1.0, 2.0 and 3.0 are known"},
        {"\x93NUMPY\0\0", 8, "v.npy: has format version 0.0; 1.0, 2.0 and 3.0 are known"},
        {"\x93NUMPY\1\0\x10", 9,
         "v.npy: ends in the middle of the length of its header; get it again"},
        {"\x93NUMPY\2\0\x10\0\0", 11,
         "v.npy: ends in the middle of the length of its header; get it again"},
        {"\x93NUMPY\2\0\0\0\1\0", 12, "v.npy: has a header of 65536 bytes; 65535 are the most"},
        {"\x93NUMPY\3\0\xff\xff\xff\xff", 12,
         "v.npy: has a header of 4294967295 bytes; 65535 are the most"},
        {"\x93NUMPY\1\0\x10\0{'descr': '<f4'", 25,
         "v.npy: ends in the middle of its header; get it again"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct bytes bytes = {.n = 0};
        add(&bytes, table[i].bytes, table[i].n);
        assert_refused(&bytes, table[i].text);
    }
}

static void npy__rows_that_point_nowhere_are_named(void **state)
{
    (void)state;
    static const struct {
        unsigned char row[6];
        const char *text;
    } table[] = {
        {{0, 0, 0, 0, 0, 0},
         "v.npy: row 2 is all 0 (a[1]) and points nowhere; leave it out, and its key"},
        {{0, 0x80, 0, 0, 0, 0x80},
         "v.npy: row 2 is all 0 (a[1]) and points nowhere; leave it out, and its key"},
        {{0, 0x3c, 0, 0, 0x01, 0x7c},
         "v.npy: row 2 has NaN (a[1, 2]); only finite numbers can be compared"},
        {{0, 0x7c, 0, 0, 0, 0},
         "v.npy: row 2 has infinity (a[1, 0]); only finite numbers can be compared"},
        {{0, 0, 0, 0xfc, 0, 0},
         "v.npy: row 2 has infinity (a[1, 1]); only finite numbers can be compared"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct bytes bytes = file_of(1, HEAD("<f2", "(3, 3)"), low_f2, 6);
        add(&bytes, table[i].row, 6);
        add(&bytes, low_f2, 6);
        assert_refused(&bytes, table[i].text);
    }
    struct bytes least = file_of(1, HEAD("<f4", "(1, 2)"), "\0\0\0\0\1\0\0\x80", 8);
    struct bw_fail fail = {BW_OK, ""};
    float out[2];
    assert_int_equal(read_all(stream_of(&least), out, 2, &fail), BW_OK);
    assert_near((double)out[1], -0x1p-149, 0);
}

/* A pipe, whose length shows at its end only. */
static FILE *pipe_of(const struct bytes *bytes)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], bytes->at, bytes->n), (ssize_t)bytes->n);
    close(ends[1]);
    FILE *file = fdopen(ends[0], "rb");
    assert_non_null(file);
    return file;
}

static void npy__a_pipe_is_read_and_held_to_its_length(void **state)
{
    (void)state;
    static const struct {
        const char *header, *text;
    } table[] = {
        {HEAD("<f4", "(2, 3)"), ""},
        {HEAD("<f4", "(3, 3)"), "v.npy: ends in the middle of row 3 of 3; get it again"},
        {HEAD("<f4", "(4, 2)"), "v.npy: ends in the middle of row 4 of 4; get it again"},
        {HEAD("<f4", "(1, 5)"), "v.npy: goes on after row 1, the last by its header; get it again"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct bytes bytes = file_of(1, table[i].header, low_f4, sizeof low_f4);
        struct bw_fail fail = {BW_OK, ""};
        float out[64];
        enum bw_err want = *table[i].text ? BW_BAD_REQUEST : BW_OK;
        assert_int_equal(read_all(pipe_of(&bytes), out, 64, &fail), want);
        assert_string_equal(fail.text, table[i].text);
    }
}

static void npy__longest_header_and_widest_row_are_taken(void **state)
{
    (void)state;
    static char header[65536];
    static float row[4096], got[4096];
    const char *start = HEAD("<f4", "(1, 4096)");
    memset(header, ' ', sizeof header - 1);
    memcpy(header, start, strlen(start));
    for (size_t i = 0; i < 4096; i++)
        row[i] = (float)i;
    for (unsigned char version = 1; version <= 3; version++) {
        struct bytes bytes = file_of(version, header, row, sizeof row);
        struct bw_fail fail = {BW_OK, ""};
        assert_int_equal(read_all(stream_of(&bytes), got, 4096, &fail), BW_OK);
        assert_memory_equal(got, row, sizeof row);
    }
}

static void npy__there_is_no_row_after_the_last(void **state)
{
    (void)state;
    struct bytes bytes = file_of(1, HEAD("<f4", "(2, 3)"), low_f4, sizeof low_f4);
    struct bw_npy *npy;
    struct bw_fail fail = {BW_OK, ""};
    float row[3];
    assert_int_equal(bw_npy_from(stream_of(&bytes), "v.npy", &npy, &fail), BW_OK);
    assert_int_equal(bw_npy_rows(npy), 2);
    assert_int_equal(bw_npy_columns(npy), 3);
    assert_int_equal(bw_npy_next(npy, row, &fail), BW_OK);
    assert_int_equal(bw_npy_next(npy, row, &fail), BW_OK);
    assert_int_equal(bw_npy_next(npy, row, &fail), BW_INTERNAL);
    assert_string_equal(fail.text, "v.npy: has no row after row 2");
    bw_npy_free(npy);
    bw_npy_free(NULL);
}

static void npy__a_file_that_cannot_be_opened_or_read_is_named(void **state)
{
    (void)state;
    struct bw_npy *npy;
    struct bw_fail fail = {BW_OK, ""};
    assert_int_equal(bw_npy_open("/nowhere/v.npy", &npy, &fail), BW_NOT_FOUND);
    assert_string_equal(fail.text, "/nowhere/v.npy: No such file or directory");
    assert_int_equal(bw_npy_open("/", &npy, &fail), BW_INTERNAL);
    assert_string_equal(fail.text, "/: cannot be read: Is a directory");
}

/* What the standard says a float16 is, in doubles: no bits moved about. */
static double half_by_definition(unsigned bits)
{
    unsigned exponent = bits / 1024 % 32, fraction = bits % 1024;
    double size = exponent == 0 ? ldexp(fraction / 1024.0, -14)
                                : ldexp(1 + fraction / 1024.0, (int)exponent - 15);
    if (exponent == 31)
        size = fraction ? NAN : HUGE_VAL;
    return bits >= 32768 ? -size : size;
}

static void npy__every_float16_is_what_the_standard_says(void **state)
{
    (void)state;
    int n_nan = 0;
    for (unsigned bits = 0; bits < 65536; bits++) {
        double want = half_by_definition(bits), got = (double)bw_npy_half((uint16_t)bits);
        if (isnan(want) ? !isnan(got) : got < want || got > want || isnan(got))
            fail_msg("float16 %04x is %a, expected %a", bits, got, want);
        if (!isnan(want))
            assert_int_equal(signbit(got) != 0, bits >= 32768);
        n_nan += isnan(got) != 0;
    }
    assert_int_equal(n_nan, 2 * 1023);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(npy__headers_may_be_written_in_any_way_that_python_has),
        cmocka_unit_test(npy__other_headers_are_refused_by_name),
        cmocka_unit_test(npy__what_is_no_npy_file_is_refused),
        cmocka_unit_test(npy__rows_that_point_nowhere_are_named),
        cmocka_unit_test(npy__a_pipe_is_read_and_held_to_its_length),
        cmocka_unit_test(npy__longest_header_and_widest_row_are_taken),
        cmocka_unit_test(npy__there_is_no_row_after_the_last),
        cmocka_unit_test(npy__a_file_that_cannot_be_opened_or_read_is_named),
        cmocka_unit_test(npy__every_float16_is_what_the_standard_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
