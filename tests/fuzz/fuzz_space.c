/* Text models that are damaged. The bytes are a text, a zero, and changes to a model that is made
 * of the text's words: each change two bytes of where (counted round), one of how many, and those.
 * Then it is opened and the text folded. Nothing may crash, what is refused says why, what is taken
 * folds to unit length or to all 0, and to the same bits again. Bytes without a zero are a model as
 * they are. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/space/space_block.h"
#include "model/text/text_hash.h"
#include "tests/data/tiny_space.h"

#define WORDS_MOST 24
#define PIECES_MOST 200

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* Numbers in order, each once. */
struct numbers {
    uint64_t at[PIECES_MOST];
    uint32_t n, most;
};

static void add(struct numbers *numbers, uint64_t number)
{
    uint32_t at = numbers->n;
    for (uint32_t i = 0; i < numbers->n; i++)
        if (numbers->at[i] == number)
            return;
    if (numbers->n == numbers->most)
        return;
    for (; at > 0 && numbers->at[at - 1] > number; at--)
        numbers->at[at] = numbers->at[at - 1];
    numbers->at[at] = number;
    numbers->n++;
}

/* The model knows every other word, and the pieces of those between. */
static void read_text(struct bw_str text, struct numbers *words, struct numbers *pieces)
{
    struct bw_text_fold fold;
    struct bw_folded word;
    bw_text_fold_start(&fold, text);
    for (uint32_t i = 0; bw_text_fold_next(&fold, &word); i++) {
        struct bw_gram grams[BW_WORD_GRAMS_MOST];
        uint32_t n = i % 2 ? bw_text_grams(word.code, word.n, grams) : 0;
        if (i % 2 == 0)
            add(words, bw_text_hash((struct bw_str){word.at, word.len}));
        for (uint32_t g = 0; g < n; g++)
            add(pieces, grams[g].bucket);
    }
}

static void draw_rows(const int8_t *rows, size_t n)
{
    uint64_t state = n;
    for (size_t i = 0; i < n; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        ((int8_t *)rows)[i] = (int8_t)(state >> 56);
    }
}

static void fill_ones(const float *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((float *)at)[i] = 1;
}

static void *make_block(struct bw_str text, size_t *n)
{
    struct numbers words = {.most = WORDS_MOST}, pieces = {.most = PIECES_MOST};
    read_text(text, &words, &pieces);
    void *bytes = bw_tiny_space_start(words.n, pieces.n, n);
    must(bytes != NULL);
    struct bw_space_block block = bw_space_block_at(bytes, words.n, pieces.n);
    memcpy((uint64_t *)block.word, words.at, words.n * sizeof *words.at);
    for (uint32_t p = 0; p < pieces.n; p++)
        ((uint32_t *)block.piece)[p] = (uint32_t)pieces.at[p];
    fill_ones(block.word_weight, words.n);
    fill_ones(block.word_scale, (size_t)2 * words.n);
    fill_ones(block.piece_scale, pieces.n);
    draw_rows(block.word_row, (size_t)words.n * BW_SPACE_DIM);
    draw_rows(block.piece_row, (size_t)pieces.n * BW_SPACE_DIM_PIECES);
    return bytes;
}

static void change(uint8_t *block, size_t n, const uint8_t *bytes, size_t size)
{
    while (size > 3) {
        size_t at = (size_t)(bytes[0] << 8 | bytes[1]) % n, count = bytes[2];
        bytes += 3;
        size -= 3;
        for (; count > 0 && size > 0; count--, size--)
            block[at++ % n] = *bytes++;
    }
}

static bool same_bits(const void *a, const void *b, size_t n)
{
    return memcmp(a, b, n) == 0;
}

static void fold(const struct bw_space *space, struct bw_str text, struct bw_arena *arena)
{
    static float once[BW_SPACE_DIM], again[BW_SPACE_DIM];
    struct bw_str half = {text.at, text.len / 2};
    struct bw_said said = {&half, 1, &text, 1};
    size_t mark = bw_arena_mark(arena);
    double square = 0;
    bw_space_fold(space, &said, arena, once);
    bw_space_fold(space, &said, arena, again);
    must(same_bits(once, again, sizeof once) && bw_arena_mark(arena) == mark);
    for (size_t d = 0; d < BW_SPACE_DIM; d++)
        square += (double)once[d] * (double)once[d];
    must(square <= 0 || fabs(square - 1) < 1e-5);
}

static void open_and_fold(const void *block, size_t n, struct bw_str text, struct bw_arena *arena)
{
    struct bw_space *space = NULL;
    struct bw_fail fail = {BW_OK, {0}};
    enum bw_err err = bw_space_open(block, n, &space, &fail);
    must(!err == (space != NULL));
    if (err) {
        must((err == BW_BAD_REQUEST || err == BW_NOT_SUPPORTED) && fail.text[0]);
        return;
    }
    must(bw_space_id(space) != 0 && bw_space_dim(space) == BW_SPACE_DIM);
    fold(space, text, arena);
    bw_space_free(space);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct bw_arena *arena;
    if (!arena && !(arena = bw_arena_create((size_t)1 << 28)))
        abort();
    const uint8_t *zero = size ? memchr(bytes, 0, size) : NULL;
    struct bw_str text = {(const char *)bytes, (uint32_t)(zero ? (size_t)(zero - bytes) : size)};
    size_t n = size;
    void *block;
    if (zero) {
        block = make_block(text, &n);
        open_and_fold(block, n, text, arena);
        change(block, n, zero + 1, size - text.len - 1);
    } else {
        must(posix_memalign(&block, BW_SPACE_ALIGN, n ? n : 1) == 0);
        memcpy(block, bytes, n);
    }
    open_and_fold(block, n, text, arena);
    free(block);
    return 0;
}
