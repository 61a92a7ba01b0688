/* The line that tells how far it is. */
#include "tests/model/check.h"

#include <string.h>

#include "model/base/utf8.h"
#include "tools/progress.h"
#include "tools/text.h"

static void check(struct bw_progress progress, double seconds, const char *want)
{
    char line[BW_PROGRESS_LEN];
    assert_string_equal(bw_progress_line(line, &progress, seconds, 80), want);
}

static void progress__tells_done_speed_and_time_left(void **state)
{
    (void)state;
    struct bw_progress progress = {.lang = BW_EN, .done = 0, .total = 163645};
    check(progress, 0,
          "░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0 of 163,645 · 0 a second · ? left");
    progress.done = 81823;
    check(progress, 10,
          "████████████████░░░░░░░░░░░░░░░░ 81,823 of 163,645 · 8,182 a second · 0:10 left");
    progress.lang = BW_NL;
    check(progress, 8000,
          "██████████████░░░░░░░░░░░░░░░ 81.823 van 163.645 · 10 per seconde · nog 2:13:20");
    progress.done = progress.total;
    check(progress, 60,
          "████████████████████████████ 163.645 van 163.645 · 2.727 per seconde · nog 0:00");
}

static void progress__what_was_there_is_not_part_of_the_speed(void **state)
{
    (void)state;
    struct bw_progress progress = {.lang = BW_EN, .done = 600, .before = 500, .total = 1000};
    char line[BW_PROGRESS_LEN];
    bw_progress_line(line, &progress, 10, 80);
    assert_non_null(strstr(line, "600 of 1,000 · 10 a second · 0:40 left"));
    progress = (struct bw_progress){.lang = BW_EN};
    assert_non_null(strstr(bw_progress_line(line, &progress, 1, 80), "0 of 0"));
}

static void progress__fits_every_terminal(void **state)
{
    (void)state;
    bw_text_setup();
    for (size_t columns = 20; columns < 300; columns++) {
        for (size_t done = 0; done <= 5000000; done += 999999) {
            struct bw_progress progress = {.lang = BW_NL, .done = done, .total = 5000000};
            char line[BW_PROGRESS_LEN];
            bw_progress_line(line, &progress, 1e6, columns);
            assert_true(bw_text_width(line, strlen(line)) < columns);
            assert_true(bw_utf8_valid(line, strlen(line)));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(progress__tells_done_speed_and_time_left),
        cmocka_unit_test(progress__what_was_there_is_not_part_of_the_speed),
        cmocka_unit_test(progress__fits_every_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
