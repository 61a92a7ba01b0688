#pragma once
/* The two halves of a model while it is made: what words, and pieces of words, are as vectors.
 * Memory is the caller's arena. */
#include "tools/embed/corpus.h"
#include "tools/embed/train.h"

/* What a model is made with: each figure was chosen by measuring (README, Measuring). */
#define BW_TRAIN_WEIGHT_NAMES 1.0f
#define BW_TRAIN_WEIGHT_PROSE .5f

struct bw_training {
    const struct bw_train *train;
    struct bw_arena *arena;
    const struct bw_corpus *corpus;
    /* Words that the model has: by number among them, their number in the corpus, ascending; and
     * the other way round, BW_NONE for the others. */
    const uint32_t *word, *known;
    size_t n_words;
    double begin, end; /* of the present part, among all that is to be done */
};

/* Tells how much of the present part is done: `step` of struct bw_svd_how. */
bool bw_training_step(void *training, double done);

struct bw_half_pieces {
    size_t n_pieces;
    uint32_t *bucket; /* ascending */
    float *row;       /* [n_pieces][BW_SPACE_DIM_PIECES] */
};

enum bw_err bw_half_pieces_make(struct bw_training *training, struct bw_half_pieces *out,
                                struct bw_fail *fail);
/* The sum of the rows of a word's pieces. */
void bw_half_pieces_of(const struct bw_half_pieces *half, struct bw_str folded,
                       float out[BW_SPACE_DIM_PIECES]);

/* out[n_words][BW_SPACE_DIM_WORDS] */
enum bw_err bw_half_words_make(struct bw_training *training, float *out, struct bw_fail *fail);
