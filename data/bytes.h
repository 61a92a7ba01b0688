#pragma once
/* Reading and writing small binary values: little-endian numbers and counted bytes. The reader is
 * bounded and its error sticks, so that a value can be read straight on and judged once. Any
 * thread. */
#include <msgpack.h>
#include <stdbool.h>
#include <string.h>

#include "data/db.h"
#include "model/catalogue.h"

struct bw_cursor {
    const unsigned char *at;
    size_t left;
    bool bad;
};

static inline struct bw_cursor bw_cursor_of(struct bw_slice slice)
{
    return (struct bw_cursor){slice.at, slice.len, false};
}

/* 0 once the cursor is bad. width 1..8. */
uint64_t bw_cursor_number(struct bw_cursor *cursor, size_t width);
double bw_cursor_float(struct bw_cursor *cursor);
/* len in `width` bytes, then the bytes; at NULL when empty or bad. */
struct bw_str bw_cursor_bytes(struct bw_cursor *cursor, size_t width);

/* As msgpack_sbuffer_write, into a msgpack_sbuffer; there is no failure that a packer could go on
 * after and leave a part out: without memory it ends by bw_fault_no_memory. */
int bw_buffer_write(void *buffer, const char *bytes, size_t len);

void bw_bytes_number(msgpack_sbuffer *out, uint64_t value, size_t width);
void bw_bytes_float(msgpack_sbuffer *out, double value);
void bw_bytes_add(msgpack_sbuffer *out, struct bw_str bytes, size_t width);
