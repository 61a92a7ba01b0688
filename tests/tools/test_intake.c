/* Files become records with their places, and bad lines with their reasons. */
#include "tests/model/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/import/intake.h"

static char path[64];

static void read_text(struct bw_intake *intake, enum bw_kind kind, enum bw_intake_format format,
                      const char *text, size_t len)
{
    struct bw_fail fail;
    snprintf(path, sizeof path, "/tmp/bw-intake-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, len), (ssize_t)len);
    close(fd);
    assert_int_equal(bw_intake_file(intake, path, kind, format, &fail), BW_OK);
    unlink(path);
}

static void intake__lines_of_json_become_records(void **state)
{
    (void)state;
    static const char text[] = "\xef\xbb\xbf{\"id\":\"a\",\"label\":\"A\"}\r\n"
                               "\n"
                               "  \t\n"
                               "{\"id\":\"b\",\"label\":\"B\"}";
    struct bw_intake intake;
    bw_intake_init(&intake);
    read_text(&intake, BW_KIND_COMPETENCY, BW_INTAKE_JSONL, text, sizeof text - 1);
    const struct bw_stream *stream = &intake.streams[BW_KIND_COMPETENCY];
    assert_int_equal(intake.n_bad, 0);
    assert_int_equal(intake.n_read, 2);
    assert_int_equal(stream->n, 2);
    assert_int_equal(stream->items[0].place.line, 1);
    assert_int_equal(stream->items[1].place.line, 4);
    assert_int_equal(stream->items[0].at, 0);
    assert_int_equal(stream->items[1].at, stream->items[0].len);
    assert_int_equal(stream->items[1].at + stream->items[1].len, stream->bytes.size);
    bw_intake_clear(&intake);
}

static void intake__bad_lines_say_why_and_leave_no_bytes(void **state)
{
    (void)state;
    static const char text[] = "{\"id\":\"a\",\n"
                               "[1]\n"
                               "{\"id\":\"a\",\"id\":\"b\",\"label\":\"A\"}\n"
                               "{\"id\":\"a\",\"label\":\"A\",\"nope\":1}\n"
                               "{\"id\":\"a\"}\n"
                               "{\"id\":\"a\",\"label\":\"\xff\"}\n"
                               "{\"id\":\"a\",\"label\":\"A\"} x\n"
                               "{\"id\":\"a\",\"label\":\"A\"}\n";
    struct bw_intake intake;
    bw_intake_init(&intake);
    read_text(&intake, BW_KIND_COMPETENCY, BW_INTAKE_JSONL, text, sizeof text - 1);
    assert_int_equal(intake.n_read, 8);
    assert_int_equal(intake.n_bad, 7);
    for (uint32_t i = 0; i < 7; i++) {
        assert_int_equal(intake.bad[i].place.line, i + 1);
        assert_true(*intake.bad[i].text);
        assert_null(strstr(intake.bad[i].text, "line 1"));
    }
    assert_non_null(strstr(intake.bad[3].text, "nope"));
    assert_non_null(strstr(intake.bad[4].text, "label"));
    const struct bw_stream *stream = &intake.streams[BW_KIND_COMPETENCY];
    assert_int_equal(stream->n, 1);
    assert_int_equal(stream->items[0].at, 0);
    assert_int_equal(stream->items[0].len, stream->bytes.size);
    bw_intake_clear(&intake);
}

static void intake__a_bad_header_is_the_only_complaint(void **state)
{
    (void)state;
    static const char text[] = "id,colour\na,red\nb,blue\n";
    struct bw_intake intake;
    bw_intake_init(&intake);
    read_text(&intake, BW_KIND_COMPETENCY, BW_INTAKE_CSV, text, sizeof text - 1);
    assert_int_equal(intake.n_bad, 1);
    assert_int_equal(intake.bad[0].place.line, 1);
    assert_non_null(strstr(intake.bad[0].text, "colour"));
    assert_int_equal(intake.streams[BW_KIND_COMPETENCY].n, 0);
    bw_intake_clear(&intake);
}

static void intake__bad_lines_sort_by_file_and_line(void **state)
{
    (void)state;
    struct bw_intake intake;
    static const struct bw_intake_place places[] = {
        {1, 2, 10, 1}, {0, 9, 90, 1}, {1, 1, 0, 1}, {0, 3, 30, 1}};
    bw_intake_init(&intake);
    for (size_t i = 0; i < 4; i++)
        bw_intake_add_bad(&intake, places[i], "x");
    bw_intake_sort_bad(&intake);
    static const uint32_t lines[] = {3, 9, 1, 2};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(intake.bad[i].place.line, lines[i]);
    bw_intake_clear(&intake);
}

static void intake__an_empty_file_holds_nothing(void **state)
{
    (void)state;
    struct bw_intake intake;
    bw_intake_init(&intake);
    read_text(&intake, BW_KIND_ORG, BW_INTAKE_JSONL, "", 0);
    read_text(&intake, BW_KIND_ORG, BW_INTAKE_CSV, "", 0);
    assert_int_equal(intake.n_read, 0);
    assert_int_equal(intake.n_bad, 0);
    bw_intake_clear(&intake);
}

static void intake__what_is_no_file_is_an_error(void **state)
{
    (void)state;
    struct bw_intake intake;
    struct bw_fail fail;
    bw_intake_init(&intake);
    assert_int_equal(bw_intake_file(&intake, "/tmp", BW_KIND_ORG, BW_INTAKE_JSONL, &fail),
                     BW_NOT_FOUND);
    assert_int_equal(bw_intake_file(&intake, "/nowhere", BW_KIND_ORG, BW_INTAKE_JSONL, &fail),
                     BW_NOT_FOUND);
    assert_int_equal(intake.n_sources, 0);
    bw_intake_clear(&intake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intake__lines_of_json_become_records),
        cmocka_unit_test(intake__bad_lines_say_why_and_leave_no_bytes),
        cmocka_unit_test(intake__a_bad_header_is_the_only_complaint),
        cmocka_unit_test(intake__bad_lines_sort_by_file_and_line),
        cmocka_unit_test(intake__an_empty_file_holds_nothing),
        cmocka_unit_test(intake__what_is_no_file_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
