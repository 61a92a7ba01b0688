#include "model/text/text_query.h"

#include <math.h>
#include <string.h>

#include "model/base/log.h"
#include "model/base/sort.h"

#define K1 1.2
#define B .75
#define ROUNDING 1e-12

static int by_bytes(const void *a, const void *b)
{
    const struct bw_query_word *x = a, *y = b;
    return bw_str_compare(x->at, y->at);
}

/* Every word of the text, folded, each once. */
static void read_words(struct bw_text_query *query, struct bw_str text, struct bw_arena *arena)
{
    struct bw_text_fold fold;
    struct bw_folded word;
    uint32_t n = 0, kept = 0;
    bw_text_fold_start(&fold, text);
    while (bw_text_fold_next(&fold, &word))
        n++;
    struct bw_query_word *words = BW_ARENA_NEW(arena, struct bw_query_word, n);
    bw_text_fold_start(&fold, text);
    for (uint32_t i = 0; i < n && bw_text_fold_next(&fold, &word); i++) {
        char *at = bw_arena_take(arena, word.len);
        memcpy(at, word.at, word.len);
        words[i] = (struct bw_query_word){.at = {at, word.len}, .count = 1};
    }
    bw_sort(words, n, sizeof *words, by_bytes);
    for (uint32_t i = 0; i < n; i++) {
        if (kept && by_bytes(&words[kept - 1], &words[i]) == 0)
            words[kept - 1].count++;
        else
            words[kept++] = words[i];
    }
    query->words = words;
    query->n_words = kept;
}

static uint32_t prose_with(const struct bw_text_index *index, uint32_t word)
{
    return word == BW_NONE ? 0 : (uint32_t)(index->prose_at[word + 1] - index->prose_at[word]);
}

/* Words that texts have before words that none has, rare ones first. */
static int rarest_first(const void *a, const void *b)
{
    const struct bw_query_word *x = *(struct bw_query_word *const *)a,
                               *y = *(struct bw_query_word *const *)b;
    if ((x->word == BW_NONE) != (y->word == BW_NONE))
        return x->word == BW_NONE ? 1 : -1;
    if (x->documents != y->documents)
        return x->documents < y->documents ? -1 : 1;
    return bw_str_compare(x->at, y->at);
}

static struct bw_letters letters_of(struct bw_str word)
{
    uint32_t codes[BW_WORD_CHARACTERS];
    return bw_letters_of(codes, bw_text_fold_codes(word.at, word.len, codes));
}

static void choose_searched(struct bw_text_query *query, struct bw_arena *arena)
{
    uint32_t n = query->n_words, kept = 0;
    struct bw_query_word **order = BW_ARENA_NEW(arena, struct bw_query_word *, n);
    for (uint32_t i = 0; i < n; i++)
        order[i] = &query->words[i];
    bw_sort(order, n, sizeof *order, rarest_first);
    for (uint32_t i = 0; i < n && i < BW_QUERY_WORDS_MOST; i++)
        order[i]->searched = true;
    query->searched = BW_ARENA_NEW(arena, struct bw_letters, BW_QUERY_WORDS_MOST);
    for (uint32_t i = 0; i < n; i++) {
        if (!query->words[i].searched)
            continue;
        query->searched[kept] = letters_of(query->words[i].at);
        query->searched[kept++].known = query->words[i].word != BW_NONE;
    }
    query->n_searched = kept;
}

/* The word that an unknown one was probably meant to be: the least typing errors, then the most
 * prose that has it, then the bytes. *share: how likely; 0 when there is none. */
static struct bw_str meant_by(const struct bw_text_index *index, struct bw_str word,
                              struct bw_arena *arena, double *share)
{
    struct bw_letters asked = letters_of(word);
    uint32_t n, best = BW_NONE;
    const struct bw_alike *alike = bw_text_alike(index, &asked, arena, &n);
    *share = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (alike[i].kind != BW_TYPED || alike[i].share < *share)
            continue;
        bool better = best == BW_NONE || alike[i].share > *share;
        if (!better) {
            uint32_t here = prose_with(index, alike[i].word), there = prose_with(index, best);
            better = here != there ? here > there
                                   : bw_str_compare(bw_text_index_word(index, alike[i].word),
                                                    bw_text_index_word(index, best)) < 0;
        }
        if (better) {
            best = alike[i].word;
            *share = alike[i].share;
        }
    }
    return best == BW_NONE ? word : bw_text_index_word(index, best);
}

