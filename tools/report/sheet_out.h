#pragma once
/* Where an answer goes: a terminal, CSV, JSON, or a file that is there only when it is whole. One
 * thread. */
#include "tools/app.h"
#include "tools/report/sheet_show.h"

/* What the command line asks for. */
struct bw_sheet_wish {
    const char *html;  /* the page's file, "-": stdout; or NULL */
    const char *table; /* of CSV; NULL: the main one */
    bool csv;
};

/* The table of a wish; NULL: the sheet has none of that name. */
const struct bw_sheet_table *bw_sheet_wanted(const struct bw_sheet *sheet,
                                             const struct bw_sheet_wish *wish);

/* Gives the answer as JSON, CSV or a page; *given stays false when none of these is wished, and a
 * table on the terminal is due. What went wrong stands on stderr; the exit code. */
int bw_sheet_give(struct bw_app *app, const struct bw_sheet_shown *shown,
                  const struct bw_sheet_wish *wish, bool *given);

/* Writes a file by `write` beside `path`, and puts it there when it is whole. */
int bw_sheet_file(const char *path, void (*write)(FILE *out, const void *what), const void *what);
