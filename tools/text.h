#pragma once
/* UTF-8 text on a terminal: how wide it is, cutting and padding to a width, wrapping. Owns the
 * choice of the character type locale (and no other part of the locale). One thread. */
#include <stddef.h>
#include <stdio.h>

/* Takes a UTF-8 locale for character types, when the system has one; without one every character
 * counts as one column. Once, in main. */
void bw_text_setup(void);

/* Columns that text[len] takes. */
size_t bw_text_width(const char *text, size_t len);
/* Bytes of the longest front of text[len] that fits in `width` columns. */
size_t bw_text_front(const char *text, size_t len, size_t width);
/* Bytes of text[len] for one line of `width` columns: up to the last space that fits, else as many
 * as fit, at least one character. */
size_t bw_text_line(const char *text, size_t len, size_t width);
/* Writes `text` in exactly `width` columns: padded at the right (at the left when `right`), or cut
 * with an ellipsis. */
void bw_text_put(FILE *out, const char *text, size_t width, int right);
/* Writes `text` in lines of at most `width` columns, broken at spaces, the first after `first`, the
 * others after as many spaces. */
void bw_text_wrap(FILE *out, const char *first, const char *text, size_t width);
/* Makes control characters (line ends, escapes) spaces, in place: nothing from the wire may steer
 * the terminal. */
void bw_text_clean(char *text);

/* COLUMNS, else what the terminal on stdout says, else 100; from 40 to 400. */
size_t bw_text_terminal(void);