/* The query's vector of pieces, in order of first occurrence. */
struct vector {
    uint32_t *slot, mask; /* hash -> entry + 1 */
    uint32_t *bucket;
    double *sum;  /* what is looked for */
    double *full; /* the same with guessed words counted in full: what could have been found */
    uint32_t n;
};

static struct vector vector_make(size_t most, struct bw_arena *arena)
{
    uint32_t room = 64;
    while (room < 2 * most)
        room *= 2;
    return (struct vector){.slot = BW_ARENA_NEW(arena, uint32_t, room),
                           .mask = room - 1,
                           .bucket = BW_ARENA_NEW(arena, uint32_t, most),
                           .sum = BW_ARENA_NEW(arena, double, most),
                           .full = BW_ARENA_NEW(arena, double, most)};
}

/* Where the bucket's sums are. */
static uint32_t vector_entry(struct vector *vector, uint32_t bucket)
{
    uint32_t at = bucket * 2654435769u >> 7 & vector->mask;
    while (vector->slot[at] && vector->bucket[vector->slot[at] - 1] != bucket)
        at = (at + 1) & vector->mask;
    if (!vector->slot[at]) {
        vector->bucket[vector->n] = bucket;
        vector->slot[at] = ++vector->n;
    }
    return vector->slot[at] - 1;
}

/* Adds a word that is there `count` times; what is only a guess counts for its share. */
static void vector_word(struct vector *vector, struct bw_str word, uint32_t count, double share)
{
    struct bw_gram grams[BW_WORD_GRAMS_MOST];
    uint32_t codes[BW_WORD_CHARACTERS];
    uint32_t n = bw_text_grams(codes, bw_text_fold_codes(word.at, word.len, codes), grams);
    double weight = bw_text_weight(count);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t entry = vector_entry(vector, grams[i].bucket);
        vector->sum[entry] += share * weight * grams[i].sign;
        vector->full[entry] += weight * grams[i].sign;
    }
}

/* What each word of the vocabulary adds to a product with the query. */
static void aim(struct bw_text_query *query, const struct vector *vector, struct bw_arena *arena)
{
    const struct bw_text_index *index = query->index;
    double square = 0;
    query->toward = BW_ARENA_NEW(arena, double, index->n_words);
    for (uint32_t i = 0; i < vector->n; i++) {
        uint32_t bucket = vector->bucket[i], end = index->gram_at[bucket + 1];
        double amount = vector->sum[i] * index->rarity[bucket];
        square += vector->full[i] * vector->full[i] * index->rarity[bucket];
        for (uint32_t g = index->gram_at[bucket]; g < end; g++)
            query->toward[index->gram_word[g]] += amount * index->gram_count[g];
    }
    query->norm = sqrt(square);
}

/* Pieces of all words, those put in the place of unknown ones too: these are at most two letters
 * longer. */
static size_t pieces_most(const struct bw_text_query *query)
{
    size_t n = 0;
    for (uint32_t i = 0; i < query->n_words; i++)
        n += 3 * (size_t)query->words[i].at.len + 6;
    return n;
}

void bw_text_query_make(const struct bw_text_index *index, struct bw_str text,
                        struct bw_arena *arena, struct bw_text_query *out)
{
    *out = (struct bw_text_query){.index = index};
    read_words(out, text, arena);
    if (out->n_words == 0)
        return;
    for (uint32_t i = 0; i < out->n_words; i++) {
        out->words[i].word = bw_text_index_find(index, out->words[i].at);
        out->words[i].documents = prose_with(index, out->words[i].word);
    }
    choose_searched(out, arena);
    struct vector vector = vector_make(pieces_most(out), arena);
    for (uint32_t i = 0; i < out->n_words; i++) {
        struct bw_str word = out->words[i].at;
        double share = 0;
        if (out->words[i].word == BW_NONE && out->n_words <= BW_QUERY_WORDS_MOST)
            word = meant_by(index, word, arena, &share);
        vector_word(&vector, word, out->words[i].count, share > 0 ? share : 1);
    }
    aim(out, &vector, arena);
}

double bw_text_query_name(const struct bw_text_query *query, uint32_t name)
{
    const struct bw_name *of = &query->index->names[name];
    const struct bw_token *tokens = query->index->tokens + of->first;
    double product = 0;
    for (uint32_t t = 0; t < of->n; t++)
        product += (double)tokens[t].weight * query->toward[tokens[t].word];
    if (product <= 0 || query->norm <= 0 || of->norm <= 0)
        return 0;
    double cosine = product / (query->norm * of->norm);
    return cosine < 1 - ROUNDING ? cosine : 1; /* the same words are exactly alike */
}

