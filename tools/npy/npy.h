#pragma once
/* Rows of numbers from a file of NumPy's (.npy, format 1.0, 2.0 or 3.0), one after the other, so
 * that a file of any length takes the memory of a row. Taken are arrays of two dimensions, row by
 * row, of float32 or float16 in either byte order; a row is given as float32, which holds every
 * float16 exactly. Owns the open file. Never guesses: whatever else a file may be is refused with
 * its name and what would be right. One thread at a time; nothing to do with requests. */
#include <stdint.h>
#include <stdio.h>

#include "model/base/err.h"

#define BW_NPY_COLUMNS_MOST 4096

struct bw_npy;

/* Opens a file and reads its header; when the file's length can be known, that it fits too.
 * not_found when it cannot be opened, bad_request when it cannot be taken. */
enum bw_err bw_npy_open(const char *path, struct bw_npy **out, struct bw_fail *fail);
/* The same of an open file at its beginning, called `name` in errors. It is closed, also when this
 * fails. */
enum bw_err bw_npy_from(FILE *file, const char *name, struct bw_npy **out, struct bw_fail *fail);
void bw_npy_free(struct bw_npy *npy);

uint64_t bw_npy_rows(const struct bw_npy *npy);    /* at least 1 */
uint32_t bw_npy_columns(const struct bw_npy *npy); /* 1 .. BW_NPY_COLUMNS_MOST */

/* The next row, bw_npy_columns numbers: finite, and not all 0. To be called once for each row; with
 * the last it is seen that nothing follows. bad_request names the row, counted from 1 as lines are,
 * and its place in the array, counted from 0 as NumPy does. After a failure there is no next. */
enum bw_err bw_npy_next(struct bw_npy *npy, float *row, struct bw_fail *fail);

/* A float16 (IEEE 754 binary16), from its bits. */
float bw_npy_half(uint16_t bits);
