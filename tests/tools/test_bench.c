/* What the figures rest on: percentiles, repeats, ratios, and the clock of the open loop. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/model/check.h"

#include "tools/measure/bench_gathered.h"
#include "tools/measure/bench_names.h"
#include "tools/measure/bench_recorder.h"
#include "tools/measure/bench_schedule.h"

#define MS UINT64_C(1000000)

/* The definition itself: the smallest sample that at least share * n samples do not exceed. The
 * share is in thousandths, so that nothing is rounded. */
static uint64_t by_definition(const uint64_t *samples, size_t n, size_t thousandths)
{
    uint64_t best = UINT64_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t not_above = 0;
        for (size_t j = 0; j < n; j++)
            not_above += samples[j] <= samples[i];
        if (not_above * 1000 >= thousandths * n && samples[i] < best)
            best = samples[i];
    }
    return best;
}

static void recorder__percentiles_equal_their_definition(void **state)
{
    static const size_t shares[] = {1, 10, 250, 500, 501, 900, 950, 990, 999, 1000};
    (void)state;
    uint64_t draw = 3, samples[400];
    for (size_t n = 1; n <= 400; n += n < 20 ? 1 : 19) {
        struct bw_recorder recorder;
        struct bw_fail fail;
        /* Room for one: it has to grow. */
        assert_int_equal(bw_recorder_init(&recorder, 1, &fail), BW_OK);
        for (size_t i = 0; i < n; i++) {
            samples[i] = bw_names_draw(&draw) % (n % 2 ? 1000000 : 7);
            bw_recorder_add(&recorder, samples[i]);
        }
        for (size_t s = 0; s < sizeof shares / sizeof *shares; s++)
            assert_int_equal(bw_recorder_percentile(&recorder, (double)shares[s] / 1000),
                             by_definition(samples, n, shares[s]));
        bw_recorder_release(&recorder);
    }
}

static void recorder__samples_after_a_percentile_count_too(void **state)
{
    (void)state;
    struct bw_recorder recorder;
    struct bw_fail fail;
    assert_int_equal(bw_recorder_init(&recorder, 4, &fail), BW_OK);
    assert_int_equal(bw_recorder_percentile(&recorder, .5), 0);
    bw_recorder_add(&recorder, 5);
    bw_recorder_add(&recorder, 9);
    assert_int_equal(bw_recorder_percentile(&recorder, 1), 9);
    bw_recorder_add(&recorder, 1);
    assert_int_equal(bw_recorder_percentile(&recorder, 1), 9);
    assert_int_equal(bw_recorder_percentile(&recorder, .5), 5);
    assert_int_equal(bw_recorder_percentile(&recorder, 0), 1);
    bw_recorder_release(&recorder);
}

static void spread__is_middle_and_ends(void **state)
{
    (void)state;
    double odd[] = {3, 1, 2}, even[] = {4, 1, 3, 2}, one[] = {7};
    struct bw_spread spread = bw_spread_of(odd, 3);
    assert_near(spread.median, 2, 0);
    assert_near(spread.least, 1, 0);
    assert_near(spread.most, 3, 0);
    assert_near(bw_spread_of(even, 4).median, 2.5, 0);
    assert_near(bw_spread_of(one, 1).median, 7, 0);
    assert_near(bw_spread_of(one, 0).most, 0, 0);
}

static void schedule__does_not_drift(void **state)
{
    (void)state;
    struct bw_schedule schedule = {.start_ns = 5, .rate = 3}; /* a third of a second is no number */
    uint64_t intended_ns = 0;
    for (uint64_t i = 0; i < 3000001; i++)
        assert_true(bw_schedule_take(&schedule, UINT64_MAX, &intended_ns));
    assert_int_equal(intended_ns, 5 + UINT64_C(1000000) * 1000000000);
}

static void schedule__nothing_is_taken_before_its_time(void **state)
{
    (void)state;
    struct bw_schedule schedule = {.start_ns = 1000 * MS, .rate = 100};
    uint64_t intended_ns = 0;
    assert_false(bw_schedule_take(&schedule, 1000 * MS - 1, &intended_ns));
    assert_true(bw_schedule_take(&schedule, 1000 * MS, &intended_ns));
    assert_int_equal(intended_ns, 1000 * MS);
    assert_false(bw_schedule_take(&schedule, 1010 * MS - 1, &intended_ns));
    assert_int_equal(bw_schedule_next_ns(&schedule), 1010 * MS);
    assert_true(bw_schedule_take(&schedule, 1017 * MS, &intended_ns));
    assert_int_equal(intended_ns, 1010 * MS);
}

/* A server that answers at once but stands still from 1.0 s to 2.0 s, asked 100 times a second by a
 * client that itself only comes round when the server answers. */
