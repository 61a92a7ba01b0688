/* The versions of the dot product are one arithmetic: each gives the bits that model/space/dot.h
 * says. */
#include "model/space/dot.h"

#include <stdlib.h>
#include <string.h>

#include "tests/model/check.h"

#define LENGTH_MOST 512
#define ROWS_MOST 11

static uint64_t state = 20261125;

static uint32_t draw(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 32);
}

static float from_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint32_t bits_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

enum kind { PLAIN, TINY, HUGE_ONES, ANY_BITS, SPECIAL, KINDS };

static float draw_float(enum kind kind)
{
    static const float special[] = {0.0f,   -0.0f, 1.0f,    -1.0f,       INFINITY, -INFINITY,
                                    1e-45f, 3e38f, -3e-39f, 1.1754e-38f, NAN};
    switch (kind) {
    case PLAIN:
        return (float)draw() / 2147483648.0f - 1.0f;
    case TINY: /* products are denormal, or nothing is left of them */
        return from_bits((draw() & 0x80ffffffu) | 0x1f000000u);
    case HUGE_ONES: /* sums reach the end of the range */
        return from_bits((draw() & 0x807fffffu) | 0x5f000000u);
    case ANY_BITS:
        return from_bits(draw());
    case SPECIAL:
    case KINDS:
        break;
    }
    return special[draw() % (sizeof special / sizeof *special)];
}

/* Ends with the block it lies in, so that a sanitizer sees a float too far; `offset` floats off the
 * allocator's alignment. */
struct filled {
    float *block, *at;
};

static struct filled fill(size_t n, size_t offset, enum kind kind)
{
    struct filled out = {malloc((n + offset + 1) * sizeof(float)), NULL};
    assert_non_null(out.block);
    out.at = out.block + offset + 1;
    for (size_t i = 0; i < n; i++)
        out.at[i] = draw_float(kind);
    return out;
}

static void assert_same_bits(float got, float want, const char *name, size_t n)
{
    if (isnan(want) ? !isnan(got) : bits_of(got) != bits_of(want))
        fail_msg("%s, %zu floats: %a, the specification gives %a", name, n, (double)got,
                 (double)want);
}

static void compare_once(const struct bw_dot_version *version, enum kind kind)
{
    const struct bw_dot_version *specification = bw_dot_version(BW_DOT_SCALAR);
    size_t n = (size_t)16 * (draw() % (LENGTH_MOST / 16 + 1));
    size_t n_queries = draw() % (ROWS_MOST + 1), n_rows = draw() % (ROWS_MOST + 1);
    struct filled a = fill(n_queries * n, draw() % 16, kind);
    struct filled b = fill(n_rows * n, draw() % 16, kind);
    float out[ROWS_MOST * ROWS_MOST + 1];
    out[n_queries * n_rows] = 42;
    version->block((struct bw_rows){a.at, n_queries, n}, (struct bw_rows){b.at, n_rows, n}, out);
    for (size_t q = 0; q < n_queries; q++) {
        for (size_t r = 0; r < n_rows; r++) {
            const float *x = a.at + q * n, *y = b.at + r * n;
            float want = specification->one(x, y, n);
            assert_same_bits(version->one(x, y, n), want, version->name, n);
            assert_same_bits(version->one(y, x, n), want, version->name, n);
            assert_same_bits(out[q * n_rows + r], want, version->name, n);
        }
    }
    assert_same_bits(out[n_queries * n_rows], 42, version->name, n);
    free(a.block);
    free(b.block);
}

/* Sums of a few products, at places of the rows; what comes out only when products and sums are
 * rounded one by one and in the order that the head of model/space/dot.h states. */
