#pragma once
/* The rows and cells of a description, read from an answer. Owns the reading of fields and the
 * wording of figures. One thread. */
#include <msgpack.h>

#include "tools/report/sheet.h"

/* An item of a list, behind those around it. */
#define BW_SHEET_DEPTH 3
struct bw_sheet_row {
    const msgpack_object *in[BW_SHEET_DEPTH];
    size_t n;
};

struct bw_sheet_rows {
    struct bw_sheet_row *at;
    size_t n;
    bool there; /* the answer has the list */
};

/* Those of `list`, or (NULL) the answer itself as one. Ends the program when memory is out. */
struct bw_sheet_rows bw_sheet_rows_of(const msgpack_object *answer, const char *list);
/* Those that a table shows. */
struct bw_sheet_rows bw_sheet_rows_shown(const msgpack_object *answer,
                                         const struct bw_sheet_table *table);
void bw_sheet_rows_clear(struct bw_sheet_rows *rows);

/* Of the item, else of the one around it; NULL when none has it. "../name": not of the item itself.
 */
const msgpack_object *bw_sheet_field(const struct bw_sheet_row *row, const char *name);

/* A figure or text with its unit, into buf of BW_VIEW_LEN; "" when absent. Returns buf. */
char *bw_sheet_figure(char *buf, enum bw_lang lang, enum bw_unit unit, const msgpack_object *value);
/* A cell likewise. */
char *bw_sheet_cell(char *buf, enum bw_lang lang, const struct bw_sheet_column *column,
                    const struct bw_sheet_row *row);
/* The value of the field `name` as the table's column of it shows it. */
char *bw_sheet_label(char *buf, enum bw_lang lang, const struct bw_sheet_table *table,
                     const struct bw_sheet_row *row, const char *name);
/* Does a row have something in the column? */
bool bw_sheet_shows(enum bw_lang lang, const struct bw_sheet_column *column,
                    const struct bw_sheet_rows *rows);
/* Figures stand at the right. */
bool bw_sheet_right(enum bw_unit unit);
