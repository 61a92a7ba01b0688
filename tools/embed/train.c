#include "tools/embed/train.h"

#include <math.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "model/base/log.h"
#include "model/space/space_block.h"
#include "tools/embed/halves.h"

/* Address space; pages are used as they are touched. */
#define MEMORY_MOST ((size_t)16 << 30)
#define MOST_WORDS 80000
/* Chosen by measuring (daemon/doc/measuring). */
#define SHARE_PIECES .5916080f /* root of .35 */
#define SHARE_WORDS .8062258f  /* root of .65 */
#define N_POWER 1              /* two and four change no more than another seed does */

/* Tells how much of the present part is done. */
static bool step(void *training, double done)
{
    const struct bw_training *of = training;
    double all = of->begin + (of->end - of->begin) * done;
    return !of->train->step || of->train->step(of->train->context, all);
}

struct bw_svd_how bw_training_factors(struct bw_training *training, size_t rank, uint32_t stream)
{
    return (struct bw_svd_how){.rank = rank,
                               .n_power = N_POWER,
                               .seed = training->train->seed,
                               .stream = stream,
                               .n_threads = training->train->n_threads,
                               .step = step,
                               .context = training};
}

static void tell_rarity(struct bw_training *training)
{
    const struct bw_corpus *corpus = &training->corpus;
    float *rarity = BW_ARENA_NEW(training->arena, float, corpus->n_words + 1);
    for (size_t w = 0; w < corpus->n_words; w++)
        rarity[w] = (float)bw_log(1 + (double)corpus->n_documents / corpus->n_having[w]);
    training->rarity = rarity;
}

/* Words that more than so many documents have are all known, and `more` of those that so many have:
 * all words when there is room for them. */
static uint32_t rarest_known(const struct bw_corpus *corpus, struct bw_arena *arena, size_t *more)
{
    uint32_t rarest = (uint32_t)corpus->n_documents + 1;
    size_t *n_words = BW_ARENA_NEW(arena, size_t, (size_t)rarest + 1); /* by n_having */
    for (size_t w = 0; w < corpus->n_words; w++)
        n_words[corpus->n_having[w]]++;
    for (*more = MOST_WORDS; rarest > 1 && n_words[rarest] <= *more; rarest--)
        *more -= n_words[rarest];
    return rarest;
}

static void choose_words(struct bw_training *training)
{
    const struct bw_corpus *corpus = &training->corpus;
    uint32_t *word = BW_ARENA_NEW(training->arena, uint32_t, corpus->n_words + 1);
    uint32_t *known = BW_ARENA_NEW(training->arena, uint32_t, corpus->n_words + 1);
    size_t more;
    uint32_t rarest = rarest_known(corpus, training->arena, &more);
    for (size_t w = 0; w < corpus->n_words; w++) {
        bool is_rarest = corpus->n_having[w] == rarest;
        bool knows = corpus->n_having[w] > rarest || (is_rarest && more > 0);
        known[w] = knows ? (uint32_t)training->n_words : BW_NONE;
        more -= knows && is_rarest;
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

static void write_words(const struct bw_training *training, const struct bw_space_block *block)
{
    const struct bw_corpus *corpus = &training->corpus;
    float row[BW_SPACE_DIM_PIECES];
    for (size_t w = 0; w < training->n_words; w++) {
        uint32_t in_corpus = training->word[w];
        float rarity = training->rarity[in_corpus];
        float *scale = (float *)block->word_scale + 2 * w;
        int8_t *to = (int8_t *)block->word_row + w * BW_SPACE_DIM;
        ((uint64_t *)block->word)[w] = corpus->hash[in_corpus];
        ((float *)block->word_weight)[w] = rarity;
        uint32_t n = bw_half_pieces_of(&training->pieces, corpus->folded[in_corpus], row);
        scale[0] =
            squeeze(row, BW_SPACE_DIM_PIECES, to) * bw_half_pieces_weight(rarity, n) / rarity;
        scale[1] = squeeze(training->rows + w * BW_SPACE_DIM_WORDS, BW_SPACE_DIM_WORDS,
                           to + BW_SPACE_DIM_PIECES);
    }
}

static enum bw_err write_block(const struct bw_training *training, struct bw_trained *out,
                               struct bw_fail *fail)
{
    const struct bw_half_pieces *pieces = &training->pieces;
    uint32_t n_words = (uint32_t)training->n_words, n_pieces = (uint32_t)pieces->n_pieces;
    size_t n = bw_space_block_bytes(n_words, n_pieces);
    void *bytes = aligned_alloc(BW_SPACE_ALIGN, n);
    if (!bytes)
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    memset(bytes, 0, n);
    struct bw_space_block block = bw_space_block_at(bytes, n_words, n_pieces);
    float weight_unknown =
        bw_half_pieces_weight((float)bw_log(1 + (double)training->corpus.n_documents), 1);
    *(struct bw_space_head *)bytes = (struct bw_space_head){.magic = BW_SPACE_MAGIC,
                                                            .version = BW_SPACE_VERSION,
                                                            .order = BW_SPACE_ORDER,
                                                            .bytes = n,
                                                            .n_words = n_words,
                                                            .n_pieces = n_pieces,
                                                            .dim_pieces = BW_SPACE_DIM_PIECES,
                                                            .dim_words = BW_SPACE_DIM_WORDS,
                                                            .weight_names = 1,
                                                            .weight_prose = 1,
                                                            .weight_unknown = weight_unknown,
                                                            .share_pieces = SHARE_PIECES,
                                                            .share_words = SHARE_WORDS};
    write_words(training, &block);
    for (size_t p = 0; p < n_pieces; p++) {
        ((uint32_t *)block.piece)[p] = pieces->bucket[p];
        ((float *)block.piece_scale)[p] =
            squeeze(pieces->row + p * BW_SPACE_DIM_PIECES, BW_SPACE_DIM_PIECES,
                    (int8_t *)block.piece_row + p * BW_SPACE_DIM_PIECES);
    }
    *out = (struct bw_trained){bytes, n};
    return BW_OK;
}

enum bw_err bw_training_make(struct bw_training *training, const struct bw_said *documents,
                             size_t n, struct bw_fail *fail)
{
    training->corpus = bw_corpus_make(documents, n, training->arena);
    tell_rarity(training);
    choose_words(training);
    training->rows = bw_arena_take(training->arena, (training->n_words * BW_SPACE_DIM_WORDS + 1) *
                                                        sizeof *training->rows);
    training->begin = .1;
    training->end = .6;
    enum bw_err err = bw_half_pieces_make(training, &training->pieces, fail);
    training->begin = .6;
    training->end = 1;
    return err ? err : bw_half_words_make(training, training->rows, fail);
}

static enum bw_err make(struct bw_training *training, const struct bw_said *documents, size_t n,
                        struct bw_trained *out, struct bw_fail *fail)
{
    enum bw_err err = bw_training_make(training, documents, n, fail);
    return err ? err : write_block(training, out, fail);
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
