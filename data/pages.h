#pragma once
/* The pages of the data file as they lie on the disk: LMDB trusts them, and follows a damaged one
 * wherever it leads. Owns the knowledge of LMDB's layout (data version 1); never writes, never uses
 * LMDB. Nobody may write the file meanwhile. Any thread. */
#include <stdint.h>

#include "model/base/err.h"

/* Is what the file begins with whole, and is the file as long as that says? internal when not, with
 * the file's name; BW_OK when there is no file, or it is still empty. Cheap: two pages are read. */
enum bw_err bw_pages_look(const char *dir, struct bw_fail *fail);

/* Every page of every tree: header, offsets, order and bounds of keys, counts, what is free; each
 * thing that is wrong is told. With nothing wrong LMDB can read all of it without harm, and finds
 * each key that is there. *n_pages: looked at. internal when the file cannot be read. */
enum bw_err bw_pages_verify(const char *dir, void (*report)(void *context, const char *text),
                            void *context, uint64_t *n_pages, struct bw_fail *fail);
