#pragma once
/* Asking a person about one proposal after another: single keys on a terminal, lines when the input
 * is a file or a pipe. Owns the terminal's mode while it waits for a key, and nothing in between.
 * One thread. */
#include <stdbool.h>
#include <stddef.h>

#define BW_REVIEW_END (-1)

/* Shows the choices, words with their key in brackets ("[s]ame", "sto[p]"), and waits until one is
 * made; its place among them. BW_REVIEW_END: nothing more will come (the input ended, or Ctrl-C or
 * Ctrl-D). Of a line the first letter counts. */
int bw_review_ask(const char *const choices[], size_t n);

/* Asks for a line of text after `prompt` into out[size], without its line end; cut when it is too
 * long. false when the input ended. */
bool bw_review_line(const char *prompt, char *out, size_t size);
