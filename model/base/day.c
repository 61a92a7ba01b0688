#include "model/base/day.h"

struct civil {
    int year, month, day;
};

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month)
{
    static const int length[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : length[month - 1];
}

static int floor_div(int a, int b)
{
    return a / b - (a % b < 0);
}

/* Days before 1 January of `year`, counted from 1970-01-01. */
static int year_start(int year)
{
    int y = year - 1;
    return 365 * (year - 1970) + (floor_div(y, 4) - 492) - (floor_div(y, 100) - 19) +
           (floor_div(y, 400) - 4);
}

static bw_day from_civil(struct civil c)
{
    int day = year_start(c.year) + c.day - 1;
    for (int m = 1; m < c.month; m++)
        day += month_length(c.year, m);
    return day;
}

static struct civil to_civil(bw_day day)
{
    /* A year that is never late; the loop below makes up for its being early. */
    struct civil c = {.year = 1970 + floor_div(day, day < 0 ? 365 : 366), .month = 1};
    while (year_start(c.year + 1) <= day)
        c.year++;
    int rest = day - year_start(c.year);
    while (rest >= month_length(c.year, c.month))
        rest -= month_length(c.year, c.month++);
    c.day = rest + 1;
    return c;
}

static bool digits(const char *text, int n, int *out)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = 10 * value + (text[i] - '0');
    }
    *out = value;
    return true;
}

bool bw_day_parse(const char *text, size_t len, bw_day *out)
{
    struct civil c;
    if (len != BW_DAY_TEXT_LEN || text[4] != '-' || text[7] != '-')
        return false;
    if (!digits(text, 4, &c.year) || !digits(text + 5, 2, &c.month) || !digits(text + 8, 2, &c.day))
        return false;
    if (c.year < 1900 || c.year > 2999 || c.month < 1 || c.month > 12 || c.day < 1)
        return false;
    if (c.day > month_length(c.year, c.month))
        return false;
    *out = from_civil(c);
    return true;
}

static void put(char *buf, int value, int n)
{
    for (int i = n - 1; i >= 0; i--, value /= 10)
        buf[i] = (char)('0' + value % 10);
}

void bw_day_format(bw_day day, char *buf)
{
    struct civil c = to_civil(day);
    put(buf, c.year, 4);
    put(buf + 5, c.month, 2);
    put(buf + 8, c.day, 2);
    buf[4] = buf[7] = '-';
    buf[10] = '\0';
}

bw_day bw_day_add_months(bw_day day, int months)
{
    struct civil c = to_civil(day);
    int n = c.year * 12 + (c.month - 1) + months;
    c.year = n / 12;
    c.month = n % 12 + 1;
    int last = month_length(c.year, c.month);
    if (c.day > last)
        c.day = last;
    return from_civil(c);
}

bw_day bw_day_year_start(bw_day day)
{
    return year_start(to_civil(day).year);
}

bw_day bw_day_quarter_start(bw_day day)
{
    struct civil civil = to_civil(day);
    civil.month = (civil.month - 1) / 3 * 3 + 1;
    civil.day = 1;
    return from_civil(civil);
}
