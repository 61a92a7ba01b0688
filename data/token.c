#include "data/token.h"

#include <string.h>

/* Big-endian number of `width` bytes. */
static uint64_t number(const unsigned char *at, size_t width)
{
    uint64_t value = 0;
    for (size_t i = 0; i < width; i++)
        value = value << 8 | at[i];
    return value;
}

static const unsigned char *take_text(const unsigned char *at, uint64_t size, struct bw_token *out)
{
    out->type = BW_TOKEN_TEXT;
    out->as.text = (const char *)at;
    out->size = (uint32_t)size;
    return at + size;
}

static const unsigned char *take_float(const unsigned char *at, size_t width, struct bw_token *out)
{
    uint64_t bits = number(at, width);
    uint32_t short_bits = (uint32_t)bits;
    float narrow;
    out->type = BW_TOKEN_FLOAT;
    memcpy(&out->as.real, &bits, sizeof bits);
    if (width == 4) {
        memcpy(&narrow, &short_bits, sizeof narrow);
        out->as.real = (double)narrow;
    }
    return at + width;
}

static const unsigned char *take_unsigned(const unsigned char *at, size_t width,
                                          struct bw_token *out)
{
    out->type = BW_TOKEN_UNSIGNED;
    out->as.number = number(at, width);
    return at + width;
}

static const unsigned char *take_signed(const unsigned char *at, size_t width, struct bw_token *out)
{
    unsigned spare = (unsigned)(64 - 8 * width);
    int64_t value = (int64_t)(number(at, width) << spare) >> spare;
    out->type = value < 0 ? BW_TOKEN_SIGNED : BW_TOKEN_UNSIGNED;
    out->as.below = value; /* the same bits when it is not */
    return at + width;
}

static const unsigned char *take_ext(const unsigned char *at, uint64_t size, struct bw_token *out)
{
    out->type = BW_TOKEN_EXT;
    return at + 1 + size;
}

static const unsigned char *take_container(const unsigned char *at, size_t width,
                                           enum bw_token_type type, struct bw_token *out)
{
    out->type = type;
    out->size = (uint32_t)number(at, width);
    return at + width;
}

/* Objects whose first byte says all but the payload. */
static const unsigned char *read_long(const unsigned char *at, unsigned char b,
                                      struct bw_token *out)
{
    size_t width;
    switch (b) {
    case 0xc4: /* bin */
    case 0xc5:
    case 0xc6:
        width = (size_t)1 << (b - 0xc4);
        return take_text(at + width, number(at, width), out);
    case 0xc7: /* ext */
    case 0xc8:
    case 0xc9:
        width = (size_t)1 << (b - 0xc7);
        return take_ext(at + width, number(at, width), out);
    case 0xca:
    case 0xcb:
        return take_float(at, (size_t)4 << (b - 0xca), out);
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf:
        return take_unsigned(at, (size_t)1 << (b - 0xcc), out);
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
        return take_signed(at, (size_t)1 << (b - 0xd0), out);
    case 0xd9: /* str */
    case 0xda:
    case 0xdb:
        width = (size_t)1 << (b - 0xd9);
        return take_text(at + width, number(at, width), out);
    case 0xdc:
    case 0xdd:
        return take_container(at, (size_t)2 << (b - 0xdc), BW_TOKEN_ARRAY, out);
    case 0xde:
    case 0xdf:
        return take_container(at, (size_t)2 << (b - 0xde), BW_TOKEN_MAP, out);
    default: /* fixext */
        return take_ext(at, (uint64_t)1 << (b - 0xd4), out);
    }
}

const unsigned char *bw_token_read(const unsigned char *at, struct bw_token *out)
{
    unsigned char b = *at++;
    if (b >= 0xa0 && b <= 0xbf)
        return take_text(at, b & 0x1f, out);
    if (b == 0xcb)
        return take_float(at, 8, out);
    if (b <= 0x7f) {
        out->type = BW_TOKEN_UNSIGNED;
        out->as.number = b;
        return at;
    }
    if (b <= 0x9f) {
        out->type = b <= 0x8f ? BW_TOKEN_MAP : BW_TOKEN_ARRAY;
        out->size = b & 0x0f;
        return at;
    }
    if (b >= 0xe0) {
        out->type = BW_TOKEN_SIGNED;
        out->as.below = (int64_t)b - 256;
        return at;
    }
    if (b > 0xc3)
        return read_long(at, b, out);
    out->type = b == 0xc0 ? BW_TOKEN_NIL : BW_TOKEN_BOOL;
    out->as.truth = b == 0xc3;
    return at;
}

const unsigned char *bw_token_skip(const unsigned char *at)
{
    struct bw_token token;
    for (uint64_t left = 1; left > 0; left--) {
        at = bw_token_read(at, &token);
        if (token.type == BW_TOKEN_ARRAY)
            left += token.size;
        else if (token.type == BW_TOKEN_MAP)
            left += 2 * (uint64_t)token.size;
    }
    return at;
}

bool bw_token_is(const struct bw_token *token, const char *text)
{
    size_t len = strlen(text);
    return token->type == BW_TOKEN_TEXT && token->size == len &&
           memcmp(token->as.text, text, len) == 0;
}

const unsigned char *bw_token_find(const unsigned char *at, const char *key)
{
    struct bw_token map, name;
    at = bw_token_read(at, &map);
    for (uint32_t i = 0; map.type == BW_TOKEN_MAP && i < map.size; i++) {
        at = bw_token_read(at, &name);
        if (bw_token_is(&name, key))
            return at;
        if (name.type == BW_TOKEN_ARRAY || name.type == BW_TOKEN_MAP)
            return NULL; /* no map of ours */
        at = bw_token_skip(at);
    }
    return NULL;
}
