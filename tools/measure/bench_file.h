#pragma once
/* Reading a whole file of text. Owns nothing. Any thread. */
#include <stddef.h>

#include "model/base/err.h"

/* *out: its *len bytes with a zero behind them, the caller's to free. bad_request names the file.
 */
enum bw_err bw_file_read(const char *path, char **out, size_t *len, struct bw_fail *fail);
