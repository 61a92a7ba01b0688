#include "model/base/utf8.h"

#include <stdint.h>
#include <string.h>

/* Length of the character that starts at s, 0 when it is none. Table 3-7 of the Unicode standard.
 */
static size_t character(const unsigned char *s, size_t left)
{
    if (s[0] < 0x80)
        return 1;
    size_t len = s[0] >= 0xc2 && s[0] <= 0xdf   ? 2
                 : s[0] >= 0xe0 && s[0] <= 0xef ? 3
                 : s[0] >= 0xf0 && s[0] <= 0xf4 ? 4
                                                : 0;
    if (len == 0 || len > left)
        return 0;
    unsigned char low = 0x80, high = 0xbf;
    if (s[0] == 0xe0)
        low = 0xa0;
    if (s[0] == 0xed)
        high = 0x9f;
    if (s[0] == 0xf0)
        low = 0x90;
    if (s[0] == 0xf4)
        high = 0x8f;
    if (s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    return len;
}

/* Bytes at the front that are ASCII, in whole eights. */
static size_t plain_front(const unsigned char *s, size_t len)
{
    size_t at = 0;
    uint64_t eight;
    for (; len - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, s + at, sizeof eight);
        if (eight & 0x8080808080808080u)
            break;
    }
    return at;
}

bool bw_utf8_valid(const void *bytes, size_t len)
{
    const unsigned char *s = bytes;
    for (size_t at = plain_front(s, len); at < len;) {
        size_t n = character(s + at, len - at);
        if (n == 0)
            return false;
        at += n;
    }
    return true;
}

bool bw_utf8_has_control(const void *bytes, size_t len)
{
    const unsigned char *s = bytes;
    for (size_t i = 0; i < len; i++) {
        if (s[i] < 0x20 || s[i] == 0x7f)
            return true;
        if (s[i] == 0xc2 && i + 1 < len && s[i + 1] < 0xa0)
            return true;
    }
    return false;
}
