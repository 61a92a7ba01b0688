#include "daemon/pack_at.h"

/* A first byte and the low `width` bytes of `value`, big-endian. */
static unsigned char *store(unsigned char *at, unsigned char first, uint64_t value, size_t width)
{
    uint64_t big = htobe64(value << (64 - 8 * width));
    *at = first;
    memcpy(at + 1, &big, width);
    return at + 1 + width;
}

unsigned char *bw_pack_at_long_count(unsigned char *at, uint64_t value)
{
    if (value <= UINT8_MAX)
        return store(at, 0xcc, value, 1);
    if (value <= UINT16_MAX)
        return store(at, 0xcd, value, 2);
    if (value <= UINT32_MAX)
        return store(at, 0xce, value, 4);
    return store(at, 0xcf, value, 8);
}

unsigned char *bw_pack_at_long_negative(unsigned char *at, int64_t value)
{
    if (value >= -32) {
        *at = (unsigned char)value;
        return at + 1;
    }
    if (value >= INT8_MIN)
        return store(at, 0xd0, (uint64_t)value, 1);
    if (value >= INT16_MIN)
        return store(at, 0xd1, (uint64_t)value, 2);
    if (value >= INT32_MIN)
        return store(at, 0xd2, (uint64_t)value, 4);
    return store(at, 0xd3, (uint64_t)value, 8);
}

unsigned char *bw_pack_at_long_head(unsigned char *at, unsigned char head16, size_t n)
{
    if (n <= UINT16_MAX)
        return store(at, head16, n, 2);
    return store(at, (unsigned char)(head16 + 1), n, 4);
}
