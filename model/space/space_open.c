/* Opening a block: everything that folding relies on is looked at once, here. */
#include <stdlib.h>
#include <string.h>

#include "model/space/space_inside.h"

/* Weights and scales beyond this are no trained ones; sums of them stay far from overflow. */
#define WEIGHT_MOST 1e6f

static enum bw_err damaged(struct bw_fail *fail, const char *what)
{
    return bw_fail_set(fail, BW_BAD_REQUEST,
                       "the text model is damaged: %s; train it again with bekwaam embed", what);
}

static bool is_weight(float x)
{
    return x >= 0 && x <= WEIGHT_MOST; /* false for NaN */
}

static bool are_weights(const float *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!is_weight(at[i]))
            return false;
    return true;
}

static enum bw_err check_head(const struct bw_space_head *head, size_t n, struct bw_fail *fail)
{
    if (memcmp(head->magic, BW_SPACE_MAGIC, sizeof head->magic) != 0)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "these bytes are no text model: they do not begin with %s",
                           BW_SPACE_MAGIC);
    if (head->order != BW_SPACE_ORDER)
        return bw_fail_set(fail, BW_NOT_SUPPORTED,
                           "the text model was made on a processor of another byte order; train it "
                           "here with bekwaam embed");
    if (head->version != BW_SPACE_VERSION)
        return bw_fail_set(fail, BW_NOT_SUPPORTED,
                           "the text model has version %u, this program reads version %u; train it "
                           "again with bekwaam embed",
                           head->version, BW_SPACE_VERSION);
    if (head->dim_pieces != BW_SPACE_DIM_PIECES || head->dim_words != BW_SPACE_DIM_WORDS)
        return damaged(fail, "its halves are not of 256 and 200 dimensions");
    if (head->n_words > BW_SPACE_WORDS_MOST || head->n_pieces > BW_GRAM_BUCKETS)
        return damaged(fail, "it counts more words or pieces than there can be");
    if (head->bytes != n || bw_space_block_bytes(head->n_words, head->n_pieces) != n)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "the text model is damaged: it is %zu bytes, its head asks for %llu and "
                           "its counts for %llu; train it again with bekwaam embed",
                           n, (unsigned long long)head->bytes,
                           (unsigned long long)bw_space_block_bytes(head->n_words, head->n_pieces));
    if (!is_weight(head->weight_names) || !is_weight(head->weight_prose) ||
        !is_weight(head->weight_unknown) || !is_weight(head->share_pieces) ||
        !is_weight(head->share_words))
        return damaged(fail, "a weight in its head is no number of 0 or more");
    return BW_OK;
}

static enum bw_err check_sections(const struct bw_space_block *block, struct bw_fail *fail)
{
    size_t n_words = block->head->n_words, n_pieces = block->head->n_pieces;
    for (size_t w = 1; w < n_words; w++)
        if (block->word[w] <= block->word[w - 1])
            return damaged(fail, "its words are not in order");
    for (size_t p = 0; p < n_pieces; p++)
        if (block->piece[p] >= BW_GRAM_BUCKETS || (p && block->piece[p] <= block->piece[p - 1]))
            return damaged(fail, "its pieces are not in order");
    if (!are_weights(block->word_weight, n_words) || !are_weights(block->word_scale, 2 * n_words) ||
        !are_weights(block->piece_scale, n_pieces))
        return damaged(fail, "a weight or a scale is no number of 0 or more");
    return BW_OK;
}

enum bw_err bw_space_open(const void *bytes, size_t n, struct bw_space **out, struct bw_fail *fail)
{
    const struct bw_space_head *head = bytes;
    if ((uintptr_t)bytes % BW_SPACE_ALIGN)
        return bw_fail_set(fail, BW_INTERNAL, "a text model must stand on a multiple of %d bytes",
                           BW_SPACE_ALIGN);
    if (n < sizeof *head)
        return damaged(fail, "it is shorter than its head");
    enum bw_err err = check_head(head, n, fail);
    if (err)
        return err;
    struct bw_space_block block = bw_space_block_at(bytes, head->n_words, head->n_pieces);
    err = check_sections(&block, fail);
    if (err)
        return err;
    struct bw_space *space = malloc(sizeof *space);
    if (!space)
        return bw_fail_set(fail, BW_BUSY, "out of memory for a text model");
    *space = (struct bw_space){block, bw_block_id(bytes, n)};
    *out = space;
    return BW_OK;
}

void bw_space_free(struct bw_space *space)
{
    free(space);
}

uint64_t bw_space_id(const struct bw_space *space)
{
    return space->id;
}

uint32_t bw_space_dim(const struct bw_space *space)
{
    (void)space;
    return BW_SPACE_DIM;
}
