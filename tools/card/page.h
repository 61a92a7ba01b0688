#pragma once
/* A page for people: one HTML file that asks nothing from elsewhere, light and dark, for the screen
 * and for paper. Owns the style sheet and the escaping of texts. Writes to a stream whose trouble
 * shows when it is closed. One thread. */
#include <stdio.h>

#include "model/catalogue.h"

/* Everything before the content, and the heading. */
void bw_page_begin(FILE *out, enum bw_lang lang, const char *title);
void bw_page_end(FILE *out);

/* Text with what HTML would take for markup written out. */
void bw_page_text(FILE *out, const char *text);
/* <tag>text</tag>; `kind`: its class, or NULL. */
void bw_page_tag(FILE *out, const char *tag, const char *kind, const char *text);

/* A table: its head, then a cell after the other; a new row after every n_columns cells. The first
 * column names the row. */
enum bw_page_side { BW_PAGE_RIGHT, BW_PAGE_LEFT, BW_PAGE_FIXED /* left, in one line */ };
struct bw_page_table {
    FILE *out;
    size_t n_columns, at;
    const enum bw_page_side *sides; /* where cells stand, by column; NULL: all at the right */
};
struct bw_page_table bw_page_table_begin(FILE *out, const char *const titles[], size_t n_columns);
struct bw_page_table bw_page_table_sided(FILE *out, const char *const titles[],
                                         const enum bw_page_side sides[], size_t n_columns);
void bw_page_table_cell(struct bw_page_table *table, const char *text);
void bw_page_table_end(struct bw_page_table *table);
