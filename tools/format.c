#include "tools/format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Digits in groups of three into buf; returns the end. */
static char *group(char *buf, uint64_t value, char separator)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            *buf++ = separator;
        *buf++ = digits[i];
    }
    *buf = 0;
    return buf;
}

/* value / 10^decimals. */
static char *scaled(char *buf, enum bw_lang lang, int64_t value, int decimals)
{
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value, unit = 1;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    char *at = buf;
    if (value < 0)
        *at++ = '-';
    at = group(at, size / unit, lang == BW_NL ? '.' : ',');
    if (decimals == 0)
        return buf;
    *at++ = lang == BW_NL ? ',' : '.';
    for (unit /= 10; unit > 0; unit /= 10)
        *at++ = (char)('0' + size / unit % 10);
    *at = 0;
    return buf;
}

char *bw_format_number(char *buf, enum bw_lang lang, double value, int decimals)
{
    double unit = 1;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    if (!isfinite(value) || fabs(value) * unit > 9e18) {
        snprintf(buf, BW_FORMAT_LEN, "%g", value);
        return buf;
    }
    /* The nudge lets 0.15, which is kept as a little less, round up as a reader expects. */
    double nudge = fabs(value) * unit < 1e9 ? 1 + 1e-12 : 1;
    return scaled(buf, lang, llround(value * unit * nudge), decimals);
}

char *bw_format_euro(char *buf, enum bw_lang lang, int64_t cents)
{
    char amount[BW_FORMAT_LEN];
    scaled(amount, lang, cents, 2);
    snprintf(buf, BW_FORMAT_LEN, lang == BW_NL ? "€ %.40s" : "€%.40s", amount);
    return buf;
}

char *bw_format_hours(char *buf, enum bw_lang lang, double hours)
{
    char number[BW_FORMAT_LEN];
    bool whole = fabs(hours - round(hours)) < .05;
    bw_format_number(number, lang, hours, whole ? 0 : 1);
    snprintf(buf, BW_FORMAT_LEN, "%.40s %s", number, lang == BW_NL ? "uur" : "h");
    return buf;
}

char *bw_format_date(char *buf, enum bw_lang lang, const char *date)
{
    bw_day day;
    if (lang == BW_NL && bw_day_parse(date, strlen(date), &day))
        snprintf(buf, BW_FORMAT_LEN, "%.2s-%.2s-%.4s", date + 8, date + 5, date);
    else
        snprintf(buf, BW_FORMAT_LEN, "%.40s", date);
    return buf;
}

char *bw_format_share(char *buf, double share)
{
    snprintf(buf, BW_FORMAT_LEN, "%ld%%", lround(share * 100 * (1 + 1e-12)));
    return buf;
}

char *bw_format_level(char *buf, double have, double need)
{
    long full = lround(have), wanted = need < 0 ? 5 : lround(need);
    char *at = buf;
    for (long i = 0; i < 5; i++) {
        const char *mark = i < full ? "▰" : i < wanted ? "▱" : "·";
        memcpy(at, mark, strlen(mark));
        at += strlen(mark);
    }
    *at = 0;
    return buf;
}
