#include "tools/embed/train.h"

#include <math.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "model/log.h"
#include "model/space_block.h"
#include "tools/embed/halves.h"

/* Address space; pages are used as they are touched. */
#define MEMORY_MOST ((size_t)16 << 30)
#define LEAST_DOCUMENTS 2 /* that have a word which the model is to know */
#define MOST_WORDS 60000
#define SHARE_PIECES .7071068f
#define SHARE_WORDS .7071068f

bool bw_training_step(void *training, double done)
{
    const struct bw_training *of = training;
    double all = of->begin + (of->end - of->begin) * done;
    return !of->train->step || of->train->step(of->train->context, all);
}

/* The words that the model is to know, the most frequent ones where there are too many. */
static void choose_words(struct bw_training *training)
{
    const struct bw_corpus *corpus = training->corpus;
    uint32_t *word = BW_ARENA_NEW(training->arena, uint32_t, corpus->n_words + 1);
    uint32_t *known = BW_ARENA_NEW(training->arena, uint32_t, corpus->n_words + 1);
    uint32_t least = LEAST_DOCUMENTS;
    for (;; least++) {
        size_t n = 0;
        for (size_t w = 0; w < corpus->n_words; w++)
            n += corpus->n_having[w] >= least;
        if (n <= MOST_WORDS)
            break;
    }
    for (size_t w = 0; w < corpus->n_words; w++) {
        bool knows = corpus->n_having[w] >= least;
        known[w] = knows ? (uint32_t)training->n_words : BW_NONE;
        if (knows)
            word[training->n_words++] = (uint32_t)w;
    }
    training->word = word;
    training->known = known;
}

/* The row as bytes; what they are to be multiplied by. */
static float squeeze(const float *row, size_t dim, int8_t *out)
{
    float largest = 0;
    for (size_t i = 0; i < dim; i++)
        largest = fabsf(row[i]) > largest ? fabsf(row[i]) : largest;
    for (size_t i = 0; i < dim; i++)
        out[i] = largest > 0 ? (int8_t)floorf(row[i] / largest * 127 + .5f) : 0;
    return largest / 127;
}

static void write_words(const struct bw_training *training, const struct bw_half_pieces *pieces,
                        const float *rows, const struct bw_space_block *block)
{
    const struct bw_corpus *corpus = training->corpus;
    float row[BW_SPACE_DIM_PIECES];
    for (size_t w = 0; w < training->n_words; w++) {
        uint32_t in_corpus = training->word[w];
        double rarity =
            bw_log(1 + (double)corpus->n_documents / (double)corpus->n_having[in_corpus]);
        int8_t *to = (int8_t *)block->word_row + w * BW_SPACE_DIM;
        ((uint64_t *)block->word)[w] = corpus->hash[in_corpus];
        ((float *)block->word_weight)[w] = (float)rarity;
        bw_half_pieces_of(pieces, corpus->folded[in_corpus], row);
        float scale = squeeze(row, BW_SPACE_DIM_PIECES, to);
        ((float *)block->word_scale)[2 * w] = (float)((double)scale / rarity);
        ((float *)block->word_scale)[2 * w + 1] =
            squeeze(rows + w * BW_SPACE_DIM_WORDS, BW_SPACE_DIM_WORDS, to + BW_SPACE_DIM_PIECES);
    }
}

static enum bw_err write_block(const struct bw_training *training,
                               const struct bw_half_pieces *pieces, const float *rows,
                               struct bw_trained *out, struct bw_fail *fail)
{
    uint32_t n_words = (uint32_t)training->n_words, n_pieces = (uint32_t)pieces->n_pieces;
    size_t n = bw_space_block_bytes(n_words, n_pieces);
    void *bytes = aligned_alloc(BW_SPACE_ALIGN, n);
    if (!bytes)
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    memset(bytes, 0, n);
    struct bw_space_block block = bw_space_block_at(bytes, n_words, n_pieces);
    *(struct bw_space_head *)bytes = (struct bw_space_head){.magic = BW_SPACE_MAGIC,
                                                            .version = BW_SPACE_VERSION,
                                                            .order = BW_SPACE_ORDER,
                                                            .bytes = n,
                                                            .n_words = n_words,
                                                            .n_pieces = n_pieces,
                                                            .dim_pieces = BW_SPACE_DIM_PIECES,
                                                            .dim_words = BW_SPACE_DIM_WORDS,
                                                            .weight_names = BW_TRAIN_WEIGHT_NAMES,
                                                            .weight_prose = BW_TRAIN_WEIGHT_PROSE,
                                                            .weight_unknown = 1,
                                                            .share_pieces = SHARE_PIECES,
                                                            .share_words = SHARE_WORDS};
    write_words(training, pieces, rows, &block);
    for (size_t p = 0; p < n_pieces; p++) {
        ((uint32_t *)block.piece)[p] = pieces->bucket[p];
        ((float *)block.piece_scale)[p] =
            squeeze(pieces->row + p * BW_SPACE_DIM_PIECES, BW_SPACE_DIM_PIECES,
                    (int8_t *)block.piece_row + p * BW_SPACE_DIM_PIECES);
    }
    *out = (struct bw_trained){bytes, n};
    return BW_OK;
}

static enum bw_err make(struct bw_training *training, const struct bw_said *documents, size_t n,
                        struct bw_trained *out, struct bw_fail *fail)
{
    struct bw_half_pieces pieces;
    struct bw_corpus corpus = bw_corpus_make(documents, n, training->arena);
    training->corpus = &corpus;
    choose_words(training);
    float *rows = BW_ARENA_NEW(training->arena, float, training->n_words *BW_SPACE_DIM_WORDS + 1);
    training->begin = .1;
    training->end = .6;
    enum bw_err err = bw_half_pieces_make(training, &pieces, fail);
    training->begin = .6;
    training->end = 1;
    if (!err)
        err = bw_half_words_make(training, rows, fail);
    return err ? err : write_block(training, &pieces, rows, out, fail);
}

static void full(void *context)
{
    longjmp(*(jmp_buf *)context, 1);
}

enum bw_err bw_train_space(const struct bw_said *documents, size_t n, const struct bw_train *train,
                           struct bw_trained *out, struct bw_fail *fail)
{
    struct bw_train with = *train;
    struct bw_arena *arena = bw_arena_create(MEMORY_MOST);
    jmp_buf too_large;
    if (!arena)
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    with.n_threads = train->n_threads ? train->n_threads : 1;
    struct bw_training training = {.train = &with, .arena = arena};
    bw_arena_on_full(arena, full, &too_large);
    enum bw_err err;
    if (setjmp(too_large) == 0)
        err = make(&training, documents, n, out, fail);
    else
        err =
            bw_fail_set(fail, BW_TOO_LARGE, "the texts are more than %zu GiB can hold in training",
                        MEMORY_MOST >> 30);
    bw_arena_free(arena);
    return err;
}

void bw_trained_free(struct bw_trained *trained)
{
    free(trained->block);
    *trained = (struct bw_trained){0};
}
