/* Figures as people read them. */
#include "tests/model/check.h"

#include "tools/format.h"

static void format__numbers_in_both_languages(void **state)
{
    (void)state;
    static const struct {
        double value;
        int decimals;
        const char *nl, *en;
    } table[] = {
        {0, 0, "0", "0"},
        {0, 2, "0,00", "0.00"},
        {2.1, 1, "2,1", "2.1"},
        {.05, 1, "0,1", "0.1"},
        {.15, 1, "0,2", "0.2"},
        {.25, 1, "0,3", "0.3"},
        {-.25, 1, "-0,3", "-0.3"},
        {-.001, 2, "0,00", "0.00"},
        {999.999, 2, "1.000,00", "1,000.00"},
        {1234567.891, 3, "1.234.567,891", "1,234,567.891"},
        {163645, 0, "163.645", "163,645"},
        {1.000001, 6, "1,000001", "1.000001"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char buf[BW_FORMAT_LEN];
        assert_string_equal(bw_format_number(buf, BW_NL, table[i].value, table[i].decimals),
                            table[i].nl);
        assert_string_equal(bw_format_number(buf, BW_EN, table[i].value, table[i].decimals),
                            table[i].en);
    }
}

static void format__numbers_that_are_none_do_not_overrun(void **state)
{
    (void)state;
    char buf[BW_FORMAT_LEN];
    assert_string_equal(bw_format_number(buf, BW_NL, NAN, 2), "nan");
    assert_string_equal(bw_format_number(buf, BW_NL, 1e300, 2), "1e+300");
    assert_string_equal(bw_format_number(buf, BW_NL, -9e18, 0), "-9.000.000.000.000.000.000");
}

static void format__euros_keep_every_cent(void **state)
{
    (void)state;
    static const struct {
        int64_t cents;
        const char *nl, *en;
    } table[] = {
        {0, "€ 0,00", "€0.00"},
        {5, "€ 0,05", "€0.05"},
        {125000, "€ 1.250,00", "€1,250.00"},
        {-99, "€ -0,99", "€-0.99"},
        {INT64_MAX, "€ 92.233.720.368.547.758,07", "€92,233,720,368,547,758.07"},
        {INT64_MIN, "€ -92.233.720.368.547.758,08", "€-92,233,720,368,547,758.08"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char buf[BW_FORMAT_LEN];
        assert_string_equal(bw_format_euro(buf, BW_NL, table[i].cents), table[i].nl);
        assert_string_equal(bw_format_euro(buf, BW_EN, table[i].cents), table[i].en);
    }
}

static void format__hours_are_whole_where_they_are(void **state)
{
    (void)state;
    char buf[BW_FORMAT_LEN];
    assert_string_equal(bw_format_hours(buf, BW_NL, 16), "16 uur");
    assert_string_equal(bw_format_hours(buf, BW_NL, 7.5), "7,5 uur");
    assert_string_equal(bw_format_hours(buf, BW_EN, 7.5), "7.5 h");
    assert_string_equal(bw_format_hours(buf, BW_EN, 1200), "1,200 h");
}

static void format__dates_the_dutch_way(void **state)
{
    (void)state;
    char buf[BW_FORMAT_LEN];
    assert_string_equal(bw_format_date(buf, BW_NL, "2026-03-04"), "04-03-2026");
    assert_string_equal(bw_format_date(buf, BW_EN, "2026-03-04"), "2026-03-04");
    assert_string_equal(bw_format_date(buf, BW_NL, "soon"), "soon");
    assert_string_equal(bw_format_date(buf, BW_NL, ""), "");
}

static void format__shares(void **state)
{
    (void)state;
    char buf[BW_FORMAT_LEN];
    assert_string_equal(bw_format_share(buf, 0), "0%");
    assert_string_equal(bw_format_share(buf, .625), "63%");
    assert_string_equal(bw_format_share(buf, 1), "100%");
}

static void format__level_bars_have_five_places(void **state)
{
    (void)state;
    static const struct {
        double have, need;
        const char *bar;
    } table[] = {
        {0, 0, "·····"}, {0, 5, "▱▱▱▱▱"},  {5, 5, "▰▰▰▰▰"},  {2.1, 4, "▰▰▱▱·"}, {2.6, 4, "▰▰▰▱·"},
        {4, 2, "▰▰▰▰·"}, {3, -1, "▰▰▰▱▱"}, {-1, 2, "▱▱···"}, {7, 2, "▰▰▰▰▰"},   {1.5, 1.5, "▰▰···"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char buf[BW_FORMAT_LEN];
        assert_string_equal(bw_format_level(buf, table[i].have, table[i].need), table[i].bar);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(format__numbers_in_both_languages),
        cmocka_unit_test(format__numbers_that_are_none_do_not_overrun),
        cmocka_unit_test(format__euros_keep_every_cent),
        cmocka_unit_test(format__hours_are_whole_where_they_are),
        cmocka_unit_test(format__dates_the_dutch_way),
        cmocka_unit_test(format__shares),
        cmocka_unit_test(format__level_bars_have_five_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
