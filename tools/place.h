#pragma once
/* Paths as whoever types them means them, for a daemon that runs elsewhere in the tree. Any thread.
 */
#include <stdbool.h>
#include <stddef.h>

/* `path` from the root, into out[size]; need not exist. False when it is too long, or there is no
 * current folder. */
bool bw_place_absolute(const char *path, char *out, size_t size);