static void schedule__a_stall_is_in_every_latency_that_it_made(void **state)
{
    (void)state;
    struct bw_schedule schedule = {.start_ns = 0, .rate = 100};
    struct bw_recorder recorder;
    struct bw_fail fail;
    uint64_t intended_ns;
    assert_int_equal(bw_recorder_init(&recorder, 300, &fail), BW_OK);
    for (uint64_t now_ns = 0; now_ns < 3000 * MS; now_ns += MS) {
        if (now_ns > 1000 * MS && now_ns < 2000 * MS)
            continue;
        while (bw_schedule_take(&schedule, now_ns, &intended_ns))
            bw_recorder_add(&recorder, now_ns - intended_ns);
    }
    assert_int_equal(recorder.n, 300);
    /* 100 requests fell due from 1.01 s to 2.00 s: they waited .99, .98, ... 0 s,
     * and the other 200 not at all. */
    assert_int_equal(bw_recorder_percentile(&recorder, 1), 990 * MS);
    assert_int_equal(bw_recorder_percentile(&recorder, .99), 960 * MS);
    assert_int_equal(bw_recorder_percentile(&recorder, .67), 0);
    assert_int_equal(bw_recorder_percentile(&recorder, .84), 510 * MS);
    bw_recorder_release(&recorder);
}

static void names__are_shuffled_by_their_seed(void **state)
{
    (void)state;
    char path[] = "/tmp/bw-names-XXXXXX";
    struct bw_names names, same;
    struct bw_fail fail;
    int fd = mkstemp(path);
    FILE *file = fdopen(fd, "w");
    for (int i = 0; i < 100; i++)
        fprintf(file, "%sp%02d", i ? "\n" : "", i); /* the last line has no end */
    fclose(file);
    assert_int_equal(bw_names_read(path, &names, &fail), BW_OK);
    assert_int_equal(bw_names_read(path, &same, &fail), BW_OK);
    remove(path);
    assert_int_equal(names.n, 100);
    bw_names_shuffle(&names, 1);
    bw_names_shuffle(&same, 1);
    bool seen[100] = {false};
    size_t moved = 0;
    for (size_t i = 0; i < 100; i++) {
        assert_int_equal(bw_str_compare(names.at[i], same.at[i]), 0);
        assert_int_equal(names.at[i].len, 3);
        size_t which = (size_t)(names.at[i].at[1] - '0') * 10 + (size_t)(names.at[i].at[2] - '0');
        assert_false(seen[which]);
        seen[which] = true;
        moved += which != i;
    }
    assert_true(moved > 80);
    bw_names_release(&names);
    bw_names_release(&same);
    assert_int_equal(bw_names_read(path, &names, &fail), BW_BAD_REQUEST);
}

static enum bw_err gather(const char *text, struct bw_gathered *out, struct bw_fail *fail)
{
    char path[] = "/tmp/bw-figures-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    fputs(text, file);
    fclose(file);
    enum bw_err err = bw_gathered_read(path, out, fail);
    remove(path);
    return err;
}

static void gathered__ratios_are_of_pairs_where_there_are_pairs(void **state)
{
    (void)state;
    struct bw_gathered gathered;
    struct bw_spread ratio;
    struct bw_fail fail;
    assert_int_equal(gather("figure\ta\t10\nfigure\tb\t20\nfigure\ta\t6\nfigure\tb\t2\n"
                            "figure\ta\t3\nfigure\tb\t3\nfigure\tc\t5\nfact\tday\ta Monday\n"
                            "missing\td\tnot here\nload\tpart\t1.5\n",
                            &gathered, &fail),
                     BW_OK);
    assert_true(bw_gathered_ratio(&gathered, "a", "b", &ratio));
    assert_near(ratio.median, 1, 1e-12); /* of 0.5, 3 and 1; of the middles it were 2 */
    assert_near(ratio.least, .5, 1e-12);
    assert_near(ratio.most, 3, 1e-12);
    assert_true(bw_gathered_ratio(&gathered, "a", "c", &ratio));
    assert_near(ratio.median, 1.2, 1e-12);
    assert_false(bw_gathered_ratio(&gathered, "a", "d", &ratio));
    assert_false(bw_gathered_ratio(&gathered, "a", NULL, &ratio));
    assert_string_equal(bw_gathered_text(&gathered, BW_GATHERED_FACT, "day"), "a Monday");
    assert_string_equal(bw_gathered_text(&gathered, BW_GATHERED_MISSING, "d"), "not here");
    assert_null(bw_gathered_text(&gathered, BW_GATHERED_FACT, "d"));
    bw_gathered_release(&gathered);
}

static void gathered__a_line_that_is_no_figure_is_named(void **state)
{
    static const char *const bad[] = {"figure\ta\t1\nfigure\ta\n", "figure\ta\t1\nfigure\ta\tnan\n",
                                      "figure\ta\t1\nload\ta\t5%\n",
                                      "figure\ta\t1\nfigures\ta\t1\n",
                                      "figure\ta\t1\nfigure\ta\t\n"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct bw_gathered gathered;
        struct bw_fail fail;
        assert_int_equal(gather(bad[i], &gathered, &fail), BW_BAD_REQUEST);
        assert_non_null(strstr(fail.text, ":2: "));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorder__percentiles_equal_their_definition),
        cmocka_unit_test(recorder__samples_after_a_percentile_count_too),
        cmocka_unit_test(spread__is_middle_and_ends),
        cmocka_unit_test(schedule__does_not_drift),
        cmocka_unit_test(schedule__nothing_is_taken_before_its_time),
        cmocka_unit_test(schedule__a_stall_is_in_every_latency_that_it_made),
        cmocka_unit_test(names__are_shuffled_by_their_seed),
        cmocka_unit_test(gathered__ratios_are_of_pairs_where_there_are_pairs),
        cmocka_unit_test(gathered__a_line_that_is_no_figure_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
