#include "model/base/err.h"

#include <stdio.h>

const char *bw_err_name(enum bw_err code)
{
    static const char *const names[BW_ERR_COUNT] = {
        [BW_OK] = "ok",
        [BW_BAD_REQUEST] = "bad_request",
        [BW_NOT_FOUND] = "not_found",
        [BW_CONFLICT] = "conflict",
        [BW_UNAUTHENTICATED] = "unauthenticated",
        [BW_FORBIDDEN] = "forbidden",
        [BW_TOO_LARGE] = "too_large",
        [BW_BUSY] = "busy",
        [BW_NOT_SUPPORTED] = "not_supported",
        [BW_STORAGE_FULL] = "storage_full",
        [BW_INTERNAL] = "internal",
    };
    return code < BW_ERR_COUNT ? names[code] : "internal";
}

/* Takes back the bytes of a character that the cut left unfinished. */
static void cut_at_character(char *text, size_t len)
{
    size_t at = len;
    while (at > 0 && ((unsigned char)text[at - 1] & 0xc0) == 0x80)
        at--;
    if (at == 0)
        return;
    unsigned char lead = (unsigned char)text[at - 1];
    size_t whole = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (at - 1 + whole > len)
        text[at - 1] = '\0';
}

enum bw_err bw_fail_set(struct bw_fail *fail, enum bw_err code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(fail->text, sizeof fail->text, format, args);
    va_end(args);
    fail->code = code;
    if (len < 0)
        fail->text[0] = '\0';
    else if ((size_t)len >= sizeof fail->text)
        cut_at_character(fail->text, sizeof fail->text - 1);
    return code;
}
