#pragma once
/* How the block of a text model lies in memory: one head, then the sections in the order of struct
 * bw_space_block, each on a multiple of 64. Rows are bytes with a scale each, so that a row of any
 * bytes is a valid one. Written by the trainer (tools/embed), read by model/space/space; numbers
 * lie as the processor has them, and `order` tells one that has them otherwise. Any thread. */
#include "model/base/block.h"
#include "model/space/space.h"
#include "model/text/text_gram.h"

#define BW_SPACE_ALIGN BW_BLOCK_ALIGN
#define BW_SPACE_MAGIC "BWSPACE"
#define BW_SPACE_VERSION 2
#define BW_SPACE_ORDER BW_BLOCK_ORDER
#define BW_SPACE_WORDS_MOST (1u << 20)

struct bw_space_head {
    char magic[8]; /* BW_SPACE_MAGIC and its 0 */
    uint32_t version, order;
    uint64_t bytes; /* of the whole block */
    uint32_t n_words, n_pieces;
    uint32_t dim_pieces, dim_words;
    float weight_names, weight_prose; /* lengths at which they are added, in each half */
    float weight_unknown;             /* of a word that the model has not, by n pieces: n^-1/4 * */
    float share_pieces, share_words;  /* lengths of the halves: their squares add up to 1 */
    char unused[4];                   /* 0 */
};

struct bw_space_block {
    const struct bw_space_head *head;
    const uint64_t *word;     /* n_words hashes (bw_text_hash), ascending */
    const float *word_weight; /* n_words */
    const float *word_scale;  /* n_words of both halves: [w][2] */
    const int8_t *word_row;   /* n_words of both halves: [w][BW_SPACE_DIM] */
    const uint32_t *piece;    /* n_pieces buckets, ascending */
    const float *piece_scale; /* n_pieces */
    const int8_t *piece_row;  /* [p][BW_SPACE_DIM_PIECES] */
};

/* Bytes of a block of so many words (at most BW_SPACE_WORDS_MOST) and pieces (at most
 * BW_GRAM_BUCKETS). */
uint64_t bw_space_block_bytes(uint32_t n_words, uint32_t n_pieces);

/* The sections of a block at `bytes`. */
struct bw_space_block bw_space_block_at(const void *bytes, uint32_t n_words, uint32_t n_pieces);
