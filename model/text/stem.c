#include "model/text/stem.h"

#include <string.h>

#define SHORT 5

/* An ending, how many characters are to be before it, and how many of it stay. */
struct ending {
    const char *text;
    uint32_t before, stay;
};

static bool ends(const uint32_t *codes, uint32_t n, const char *text)
{
    uint32_t len = (uint32_t)strlen(text);
    if (n < len)
        return false;
    for (uint32_t i = 0; i < len; i++)
        if (codes[n - len + i] != (unsigned char)text[i])
            return false;
    return true;
}

/* Takes off the first ending of the list that fits; how many characters are left. */
static uint32_t cut(const uint32_t *codes, uint32_t n, const struct ending *endings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t len = (uint32_t)strlen(endings[i].text);
        if (n >= len + endings[i].before && ends(codes, n, endings[i].text))
            return n - len + endings[i].stay;
    }
    return n;
}

static bool is_vowel(uint32_t code)
{
    return code < 128 && code && strchr("aeiou", (int)code) != NULL;
}

/* "planner" and "plan", "beheer" and "beheren", "geven" and "gegeef": what Dutch spelling does to
 * the end of a stem. */
static uint32_t settle(uint32_t *codes, uint32_t n)
{
    if (n >= 4 && codes[n - 1] == codes[n - 2] && !is_vowel(codes[n - 1]))
        n--;
    if (n >= 4 && codes[n - 2] == codes[n - 3] && is_vowel(codes[n - 2]) &&
        !is_vowel(codes[n - 1])) {
        codes[n - 2] = codes[n - 1];
        n--;
    }
    if (codes[n - 1] == 'v')
        codes[n - 1] = 'f';
    if (codes[n - 1] == 'z')
        codes[n - 1] = 's';
    return n;
}

static uint32_t without_number(uint32_t *codes, uint32_t n)
{
    static const struct ending endings[] = {{"sses", 1, 2}, {"xes", 2, 1}, {"ches", 2, 2},
                                            {"shes", 2, 2}, {"ss", 0, 2},  {"us", 0, 2},
                                            {"is", 0, 2},   {"en", 3, 0},  {"s", 3, 0}};
    if (n > 5 && ends(codes, n, "ies")) {
        codes[n - 3] = 'y';
        return n - 2;
    }
    return cut(codes, n, endings, sizeof endings / sizeof *endings);
}

static bool has_digit(const uint32_t *codes, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (codes[i] >= '0' && codes[i] <= '9')
            return true;
    return false;
}

uint32_t bw_stem(uint32_t *codes, uint32_t n)
{
    static const struct ending silent[] = {{"e", 4, 0}};
    static const struct ending rest[] = {{"s", 4, 0}};
    static const struct ending nouns[] = {
        {"atie", 4, 0}, {"ation", 4, 0}, {"ing", 4, 0}, {"ment", 4, 0}, {"ate", 4, 0}};
    static const struct ending verbs[] = {{"eer", 6, 0},
                                          {"er", 6, 0}}; /* "coordiner", not "uitvoer" */
    if (n < SHORT || has_digit(codes, n))
        return n;
    n = without_number(codes, n);
    n = settle(codes, n);
    n = cut(codes, n, nouns, sizeof nouns / sizeof *nouns);
    n = settle(codes, n);
    n = cut(codes, n, verbs, sizeof verbs / sizeof *verbs);
    n = settle(codes, cut(codes, n, rest, 1)); /* "prijzen" has become "prijs", and that "prij" */
    n = cut(codes, n, silent, 1);
    return settle(codes, n);
}
