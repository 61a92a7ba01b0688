#pragma once
/* The forms of MessagePack, as msgpack-c chooses among them, byte for byte. Each function stores
 * one thing where there is room for it and gives where the next one goes. Owns nothing; any thread.
 * Lengths of keys and small heads are constants where these are called, so they are inlined. */
#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BW_PACK_INLINE static inline __attribute__((always_inline))

/* The most that one thing takes: numbers; the heads of texts, lists and maps. */
#define BW_PACK_NUMBER_MOST 9
#define BW_PACK_HEAD_MOST 5

/* The less frequent, longer forms. */
unsigned char *bw_pack_at_long_count(unsigned char *at, uint64_t value);
unsigned char *bw_pack_at_long_negative(unsigned char *at, int64_t value);
unsigned char *bw_pack_at_long_head(unsigned char *at, unsigned char head16, size_t n);

BW_PACK_INLINE unsigned char *bw_pack_at_bytes(unsigned char *at, const void *bytes, size_t len)
{
    if (len)
        memcpy(at, bytes, len);
    return at + len;
}

/* len of at most 32 bits. */
BW_PACK_INLINE unsigned char *bw_pack_at_text(unsigned char *at, const char *text, size_t len)
{
    if (len < 32) {
        *at++ = (unsigned char)(0xa0 | len);
    } else if (len < 256) {
        *at++ = 0xd9;
        *at++ = (unsigned char)len;
    } else {
        at = bw_pack_at_long_head(at, 0xda, len);
    }
    return bw_pack_at_bytes(at, text, len);
}

BW_PACK_INLINE unsigned char *bw_pack_at_count(unsigned char *at, uint64_t value)
{
    if (value > 0x7f)
        return bw_pack_at_long_count(at, value);
    *at = (unsigned char)value;
    return at + 1;
}

BW_PACK_INLINE unsigned char *bw_pack_at_int(unsigned char *at, int64_t value)
{
    return value < 0 ? bw_pack_at_long_negative(at, value) : bw_pack_at_count(at, (uint64_t)value);
}

/* As float64. */
BW_PACK_INLINE unsigned char *bw_pack_at_float(unsigned char *at, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    bits = htobe64(bits);
    *at = 0xcb;
    memcpy(at + 1, &bits, sizeof bits);
    return at + 1 + sizeof bits;
}

BW_PACK_INLINE unsigned char *bw_pack_at_bool(unsigned char *at, bool value)
{
    *at = value ? 0xc3 : 0xc2;
    return at + 1;
}

BW_PACK_INLINE unsigned char *bw_pack_at_array(unsigned char *at, size_t n)
{
    if (n > 15)
        return bw_pack_at_long_head(at, 0xdc, n);
    *at = (unsigned char)(0x90 | n);
    return at + 1;
}

BW_PACK_INLINE unsigned char *bw_pack_at_map(unsigned char *at, size_t n)
{
    if (n > 15)
        return bw_pack_at_long_head(at, 0xde, n);
    *at = (unsigned char)(0x80 | n);
    return at + 1;
}
