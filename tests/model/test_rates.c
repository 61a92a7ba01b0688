/* Success rates, opened where they lie: what they answer and what is refused. */
#include "model/learned/rates.h"

#include <stdlib.h>
#include <string.h>

#include "tests/model/check.h"

static struct bw_str text(const char *at)
{
    return (struct bw_str){at, at ? (uint32_t)strlen(at) : 0};
}

struct made {
    void *bytes;
    size_t n;
    struct bw_rates_head *head;
};

static struct made make(void)
{
    struct bw_rate courses[] = {{text("a"), .9, 40}, {text("a2"), .5, 3}, {text("b"), .25, 9}};
    struct bw_rate providers[] = {{text("a"), .6, 43}, {text("leerhuis"), .7, 9}};
    struct bw_rates_parts parts = {courses, providers, 3, 2, .8, 52};
    struct made made = {NULL, 0, NULL};
    struct bw_fail fail;
    assert_int_equal(bw_rates_pack(&parts, &made.bytes, &made.n, &fail), BW_OK);
    made.head = made.bytes;
    return made;
}

static struct bw_rates open_well(const struct made *made)
{
    struct bw_rates rates;
    struct bw_fail fail;
    assert_int_equal(bw_rates_open(made->bytes, made->n, &rates, &fail), BW_OK);
    return rates;
}

static void course__falls_back_to_provider_and_then_to_all(void **state)
{
    static const struct {
        const char *course, *provider;
        double rate;
    } table[] = {{"a", "leerhuis", .9},      {"a2", NULL, .5}, {"b", "zz", .25},
                 {"b2", "leerhuis", .7},     {"", "a", .6},    {"zz", "zz", .8},
                 {"leerhuis", "x", .8},      {"A", NULL, .8},  {NULL, "leerhuis", .7},
                 {"a2 and more", "leer", .8}};
    struct made made = make();
    struct bw_rates rates = open_well(&made);
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_near(bw_rates_course(&rates, text(table[i].course), text(table[i].provider)),
                    table[i].rate, 0);
    assert_near(bw_rates_provider(&rates, text("a")), .6, 0);
    assert_near(bw_rates_provider(&rates, text("b")), .8, 0);
    assert_near(bw_rates_overall(&rates), .8, 0);
    assert_int_equal(rates.n[0], 40);
    assert_int_equal(rates.n[4], 9);
    free(made.bytes);
}

static void course__without_outcomes_all_have_one_rate(void **state)
{
    struct bw_rates_parts parts = {NULL, NULL, 0, 0, .8, 0};
    struct bw_rates rates;
    struct bw_fail fail;
    void *bytes;
    size_t n;
    (void)state;
    assert_int_equal(bw_rates_pack(&parts, &bytes, &n, &fail), BW_OK);
    assert_int_equal(bw_rates_open(bytes, n, &rates, &fail), BW_OK);
    assert_near(bw_rates_course(&rates, text("a"), text("b")), .8, 0);
    free(bytes);
}

static enum bw_err open_copy(const void *bytes, size_t n, struct bw_fail *fail)
{
    void *copy;
    struct bw_rates rates;
    assert_int_equal(posix_memalign(&copy, BW_RATES_ALIGN, n ? n : 1), 0);
    memcpy(copy, bytes, n);
    enum bw_err err = bw_rates_open(copy, n, &rates, fail);
    if (!err) { /* whatever it says, it is used without harm */
        double rate = bw_rates_course(&rates, text("a2"), text("leerhuis"));
        assert_true(rate >= 0 && rate <= 1);
    } else {
        assert_int_equal(fail->code, err);
        assert_true(strlen(fail->text) > 10);
    }
    free(copy);
    return err;
}

static void open__refuses_every_truncation(void **state)
{
    struct made made = make();
    struct bw_fail fail;
    (void)state;
    for (size_t n = 0; n < made.n; n++)
        assert_int_equal(open_copy(made.bytes, n, &fail), BW_BAD_REQUEST);
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_OK);
    free(made.bytes);
}

