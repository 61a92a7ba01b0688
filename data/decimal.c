/* The fewest digits of a float. A double is m × 2^e; scaled by a power of ten so that 17 digits
 * stand before the point it is m × 5^p / 2^s, which 128 bits hold exactly for everything from 1e-14
 * to 1e15. Whoever reads the digits back rounds to the nearest double, so a rounded value W' is
 * right when it lies within half a step of the double's last bit: |W' - W| <= 5^p / 2^(s+1).
 * Decimals of 15 digits lie further apart than doubles do, so if any of at most 15 digits is right
 * it is the one nearest of 15, less its zeros; else 16 are tried, and 17 are always right. No
 * digits are guessed: what is outside that range is left to printf. */
#include "data/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

#define DIGITS_MOST 17
#define LEAST 1e-14
#define MOST 1e15
#define MANTISSA_BITS 52

static const uint64_t ten_to_17 = 100000000000000000u;

static char *put_pair(char *at, unsigned pair)
{
    at[0] = (char)('0' + pair / 10);
    at[1] = (char)('0' + pair % 10);
    return at + 2;
}

/* All digits of value, the first not 0 unless it is the only one. */
static char *put_digits(char *at, uint64_t value)
{
    char back[24];
    size_t i = sizeof back;
    while (value >= 100) {
        i -= 2;
        put_pair(back + i, (unsigned)(value % 100));
        value /= 100;
    }
    if (value >= 10) {
        i -= 2;
        put_pair(back + i, (unsigned)value);
    } else {
        back[--i] = (char)('0' + value);
    }
    memcpy(at, back + i, sizeof back - i);
    return at + (sizeof back - i);
}

size_t bw_decimal_unsigned(char *text, uint64_t value)
{
    return (size_t)(put_digits(text, value) - text);
}

size_t bw_decimal_signed(char *text, int64_t value)
{
    if (value >= 0)
        return bw_decimal_unsigned(text, (uint64_t)value);
    *text = '-';
    return 1 + bw_decimal_unsigned(text + 1, 0 - (uint64_t)value);
}

/* A double scaled to 17 digits before the point: twice / 2^(shift+1), known exactly. */
struct scaled {
    wide twice;         /* 2 × m × 5^p */
    unsigned shift;     /* s */
    wide above, below;  /* how far, in the same unit, a reader still rounds to it */
    bool ends_included; /* a reader's tie goes to the even one */
    int exponent;       /* of the first digit: 10^exponent */
};

/* 5^p for p up to 31: 2 × m × 5^p stays below 2^126. */
static wide five_to(unsigned p)
{
    static const uint64_t table[] = {1, 5, 25, 125, 625, 3125, 15625, 78125};
    wide value = table[p % 8];
    for (unsigned i = 0; i < p / 8; i++)
        value *= 390625u;
    return value;
}

static uint64_t whole(const struct scaled *scaled)
{
    return (uint64_t)(scaled->twice >> (scaled->shift + 1));
}

static struct scaled scale_to(uint64_t m, int e, int exponent)
{
    unsigned p = (unsigned)(16 - exponent);
    wide five = five_to(p);
    bool narrow = m == (uint64_t)1 << MANTISSA_BITS; /* the double below is half as far */
    return (struct scaled){.twice = five * 2 * m,
                           .shift = (unsigned)(-e - (int)p),
                           .above = five,
                           .below = narrow ? five / 2 : five,
                           .ends_included = m % 2 == 0,
                           .exponent = exponent};
}

/* value: LEAST <= value < MOST and not integral. */
static struct scaled scale(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int e = (int)(bits >> MANTISSA_BITS) - 1023;
    uint64_t m = (bits & (((uint64_t)1 << MANTISSA_BITS) - 1)) | (uint64_t)1 << MANTISSA_BITS;
    /* floor(e × log10(2)) is the exponent or one less. */
    int exponent = (e * 78913) >> 18;
    struct scaled scaled = scale_to(m, e - MANTISSA_BITS, exponent);
    if (whole(&scaled) >= ten_to_17)
        scaled = scale_to(m, e - MANTISSA_BITS, exponent + 1);
    return scaled;
}

