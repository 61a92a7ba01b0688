#include "data/time.h"

#include <stdio.h>

static bool two_digits(const char *at, int most, int *out)
{
    if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
        return false;
    *out = 10 * (at[0] - '0') + (at[1] - '0');
    return *out <= most;
}

/* Offset in minutes of "Z" or "+HH:MM" that ends the text at `at`. */
static bool offset_of(const char *at, size_t left, int *minutes)
{
    int hours, rest;
    *minutes = 0;
    if (left == 1)
        return at[0] == 'Z' || at[0] == 'z';
    if (left != 6 || (at[0] != '+' && at[0] != '-') || at[3] != ':')
        return false;
    if (!two_digits(at + 1, 23, &hours) || !two_digits(at + 4, 59, &rest))
        return false;
    *minutes = (at[0] == '-' ? -1 : 1) * (60 * hours + rest);
    return true;
}

bool bw_time_to_utc(const char *text, size_t len, char *utc)
{
    bw_day day;
    int hour, minute, second, offset;
    if (len < BW_TIME_TEXT_LEN || !bw_day_parse(text, BW_DAY_TEXT_LEN, &day))
        return false;
    if ((text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':')
        return false;
    if (!two_digits(text + 11, 23, &hour) || !two_digits(text + 14, 59, &minute) ||
        !two_digits(text + 17, 60, &second))
        return false;
    size_t at = 19;
    if (text[at] == '.') {
        for (at++; at < len && text[at] >= '0' && text[at] <= '9'; at++)
            ;
        if (at == 20)
            return false;
    }
    if (!offset_of(text + at, len - at, &offset))
        return false;
    int minutes = 60 * hour + minute - offset;
    int shift = minutes < 0 ? -1 : minutes >= 1440 ? 1 : 0;
    minutes -= 1440 * shift;
    bw_day_format(day + shift, utc);
    unsigned left = (unsigned)minutes;
    snprintf(utc + BW_DAY_TEXT_LEN, BW_TIME_TEXT_LEN + 1 - BW_DAY_TEXT_LEN, "T%02u:%02u:%02uZ",
             left / 60 % 24, left % 60, (unsigned)(second > 59 ? 59 : second) % 100);
    return true;
}

void bw_time_format(int64_t seconds, char *utc)
{
    int64_t day = seconds / 86400, left = seconds % 86400;
    if (left < 0) {
        left += 86400;
        day--;
    }
    bw_day_format((bw_day)day, utc);
    unsigned of_day = (unsigned)left;
    snprintf(utc + BW_DAY_TEXT_LEN, BW_TIME_TEXT_LEN + 1 - BW_DAY_TEXT_LEN, "T%02u:%02u:%02uZ",
             of_day / 3600 % 24, of_day / 60 % 60, of_day % 60);
}

int64_t bw_time_seconds(const char *utc)
{
    static const int64_t worth[] = {3600, 60, 1};
    const char *at = utc + BW_DAY_TEXT_LEN + 1;
    bw_day day = 0;
    bw_day_parse(utc, BW_DAY_TEXT_LEN, &day);
    int64_t seconds = (int64_t)day * 86400;
    for (size_t i = 0; i < 3; i++, at += 3)
        seconds += worth[i] * (10 * (at[0] - '0') + (at[1] - '0'));
    return seconds;
}
