#include "model/base/day.h"

#include <string.h>
#include <time.h>

#include "tests/model/check.h"

static bw_day day(const char *text)
{
    bw_day out = BW_DAY_NONE;
    if (!bw_day_parse(text, strlen(text), &out))
        fail_msg("%s should be a date", text);
    return out;
}

static void day__round_trips_and_agrees_with_the_c_library(void **state)
{
    (void)state;
    for (bw_day d = day("1900-01-01"); d <= day("2999-12-31"); d++) {
        char buf[BW_DAY_TEXT_LEN + 1], want[32];
        time_t seconds = (time_t)d * 86400;
        struct tm tm;
        gmtime_r(&seconds, &tm);
        strftime(want, sizeof want, "%Y-%m-%d", &tm);
        bw_day_format(d, buf);
        assert_string_equal(buf, want);
        assert_int_equal(day(buf), d);
    }
}

static void day__refuses_what_is_no_date(void **state)
{
    (void)state;
    static const char *const bad[] = {"",           "2026-11-2",  "2026-11-240", "2026-02-29",
                                      "2026-13-01", "2026-00-10", "2026-01-00",  "2026/01/01",
                                      "20x6-01-01", "1899-12-31", "2026-04-31"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        bw_day out = 7;
        assert_false(bw_day_parse(bad[i], strlen(bad[i]), &out));
        assert_int_equal(out, 7);
    }
}

static void day__months_clamp_to_the_end_of_the_month(void **state)
{
    (void)state;
    assert_int_equal(bw_day_add_months(day("2024-01-31"), 1), day("2024-02-29"));
    assert_int_equal(bw_day_add_months(day("2024-02-29"), 12), day("2025-02-28"));
    assert_int_equal(bw_day_add_months(day("2025-11-30"), 3), day("2026-02-28"));
    assert_int_equal(bw_day_add_months(day("2025-12-15"), 0), day("2025-12-15"));
    assert_int_equal(bw_day_add_months(day("2025-12-15"), 25), day("2028-01-15"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(day__round_trips_and_agrees_with_the_c_library),
        cmocka_unit_test(day__refuses_what_is_no_date),
        cmocka_unit_test(day__months_clamp_to_the_end_of_the_month),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
