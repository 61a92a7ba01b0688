#pragma once
/* What the header of a .npy file says, a Python dictionary in text:
 * "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 456), }" with spaces and a line end behind
 * it. Owns its grammar, as strict as Python's and narrower: the three keys of the format once each,
 * in any order, texts without escapes, whole numbers, one tuple. What the values mean is
 * tools/npy/npy's. No memory. Any thread. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/base/err.h"

struct bw_npy_text {
    const char *at; /* borrowed from the header, not terminated */
    size_t len;
};

struct bw_npy_header {
    struct bw_npy_text descr; /* the type of a number: <f4 */
    bool by_columns;          /* fortran_order */
    uint64_t shape[2];        /* the first two */
    size_t n_dims;
};

/* Reads the `len` characters of a header. bad_request with the place and what is wanted there. */
enum bw_err bw_npy_header_read(const char *text, size_t len, struct bw_npy_header *out,
                               struct bw_fail *fail);

/* Text of a file made fit to be shown: its first characters, each that is no plain ASCII as ?. */
#define BW_NPY_SHOWN 24
const char *bw_npy_show(const char *at, size_t len, char shown[BW_NPY_SHOWN + 4]);
