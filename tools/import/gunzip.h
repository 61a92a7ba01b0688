#pragma once
/* Unpacks a gzip file held in memory. Owns the bound on what may come out of it; the format is
 * zlib's. Any thread. */
#include <stddef.h>

#include "model/base/err.h"

/* The most that one file may unpack to: some forty times the largest file that is imported. */
#define BW_GUNZIP_MOST ((size_t)1 << 30)

/* All of packed[len] (several members, too) into *out, which the caller frees. bad_request when it
 * is no gzip, damaged or cut off, too_large when more than `most` bytes come out. */
enum bw_err bw_gunzip(const char *packed, size_t len, size_t most, char **out, size_t *out_len,
                      struct bw_fail *fail);
