#pragma once
/* Drawings in a page: lines, points with their intervals, bars and fields of amounts, as inline SVG
 * that a screen reader can tell about (title, description) and that is readable without colours.
 * Writes to a stream. One thread. */
#include "tools/card/page.h"

enum bw_ink { BW_INK_1 = 1, BW_INK_2, BW_INK_3 };

/* A square field from (0, 0) to (1, 1): shares on both axes. */
struct bw_field {
    const char *title;
    const char *about; /* what is to be seen, in a sentence: the text alternative */
    const char *x, *y; /* what the axes show */
};

void bw_field_begin(FILE *out, const struct bw_field *field);
/* The line on which x = y. */
void bw_field_even(FILE *out);
void bw_field_line(FILE *out, const double *x, const double *y, size_t n, enum bw_ink ink);

/* A point, how large it is (radius) and how far it may lie off upwards and downwards. */
struct bw_spot {
    double x, y, low, high, radius;
};
void bw_field_spot(FILE *out, const struct bw_spot *spot, enum bw_ink ink);
/* Ends the field; names[i], of `n`, is what ink i + 1 stands for. */
void bw_field_end(FILE *out, const char *const names[], size_t n);

/* Named amounts as bars from the left, with the amount written beside each. */
struct bw_bar {
    const char *name;
    double amount;
    const char *shown;
};
void bw_bars(FILE *out, const char *title, const char *about, const struct bw_bar *bars, size_t n);

/* A bar of two parts: full, then in outline. */
struct bw_stack {
    const char *name;
    double amounts[2]; /* >= 0 */
    const char *shown;
};
struct bw_stacks {
    const char *title, *about;
    const char *parts[2];  /* what they stand for; the second NULL: there is only one */
    double mark;           /* a line through all bars, when > 0, */
    const char *mark_said; /* and what it stands for */
};
void bw_stacks(FILE *out, const struct bw_stacks *field, const struct bw_stack *bars, size_t n);

/* Rows and columns of amounts, darker where there is more, with the amount in each cell. */
struct bw_heat {
    const char *title, *about;
    const char *const *rows, *const *columns; /* names */
    size_t n_rows, n_columns;
    const double *cells;      /* row by row, >= 0; NAN: nothing there */
    const char *const *shown; /* likewise */
};
void bw_heat_field(FILE *out, const struct bw_heat *heat);
