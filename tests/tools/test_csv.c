/* CSV: rows with their places, and records typed by the schema. */
#include "tests/model/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "tools/import/csv_record.h"

/* What was read, as text: "2@5+7 <a|b|-> " a row: line, place and length, cells; - is absent. */
struct seen {
    char text[4096];
};

static void take(void *context, const struct bw_csv_row *row)
{
    struct seen *seen = context;
    size_t at = strlen(seen->text);
    at += (size_t)snprintf(seen->text + at, sizeof seen->text - at, "%zu@%zu+%zu<", row->line,
                           row->raw_at, row->raw_len);
    if (row->error)
        at += (size_t)snprintf(seen->text + at, sizeof seen->text - at, "%.6s", row->error);
    for (size_t i = 0; i < row->n; i++)
        at += (size_t)snprintf(seen->text + at, sizeof seen->text - at, "%s%s", i ? "|" : "",
                               row->cells[i] ? row->cells[i] : "-");
    snprintf(seen->text + at, sizeof seen->text - at, ">");
}

static void csv__rows_have_cells_and_places(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *rows;
    } table[] = {
        {"", ""},
        {"a,b\n1,2\n", "1@0+4<a|b>2@4+4<1|2>"},
        {"a,b\n1,2", "1@0+4<a|b>2@4+3<1|2>"},
        {"a,b\r\n1,2\r\n", "1@0+5<a|b>2@5+5<1|2>"},
        {"\xef\xbb\xbf"
         "a,b\n1,2\n",
         "1@3+4<a|b>2@7+4<1|2>"},
        {"a;b\n1,5;2\n", "1@0+4<a|b>2@4+6<1,5|2>"},
        {"a,b\n\n\n1,2\n", "1@0+4<a|b>4@6+4<1|2>"},
        {"a,b\n,\"\"\n", "1@0+4<a|b>2@4+4<-|>"},
        {"a,b\n x , y\n", "1@0+4<a|b>2@4+7< x | y>"},
        {"a\n\"x\"\"y\"\n", "1@0+2<a>2@2+7<x\"y>"},
        {"a,b\n\"x\ny\",z\n1,2\n", "1@0+4<a|b>2@4+8<x\ny|z>4@12+4<1|2>"},
        {"a\nx\"y\nz\n", "1@0+2<a>2@2+4<no CSV>3@6+2<z>"},
        {"a\n\"x\ny\n", "1@0+2<a>2@2+5<no CSV>"},
        {"a\n\"x\"y\nz\n", "1@0+2<a>2@2+5<no CSV>3@7+2<z>"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct seen seen = {""};
        assert_true(
            bw_csv_read(table[i].bytes, strlen(table[i].bytes), BW_CSV_QUOTED, take, &seen));
        assert_string_equal(seen.text, table[i].rows);
    }
}

static void csv__tabs_know_no_quotes(void **state)
{
    (void)state;
    struct seen seen = {""};
    static const char bytes[] = "a;b\tc\r\n\"x\ty\"z, \r\n\tp\n";
    assert_true(bw_csv_read(bytes, sizeof bytes - 1, BW_CSV_TABS, take, &seen));
    assert_string_equal(seen.text, "1@0+7<a;b|c>2@7+10<\"x|y\"z, >3@17+3<-|p>");
}

/* Reads a file of one kind; each row becomes JSON or its error, on a line. */
struct parsed {
    enum bw_kind kind;
    bool has_header, header_bad;
    struct bw_csv_header header;
    char text[4096];
};

static void parse_row(void *context, const struct bw_csv_row *row)
{
    struct parsed *parsed = context;
    struct bw_fail fail = {BW_OK, ""};
    size_t at = strlen(parsed->text);
    if (!parsed->has_header) {
        parsed->has_header = true;
        parsed->header_bad = bw_csv_header_read(parsed->kind, row, &parsed->header, &fail) != BW_OK;
        if (parsed->header_bad)
            snprintf(parsed->text, sizeof parsed->text, "header: %s\n", fail.text);
        return;
    }
    if (parsed->header_bad)
        return;
    msgpack_sbuffer packed, json;
    msgpack_packer packer;
    msgpack_sbuffer_init(&packed);
    msgpack_sbuffer_init(&json);
    msgpack_packer_init(&packer, &packed, msgpack_sbuffer_write);
    if (bw_csv_record_pack(&parsed->header, row, &packer, &fail) == BW_OK) {
        msgpack_unpacked map;
        size_t offset = 0;
        msgpack_unpacked_init(&map);
        assert_int_equal(msgpack_unpack_next(&map, packed.data, packed.size, &offset),
                         MSGPACK_UNPACK_SUCCESS);
        bw_json_from_msgpack(&map.data, false, &json);
        msgpack_unpacked_destroy(&map);
        snprintf(parsed->text + at, sizeof parsed->text - at, "%.*s\n", (int)json.size, json.data);
    } else {
        snprintf(parsed->text + at, sizeof parsed->text - at, "%s\n", fail.text);
    }
    msgpack_sbuffer_destroy(&packed);
    msgpack_sbuffer_destroy(&json);
}

