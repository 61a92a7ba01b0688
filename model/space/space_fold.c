#include <math.h>
#include <string.h>

#include "model/space/said.h"
#include "model/space/space_inside.h"
#include "model/text/text_fold.h"

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

static void known_word(const struct bw_space_block *block, uint32_t word, float *out)
{
    const int8_t *row = block->word_row + (size_t)word * BW_SPACE_DIM;
    const float *scale = block->word_scale + (size_t)word * 2;
    float weight = block->word_weight[word];
    add_row(out, row, BW_SPACE_DIM_PIECES, weight * scale[0]);
    add_row(out + BW_SPACE_DIM_PIECES, row + BW_SPACE_DIM_PIECES, BW_SPACE_DIM_WORDS,
            weight * scale[1]);
}

static void unknown_word(const struct bw_space_block *block, struct bw_str word, float *out)
{
    uint32_t codes[BW_WORD_CHARACTERS];
    struct bw_gram grams[BW_WORD_GRAMS_MOST];
    uint32_t n = bw_text_grams(codes, bw_text_fold_codes(word.at, word.len, codes), grams);
    float weight = n ? block->head->weight_unknown / sqrtf(sqrtf((float)n)) : 0;
    for (uint32_t g = 0; g < n; g++) {
        uint32_t piece = piece_of(block, grams[g].bucket);
        if (piece != BW_NONE)
            add_row(out, block->piece_row + (size_t)piece * BW_SPACE_DIM_PIECES,
                    BW_SPACE_DIM_PIECES, weight * (float)grams[g].sign * block->piece_scale[piece]);
    }
}

static double length(const float *at, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)at[i] * (double)at[i];
    return sqrt(sum);
}

/* What is said, before it is one vector. */
struct sums {
    float names[BW_SPACE_DIM], prose[BW_SPACE_DIM];
};

/* A half of the vector: names and prose at their weights. Whether there is any of it. */
static bool settle(const struct sums *sums, size_t first, size_t dim,
                   const struct bw_space_head *head, float *out)
{
    const float *names = sums->names + first, *prose = sums->prose + first;
    double of_names = length(names, dim), of_prose = length(prose, dim);
    double by_names = of_names > 0 ? (double)head->weight_names / of_names : 0;
    double by_prose = of_prose > 0 ? (double)head->weight_prose / of_prose : 0;
    out += first;
    for (size_t d = 0; d < dim; d++)
        out[d] = (float)((double)names[d] * by_names + (double)prose[d] * by_prose);
    return length(out, dim) > 0;
}

static void scale_to(float *half, size_t dim, double wanted)
{
    double by = wanted > 0 ? wanted / length(half, dim) : 0;
    for (size_t d = 0; d < dim; d++)
        half[d] = (float)((double)half[d] * by);
}

/* Each half to its share; with one alone that one is all. */
static void join(const struct bw_space_head *head, const struct sums *sums, float *out)
{
    bool has_pieces = settle(sums, 0, BW_SPACE_DIM_PIECES, head, out);
    bool has_words = settle(sums, BW_SPACE_DIM_PIECES, BW_SPACE_DIM_WORDS, head, out);
    double pieces = has_pieces ? (double)head->share_pieces : 0;
    double words = has_words ? (double)head->share_words : 0;
    double total = sqrt(pieces * pieces + words * words);
    scale_to(out, BW_SPACE_DIM_PIECES, total > 0 ? pieces / total : 0);
    scale_to(out + BW_SPACE_DIM_PIECES, BW_SPACE_DIM_WORDS, total > 0 ? words / total : 0);
}

static void add(float *sum, const float *vector, uint32_t count)
{
    float weight = bw_said_weight(count);
    for (size_t d = 0; count && d < BW_SPACE_DIM; d++)
        sum[d] += weight * vector[d];
}

void bw_space_fold(const struct bw_space *space, const struct bw_said *said, struct bw_arena *arena,
                   float *out)
{
    const struct bw_space_block *block = &space->block;
    size_t mark = bw_arena_mark(arena);
    struct bw_said_words words = bw_said_count(said, arena);
    struct sums sums = {0};
    for (size_t i = 0; i < words.n; i++) {
        const struct bw_said_word *word = &words.at[i];
        float vector[BW_SPACE_DIM] = {0};
        uint32_t known = word_of(block, word->hash);
        if (known != BW_NONE)
            known_word(block, known, vector);
        else
            unknown_word(block, word->folded, vector);
        add(sums.names, vector, word->n_names);
        add(sums.prose, vector, word->n_prose);
    }
    join(block->head, &sums, out);
    bw_arena_rewind(arena, mark);
}
