#include "data/frame.h"

#include <stdbool.h>

#include "model/base/utf8.h"

struct look {
    struct bw_frame_scan *scan;
    const unsigned char *bytes;
    size_t len;
    const struct bw_frame_limits *limits;
};

/* What one object's first bytes say. */
struct head {
    size_t size;       /* of the head */
    uint64_t payload;  /* bytes after it */
    uint64_t children; /* objects after it */
    bool container, text;
};

/* Big-endian number of `width` bytes. */
static uint64_t number(const unsigned char *at, size_t width)
{
    uint64_t value = 0;
    for (size_t i = 0; i < width; i++)
        value = value << 8 | at[i];
    return value;
}

static enum bw_frame_state sized(const struct look *look, size_t width, uint64_t *value)
{
    if (look->len - look->scan->at < 1 + width)
        return BW_FRAME_MORE;
    *value = number(look->bytes + look->scan->at + 1, width);
    return BW_FRAME_WHOLE;
}

/* Heads whose first byte holds everything. */
static bool short_head(unsigned char b, struct head *head)
{
    *head = (struct head){.size = 1};
    if (b <= 0x7f || b >= 0xe0 || b == 0xc0 || b == 0xc2 || b == 0xc3)
        return true;
    if (b <= 0x8f) {
        head->container = true;
        head->children = 2 * (uint64_t)(b & 0x0f);
        return true;
    }
    if (b <= 0x9f) {
        head->container = true;
        head->children = b & 0x0f;
        return true;
    }
    if (b <= 0xbf) {
        head->text = true;
        head->payload = b & 0x1f;
        return true;
    }
    if (b >= 0xca && b <= 0xd3) {
        static const unsigned char width[] = {4, 8, 1, 2, 4, 8, 1, 2, 4, 8};
        head->payload = width[b - 0xca];
        return true;
    }
    if (b >= 0xd4 && b <= 0xd8) {
        head->payload = 1 + ((uint64_t)1 << (b - 0xd4));
        return true;
    }
    return false;
}

/* Heads that are followed by a length. */
static enum bw_frame_state long_head(const struct look *look, unsigned char b, struct head *head)
{
    uint64_t value = 0;
    size_t width = 0;
    if (b >= 0xc4 && b <= 0xc6)
        width = (size_t)1 << (b - 0xc4);
    else if (b >= 0xc7 && b <= 0xc9)
        width = (size_t)1 << (b - 0xc7);
    else if (b >= 0xd9 && b <= 0xdb)
        width = (size_t)1 << (b - 0xd9);
    else if (b == 0xdc || b == 0xde)
        width = 2;
    else if (b == 0xdd || b == 0xdf)
        width = 4;
    else
        return BW_FRAME_BROKEN; /* 0xc1 is never used */
    enum bw_frame_state state = sized(look, width, &value);
    if (state != BW_FRAME_WHOLE)
        return state;
    *head = (struct head){.size = 1 + width};
    head->text = b >= 0xd9 && b <= 0xdb;
    head->container = b >= 0xdc;
    if (head->container)
        head->children = b >= 0xde ? 2 * value : value;
    else
        head->payload = value + (b >= 0xc7 && b <= 0xc9);
    return BW_FRAME_WHOLE;
}

/* One object; containers only open. Nothing of the scan changes unless it is whole. */
static enum bw_frame_state step(const struct look *look)
{
    struct bw_frame_scan *scan = look->scan;
    const struct bw_frame_limits *limits = look->limits;
    struct head head;
    if (scan->at == look->len)
        return BW_FRAME_MORE;
    if (scan->objects >= limits->objects)
        return BW_FRAME_TOO_LARGE;
    unsigned char b = look->bytes[scan->at];
    if (!short_head(b, &head)) {
        enum bw_frame_state state = long_head(look, b, &head);
        if (state != BW_FRAME_WHOLE)
            return state;
    }
    if (head.payload > limits->bytes || head.children > limits->objects ||
        scan->at + head.size + head.payload > limits->bytes)
        return BW_FRAME_TOO_LARGE;
    if (head.payload > look->len - scan->at - head.size)
        return BW_FRAME_MORE;
    if (head.text && !bw_utf8_valid(look->bytes + scan->at + head.size, (size_t)head.payload))
        return BW_FRAME_BROKEN;
    unsigned most = limits->depth < BW_FRAME_DEPTH_MOST ? limits->depth : BW_FRAME_DEPTH_MOST;
    if (head.container && scan->depth == most)
        return BW_FRAME_TOO_LARGE;
    scan->at += head.size + (size_t)head.payload;
    scan->objects++;
    if (scan->depth > 0)
        scan->open[scan->depth - 1]--;
    if (head.container)
        scan->open[scan->depth++] = head.children;
    return BW_FRAME_WHOLE;
}

enum bw_frame_state bw_frame_continue(struct bw_frame_scan *scan, const void *bytes, size_t len,
                                      const struct bw_frame_limits *limits)
{
    struct look look = {scan, bytes, len, limits};
    do {
        enum bw_frame_state state = step(&look);
        if (state != BW_FRAME_WHOLE)
            return state;
        while (scan->depth > 0 && scan->open[scan->depth - 1] == 0)
            scan->depth--;
    } while (scan->depth > 0);
    return BW_FRAME_WHOLE;
}

enum bw_frame_state bw_frame_check(const void *bytes, size_t len,
                                   const struct bw_frame_limits *limits, size_t *size)
{
    struct bw_frame_scan scan = {0};
    enum bw_frame_state state = bw_frame_continue(&scan, bytes, len, limits);
    if (state == BW_FRAME_WHOLE)
        *size = scan.at;
    return state;
}
