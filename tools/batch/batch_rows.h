#pragma once
/* Answers as rows of CSV, one a suggestion. Owns the columns and the reasons in short words. Any
 * thread. */
#include <msgpack.h>

#include "model/catalogue.h"

extern const char bw_batch_rows_header[];

/* Appends the rows of the packed answer at[len], or, when it is {employee, error}, a line that says
 * so. */
void bw_batch_rows_add(enum bw_lang lang, const unsigned char *at, size_t len,
                       msgpack_sbuffer *out);
