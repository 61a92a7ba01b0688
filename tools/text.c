#include "tools/text.h"

#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

static bool utf8_locale;

void bw_text_setup(void)
{
    utf8_locale = setlocale(LC_CTYPE, "C.UTF-8") || setlocale(LC_CTYPE, "en_US.UTF-8") ||
                  setlocale(LC_CTYPE, "nl_NL.UTF-8");
}

/* Bytes of the character at text[0], by its first byte; at most len. */
static size_t character_size(const char *text, size_t len)
{
    unsigned char b = (unsigned char)*text;
    size_t size = b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    return size < len ? size : len;
}

static size_t character_width(const char *text, size_t size)
{
    wchar_t wide;
    mbstate_t state;
    memset(&state, 0, sizeof state);
    if (!utf8_locale || mbrtowc(&wide, text, size, &state) > size)
        return 1;
    int width = wcwidth(wide);
    return width < 0 ? 1 : (size_t)width;
}

size_t bw_text_width(const char *text, size_t len)
{
    size_t width = 0;
    for (size_t at = 0, size; at < len; at += size) {
        size = character_size(text + at, len - at);
        width += character_width(text + at, size);
    }
    return width;
}

size_t bw_text_front(const char *text, size_t len, size_t width)
{
    size_t at = 0, taken = 0;
    while (at < len) {
        size_t size = character_size(text + at, len - at);
        taken += character_width(text + at, size);
        if (taken > width)
            break;
        at += size;
    }
    return at;
}

static void spaces(FILE *out, size_t n)
{
    fprintf(out, "%*s", (int)n, "");
}

void bw_text_put(FILE *out, const char *text, size_t width, int right)
{
    size_t len = strlen(text), has = bw_text_width(text, len);
    if (has > width && width > 0) {
        len = bw_text_front(text, len, width - 1);
        has = bw_text_width(text, len) + 1;
        fwrite(text, 1, len, out);
        fputs("…", out);
        spaces(out, width - has);
        return;
    }
    if (right)
        spaces(out, width - has);
    fwrite(text, 1, len, out);
    if (!right)
        spaces(out, width - has);
}

/* Is the character before `at` a sign that belongs to what follows: the euro of an amount? */
static bool holds_on(const char *text, size_t at)
{
    static const char euro[] = "€";
    size_t len = sizeof euro - 1;
    return at >= len && memcmp(text + at - len, euro, len) == 0;
}

size_t bw_text_line(const char *text, size_t len, size_t width)
{
    size_t fits = bw_text_front(text, len, width);
    if (fits == len)
        return len;
    for (size_t at = fits; at > 0; at--)
        if (text[at] == ' ' && !holds_on(text, at))
            return at;
    return fits ? fits : character_size(text, len);
}

void bw_text_wrap(FILE *out, const char *first, const char *text, size_t width)
{
    size_t left = strlen(text), indent = bw_text_width(first, strlen(first));
    size_t room = width > indent + 10 ? width - indent : 10;
    fputs(first, out);
    while (bw_text_width(text, left) > room) {
        size_t size = bw_text_line(text, left, room);
        fwrite(text, 1, size, out);
        while (size < left && text[size] == ' ')
            size++;
        text += size;
        left -= size;
        fputc('\n', out);
        spaces(out, indent);
    }
    fwrite(text, 1, left, out);
    fputc('\n', out);
}

void bw_text_clean(char *text)
{
    for (unsigned char *at = (unsigned char *)text; *at; at++) {
        if (*at < 0x20 || *at == 0x7f)
            *at = ' ';
        else if (*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0) /* U+0080 to U+009F */
            at[0] = at[1] = ' ';
    }
}

size_t bw_text_terminal(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size = {0};
    long width = columns ? strtol(columns, NULL, 10) : 0;
    if (width <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    if (width <= 0)
        width = 100;
    return width < 40 ? 40 : width > 400 ? 400 : (size_t)width;
}