static void csv__cells_are_typed_by_the_schema(void **state)
{
    (void)state;
    static const struct {
        enum bw_kind kind;
        const char *bytes, *records;
    } table[] = {
        {BW_KIND_COURSE, "id,hours,price_cents,retired\nk,7.5,1200,true\n",
         "{\"id\":\"k\",\"hours\":7.5,\"price_cents\":1200,\"retired\":true}\n"},
        {BW_KIND_COURSE, "id,retired\n7,FALSE\n", "{\"id\":\"7\",\"retired\":false}\n"},
        {BW_KIND_COURSE, "id,hours\nk,\"7,5\"\n", "hours: \"7,5\" is no number; like 2.5\n"},
        {BW_KIND_COURSE, "id,hours\nk,0x10\n", "hours: \"0x10\" is no number; like 2.5\n"},
        {BW_KIND_COURSE, "id,hours\nk,nan\n", "hours: \"nan\" is no number; like 2.5\n"},
        {BW_KIND_COURSE, "id,price_cents\nk,12 \n", "price_cents: \"12 \" is no number; like 12\n"},
        {BW_KIND_COURSE, "id,retired\nk,ja\n", "retired: \"ja\" is no bool; true or false\n"},
        {BW_KIND_COURSE, "id,title,provider\nk,,\n", "{\"id\":\"k\"}\n"},
        {BW_KIND_COURSE, "id,provider\nk,\"\"\n", "{\"id\":\"k\",\"provider\":\"\"}\n"},
        {BW_KIND_COURSE, "id,title\nk,007\n", "{\"id\":\"k\",\"title\":\"007\"}\n"},
        {BW_KIND_COURSE, "id,title\nk,\"{\"\"nl\"\":\"\"x\"\"}\"\n",
         "{\"id\":\"k\",\"title\":{\"nl\":\"x\"}}\n"},
        {BW_KIND_COURSE, "id,title\nk,{draft} x\n", "{\"id\":\"k\",\"title\":\"{draft} x\"}\n"},
        {BW_KIND_COMPETENCY, "id,broader\nc,\"[\"\"a\"\",\"\"b\"\"]\"\n",
         "{\"id\":\"c\",\"broader\":[\"a\",\"b\"]}\n"},
        {BW_KIND_COMPETENCY, "id,broader\nc\n", "1 columns; the header has 2\n"},
        {BW_KIND_COMPETENCY, "id,broader\nc,,\n", "3 columns; the header has 2\n"},
        {BW_KIND_COMPETENCY, "id,label\nc,\xff\n", "label: no valid UTF-8\n"},
        {BW_KIND_TEAM, "id,nme\nt,x\n", "header: column 2: a team has no field \"nme\"\n"},
        {BW_KIND_TEAM, "id,name,id\n", "header: column 3: \"id\" is column 1 already\n"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct parsed parsed = {.kind = table[i].kind};
        assert_true(
            bw_csv_read(table[i].bytes, strlen(table[i].bytes), BW_CSV_QUOTED, parse_row, &parsed));
        assert_string_equal(parsed.text, table[i].records);
    }
}

static void csv__bad_json_in_a_cell_names_the_field(void **state)
{
    (void)state;
    static const char bytes[] = "id,teaches\nk,[1\n";
    struct parsed parsed = {.kind = BW_KIND_COURSE};
    assert_true(bw_csv_read(bytes, sizeof bytes - 1, BW_CSV_QUOTED, parse_row, &parsed));
    assert_memory_equal(parsed.text, "teaches: no JSON", 16);
}

/* A record written as CSV and read back is the same, whatever its texts look like. */
static void csv__what_is_written_reads_back(void **state)
{
    (void)state;
    static const char *const records[] = {
        "{\"id\":\"k\",\"title\":\"plain\"}",
        "{\"id\":\"k\",\"title\":\"\"}",
        "{\"id\":\" k \",\"title\":\" spaces \"}",
        "{\"id\":\"k\",\"title\":\"a, b; \\\"c\\\"\\nd\"}",
        "{\"id\":\"k\",\"title\":\"\\\"quoted\\\"\"}",
        "{\"id\":\"k\",\"title\":\"\\\"half\"}",
        "{\"id\":\"k\",\"title\":\"{\\\"nl\\\":\\\"no map\\\"}\"}",
        "{\"id\":\"k\",\"title\":\"{\\\"broken\"}",
        "{\"id\":\"k\",\"title\":{\"nl\":\"één\",\"en\":\"one\"},\"provider\":\"\",\"hours\":0.1}",
        "{\"id\":\"1\",\"title\":\"2\",\"hours\":7.25,\"price_cents\":-3,\"retired\":false}",
        "{\"id\":\"k\",\"title\":\"t\",\"teaches\":[{\"competency\":\"c,1\",\"to\":2.5}]}",
    };
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        msgpack_sbuffer packed;
        msgpack_packer packer;
        msgpack_unpacked map;
        struct bw_fail fail;
        char *bytes, wanted[1024];
        size_t len, offset = 0;
        msgpack_sbuffer_init(&packed);
        msgpack_packer_init(&packer, &packed, msgpack_sbuffer_write);
        assert_int_equal(bw_json_to_msgpack(records[i], strlen(records[i]), &packer, &fail), BW_OK);
        msgpack_unpacked_init(&map);
        assert_int_equal(msgpack_unpack_next(&map, packed.data, packed.size, &offset),
                         MSGPACK_UNPACK_SUCCESS);
        FILE *file = open_memstream(&bytes, &len);
        bw_csv_header_write(BW_KIND_COURSE, file);
        bw_csv_record_write(BW_KIND_COURSE, &map.data, file);
        fclose(file);
        struct parsed parsed = {.kind = BW_KIND_COURSE};
        assert_true(bw_csv_read(bytes, len, BW_CSV_QUOTED, parse_row, &parsed));
        snprintf(wanted, sizeof wanted, "%s\n", records[i]);
        assert_string_equal(parsed.text, wanted);
        free(bytes);
        msgpack_unpacked_destroy(&map);
        msgpack_sbuffer_destroy(&packed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv__rows_have_cells_and_places),
        cmocka_unit_test(csv__tabs_know_no_quotes),
        cmocka_unit_test(csv__cells_are_typed_by_the_schema),
        cmocka_unit_test(csv__bad_json_in_a_cell_names_the_field),
        cmocka_unit_test(csv__what_is_written_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
