#pragma once
/* Moments, as RFC 3339 text. Owns the reading of offsets and the one form that is kept. Any thread.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/base/day.h"

#define BW_TIME_TEXT_LEN 20

/* Reads RFC 3339 ("2026-03-04T09:12:00Z", "…T10:12:00.5+01:00"; fractions are dropped) and writes
 * "YYYY-MM-DDTHH:MM:SSZ" with a terminating zero into utc[BW_TIME_TEXT_LEN + 1]; false when it is
 * no time. */
bool bw_time_to_utc(const char *text, size_t len, char *utc);
/* The moment `seconds` after 1970 in that form; of the years 1900 to 2999. */
void bw_time_format(int64_t seconds, char *utc);
/* Seconds since 1970 of a moment in that form. */
int64_t bw_time_seconds(const char *utc);
