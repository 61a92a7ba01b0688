#pragma once
/* An answer shown by its description: as tables of a terminal, as CSV, as a page. One thread. */
#include "tools/report/sheet_rows.h"
#include "tools/card/page.h"

/* What is shown. */
struct bw_sheet_shown {
    const struct bw_sheet *sheet;
    enum bw_lang lang;
    const char *group; /* what it is called */
    const msgpack_object *answer;
};

void bw_sheet_text(FILE *out, const struct bw_sheet_shown *shown, size_t width);
/* The tables alone, without heading. */
void bw_sheet_tables(FILE *out, const struct bw_sheet_shown *shown, size_t width);
/* One table: names of fields, then values as they are in the answer. */
void bw_sheet_csv(FILE *out, const struct bw_sheet_table *table, const msgpack_object *answer);
void bw_sheet_page(FILE *out, const struct bw_sheet_shown *shown);

/* Heading and the line under it ("1 January … as of …"; "" when there is nothing to say), in
 * BW_VIEW_LEN. */
char *bw_sheet_title(char *buf, const struct bw_sheet_shown *shown);
char *bw_sheet_period(char *buf, const struct bw_sheet_shown *shown);
