#include "tools/measure/bench_skip.h"

/* What follows a first byte from 0xc0 to 0xdf: a length of so many bytes, then so many bytes more
 * beside what the length says; the length counts bytes or, `per` to one of it, objects. */
struct form {
    unsigned char width, fixed, per;
};

static const struct form forms[32] = {
    [0x00] = {0},
    [0x01] = {0}, /* never used */
    [0x02] = {0},
    [0x03] = {0},
    [0x04] = {.width = 1}, /* bin */
    [0x05] = {.width = 2},
    [0x06] = {.width = 4},
    [0x07] = {.width = 1, .fixed = 1}, /* ext: its type */
    [0x08] = {.width = 2, .fixed = 1},
    [0x09] = {.width = 4, .fixed = 1},
    [0x0a] = {.fixed = 4}, /* floats */
    [0x0b] = {.fixed = 8},
    [0x0c] = {.fixed = 1}, /* integers */
    [0x0d] = {.fixed = 2},
    [0x0e] = {.fixed = 4},
    [0x0f] = {.fixed = 8},
    [0x10] = {.fixed = 1},
    [0x11] = {.fixed = 2},
    [0x12] = {.fixed = 4},
    [0x13] = {.fixed = 8},
    [0x14] = {.fixed = 2}, /* ext of a fixed size */
    [0x15] = {.fixed = 3},
    [0x16] = {.fixed = 5},
    [0x17] = {.fixed = 9},
    [0x18] = {.fixed = 17},
    [0x19] = {.width = 1}, /* str */
    [0x1a] = {.width = 2},
    [0x1b] = {.width = 4},
    [0x1c] = {.width = 2, .per = 1}, /* array */
    [0x1d] = {.width = 4, .per = 1},
    [0x1e] = {.width = 2, .per = 2}, /* map */
    [0x1f] = {.width = 4, .per = 2},
};

/* One object whose first byte is from 0xc0 to 0xdf; its bytes, 0 when they are not all there. */
static size_t long_form(const unsigned char *at, size_t len, uint64_t *children)
{
    const struct form *form = &forms[*at & 0x1f];
    uint64_t length = 0;
    if (len < 1u + form->width)
        return 0;
    for (unsigned i = 0; i < form->width; i++)
        length = length << 8 | at[1 + i];
    *children = length * form->per;
    return 1 + (size_t)form->width + form->fixed + (form->per ? 0 : (size_t)length);
}

bool bw_skip_on(struct bw_skip *skip, const void *bytes, size_t len)
{
    const unsigned char *from = bytes;
    size_t at = skip->at;
    uint64_t left = skip->left;
    bool well = true;
    while (left > 0 && at < len) {
        unsigned char b = from[at];
        uint64_t children = 0;
        size_t size = 1;
        if (b >= 0xa0 && b < 0xc0)
            size = 1 + (b & 0x1fu);
        else if (b >= 0x80 && b < 0xa0)
            children = b < 0x90 ? 2 * (b & 0x0fu) : b & 0x0fu;
        else if (b >= 0xc0 && b < 0xe0)
            size = long_form(from + at, len - at, &children);
        if (b == 0xc1)
            well = false;
        if (!well || size == 0 || size > len - at)
            break;
        at += size;
        left += children - 1;
    }
    skip->at = at;
    skip->left = left;
    return well;
}
