#pragma once
/* Folders that are made for a while, where the system has such. */
#include <stdbool.h>
#include <stddef.h>

/* Makes `NAME.XXXXXX` in $TMPDIR, else in /tmp, also where $TMPDIR is so long that a socket's path
 * (107 bytes) would not fit below it; out[size] becomes its path. False with errno, and where it
 * was to be in out, when it cannot be made. */
bool bw_scratch_make(const char *name, char *out, size_t size);
