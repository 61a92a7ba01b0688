#include "data/bytes.h"

#include "data/fault.h"

int bw_buffer_write(void *buffer, const char *bytes, size_t len)
{
    if (msgpack_sbuffer_write(buffer, bytes, len) != 0)
        bw_fault_no_memory("packing");
    return 0;
}

uint64_t bw_cursor_number(struct bw_cursor *cursor, size_t width)
{
    if (cursor->bad || cursor->left < width) {
        cursor->bad = true;
        return 0;
    }
    uint64_t value = 0;
    for (size_t i = width; i-- > 0;)
        value = value << 8 | cursor->at[i];
    cursor->at += width;
    cursor->left -= width;
    return value;
}

double bw_cursor_float(struct bw_cursor *cursor)
{
    uint64_t bits = bw_cursor_number(cursor, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

struct bw_str bw_cursor_bytes(struct bw_cursor *cursor, size_t width)
{
    size_t len = (size_t)bw_cursor_number(cursor, width);
    if (cursor->bad || cursor->left < len || len > UINT32_MAX) {
        cursor->bad = true;
        return (struct bw_str){NULL, 0};
    }
    struct bw_str out = {len ? (const char *)cursor->at : NULL, (uint32_t)len};
    cursor->at += len;
    cursor->left -= len;
    return out;
}

void bw_bytes_number(msgpack_sbuffer *out, uint64_t value, size_t width)
{
    char bytes[8];
    for (size_t i = 0; i < width; i++, value >>= 8)
        bytes[i] = (char)(value & 0xff);
    bw_buffer_write(out, bytes, width);
}

void bw_bytes_float(msgpack_sbuffer *out, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    bw_bytes_number(out, bits, 8);
}

void bw_bytes_add(msgpack_sbuffer *out, struct bw_str bytes, size_t width)
{
    bw_bytes_number(out, bytes.len, width);
    if (bytes.len)
        bw_buffer_write(out, bytes.at, bytes.len);
}
