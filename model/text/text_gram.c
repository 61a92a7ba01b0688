#include "model/text/text_gram.h"

#define SHORTEST 3
#define LONGEST 5

static struct bw_gram gram_of(uint64_t hash)
{
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccdu;
    hash ^= hash >> 33;
    hash *= 0xc4ceb9fe1a85ec53u;
    hash ^= hash >> 33;
    return (struct bw_gram){(uint32_t)hash & (BW_GRAM_BUCKETS - 1), hash >> 63 ? -1 : 1};
}

uint32_t bw_text_grams(const uint32_t *codes, uint32_t n, struct bw_gram out[BW_WORD_GRAMS_MOST])
{
    uint32_t padded[BW_WORD_CHARACTERS + 2], n_out = 0, end = n + 2;
    padded[0] = padded[n + 1] = ' ';
    for (uint32_t i = 0; i < n; i++)
        padded[i + 1] = codes[i];
    for (uint32_t first = 0; first < end; first++) {
        uint64_t hash = 0xcbf29ce484222325u;
        for (uint32_t i = first; i < end && i < first + LONGEST; i++) {
            hash = (hash ^ padded[i]) * 0x100000001b3u;
            if (i + 1 - first >= SHORTEST)
                out[n_out++] = gram_of(hash);
        }
    }
    return n_out;
}
