/* Files by column names, plain and packed, and what becomes of their rows. */
#include "tests/model/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "tools/import/columns.h"
#include "tools/import/gunzip.h"

/* A file of a given name in a folder of its own. */
static char folder[64], path[128];

static void write_file(const char *name, const void *bytes, size_t len)
{
    snprintf(folder, sizeof folder, "/tmp/bw-columns-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void remove_file(void)
{
    unlink(path);
    rmdir(folder);
}

/* text[len] as one gzip member at out[room]; its size. */
static size_t pack(const char *text, size_t len, char *out, size_t room)
{
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (Bytef *)text;
    stream.avail_in = (uInt)len;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return room - stream.avail_out;
}

static void gunzip__gives_back_what_was_packed(void **state)
{
    (void)state;
    static char text[300000], packed[400000];
    struct bw_fail fail;
    char *out;
    size_t len;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + (i * i / 7) % 26);
    for (size_t n = 0; n <= sizeof text; n = 3 * n + 1) {
        size_t size = pack(text, n, packed, sizeof packed);
        size += pack(text, n / 2, packed + size, sizeof packed - size); /* a second member */
        assert_int_equal(bw_gunzip(packed, size, sizeof text * 2, &out, &len, &fail), BW_OK);
        assert_int_equal(len, n + n / 2);
        assert_memory_equal(out, text, n);
        assert_memory_equal(out + n, text, n / 2);
        free(out);
    }
}

static void gunzip__damage_and_bombs_are_errors(void **state)
{
    (void)state;
    static char text[100000], packed[4096];
    struct bw_fail fail;
    char *out;
    size_t len, size = pack(text, sizeof text, packed, sizeof packed);
    assert_int_equal(bw_gunzip(packed, size, sizeof text, &out, &len, &fail), BW_OK);
    free(out);
    assert_int_equal(bw_gunzip(packed, size, sizeof text - 1, &out, &len, &fail), BW_TOO_LARGE);
    for (size_t cut = 0; cut < size; cut++) {
        assert_int_equal(bw_gunzip(packed, cut, sizeof text, &out, &len, &fail), BW_BAD_REQUEST);
        assert_non_null(strstr(fail.text, "in the middle"));
    }
    packed[size - 5] ^= 1; /* of the checksum */
    assert_int_equal(bw_gunzip(packed, size, sizeof text, &out, &len, &fail), BW_BAD_REQUEST);
    assert_non_null(strstr(fail.text, "damaged"));
    assert_int_equal(bw_gunzip("id,label\n", 9, 100, &out, &len, &fail), BW_BAD_REQUEST);
    assert_non_null(strstr(fail.text, "no gzip"));
}

struct seen {
    char text[512];
};

static void take(void *context, const struct bw_cells *row)
{
    struct seen *seen = context;
    size_t at = strlen(seen->text);
    at += (size_t)snprintf(seen->text + at, sizeof seen->text - at, "%u<", row->place.line);
    for (size_t i = 0; i < 3; i++)
        at += (size_t)snprintf(seen->text + at, sizeof seen->text - at, "%s%.*s", i ? "|" : "",
                               row->cells[i].at ? (int)row->cells[i].len : 1,
                               row->cells[i].at ? row->cells[i].at : "-");
    snprintf(seen->text + at, sizeof seen->text - at, ">");
}

static const struct bw_column_wanted wanted[] = {{"uri", false}, {"label", false}, {"code", true}};

static enum bw_err read_columns(struct bw_intake *intake, const char *name, const char *text,
                                struct seen *seen, struct bw_fail *fail)
{
    struct bw_columns columns = {BW_CSV_QUOTED, wanted, 3, take, seen};
    write_file(name, text, strlen(text));
    enum bw_err err = bw_columns_read(intake, path, &columns, fail);
    remove_file();
    return err;
}

static void columns__go_by_name_and_bad_rows_are_told(void **state)
{
    (void)state;
    struct bw_intake intake;
    struct bw_fail fail;
    struct seen seen = {""};
    bw_intake_init(&intake);
    assert_int_equal(read_columns(&intake, "skills_en.csv",
                                  "label,more,uri,code,end\r\n"
                                  "\"A\n1\",x,u1,\"\",e\r\n"
                                  "B,x,u2\r\n"
                                  "C\xff,x,u3,7\r\n"
                                  "D,\xff,u4,7\r\n"
                                  "E\"e,x,u5,7\r\n"
                                  ",x,u6,7\r\n"
                                  "F,x,u7,7,e,f",
                                  &seen, &fail),
                     BW_OK);
    assert_string_equal(seen.text, "2<u1|A\n1|->6<u4|D|7>8<u6|-|7>");
    assert_int_equal(intake.report.files[0].rows, 7);
    assert_int_equal(intake.n_bad, 4);
    assert_string_equal(intake.bad[0].text, "3 columns; the header has 5");
    assert_string_equal(intake.bad[1].text, "label: no valid UTF-8");
    assert_int_equal(intake.bad[1].place.line, 5);
    assert_int_equal(intake.bad[2].place.line, 7);
    assert_string_equal(intake.bad[3].text, "6 columns; the header has 5");
    assert_string_equal(intake.sources[0].rejects, "skills_en.rejects.csv");
    assert_int_equal(intake.sources[0].header_len, 25);
    bw_intake_clear(&intake);
}

static void columns__a_wrong_header_stops(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
    } table[] = {
        {"uri,code\n", "x.csv:1: there is no column called label"},
        {"\nuri,label,uri\n", "x.csv:2: there are two columns called uri"},
        {"\"uri\n", "x.csv:1: no CSV"},
        {"", "x.csv: empty"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct bw_intake intake;
        struct bw_fail fail;
        struct seen seen = {""};
        bw_intake_init(&intake);
        assert_int_equal(read_columns(&intake, "x.csv", table[i].text, &seen, &fail),
                         BW_BAD_REQUEST);
        assert_non_null(strstr(fail.text, table[i].error));
        assert_string_equal(seen.text, "");
        bw_intake_clear(&intake);
    }
}

static void take_any(void *context, const struct bw_cells *row)
{
    *(uint32_t *)context += row->place.line;
}

static void columns__nobody_wants_are_only_counted(void **state)
{
    (void)state;
    static const char text[] = "a,b\n1\n1,2,3\nx\"y\n";
    struct bw_intake intake;
    struct bw_fail fail;
    uint32_t lines = 0;
    struct bw_columns columns = {BW_CSV_QUOTED, NULL, 0, take_any, &lines};
    bw_intake_init(&intake);
    write_file("dictionary_en.csv", text, sizeof text - 1);
    assert_int_equal(bw_columns_read(&intake, path, &columns, &fail), BW_OK);
    remove_file();
    write_file("conceptSchemes_en.csv", "", 0);
    assert_int_equal(bw_columns_read(&intake, path, &columns, &fail), BW_OK);
    remove_file();
    assert_int_equal(intake.report.files[0].rows, 3);
    assert_int_equal(lines, 2 + 3 + 4);
    assert_int_equal(intake.n_bad, 0);
    bw_intake_clear(&intake);
}

static void columns__packed_and_plain_are_the_same(void **state)
{
    (void)state;
    static const char text[] = "uri,label\nu,A\n\"";
    char packed[256];
    struct bw_intake intake;
    struct bw_fail fail;
    struct seen seen = {""};
    struct bw_columns columns = {BW_CSV_QUOTED, wanted, 3, take, &seen};
    size_t size = pack(text, sizeof text - 1, packed, sizeof packed);
    bw_intake_init(&intake);
    write_file("skills.nl.rejects.csv.gz", packed, size);
    assert_int_equal(bw_columns_read(&intake, path, &columns, &fail), BW_OK);
    remove_file();
    assert_string_equal(seen.text, "2<u|A|->");
    assert_string_equal(intake.sources[0].rejects, "skills.nl.rejects.csv");
    assert_int_equal(intake.sources[0].bytes[intake.bad[0].place.raw_at], '"');
    write_file("a.csv.gz", packed, size - 4);
    assert_int_equal(bw_columns_read(&intake, path, &columns, &fail), BW_BAD_REQUEST);
    remove_file();
    assert_non_null(strstr(fail.text, "a.csv.gz: the gzip file ends in the middle"));
    bw_intake_clear(&intake);
}

static void pack_label(msgpack_sbuffer *out, const char *field)
{
    msgpack_packer packer;
    msgpack_packer_init(&packer, out, msgpack_sbuffer_write);
    msgpack_sbuffer_clear(out);
    msgpack_pack_map(&packer, 2);
    msgpack_pack_str_with_body(&packer, "id", 2);
    msgpack_pack_str_with_body(&packer, "c", 1);
    msgpack_pack_str_with_body(&packer, field, strlen(field));
    msgpack_pack_str_with_body(&packer, "C", 1);
}

static void intake__takes_records_with_a_place(void **state)
{
    (void)state;
    struct bw_intake intake;
    msgpack_sbuffer record;
    struct bw_intake_place place = {3, 17, 100, 20};
    bw_intake_init(&intake);
    msgpack_sbuffer_init(&record);
    pack_label(&record, "label");
    assert_true(bw_intake_add(&intake, BW_KIND_COMPETENCY, place, &record));
    pack_label(&record, "labels");
    assert_false(bw_intake_add(&intake, BW_KIND_COMPETENCY, place, &record));
    assert_int_equal(intake.n_read, 2);
    assert_int_equal(intake.n_bad, 1);
    assert_int_equal(intake.bad[0].place.line, 17);
    assert_non_null(strstr(intake.bad[0].text, "labels"));
    const struct bw_stream *stream = &intake.streams[BW_KIND_COMPETENCY];
    assert_int_equal(stream->n, 1);
    assert_int_equal(stream->items[0].place.source, 3);
    assert_int_equal(stream->bytes.size, stream->items[0].len);
    msgpack_sbuffer_destroy(&record);
    bw_intake_clear(&intake);
}

static void report__counts_by_file_and_reason(void **state)
{
    (void)state;
    struct bw_report report = {0};
    for (uint32_t i = 0; i < 5; i++)
        bw_report_row(&report, 2);
    bw_report_used(&report, 2);
    bw_report_left(&report, (struct bw_intake_place){2, 9, 90, 1}, "twice", NULL);
    bw_report_left(&report, (struct bw_intake_place){2, 3, 30, 1}, "unknown", "%s %d", "u", 7);
    bw_report_left(&report, (struct bw_intake_place){2, 5, 50, 1}, "twice", NULL);
    bw_report_note(&report, "%d of %d", 1, 5);
    bw_report_sort(&report);
    assert_int_equal(report.n_files, 3);
    assert_int_equal(report.files[2].rows, 5);
    assert_int_equal(report.files[2].used, 1);
    assert_int_equal(report.files[2].left[0], 2);
    assert_int_equal(report.files[2].left[1], 1);
    assert_int_equal(report.left[0].place.line, 3);
    assert_string_equal(report.left[0].detail, "u 7");
    assert_int_equal(report.left[2].place.line, 9);
    assert_string_equal(report.notes[0], "1 of 5");
    bw_report_clear(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gunzip__gives_back_what_was_packed),
        cmocka_unit_test(gunzip__damage_and_bombs_are_errors),
        cmocka_unit_test(columns__go_by_name_and_bad_rows_are_told),
        cmocka_unit_test(columns__a_wrong_header_stops),
        cmocka_unit_test(columns__nobody_wants_are_only_counted),
        cmocka_unit_test(columns__packed_and_plain_are_the_same),
        cmocka_unit_test(intake__takes_records_with_a_place),
        cmocka_unit_test(report__counts_by_file_and_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
