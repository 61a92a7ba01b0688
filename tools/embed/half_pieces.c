/* Documents by pieces of words, weighed by TF-IDF, factored: latent semantic analysis (Deerwester
 * et al. 1990). The matrix is the product of documents by words and words by pieces. */
#include <math.h>
#include <string.h>

#include "model/base/log.h"
#include "model/text/text_gram.h"
#include "tools/embed/halves.h"
#include "tools/embed/svd.h"

#define STREAM 1
#define LEAST_DOCUMENTS 2 /* that have a piece which the model is to know */
#define MOST_PIECES 100000

/* Pieces of all words of the corpus: word w has [at[w], at[w + 1]). */
struct spelling {
    size_t *at;
    struct bw_gram *gram;
};

static struct spelling spell(const struct bw_corpus *corpus, struct bw_arena *arena)
{
    uint32_t codes[BW_WORD_CHARACTERS];
    size_t n = 0;
    struct spelling out = {.at = BW_ARENA_NEW(arena, size_t, corpus->n_words + 1)};
    for (size_t w = 0; w < corpus->n_words; w++) {
        struct bw_str word = corpus->folded[w];
        uint32_t n_codes = bw_text_fold_codes(word.at, word.len, codes);
        n += 3 * ((size_t)n_codes + 2);
    }
    out.gram = bw_arena_take(arena, (n + 1) * sizeof *out.gram);
    for (size_t w = 0; w < corpus->n_words; w++) {
        struct bw_gram grams[BW_WORD_GRAMS_MOST];
        struct bw_str word = corpus->folded[w];
        uint32_t n_codes = bw_text_fold_codes(word.at, word.len, codes);
        uint32_t n_grams = bw_text_grams(codes, n_codes, grams);
        memcpy(out.gram + out.at[w], grams, n_grams * sizeof *grams);
        out.at[w + 1] = out.at[w] + n_grams;
    }
    return out;
}

/* How many documents have a piece of each bucket. */
static uint32_t *count_documents(const struct bw_corpus *corpus, const struct spelling *spelling,
                                 struct bw_arena *arena)
{
    uint32_t *n = BW_ARENA_NEW(arena, uint32_t, BW_GRAM_BUCKETS);
    uint32_t *last = BW_ARENA_NEW(arena, uint32_t, BW_GRAM_BUCKETS);
    for (size_t d = 0; d < corpus->n_documents; d++) {
        for (size_t i = corpus->at[d]; i < corpus->at[d + 1]; i++) {
            uint32_t w = corpus->entries[i].word;
            for (size_t g = spelling->at[w]; g < spelling->at[w + 1]; g++) {
                uint32_t bucket = spelling->gram[g].bucket;
                n[bucket] += last[bucket] != d + 1;
                last[bucket] = (uint32_t)d + 1;
            }
        }
    }
    return n;
}

/* The pieces that the model is to know, the most frequent ones where there are too many. */
static void choose(const uint32_t *n_having, struct bw_half_pieces *out, struct bw_arena *arena)
{
    uint32_t least = LEAST_DOCUMENTS;
    size_t n = SIZE_MAX;
    for (;; least++) {
        n = 0;
        for (uint32_t b = 0; b < BW_GRAM_BUCKETS; b++)
            n += n_having[b] >= least;
        if (n <= MOST_PIECES)
            break;
    }
    out->bucket = BW_ARENA_NEW(arena, uint32_t, n + 1);
    for (uint32_t b = 0; b < BW_GRAM_BUCKETS; b++)
        if (n_having[b] >= least)
            out->bucket[out->n_pieces++] = b;
}

static size_t find(const struct bw_half_pieces *half, uint32_t bucket)
{
    size_t low = 0, high = half->n_pieces;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (half->bucket[middle] < bucket)
            low = middle + 1;
        else
            high = middle;
    }
    return low < half->n_pieces && half->bucket[low] == bucket ? low : SIZE_MAX;
}

/* Words by pieces: how often, times how rare the piece is and what the word weighs. Each piece once
 * a word. */
static struct bw_sparse words_by_pieces(const struct bw_training *training,
                                        const struct spelling *spelling,
                                        const struct bw_half_pieces *half, const float *rarity)
{
    const struct bw_corpus *corpus = &training->corpus;
    size_t n_grams = spelling->at[corpus->n_words], n = 0;
    struct bw_sparse out = {.n_rows = corpus->n_words,
                            .n_columns = half->n_pieces,
                            .at = BW_ARENA_NEW(training->arena, size_t, corpus->n_words + 1),
                            .column =
                                bw_arena_take(training->arena, (n_grams + 1) * sizeof(uint32_t)),
                            .value = bw_arena_take(training->arena, (n_grams + 1) * sizeof(float))};
    for (size_t w = 0; w < corpus->n_words; w++) {
        size_t n_of_word = spelling->at[w + 1] - spelling->at[w];
        float weight = bw_half_pieces_weight(training->rarity[w], (uint32_t)n_of_word);
        for (size_t g = spelling->at[w]; g < spelling->at[w + 1]; g++) {
            size_t piece = find(half, spelling->gram[g].bucket), i = out.at[w];
            if (piece == SIZE_MAX)
                continue;
            while (i < n && out.column[i] != piece)
                i++;
            if (i == n) {
                out.column[n] = (uint32_t)piece;
                out.value[n++] = 0;
            }
            out.value[i] += (float)spelling->gram[g].sign * weight * rarity[piece];
        }
        out.at[w + 1] = n;
    }
    return out;
}

