#pragma once
/* A report as a description: which method answers it, and what of the answer is shown where. One
 * description makes the tables of a terminal, CSV and a page to print; a new report only adds one
 * (tools/report/sheet_NAME.c, a line in sheets.c). Constants only.
 *
 * Fields are names in a map of the answer. A table's `list` names a list of the answer; "a/b" the
 * lists b of all items of list a, as one; a map counts as a list of one; a field that an item lacks
 * is then looked for in the item around it; of a path
 * "a/b" a is a map, or a list whose first item counts ("a/1/b": the next). A column that no row has
 * a value for is left out (not from CSV). */
#include <stdbool.h>
#include <stddef.h>

#include "model/catalogue.h"

/* What is said, by enum bw_lang; NULL: nothing. */
struct bw_said_in {
    const char *in[2];
};
#define BW_SAY(nl, en)                                                                             \
    {                                                                                              \
        {                                                                                          \
            nl, en                                                                                 \
        }                                                                                          \
    }

enum bw_unit {
    BW_UNIT_TEXT,
    BW_UNIT_COUNT,
    BW_UNIT_FIGURE, /* two decimals */
    BW_UNIT_LEVEL,  /* one decimal */
    BW_UNIT_CHANGE, /* two decimals with their sign */
    BW_UNIT_EURO,   /* of integer cents */
    BW_UNIT_HOURS,  /* "7.5 h" */
    BW_UNIT_SHARE,  /* "62%" */
    BW_UNIT_PERMIL, /* a small share: "0.53%" */
    BW_UNIT_DATE,   /* of a date, or of a time its day */
    BW_UNIT_FLAG,   /* the column's title where true */
    BW_UNIT_LIST,   /* of texts, with commas between */
    BW_UNIT_RANGE   /* "0.20 … 0.94"; the other end is the field `beside` */
};

/* What a code of the answer is called; the last has no code. */
struct bw_code {
    const char *code;
    struct bw_said_in said;
};

struct bw_sheet_column {
    const char *field;
    const char *csv_name; /* in CSV, when that is not the field; or NULL */
    struct bw_said_in title;
    enum bw_unit unit;
    const char *beside; /* a field shown behind it in brackets, of the same unit, or NULL */
    struct bw_said_in beside_said; /* what that is: "sector" */
    const struct bw_code *codes;   /* of a text, or NULL; "" is what an absent one is called */
    bool page_only;                /* no room for it on a terminal */
    bool csv_only;                 /* nor on a page */
};

/* Amounts of a table's rows as bars, the second one behind the first. */
struct bw_sheet_bars {
    struct bw_said_in title;
    const char *label; /* field; where a row lacks it, `other_label` */
    const char *other_label;
    const char *amounts[2]; /* fields; the second may be NULL */
    struct bw_said_in said[2];
    enum bw_unit unit;
    const char *mark; /* a field of the answer: a line at that amount, or NULL */
    struct bw_said_in mark_said;
    size_t most; /* rows; 0: 20 */
};

/* A field of amounts, darker where there is more. Either each row of the table has its cells in
 * order of the list `columns` (nil: nothing there), or a row is one cell, of the row and column
 * that its two labels name. */
struct bw_sheet_heat {
    struct bw_said_in title, about;
    const char *label, *other_label; /* fields of a row */
    const char *columns;             /* list of the answer, or NULL */
    const char *column_label;        /* field of its items, or of a row */
    const char *cells;               /* field of a row: its cells, or its one amount */
    enum bw_unit unit;
    size_t most_rows, most_columns;
};

struct bw_sheet_table {
    const char *name;                      /* for --table */
    const char *list;                      /* NULL: facts, one a line, of the answer itself */
    bool facts;                            /* likewise, of the map that the list names */
    const char *having;                    /* only rows that have this field; NULL: all */
    struct bw_said_in title, about, empty; /* empty: instead of a table without rows */
    struct bw_said_in hidden;              /* when the answer lacks the list: why */
    const struct bw_sheet_column *columns;
    size_t n_columns;
    const struct bw_sheet_bars *bars; /* on a page */
    size_t n_bars;
    const struct bw_sheet_heat *heat; /* likewise, or NULL */
    size_t most;                      /* rows on a terminal; 0: all */
};

/* Options that a report takes beside --org or --team. */
enum bw_sheet_takes {
    BW_SHEET_PERIOD = 1, /* --from --to */
    BW_SHEET_AS_OF = 2,
    BW_SHEET_BY = 4,
    BW_SHEET_QUARTERS = 8,
    BW_SHEET_GOAL = 16,
    BW_SHEET_MIN_GROUP = 32,
    BW_SHEET_PROVIDER = 64,
    BW_SHEET_STATE = 128,
    BW_SHEET_K = 256,
    BW_SHEET_WITHIN = 512,
    BW_SHEET_MONTHS = 1024,
    BW_SHEET_LIMIT = 2048
};

struct bw_sheet {
    const char *name, *method;
    const char *help;        /* a line of --help */
    struct bw_said_in title; /* "{1}" is the group */
    struct bw_said_in about; /* a paragraph of the page, or nothing */
    unsigned takes;
    const char *const *by; /* values of --by, NULL behind the last; the first is the default */
    const char *main;      /* the table that --csv gives; NULL: the first list */
    const struct bw_sheet_table *tables; /* in their order */
    size_t n_tables;
};

/* All of them, by name. */
const struct bw_sheet *bw_sheet_find(const char *name);
const struct bw_sheet *bw_sheet_at(size_t i); /* NULL behind the last */

extern const struct bw_sheet bw_sheet_bookings, bw_sheet_budget, bw_sheet_catalogue,
    bw_sheet_divergence, bw_sheet_effect, bw_sheet_gap, bw_sheet_knowledge, bw_sheet_obligations,
    bw_sheet_trend, bw_sheet_wishes;
/* What other commands show as a page or as CSV. */
extern const struct bw_sheet bw_sheet_change, bw_sheet_plan;

#define BW_SHEET_COUNT(a) (sizeof(a) / sizeof *(a))
