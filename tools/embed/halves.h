#pragma once
/* The two halves of a model while it is made: what words, and pieces of words, are as vectors.
 * Memory is the caller's arena. */
#include "tools/embed/corpus.h"
#include "tools/embed/svd.h"
#include "tools/embed/train.h"

struct bw_half_pieces {
    size_t n_pieces;
    uint32_t *bucket; /* ascending */
    float *row;       /* [n_pieces][BW_SPACE_DIM_PIECES] */
};

struct bw_training {
    const struct bw_train *train;
    struct bw_arena *arena;
    struct bw_corpus corpus;
    /* Words that the model has: by number among them, their number in the corpus, ascending; and
     * the other way round, BW_NONE for the others. */
    const uint32_t *word, *known;
    size_t n_words;
    const float *rarity; /* of each word of the corpus */
    struct bw_half_pieces pieces;
    float *rows;       /* [n_words][BW_SPACE_DIM_WORDS] */
    double begin, end; /* of the present part, among all that is to be done */
};

/* How a half is factored: with the seed, threads and steps of the training; `stream` keeps the
 * draws of the two apart. */
struct bw_svd_how bw_training_factors(struct bw_training *training, size_t rank, uint32_t stream);

/* Fills all of it from documents; `train` and `arena` are there. */
enum bw_err bw_training_make(struct bw_training *training, const struct bw_said *documents,
                             size_t n, struct bw_fail *fail);

enum bw_err bw_half_pieces_make(struct bw_training *training, struct bw_half_pieces *out,
                                struct bw_fail *fail);
/* The sum of the rows of a word's pieces; how many pieces it has. */
uint32_t bw_half_pieces_of(const struct bw_half_pieces *half, struct bw_str folded,
                           float out[BW_SPACE_DIM_PIECES]);

/* What a word of n pieces weighs in its half. A sum of pieces grows with the word's length, and the
 * word's rarity says nothing of its length: each counts for its root, the length of a sum of n that
 * have nothing to do with each other being the root of n. */
float bw_half_pieces_weight(float rarity, uint32_t n);

/* out[n_words][BW_SPACE_DIM_WORDS] */
enum bw_err bw_half_words_make(struct bw_training *training, float *out, struct bw_fail *fail);