/* But those of how many outcomes there were, and of the overall rate. */
static void open__refuses_flipped_bits_of_the_head(void **state)
{
    struct made made = make();
    struct bw_fail fail;
    (void)state;
    for (size_t bit = 0; bit < 8 * sizeof *made.head; bit++) {
        ((uint8_t *)made.bytes)[bit / 8] ^= (uint8_t)(1u << bit % 8);
        enum bw_err err = open_copy(made.bytes, made.n, &fail);
        size_t byte = bit / 8, padding = offsetof(struct bw_rates_head, padding);
        if (byte < offsetof(struct bw_rates_head, n_courses) || byte >= padding)
            assert_true(err == BW_BAD_REQUEST || err == BW_NOT_SUPPORTED);
        ((uint8_t *)made.bytes)[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    free(made.bytes);
}

static void open__refuses_counts_that_do_not_fit(void **state)
{
    static const uint32_t counts[][3] = {
        {UINT32_MAX, 2, 13}, {3, UINT32_MAX, 13}, {3, 2, UINT32_MAX}, {1u << 24, 1u << 24, 13},
        {3, 2, 12},          {3, 1, 13},          {2, 2, 13},         {0, 0, 0},
        {4, 1, 13}};
    struct made made = make();
    struct bw_fail fail;
    (void)state;
    assert_int_equal(made.head->text_bytes, 13);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        made.head->n_courses = counts[i][0];
        made.head->n_providers = counts[i][1];
        made.head->text_bytes = counts[i][2];
        assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
    }
    free(made.bytes);
}

static void open__refuses_another_version_or_order(void **state)
{
    struct made made = make();
    struct bw_fail fail;
    (void)state;
    made.head->version++;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_NOT_SUPPORTED);
    made.head->version--;
    made.head->order = 0x04030201u;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_NOT_SUPPORTED);
    made.head->order = BW_RATES_ORDER;
    made.head->magic[6] = 'T';
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
    assert_non_null(strstr(fail.text, "no success rates"));
    free(made.bytes);
}

static void open__refuses_what_is_no_rate(void **state)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY, -.1, 1.1};
    struct made made = make();
    struct bw_rates rates = open_well(&made);
    struct bw_fail fail;
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        double *at = i < 5 ? (double *)rates.rate + i : &made.head->overall, kept = *at;
        for (size_t b = 0; b < sizeof bad / sizeof *bad; b++) {
            *at = bad[b];
            assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
        }
        *at = kept;
    }
    free(made.bytes);
}

static void open__refuses_ids_out_of_order_or_place(void **state)
{
    struct made made = make();
    struct bw_rates rates = open_well(&made);
    uint32_t *begin = (uint32_t *)rates.begin;
    char *ids = (char *)rates.text;
    struct bw_fail fail;
    (void)state;
    static const uint32_t places[] = {0, 14, UINT32_MAX};
    for (size_t i = 0; i < 6; i++) {
        for (size_t p = 0; p < 3; p++) {
            uint32_t kept = begin[i];
            begin[i] = places[p];
            if (kept != places[p] && i + p != 1) /* "" and "aa2" would be in order */
                assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
            begin[i] = kept;
        }
    }
    ids[3] = 'a'; /* "a", "a2", "a" */
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
    assert_non_null(strstr(fail.text, "not in order"));
    ids[3] = 'b';
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_OK);
    free(made.bytes);
}

static void open__refuses_a_section_that_stands_askew(void **state)
{
    struct made made = make();
    char *room = NULL;
    struct bw_rates rates;
    struct bw_fail fail;
    (void)state;
    assert_int_equal(posix_memalign((void **)&room, BW_RATES_ALIGN, made.n + 64), 0);
    for (size_t off = 1; off < 64; off++) {
        memcpy(room + off, made.bytes, made.n);
        assert_int_equal(bw_rates_open(room + off, made.n, &rates, &fail), BW_INTERNAL);
    }
    free(room);
    free(made.bytes);
}

static void pack__refuses_what_open_would(void **state)
{
    struct bw_rate twice[] = {{text("a"), .9, 40}, {text("a"), .5, 3}};
    struct bw_rate high[] = {{text("a"), 1.5, 40}};
    struct bw_rates_parts bad[] = {{twice, NULL, 2, 0, .8, 1},
                                   {NULL, twice, 0, 2, .8, 1},
                                   {high, NULL, 1, 0, .8, 1},
                                   {NULL, NULL, 0, 0, (double)NAN, 1}};
    struct bw_fail fail;
    void *bytes = NULL;
    size_t n;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(bw_rates_pack(&bad[i], &bytes, &n, &fail), BW_BAD_REQUEST);
    assert_null(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(course__falls_back_to_provider_and_then_to_all),
        cmocka_unit_test(course__without_outcomes_all_have_one_rate),
        cmocka_unit_test(open__refuses_every_truncation),
        cmocka_unit_test(open__refuses_flipped_bits_of_the_head),
        cmocka_unit_test(open__refuses_counts_that_do_not_fit),
        cmocka_unit_test(open__refuses_another_version_or_order),
        cmocka_unit_test(open__refuses_what_is_no_rate),
        cmocka_unit_test(open__refuses_ids_out_of_order_or_place),
        cmocka_unit_test(open__refuses_a_section_that_stands_askew),
        cmocka_unit_test(pack__refuses_what_open_would),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
