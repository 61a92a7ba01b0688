#include "model/base/block.h"

bool bw_block_is_zero(const void *bytes, size_t n)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < n; i++)
        if (at[i])
            return false;
    return true;
}

/* Four sums side by side: one would wait for each multiplication. */
uint64_t bw_block_id(const void *bytes, size_t n)
{
    const uint64_t *at = bytes;
    uint64_t lane[4] = {1, 2, 3, 4}, id = n;
    for (size_t i = 0; i < n / sizeof *at; i += 4)
        for (size_t l = 0; l < 4; l++)
            lane[l] = ((lane[l] ^ at[i + l]) * 0x9e3779b97f4a7c15u) ^ (lane[l] >> 29);
    for (size_t l = 0; l < 4; l++) {
        id = (id ^ lane[l]) * 0xbf58476d1ce4e5b9u;
        id ^= id >> 31;
    }
    return id ? id : 1;
}