/* Nearest multiple of `unit` (1, 10 or 100), ties to the even one. */
static uint64_t round_to(const struct scaled *scaled, unsigned unit)
{
    uint64_t quotient = whole(scaled) / unit, rest = whole(scaled) % unit;
    wide down = ((wide)rest << (scaled->shift + 1)) +
                (scaled->twice & (((wide)1 << (scaled->shift + 1)) - 1));
    wide half = (wide)unit << scaled->shift;
    bool up = down > half || (down == half && quotient % 2 == 1);
    return (quotient + up) * unit;
}

static bool reads_back(const struct scaled *scaled, uint64_t rounded)
{
    wide other = (wide)rounded << (scaled->shift + 1);
    bool over = other >= scaled->twice;
    wide off = over ? other - scaled->twice : scaled->twice - other;
    wide most = over ? scaled->above : scaled->below;
    return scaled->ends_included ? off <= most : off < most;
}

/* The fewest digits without zeros at the end; *exponent as it is after rounding. */
static uint64_t fewest(const struct scaled *scaled, int *exponent)
{
    uint64_t digits = round_to(scaled, 100);
    if (!reads_back(scaled, digits))
        digits = round_to(scaled, 10);
    if (!reads_back(scaled, digits))
        digits = round_to(scaled, 1);
    *exponent = scaled->exponent + (digits >= ten_to_17);
    if (digits % 100000000 == 0)
        digits /= 100000000;
    while (digits % 10 == 0)
        digits /= 10;
    return digits;
}

/* As %g: "0.00012", "12.5", "1.2e-05". */
static char *lay_out(char *at, uint64_t number, int exponent)
{
    char digits[24];
    size_t n = (size_t)(put_digits(digits, number) - digits), before = 1;
    if (exponent >= 0) {
        before = (size_t)exponent + 1;
    } else if (exponent >= -4) {
        memcpy(at, "0.000", 5);
        at += 1 - exponent;
        memcpy(at, digits, n);
        return at + n;
    }
    memcpy(at, digits, before);
    at += before;
    if (n > before) {
        *at++ = '.';
        memcpy(at, digits + before, n - before);
        at += n - before;
    }
    if (exponent >= 0)
        return at;
    *at++ = 'e';
    *at++ = '-';
    return put_pair(at, (unsigned)-exponent);
}

/* What is rare: tries one digit after another. Up to 17 digits before the point %g writes without
 * an exponent: what then looks like an integer keeps ".0". */
static size_t by_printf(char *text, double value)
{
    char buf[BW_DECIMAL_LEN];
    int len = 0;
    for (int digits = 1; digits <= DIGITS_MOST; digits++) {
        len = snprintf(buf, sizeof buf, "%.*g", digits, value);
        if (strtod(buf, NULL) == value)
            break;
    }
    if (strspn(buf, "-0123456789") == (size_t)len) {
        memcpy(buf + len, ".0", 2);
        len += 2;
    }
    memcpy(text, buf, (size_t)len);
    return (size_t)len;
}

size_t bw_decimal_float(char *text, double value)
{
    double size = fabs(value);
    char *at = text;
    bool integral = size < MOST && size == (double)(uint64_t)size;
    if (!integral && !(size >= LEAST && size < MOST))
        return by_printf(text, value);
    if (signbit(value))
        *at++ = '-';
    if (integral) {
        at = put_digits(at, (uint64_t)size);
        *at++ = '.';
        *at++ = '0';
        return (size_t)(at - text);
    }
    struct scaled scaled = scale(size);
    int exponent;
    uint64_t digits = fewest(&scaled, &exponent);
    return (size_t)(lay_out(at, digits, exponent) - text);
}
