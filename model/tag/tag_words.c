#include "model/tag/tag_words.h"

#include <math.h>
#include <stdlib.h>

#include "model/base/log.h"

/* The names of each word, ascending by document: while the vectors are made. */
struct named {
    size_t *first; /* by word */
    struct bw_tag_entry *entries;
};

static void named_free(struct named *named)
{
    free(named->first);
    free(named->entries);
}

/* Turns the tokens of the names round: word -> names that have it. */
static bool turn_names(const struct bw_text_index *index, const float *counts, struct named *named)
{
    size_t *first = named->first = calloc((size_t)index->n_words + 2, sizeof *first);
    named->entries = calloc(index->n_tokens + 1, sizeof *named->entries);
    if (!first || !named->entries)
        return false;
    for (size_t t = 0; t < index->n_tokens; t++)
        first[index->tokens[t].word + 2]++;
    for (uint32_t w = 0; w < index->n_words; w++)
        first[w + 2] += first[w + 1];
    for (uint32_t n = 0; n < index->n_names; n++) {
        const struct bw_name *name = &index->names[n];
        for (uint32_t t = name->first; t < name->first + name->n; t++) {
            const struct bw_token *token = &index->tokens[t];
            named->entries[first[token->word + 1]++] =
                (struct bw_tag_entry){name->document, counts[name->field] * token->weight};
        }
    }
    return true;
}

/* The row of one word while it is merged from its names and its prose, both ascending. */
struct row {
    struct bw_tag_entry *at;
    size_t n;
};

static void row_add(struct row *row, uint32_t document, float weight)
{
    if (weight <= 0)
        return;
    if (row->n && row->at[row->n - 1].at == document)
        row->at[row->n - 1].weight += weight;
    else
        row->at[row->n++] = (struct bw_tag_entry){document, weight};
}

static size_t merge_word(const struct bw_text_index *index, const struct named *named, uint32_t w,
                         uint32_t n_documents, struct bw_tag_entry *out)
{
    struct row row = {out, 0};
    size_t name = named->first[w], name_end = named->first[w + 1];
    for (size_t p = index->prose_at[w]; p < index->prose_at[w + 1]; p++) {
        uint32_t document = index->parts[index->prose[p].part].document;
        for (; name < name_end && named->entries[name].at <= document; name++)
            row_add(&row, named->entries[name].at, named->entries[name].weight);
        row_add(&row, document, bw_text_weight(index->prose[p].count));
    }
    for (; name < name_end; name++)
        row_add(&row, named->entries[name].at, named->entries[name].weight);
    while (row.n && row.at[row.n - 1].at >= n_documents)
        row.n--;
    return row.n;
}

static bool merge_all(struct bw_tag_words *words, const struct bw_text_index *index,
                      const struct named *named)
{
    size_t most = index->n_tokens + index->prose_at[index->n_words];
    words->first = calloc((size_t)index->n_words + 1, sizeof *words->first);
    words->entries = malloc((most + 1) * sizeof *words->entries);
    words->rarity = malloc(((size_t)index->n_words + 1) * sizeof *words->rarity);
    if (!words->first || !words->entries || !words->rarity)
        return false;
    for (uint32_t w = 0; w < index->n_words; w++) {
        size_t at = words->first[w];
        size_t n = merge_word(index, named, w, words->n_documents, words->entries + at);
        words->first[w + 1] = at + n;
        words->rarity[w] = bw_log(1 + words->n_documents / ((double)n + .5));
    }
    struct bw_tag_entry *fitting =
        realloc(words->entries, (words->first[index->n_words] + 1) * sizeof *fitting);
    words->entries = fitting ? fitting : words->entries;
    return true;
}

/* Rarities into the weights, and each vector to length 1. */
static bool weigh(struct bw_tag_words *words)
{
    double *square = calloc((size_t)words->n_documents + 1, sizeof *square);
    for (uint32_t w = 0; square && w < words->n_words; w++) {
        for (size_t i = words->first[w]; i < words->first[w + 1]; i++) {
            struct bw_tag_entry *entry = &words->entries[i];
            double weight = entry->weight * words->rarity[w];
            entry->weight = (float)weight;
            square[entry->at] += weight * weight;
        }
    }
    for (size_t i = 0; square && i < words->first[words->n_words]; i++)
        words->entries[i].weight =
            (float)(words->entries[i].weight / sqrt(square[words->entries[i].at]));
    free(square);
    return square != NULL;
}

static bool turn_round(struct bw_tag_words *words)
{
    size_t n = words->first[words->n_words];
    size_t *first = words->first_of = calloc((size_t)words->n_documents + 2, sizeof *first);
    words->words_of = malloc((n + 1) * sizeof *words->words_of);
    if (!first || !words->words_of)
        return false;
    for (size_t i = 0; i < n; i++)
        first[words->entries[i].at + 2]++;
    for (uint32_t d = 0; d < words->n_documents; d++)
        first[d + 2] += first[d + 1];
    for (uint32_t w = 0; w < words->n_words; w++)
        for (size_t i = words->first[w]; i < words->first[w + 1]; i++)
            words->words_of[first[words->entries[i].at + 1]++] =
                (struct bw_tag_entry){w, words->entries[i].weight};
    return true;
}

struct bw_tag_words *bw_tag_words_build(const struct bw_text_index *index, uint32_t n_documents,
                                        const float *counts)
{
    struct bw_tag_words *words = calloc(1, sizeof *words);
    struct named named = {0};
    if (!words)
        return NULL;
    words->n_documents = n_documents;
    words->n_words = index->n_words;
    bool well = turn_names(index, counts, &named) && merge_all(words, index, &named) &&
                weigh(words) && turn_round(words);
    named_free(&named);
    if (well)
        return words;
    bw_tag_words_free(words);
    return NULL;
}

void bw_tag_words_free(struct bw_tag_words *words)
{
    if (!words)
        return;
    free(words->rarity);
    free(words->first);
    free(words->entries);
    free(words->first_of);
    free(words->words_of);
    free(words);
}

const double *bw_tag_words_fold(const struct bw_tag_words *words, const struct bw_text_query *query,
                                struct bw_arena *arena)
{
    double *folded = BW_ARENA_NEW(arena, double, words->n_words);
    double square = 0;
    for (uint32_t i = 0; i < query->n_words; i++) {
        uint32_t w = query->words[i].word;
        if (w == BW_NONE)
            continue;
        folded[w] = bw_text_weight(query->words[i].count) * words->rarity[w];
        square += folded[w] * folded[w];
    }
    for (uint32_t i = 0; square > 0 && i < query->n_words; i++)
        if (query->words[i].word != BW_NONE)
            folded[query->words[i].word] /= sqrt(square);
    return folded;
}

const double *bw_tag_words_alike(const struct bw_tag_words *words,
                                 const struct bw_text_query *query, const double *folded,
                                 struct bw_arena *arena)
{
    double *alike = BW_ARENA_NEW(arena, double, words->n_documents);
    for (uint32_t i = 0; i < query->n_words; i++) {
        uint32_t w = query->words[i].word;
        if (w == BW_NONE)
            continue;
        for (size_t e = words->first[w]; e < words->first[w + 1]; e++)
            alike[words->entries[e].at] += folded[w] * words->entries[e].weight;
    }
    return alike;
}
