#include "tools/import/csv_read.h"

#include <csv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define OPTIONS (CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_EMPTY_IS_NULL)
#define ABSENT SIZE_MAX

struct reading {
    struct csv_parser parser;
    unsigned char delimiter, quote;
    void (*take)(void *context, const struct bw_csv_row *row);
    void *context;
    char *bytes; /* of the cells, one after another, each terminated */
    size_t len, room;
    size_t *starts, *lens; /* of each cell in bytes; ABSENT */
    char **cells;
    size_t n_cells, cells_room;
    struct bw_csv_row row; /* place of the row at hand */
    bool open;             /* a row has begun and not ended */
    bool out_of_memory;
};

static int no_space(unsigned char c)
{
    (void)c;
    return 0;
}

static bool start_parser(struct reading *reading)
{
    if (csv_init(&reading->parser, OPTIONS) != 0)
        return false;
    csv_set_space_func(&reading->parser, no_space);
    csv_set_delim(&reading->parser, reading->delimiter);
    csv_set_quote(&reading->parser, reading->quote);
    return true;
}

static bool grow_cells(struct reading *reading)
{
    size_t room = reading->cells_room ? 2 * reading->cells_room : 32;
    size_t *starts = realloc(reading->starts, room * sizeof *starts);
    if (starts)
        reading->starts = starts;
    size_t *lens = realloc(reading->lens, room * sizeof *lens);
    if (lens)
        reading->lens = lens;
    char **cells = realloc(reading->cells, room * sizeof *cells);
    if (cells)
        reading->cells = cells;
    if (!starts || !lens || !cells)
        return false;
    reading->cells_room = room;
    return true;
}

static bool grow_bytes(struct reading *reading, size_t more)
{
    if (reading->room - reading->len >= more)
        return true;
    size_t room = 2 * reading->room + more + 4096;
    char *bytes = realloc(reading->bytes, room);
    if (!bytes)
        return false;
    reading->bytes = bytes;
    reading->room = room;
    return true;
}

static void take_cell(void *cell, size_t len, void *context)
{
    struct reading *reading = context;
    if (reading->out_of_memory ||
        (reading->n_cells == reading->cells_room && !grow_cells(reading)) ||
        !grow_bytes(reading, len + 1)) {
        reading->out_of_memory = true;
        return;
    }
    size_t at = reading->n_cells++;
    reading->starts[at] = cell ? reading->len : ABSENT;
    reading->lens[at] = len;
    if (cell) {
        memcpy(reading->bytes + reading->len, cell, len);
        reading->bytes[reading->len + len] = 0;
        reading->len += len + 1;
    }
}

static void give(struct reading *reading, const char *error)
{
    struct bw_csv_row row = reading->row;
    for (size_t i = 0; i < reading->n_cells; i++)
        reading->cells[i] =
            reading->starts[i] == ABSENT ? NULL : reading->bytes + reading->starts[i];
    row.cells = reading->cells;
    row.lens = reading->lens;
    row.n = error ? 0 : reading->n_cells;
    row.error = error;
    if (!reading->out_of_memory)
        reading->take(reading->context, &row);
    reading->n_cells = 0;
    reading->len = 0;
    reading->open = false;
}

static void take_row(int end, void *context)
{
    (void)end;
    give(context, NULL);
}

/* The row at hand is no CSV: it is given up to here, and reading starts anew with the next line. */
static bool recover(struct reading *reading, const char *error)
{
    csv_free(&reading->parser);
    give(reading, error);
    return start_parser(reading);
}

/* Bytes of the first line, line end included. */
static size_t line_size(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] == '\n')
            return i + 1;
        if (bytes[i] == '\r')
            return i + 1 < len && bytes[i + 1] == '\n' ? i + 2 : i + 1;
    }
    return len;
}

size_t bw_csv_mark(const char *bytes, size_t len)
{
    return len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

static bool read_lines(struct reading *reading, const char *bytes, size_t len)
{
    size_t line = 1, size;
    bool well = true;
    for (size_t at = bw_csv_mark(bytes, len); well && at < len; at += size, line++) {
        size = line_size(bytes + at, len - at);
        bool blank = bytes[at] == '\n' || bytes[at] == '\r';
        if (!reading->open && blank)
            continue;
        if (!reading->open) {
            reading->open = true;
            reading->row.line = line;
            reading->row.raw_at = at;
        }
        reading->row.raw_len = at + size - reading->row.raw_at;
        if (csv_parse(&reading->parser, bytes + at, size, take_cell, take_row, reading) != size)
            well = recover(reading, "no CSV: a quote stands where none can be; a cell with quotes "
                                    "is quoted, and quotes in it are doubled");
    }
    if (well && reading->open && csv_fini(&reading->parser, take_cell, take_row, reading) != 0)
        well = recover(reading, "no CSV: a quoted cell is never closed");
    return well && !reading->out_of_memory;
}

bool bw_csv_read(const char *bytes, size_t len, enum bw_csv_form form,
                 void (*take)(void *context, const struct bw_csv_row *row), void *context)
{
    bool semicolon = len > 0 && memchr(bytes, ';', line_size(bytes, len));
    struct reading reading = {
        .take = take, .context = context, .delimiter = semicolon ? ';' : ',', .quote = '"'};
    if (form == BW_CSV_TABS) {
        reading.delimiter = '\t';
        reading.quote = 0; /* that no text has */
    }
    if (!start_parser(&reading))
        return false;
    bool well = read_lines(&reading, bytes, len);
    csv_free(&reading.parser);
    free(reading.bytes);
    free(reading.starts);
    free(reading.lens);
    free(reading.cells);
    return well;
}
