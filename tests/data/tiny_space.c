#include "tests/data/tiny_space.h"

#include <stdlib.h>
#include <string.h>

#include "model/text/text_hash.h"

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

void *bw_tiny_space_start(uint32_t n_words, uint32_t n_pieces, size_t *n)
{
    void *bytes;
    *n = (size_t)bw_space_block_bytes(n_words, n_pieces);
    if (posix_memalign(&bytes, BW_SPACE_ALIGN, *n) != 0)
        return NULL;
    memset(bytes, 0, *n);
    *(struct bw_space_head *)bytes = (struct bw_space_head){.magic = BW_SPACE_MAGIC,
                                                            .version = BW_SPACE_VERSION,
                                                            .order = BW_SPACE_ORDER,
                                                            .bytes = *n,
                                                            .n_words = n_words,
                                                            .n_pieces = n_pieces,
                                                            .dim_pieces = BW_SPACE_DIM_PIECES,
                                                            .dim_words = BW_SPACE_DIM_WORDS,
                                                            .weight_names = 2,
                                                            .weight_prose = 1,
                                                            .weight_unknown = 1,
                                                            .share_pieces = .6f,
                                                            .share_words = .8f};
    return bytes;
}

void *bw_tiny_space(const char *const *words, uint32_t n_words, unsigned salt, size_t *n)
{
    void *bytes = bw_tiny_space_start(n_words, 0, n);
    if (!bytes)
        return NULL;
    struct bw_space_block block = bw_space_block_at(bytes, n_words, 0);
    uint64_t *hashes = (uint64_t *)block.word;
    for (uint32_t w = 0; w < n_words; w++)
        hashes[w] = bw_text_hash((struct bw_str){words[w], (uint32_t)strlen(words[w])});
    qsort(hashes, n_words, sizeof *hashes, by_value);
    for (size_t w = 0; w < n_words; w++) {
        uint64_t draw = hashes[w] + salt;
        ((float *)block.word_weight)[w] = 1;
        ((float *)block.word_scale)[2 * w] = ((float *)block.word_scale)[2 * w + 1] = .01f;
        for (size_t d = 0; d < BW_SPACE_DIM; d++) {
            draw = draw * 6364136223846793005u + 1442695040888963407u;
            ((int8_t *)block.word_row)[w * BW_SPACE_DIM + d] = (int8_t)(draw >> 56);
        }
    }
    return bytes;
}