static void check_order(const struct bw_dot_version *version)
{
    static const float big = 16777216, odd = 1 + 1 / 4096.0f; /* 2^24: 2^24 + 1 is 2^24 */
    const struct {
        struct {
            size_t at;
            float a, b;
        } terms[3];
        float sum;
    } table[] = {
        {{{0, big, 1}, {16, 1, 1}, {32, -big, 1}}, 0},
        {{{0, big, 1}, {16, -big, 1}, {32, 1, 1}}, 1},
        {{{5, big, 1}, {21, 1, 1}, {13, -big, 1}}, 0},
        {{{0, big, 1}, {8, 1, 1}, {4, -big, 1}}, 0},
        {{{7, 1, 1}, {15, big, 1}, {3, -big, 1}}, 0},
        {{{0, big, 1}, {4, 1, 1}, {2, -big, 1}}, 0},
        {{{0, big, 1}, {2, 1, 1}, {1, -big, 1}}, 0},
        {{{3, big, 1}, {1, 1, 1}, {0, -big, 1}}, 0},
        {{{0, big, 1}, {1, 1, 1}, {2, -big, 1}}, 1},
        {{{9, big, 1}, {1, -big, 1}, {5, 1, 1}}, 1},
        {{{0, -1 - 1 / 2048.0f, 1}, {16, odd, odd}},
         0}, /* 2^-24 when multiplied and added at once */
        {{{0, -0.0f, 1}}, 0},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        float a[4][48] = {0}, b[4][48] = {0}, out[16];
        for (size_t t = 0; t < 3; t++) {
            for (size_t row = 0; row < 4 && table[i].terms[t].b != 0; row++) {
                a[row][table[i].terms[t].at] = table[i].terms[t].a;
                b[row][table[i].terms[t].at] = table[i].terms[t].b;
            }
        }
        assert_same_bits(version->one(a[0], b[0], 48), table[i].sum, version->name, 48);
        version->block((struct bw_rows){a[0], 4, 48}, (struct bw_rows){b[0], 4, 48}, out);
        for (size_t o = 0; o < 16; o++)
            assert_same_bits(out[o], table[i].sum, version->name, 48);
    }
}

/* Against a sum in twice the digits, within the bound that the header states. */
static void check_error(const struct bw_dot_version *version)
{
    for (int i = 0; i < 300; i++) {
        size_t n = (size_t)16 * (1 + draw() % 60);
        struct filled a = fill(n, 0, PLAIN), b = fill(n, 0, PLAIN);
        double sum = 0, absolute = 0;
        for (size_t at = 0; at < n; at++) {
            sum += (double)a.at[at] * (double)b.at[at];
            absolute += fabs((double)a.at[at] * (double)b.at[at]);
        }
        assert_near((double)version->one(a.at, b.at, n), sum,
                    ((double)n / 16 + 4) * absolute / 16777216 * 1.000001);
        free(a.block);
        free(b.block);
    }
}

static void check_version(enum bw_dot_set set, const char *lacking)
{
    const struct bw_dot_version *version = bw_dot_version(set);
    if (!version) {
        print_message("not tested: %s\n", lacking);
        skip();
        return;
    }
    check_order(version);
    check_error(version);
    for (int i = 0; i < 4000; i++)
        compare_once(version, (enum kind)(i % KINDS));
}

static void dot__scalar_is_what_the_header_says(void **cmocka)
{
    (void)cmocka;
    check_version(BW_DOT_SCALAR, "");
}

static void dot__avx2_has_the_same_bits(void **cmocka)
{
    (void)cmocka;
    check_version(BW_DOT_AVX2, "this processor has no AVX2");
}

static void dot__avx512_has_the_same_bits(void **cmocka)
{
    (void)cmocka;
    check_version(BW_DOT_AVX512, "this processor has no AVX-512");
}

static void dot__the_widest_that_runs_is_used(void **cmocka)
{
    (void)cmocka;
    const struct bw_dot_version *widest = bw_dot_version(BW_DOT_SCALAR);
    assert_non_null(widest);
    for (int set = BW_DOT_SCALAR + 1; set < BW_DOT_SETS; set++)
        if (bw_dot_version((enum bw_dot_set)set))
            widest = bw_dot_version((enum bw_dot_set)set);
    assert_ptr_equal(bw_dot_chosen(), widest);
    print_message("used here: %s\n", bw_dot_chosen()->name);
    compare_once(&(struct bw_dot_version){"chosen", bw_dot_f32, bw_dot_f32_block}, PLAIN);
    assert_null(bw_dot_version(BW_DOT_SETS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dot__scalar_is_what_the_header_says),
        cmocka_unit_test(dot__avx2_has_the_same_bits),
        cmocka_unit_test(dot__avx512_has_the_same_bits),
        cmocka_unit_test(dot__the_widest_that_runs_is_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
