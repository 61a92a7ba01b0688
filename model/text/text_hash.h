#pragma once
/* The hash that the vocabulary is found by. Any thread. */
#include "model/catalogue.h"

static inline uint64_t bw_text_hash(struct bw_str word)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (uint32_t i = 0; i < word.len; i++)
        hash = (hash ^ (unsigned char)word.at[i]) * 0x100000001b3u;
    hash ^= hash >> 29;
    hash *= 0xbf58476d1ce4e5b9u;
    return hash ^ hash >> 32;
}
