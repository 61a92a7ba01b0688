#pragma once
/* CSV, row by row, with the place of each row in its file. The parsing is libcsv's; owns lines,
 * recovery after a broken row, and the choice of the delimiter. One thread. */
#include <stdbool.h>
#include <stddef.h>

struct bw_csv_row {
    char *const *cells; /* terminated; NULL: empty without quotes, that is absent */
    const size_t *lens;
    size_t n;
    size_t line;            /* of its start, from 1 */
    size_t raw_at, raw_len; /* its bytes in the file, line end included */
    const char *error;      /* not NULL: the row cannot be read, and has no cells */
};

enum bw_csv_form {
    BW_CSV_QUOTED, /* by semicolons when the first line has one, else by commas */
    BW_CSV_TABS    /* by tabs, and a quote is a character like others */
};

/* Calls `take` for every row of bytes[len] that is not blank, the first (the header) included. A
 * byte order mark in front is skipped. Spaces stay. false when memory is out. */
bool bw_csv_read(const char *bytes, size_t len, enum bw_csv_form form,
                 void (*take)(void *context, const struct bw_csv_row *row), void *context);

/* Bytes of a UTF-8 byte order mark in front of bytes[len]: 3 or 0. */
size_t bw_csv_mark(const char *bytes, size_t len);