const struct bw_alike *bw_text_alike(const struct bw_text_index *index,
                                     const struct bw_letters *asked, struct bw_arena *arena,
                                     uint32_t *n)
{
    struct bw_gram grams[BW_WORD_GRAMS_MOST];
    uint32_t n_grams = bw_text_grams(asked->code, asked->n, grams), found = 0;
    uint64_t *met = BW_ARENA_NEW(arena, uint64_t, index->n_words / 64 + 1);
    for (uint32_t i = 0; i < n_grams; i++) {
        uint32_t end = index->gram_at[grams[i].bucket + 1];
        for (uint32_t g = index->gram_at[grams[i].bucket]; g < end; g++) {
            uint32_t w = index->gram_word[g];
            met[w / 64] |= (uint64_t)1 << w % 64;
        }
    }
    for (uint32_t i = 0; i <= index->n_words / 64; i++)
        found += (uint32_t)__builtin_popcountll(met[i]);
    struct bw_alike *out = BW_ARENA_NEW(arena, struct bw_alike, found);
    *n = 0;
    for (uint32_t i = 0; i <= index->n_words / 64; i++) {
        for (uint64_t left = met[i]; left; left &= left - 1) {
            uint32_t w = i * 64 + (uint32_t)__builtin_ctzll(left);
            if (!bw_text_may_be_like(asked, index->characters[w], index->seen[w]))
                continue;
            struct bw_letters letters = letters_of(bw_text_index_word(index, w));
            struct bw_likeness likeness = bw_text_likeness(asked, &letters);
            if (likeness.kind != BW_UNLIKE)
                out[(*n)++] = (struct bw_alike){w, likeness.share, likeness.kind};
        }
    }
    return out;
}

/* Prose of a range while it is scored. */
struct prose {
    struct bw_text_range range;
    double *score; /* by part - first */
    double *best;  /* of the word at hand */
    uint32_t *met; /* parts that have something like it */
    uint32_t n_met, n;
    double mean_length;
};

static void look_for(struct prose *prose, const struct bw_text_index *index,
                     const struct bw_alike *alike)
{
    for (size_t i = index->prose_at[alike->word]; i < index->prose_at[alike->word + 1]; i++) {
        uint32_t part = index->prose[i].part, at = part - prose->range.first;
        if (part < prose->range.first || part >= prose->range.end)
            continue;
        double count = index->prose[i].count;
        double length = index->parts[part].length / prose->mean_length;
        double gives = alike->share * count / (count + K1 * (1 - B + B * length));
        if (prose->best[at] <= 0)
            prose->met[prose->n_met++] = at;
        if (gives > prose->best[at])
            prose->best[at] = gives;
    }
}

static struct prose prose_of(const struct bw_text_index *index, struct bw_text_range range,
                             struct bw_arena *arena)
{
    size_t n = range.end - range.first, length = 0;
    struct prose prose = {.range = range,
                          .score = BW_ARENA_NEW(arena, double, n),
                          .best = BW_ARENA_NEW(arena, double, n),
                          .met = BW_ARENA_NEW(arena, uint32_t, n)};
    for (uint32_t part = range.first; part < range.end; part++)
        length += index->parts[part].length;
    prose.n = range.end - range.first;
    prose.mean_length = prose.n ? (double)length / prose.n : 1;
    return prose;
}

const double *bw_text_query_prose(const struct bw_text_query *query, struct bw_text_range range,
                                  struct bw_arena *arena)
{
    struct prose prose = prose_of(query->index, range, arena);
    double most = 0;
    for (uint32_t i = 0; i < query->n_searched; i++) {
        size_t mark = bw_arena_mark(arena);
        uint32_t n;
        const struct bw_alike *alike = bw_text_alike(query->index, &query->searched[i], arena, &n);
        prose.n_met = 0;
        for (uint32_t a = 0; a < n; a++)
            look_for(&prose, query->index, &alike[a]);
        double rarity = bw_log(1 + ((double)prose.n - prose.n_met + .5) / (prose.n_met + .5));
        most += rarity;
        for (uint32_t m = 0; m < prose.n_met; m++) {
            prose.score[prose.met[m]] += rarity * prose.best[prose.met[m]];
            prose.best[prose.met[m]] = 0;
        }
        bw_arena_rewind(arena, mark);
    }
    for (uint32_t p = 0; most > 0 && p < range.end - range.first; p++)
        prose.score[p] /= most;
    return prose.score;
}
