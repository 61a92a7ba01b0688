#include <math.h>
#include <string.h>

#include "model/said.h"
#include "model/space_inside.h"
#include "model/text_fold.h"

/* The number of the word; BW_NONE when the model has it not. */
static uint32_t word_of(const struct bw_space_block *block, uint64_t hash)
{
    uint32_t low = 0, high = block->head->n_words;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (block->word[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low < block->head->n_words && block->word[low] == hash ? low : BW_NONE;
}

static uint32_t piece_of(const struct bw_space_block *block, uint32_t bucket)
{
    uint32_t low = 0, high = block->head->n_pieces;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (block->piece[middle] < bucket)
            low = middle + 1;
        else
            high = middle;
    }
    return low < block->head->n_pieces && block->piece[low] == bucket ? low : BW_NONE;
}

/* sum += factor * row */
static void add_row(float *sum, const int8_t *row, size_t dim, float factor)
{
    for (size_t d = 0; d < dim; d++)
        sum[d] += factor * (float)row[d];
}

static void add_known(const struct bw_space_block *block, uint32_t word, float weight, float *sum)
{
    const int8_t *row = block->word_row + (size_t)word * BW_SPACE_DIM;
    const float *scale = block->word_scale + (size_t)word * 2;
    add_row(sum, row, BW_SPACE_DIM_PIECES, weight * scale[0]);
    add_row(sum + BW_SPACE_DIM_PIECES, row + BW_SPACE_DIM_PIECES, BW_SPACE_DIM_WORDS,
            weight * scale[1]);
}

static void add_unknown(const struct bw_space_block *block, struct bw_str word, float weight,
                        float *sum)
{
    uint32_t codes[BW_WORD_CHARACTERS];
    struct bw_gram grams[BW_WORD_GRAMS_MOST];
    uint32_t n = bw_text_grams(codes, bw_text_fold_codes(word.at, word.len, codes), grams);
    for (uint32_t g = 0; g < n; g++) {
        uint32_t piece = piece_of(block, grams[g].bucket);
        if (piece != BW_NONE)
            add_row(sum, block->piece_row + (size_t)piece * BW_SPACE_DIM_PIECES,
                    BW_SPACE_DIM_PIECES, weight * (float)grams[g].sign * block->piece_scale[piece]);
    }
}

static double squares(const float *at, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)at[i] * (double)at[i];
    return sum;
}

/* Each half to its share; with one alone that one is all. */
static void join(const struct bw_space_head *head, float *out)
{
    float *words = out + BW_SPACE_DIM_PIECES;
    double of_pieces = squares(out, BW_SPACE_DIM_PIECES);
    double of_words = squares(words, BW_SPACE_DIM_WORDS);
    double share_pieces = of_pieces > 0 ? (double)head->share_pieces : 0;
    double share_words = of_words > 0 ? (double)head->share_words : 0;
    double total = sqrt(share_pieces * share_pieces + share_words * share_words);
    if (total <= 0) {
        memset(out, 0, BW_SPACE_DIM * sizeof *out);
        return;
    }
    double by_pieces = of_pieces > 0 ? share_pieces / total / sqrt(of_pieces) : 0;
    double by_words = of_words > 0 ? share_words / total / sqrt(of_words) : 0;
    for (size_t d = 0; d < BW_SPACE_DIM_PIECES; d++)
        out[d] = (float)((double)out[d] * by_pieces);
    for (size_t d = 0; d < BW_SPACE_DIM_WORDS; d++)
        words[d] = (float)((double)words[d] * by_words);
}

void bw_space_fold(const struct bw_space *space, const struct bw_said *said, struct bw_arena *arena,
                   float *out)
{
    const struct bw_space_block *block = &space->block;
    const struct bw_space_head *head = block->head;
    size_t mark = bw_arena_mark(arena);
    struct bw_said_words words = bw_said_count(said, arena);
    memset(out, 0, BW_SPACE_DIM * sizeof *out);
    for (size_t i = 0; i < words.n; i++) {
        const struct bw_said_word *word = &words.at[i];
        float weight = bw_said_weight(word, head->weight_names, head->weight_prose);
        uint32_t known = word_of(block, word->hash);
        if (known != BW_NONE)
            add_known(block, known, weight * block->word_weight[known], out);
        else
            add_unknown(block, word->folded, weight * head->weight_unknown, out);
    }
    join(head, out);
    bw_arena_rewind(arena, mark);
}
