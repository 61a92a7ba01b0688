#pragma once
/* Where does a MessagePack message end? Only that, so that the load generator leaves the processor
 * to what it measures: answers come from our own daemon and a sample of them is looked at in full.
 * What strangers send is checked by data/frame, which takes three times as long. Any thread. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A search that goes on where it stopped. Begins as {0, 1}. */
struct bw_skip {
    size_t at;     /* bytes that are behind us; the length of the message once `left` is 0 */
    uint64_t left; /* objects still to come */
};

/* Goes on in bytes[len], which holds the message from its start; false for a byte that begins
 * nothing. The message is whole when skip->left is 0. */
bool bw_skip_on(struct bw_skip *skip, const void *bytes, size_t len);
