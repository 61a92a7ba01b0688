#pragma once
/* Calendar days. Owns the reading, writing and arithmetic of dates as whole days; never asks the
 * clock, which is a parameter everywhere. Any thread. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Days since 1970-01-01 in the proleptic Gregorian calendar. */
typedef int32_t bw_day;

#define BW_DAY_NONE INT32_MIN
#define BW_DAY_TEXT_LEN 10
/* Mean length of a month in days, the unit of ages and half-lives. */
#define BW_DAYS_PER_MONTH 30.4375

/* Reads exactly "YYYY-MM-DD" (years 1900 to 2999); false, with *out untouched, when it is no date.
 */
bool bw_day_parse(const char *text, size_t len, bw_day *out);

/* Writes "YYYY-MM-DD" and a terminating zero into buf of BW_DAY_TEXT_LEN + 1 bytes. */
void bw_day_format(bw_day day, char *buf);

/* The same day of the month `months` (>= 0) later, clamped to that month's last day. */
bw_day bw_day_add_months(bw_day day, int months);

/* The first of January of the year, and the first day of the quarter, in which `day` lies. */
bw_day bw_day_year_start(bw_day day);
bw_day bw_day_quarter_start(bw_day day);
