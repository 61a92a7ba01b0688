#pragma once
/* A table for a person: columns as wide as their content, the flexible ones wrapped when the
 * terminal is narrow, and notes under a row over the whole width. Owns copies of its texts. */
#include <stdbool.h>
#include <stdio.h>

struct bw_column {
    const char *title;
    bool right;    /* aligned: figures */
    bool flexible; /* may be wrapped when there is no room */
};

struct bw_table;

/* columns are copied, titles too. Ends the program when memory is out, as all adders do. */
struct bw_table *bw_table_make(const struct bw_column *columns, size_t n);
void bw_table_free(struct bw_table *table);
/* The next cell, row by row. Control characters become spaces. */
void bw_table_cell(struct bw_table *table, const char *text);
void bw_table_cellf(struct bw_table *table, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A line under the row of the last cell: `mark` in front, the rest wrapped. */
void bw_table_note(struct bw_table *table, const char *mark, const char *text);
/* Prints at most `width` columns, each line after `indent` spaces. */
void bw_table_print(const struct bw_table *table, FILE *out, size_t indent, size_t width);
size_t bw_table_rows(const struct bw_table *table);
