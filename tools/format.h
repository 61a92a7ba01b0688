#pragma once
/* Figures as people read them: Dutch or English numbers, euros, hours, dates, shares, level bars.
 * Every function fills buf of BW_FORMAT_LEN bytes and returns it. Pure, any thread. */
#include <stdint.h>

#include "model/catalogue.h"

#define BW_FORMAT_LEN 64

/* "1.234,5" or "1,234.5", rounded half away from zero to `decimals` (at most 6). */
char *bw_format_number(char *buf, enum bw_lang lang, double value, int decimals);
/* "€ 1.250,00" or "€1,250.00". */
char *bw_format_euro(char *buf, enum bw_lang lang, int64_t cents);
/* "7,5 uur", "16 uur"; "7.5 h", "16 h". */
char *bw_format_hours(char *buf, enum bw_lang lang, double hours);
/* "04-03-2026" of "2026-03-04", English as it is; anything else as it is (cut). */
char *bw_format_date(char *buf, enum bw_lang lang, const char *date);
/* "62%" of .62. */
char *bw_format_share(char *buf, double share);
/* Five places: ▰ for what is there, ▱ up to what is needed, · above that; need < 0: all five. */
char *bw_format_level(char *buf, double have, double need);