static double square_of_document(const struct bw_sparse *documents, size_t d,
                                 const struct bw_sparse *pieces, double *sum)
{
    double square = 0;
    for (int round = 0; round < 2; round++) {
        for (size_t i = documents->at[d]; i < documents->at[d + 1]; i++) {
            uint32_t w = documents->column[i];
            for (size_t g = pieces->at[w]; g < pieces->at[w + 1]; g++) {
                double *of = &sum[pieces->column[g]];
                if (round == 0)
                    *of += (double)documents->value[i] * (double)pieces->value[g];
                else
                    square += *of * *of;
                if (round == 1)
                    *of = 0;
            }
        }
    }
    return square;
}

/* Documents by words, such that each document's row of pieces is of length 1. */
static struct bw_sparse documents_by_words(const struct bw_training *training,
                                           const struct bw_sparse *pieces)
{
    const struct bw_corpus *corpus = &training->corpus;
    size_t n = corpus->at[corpus->n_documents];
    struct bw_sparse out = {.n_rows = corpus->n_documents,
                            .n_columns = corpus->n_words,
                            .at = corpus->at,
                            .column = bw_arena_take(training->arena, (n + 1) * sizeof(uint32_t)),
                            .value = bw_arena_take(training->arena, (n + 1) * sizeof(float))};
    double *sum = BW_ARENA_NEW(training->arena, double, pieces->n_columns);
    for (size_t i = 0; i < n; i++) {
        const struct bw_corpus_entry *entry = &corpus->entries[i];
        out.column[i] = entry->word;
        out.value[i] = bw_corpus_weight(entry);
    }
    for (size_t d = 0; d < corpus->n_documents; d++) {
        double square = square_of_document(&out, d, pieces, sum);
        for (size_t i = out.at[d]; square > 0 && i < out.at[d + 1]; i++)
            out.value[i] = (float)((double)out.value[i] / sqrt(square));
    }
    return out;
}

enum bw_err bw_half_pieces_make(struct bw_training *training, struct bw_half_pieces *out,
                                struct bw_fail *fail)
{
    const struct bw_corpus *corpus = &training->corpus;
    struct bw_arena *arena = training->arena;
    struct spelling spelling = spell(corpus, arena);
    const uint32_t *n_having = count_documents(corpus, &spelling, arena);
    *out = (struct bw_half_pieces){0};
    choose(n_having, out, arena);
    float *rarity = BW_ARENA_NEW(arena, float, out->n_pieces + 1);
    for (size_t p = 0; p < out->n_pieces; p++)
        rarity[p] = (float)bw_log(1 + (double)corpus->n_documents / n_having[out->bucket[p]]);
    struct bw_sparse_pair pieces, documents;
    pieces.plain = words_by_pieces(training, &spelling, out, rarity);
    pieces.turned = bw_sparse_turn(&pieces.plain, arena);
    documents.plain = documents_by_words(training, &pieces.plain);
    documents.turned = bw_sparse_turn(&documents.plain, arena);
    struct bw_svd_of of = {&documents, &pieces};
    struct bw_svd_how how = bw_training_factors(training, BW_SPACE_DIM_PIECES, STREAM);
    float singular[BW_SPACE_DIM_PIECES];
    out->row = BW_ARENA_NEW(arena, float, out->n_pieces *BW_SPACE_DIM_PIECES + 1);
    enum bw_err err = bw_svd(&of, &how, arena, singular, out->row, fail);
    for (size_t p = 0; !err && p < out->n_pieces; p++)
        for (size_t i = 0; i < BW_SPACE_DIM_PIECES; i++)
            out->row[p * BW_SPACE_DIM_PIECES + i] *= rarity[p];
    return err;
}

float bw_half_pieces_weight(float rarity, uint32_t n)
{
    return n ? sqrtf(rarity) / sqrtf(sqrtf((float)n)) : 0;
}

uint32_t bw_half_pieces_of(const struct bw_half_pieces *half, struct bw_str folded,
                           float out[BW_SPACE_DIM_PIECES])
{
    uint32_t codes[BW_WORD_CHARACTERS];
    struct bw_gram grams[BW_WORD_GRAMS_MOST];
    uint32_t n = bw_text_grams(codes, bw_text_fold_codes(folded.at, folded.len, codes), grams);
    memset(out, 0, BW_SPACE_DIM_PIECES * sizeof *out);
    for (uint32_t g = 0; g < n; g++) {
        size_t piece = find(half, grams[g].bucket);
        for (size_t i = 0; piece != SIZE_MAX && i < BW_SPACE_DIM_PIECES; i++)
            out[i] += (float)grams[g].sign * half->row[piece * BW_SPACE_DIM_PIECES + i];
    }
    return n;
}
