#include "tools/import/columns.h"

#include <string.h>

#include "model/base/utf8.h"

#define ABSENT SIZE_MAX
#define CELL_MOST ((size_t)1 << 20)
#define PROGRESS_EVERY 4096

struct reading {
    struct bw_intake *intake;
    uint32_t source;
    const struct bw_columns *columns;
    size_t at[BW_COLUMNS_MOST]; /* of each wanted column in a row, or ABSENT */
    bool has_header;
    size_t n_header; /* columns of the file */
    size_t n_needed; /* up to the last wanted one */
    enum bw_err err; /* of the header */
    struct bw_fail *fail;
};

static enum bw_err fail_header(struct reading *reading, size_t line, const char *text,
                               const char *name)
{
    return bw_fail_set(reading->fail, BW_BAD_REQUEST, "%s:%zu: %s%s",
                       reading->intake->sources[reading->source].path, line, text, name);
}

static enum bw_err take_header(struct reading *reading, const struct bw_csv_row *row)
{
    struct bw_intake_source *source = &reading->intake->sources[reading->source];
    source->header_at = row->raw_at;
    source->header_len = row->raw_len;
    if (row->error && reading->columns->n_wanted > 0)
        return fail_header(reading, row->line, row->error, "");
    reading->has_header = true;
    reading->n_header = row->n;
    for (size_t i = 0; i < reading->columns->n_wanted; i++) {
        const struct bw_column_wanted *wanted = &reading->columns->wanted[i];
        reading->at[i] = ABSENT;
        for (size_t j = 0; j < row->n; j++) {
            if (!row->cells[j] || strcmp(row->cells[j], wanted->name) != 0)
                continue;
            if (reading->at[i] != ABSENT)
                return fail_header(reading, row->line, "there are two columns called ",
                                   wanted->name);
            reading->at[i] = j;
            if (j >= reading->n_needed)
                reading->n_needed = j + 1;
        }
        if (reading->at[i] == ABSENT && !wanted->optional)
            return fail_header(reading, row->line, "there is no column called ", wanted->name);
    }
    return BW_OK;
}

/* What is wrong with the row as a whole; NULL when nothing is, or nobody wants to know. */
static const char *complaint(const struct reading *reading, const struct bw_csv_row *row,
                             struct bw_fail *fail)
{
    if (reading->columns->n_wanted == 0)
        return NULL;
    if (row->error)
        return row->error;
    if (row->n > reading->n_header || row->n < reading->n_needed) {
        bw_fail_set(fail, BW_BAD_REQUEST, "%zu columns; the header has %zu", row->n,
                    reading->n_header);
        return fail->text;
    }
    for (size_t i = 0; i < reading->columns->n_wanted; i++) {
        size_t at = reading->at[i];
        const char *name = reading->columns->wanted[i].name;
        if (at == ABSENT || !row->cells[at])
            continue;
        if (row->lens[at] > CELL_MOST)
            bw_fail_set(fail, BW_BAD_REQUEST, "%s: %zu bytes; at most %zu", name, row->lens[at],
                        CELL_MOST);
        else if (!bw_utf8_valid(row->cells[at], row->lens[at]))
            bw_fail_set(fail, BW_BAD_REQUEST, "%s: no valid UTF-8", name);
        else
            continue;
        return fail->text;
    }
    return NULL;
}

static void take_row(void *context, const struct bw_csv_row *row)
{
    struct reading *reading = context;
    struct bw_intake *intake = reading->intake;
    struct bw_fail fail;
    if (reading->err)
        return;
    if (!reading->has_header) {
        reading->err = take_header(reading, row);
        return;
    }
    struct bw_cells out = {
        .place = {reading->source, (uint32_t)row->line, row->raw_at, row->raw_len}};
    bw_report_row(&intake->report, reading->source);
    const char *wrong = complaint(reading, row, &fail);
    if (wrong) {
        bw_intake_add_bad(intake, out.place, wrong);
        return;
    }
    for (size_t i = 0; i < reading->columns->n_wanted; i++) {
        size_t at = reading->at[i];
        if (at != ABSENT && row->cells[at] && row->lens[at] > 0)
            out.cells[i] = (struct bw_str){row->cells[at], (uint32_t)row->lens[at]};
    }
    if (intake->progress && intake->report.files[reading->source].rows % PROGRESS_EVERY == 0)
        intake->progress(intake->sources[reading->source].path, row->raw_at,
                         intake->sources[reading->source].len);
    reading->columns->take(reading->columns->context, &out);
}

enum bw_err bw_columns_read(struct bw_intake *intake, const char *path,
                            const struct bw_columns *columns, struct bw_fail *fail)
{
    enum bw_err err = bw_intake_open(intake, path, fail);
    if (err)
        return err;
    struct reading reading = {.intake = intake,
                              .source = (uint32_t)(intake->n_sources - 1),
                              .columns = columns,
                              .fail = fail};
    const struct bw_intake_source *source = &intake->sources[reading.source];
    if (!bw_csv_read(source->bytes, source->len, columns->form, take_row, &reading) ||
        intake->out_of_memory || intake->report.out_of_memory)
        return bw_fail_set(fail, BW_INTERNAL, "%s: out of memory", path);
    if (!reading.err && !reading.has_header && columns->n_wanted > 0)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: empty; a line with columns is expected",
                           path);
    return reading.err;
}
