#pragma once
/* The first look at bytes that claim to be MessagePack: is a whole, well-formed, modest message
 * there? Allocates nothing, so that five bytes cannot demand gigabytes. Any thread. */
#include <stddef.h>
#include <stdint.h>

struct bw_frame_limits {
    size_t bytes;   /* of one message */
    size_t objects; /* of one message, containers included */
    unsigned depth;
};

enum bw_frame_state {
    BW_FRAME_WHOLE,     /* *size is its length */
    BW_FRAME_MORE,      /* well-formed as far as it goes */
    BW_FRAME_BROKEN,    /* no MessagePack: reserved byte, invalid UTF-8 in a str */
    BW_FRAME_TOO_LARGE, /* over a limit: bytes, objects or depth */
};

/* Looks at the first message in bytes[len]. */
enum bw_frame_state bw_frame_check(const void *bytes, size_t len,
                                   const struct bw_frame_limits *limits, size_t *size);
