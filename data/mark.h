#pragma once
/* A mark of many numbers in order: the same numbers, the same mark, and others as good as never.
 * Not for what someone could choose on purpose. Any thread. */
#include <stdint.h>

static inline void bw_mark_add(uint64_t *mark, uint64_t number)
{
    *mark = (*mark ^ number) * 0x100000001b3u;
    *mark ^= *mark >> 32;
    *mark *= 0xd6e8feb86659fd93u;
    *mark ^= *mark >> 29;
}
