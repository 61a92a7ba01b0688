/* Any bytes as a file of records in CSV; the first line says of which kind. Nothing may crash; what
 * is kept obeys its schema and stands for its own bytes of the file, what is not has a reason; and
 * what is kept and written as CSV is read back as the same records. The rows are also held against
 * the file by themselves, by commas as by tabs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz_help.h"
#include "tests/fuzz/intake_claims.h"
#include "tools/import/csv_record.h"

/* Where the last row ended. */
struct rows {
    const char *bytes;
    size_t len, at, line;
};

static void check_row(void *context, const struct bw_csv_row *row)
{
    struct rows *rows = context;
    must(row->raw_at >= rows->at && row->raw_len >= 1);
    must(row->raw_len <= rows->len - row->raw_at && row->line > rows->line);
    for (size_t at = rows->at + bw_csv_mark(rows->bytes, rows->at ? 0 : rows->len);
         at < row->raw_at; at++) /* only blank lines are passed over */
        must(rows->bytes[at] == '\n' || rows->bytes[at] == '\r');
    rows->at = row->raw_at + row->raw_len;
    rows->line = row->line;
    must((row->n > 0) == (row->error == NULL));
    for (size_t i = 0; i < row->n; i++)
        must(!row->cells[i] || row->cells[i][row->lens[i]] == 0);
}

static void check_rows(const uint8_t *bytes, size_t size, enum bw_csv_form form)
{
    struct rows rows = {(const char *)bytes, size, 0, 0};
    must(bw_csv_read(rows.bytes, size, form, check_row, &rows));
    for (size_t at = rows.at ? rows.at : bw_csv_mark(rows.bytes, size); at < size; at++)
        must(bytes[at] == '\n' || bytes[at] == '\r');
}

struct writing {
    enum bw_kind kind;
    FILE *out;
};

static void write_record(void *context, const msgpack_object *record)
{
    struct writing *writing = context;
    bw_csv_record_write(writing->kind, record, writing->out);
}

static void check_round_trip(const struct bw_intake *intake, enum bw_kind kind)
{
    char *text = NULL;
    size_t len = 0;
    struct writing writing = {kind, open_memstream(&text, &len)};
    must(writing.out != NULL);
    bw_csv_header_write(kind, writing.out);
    each_record(intake, kind, write_record, &writing);
    must(fclose(writing.out) == 0);
    must_hold_same(intake, kind, fuzz_file(1, text, len), BW_INTAKE_CSV);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    enum bw_kind kind = take_kind(&bytes, &size);
    check_rows(bytes, size, BW_CSV_QUOTED);
    check_rows(bytes, size, BW_CSV_TABS);
    claim_file(bytes, size, kind, BW_INTAKE_CSV, check_round_trip);
    return 0;
}
