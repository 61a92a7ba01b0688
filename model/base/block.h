#pragma once
/* Blocks of bytes that are used where they lie: how their parts are set out, and a number that
 * tells one block from another. Any thread. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Parts of a block stand on multiples of this; so does the block in memory. */
#define BW_BLOCK_ALIGN 64
/* A block begins with its byte order: numbers lie as the processor has them. */
#define BW_BLOCK_ORDER 0x01020304u

/* The room that `bytes` take up, the next part's place included. */
static inline uint64_t bw_block_padded(uint64_t bytes)
{
    return (bytes + BW_BLOCK_ALIGN - 1) / BW_BLOCK_ALIGN * BW_BLOCK_ALIGN;
}

/* Is there nothing but zeros in the n bytes, as where parts are padded? */
bool bw_block_is_zero(const void *bytes, size_t n);

/* Follows from the n bytes (a multiple of BW_BLOCK_ALIGN, standing on one); never 0. Tells models
 * apart, does not keep out who wants to make two alike. */
uint64_t bw_block_id(const void *bytes, size_t n);
