#include "model/space/space_block.h"

_Static_assert(sizeof(struct bw_space_head) == 64, "the head is what blocks on disk have");

/* Where the sections begin, and behind the last. */
struct places {
    uint64_t word, word_weight, word_scale, word_row, piece, piece_scale, piece_row, end;
};

static struct places places_of(uint64_t n_words, uint64_t n_pieces)
{
    struct places at;
    at.word = sizeof(struct bw_space_head);
    at.word_weight = at.word + bw_block_padded(n_words * sizeof(uint64_t));
    at.word_scale = at.word_weight + bw_block_padded(n_words * sizeof(float));
    at.word_row = at.word_scale + bw_block_padded(n_words * 2 * sizeof(float));
    at.piece = at.word_row + bw_block_padded(n_words * BW_SPACE_DIM);
    at.piece_scale = at.piece + bw_block_padded(n_pieces * sizeof(uint32_t));
    at.piece_row = at.piece_scale + bw_block_padded(n_pieces * sizeof(float));
    at.end = at.piece_row + bw_block_padded(n_pieces * BW_SPACE_DIM_PIECES);
    return at;
}

uint64_t bw_space_block_bytes(uint32_t n_words, uint32_t n_pieces)
{
    return places_of(n_words, n_pieces).end;
}

struct bw_space_block bw_space_block_at(const void *bytes, uint32_t n_words, uint32_t n_pieces)
{
    const char *from = bytes;
    struct places at = places_of(n_words, n_pieces);
    return (struct bw_space_block){
        .head = bytes,
        .word = (const void *)(from + at.word),
        .word_weight = (const void *)(from + at.word_weight),
        .word_scale = (const void *)(from + at.word_scale),
        .word_row = (const void *)(from + at.word_row),
        .piece = (const void *)(from + at.piece),
        .piece_scale = (const void *)(from + at.piece_scale),
        .piece_row = (const void *)(from + at.piece_row),
    };
}
