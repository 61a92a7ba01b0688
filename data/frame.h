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
    BW_FRAME_WHOLE,
    BW_FRAME_MORE,      /* well-formed as far as it goes */
    BW_FRAME_BROKEN,    /* no MessagePack: reserved byte, invalid UTF-8 in a str */
    BW_FRAME_TOO_LARGE, /* over a limit: bytes, objects or depth */
};

/* Deeper limits than this are cut to it: the open containers are kept here. */
#define BW_FRAME_DEPTH_MOST 64

/* A look that goes on where it stopped when more bytes have come, so that a message that trickles
 * in is looked at once. Zero to begin with; `at` is the length once it is whole. */
struct bw_frame_scan {
    size_t at, objects;
    unsigned depth;
    uint64_t open[BW_FRAME_DEPTH_MOST + 1]; /* objects still to come, per open container */
};

/* Looks on. `bytes` holds the message from its start; `limits` may be others at each call: what was
 * found too large may go on under wider ones. */
enum bw_frame_state bw_frame_continue(struct bw_frame_scan *scan, const void *bytes, size_t len,
                                      const struct bw_frame_limits *limits);

/* Looks at the first message in bytes[len]; *size is its length when it is whole. */
enum bw_frame_state bw_frame_check(const void *bytes, size_t len,
                                   const struct bw_frame_limits *limits, size_t *size);
