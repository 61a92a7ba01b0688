#include "model/text/text_index.h"

#include <stdlib.h>
#include <string.h>

#include "model/base/log.h"
#include "model/text/text_hash.h"

void bw_text_index_free(struct bw_text_index *index)
{
    if (!index)
        return;
    free(index->passages);
    free(index->names);
    free(index->parts);
    free(index->tokens);
    free(index->spelt);
    free(index->spelt_at);
    free(index->table);
    free(index->seen);
    free(index->characters);
    free(index->gram_at);
    free(index->gram_word);
    free(index->gram_count);
    free(index->rarity);
    free(index->prose_at);
    free(index->prose);
    free(index);
}

struct bw_str bw_text_index_word(const struct bw_text_index *index, uint32_t word)
{
    size_t at = index->spelt_at[word];
    return (struct bw_str){index->spelt + at, (uint32_t)(index->spelt_at[word + 1] - at)};
}

uint32_t bw_text_index_find(const struct bw_text_index *index, struct bw_str word)
{
    uint32_t at = (uint32_t)bw_text_hash(word) & index->table_mask;
    for (; index->table[at]; at = (at + 1) & index->table_mask) {
        struct bw_str there = bw_text_index_word(index, index->table[at] - 1);
        if (there.len == word.len && memcmp(there.at, word.at, word.len) == 0)
            return index->table[at] - 1;
    }
    return BW_NONE;
}

size_t bw_text_index_bytes(const struct bw_text_index *index)
{
    size_t words = index->n_words, grams = index->gram_at[BW_GRAM_BUCKETS];
    return sizeof *index + index->n_passages * sizeof *index->passages +
           index->n_names * sizeof *index->names + index->n_parts * sizeof *index->parts +
           index->n_tokens * sizeof *index->tokens + index->spelt_at[words] +
           ((size_t)index->table_mask + 1) * sizeof *index->table +
           words * (sizeof *index->seen + sizeof *index->characters + sizeof *index->spelt_at +
                    sizeof *index->prose_at) +
           grams * (sizeof *index->gram_word + sizeof *index->gram_count) +
           BW_GRAM_BUCKETS * (sizeof *index->gram_at + sizeof *index->rarity) +
           index->prose_at[words] * sizeof *index->prose;
}

float bw_text_weight(uint32_t count)
{
    return count == 1 ? 1 : (float)(1 + bw_log((double)count));
}

struct bw_text_range bw_text_index_names(const struct bw_text_index *index, uint32_t first,
                                         uint32_t end)
{
    struct bw_text_range range = {0, index->n_names};
    while (range.first < range.end && index->names[range.first].document < first)
        range.first++;
    while (range.end > range.first && index->names[range.end - 1].document >= end)
        range.end--;
    return range;
}

struct bw_text_range bw_text_index_parts(const struct bw_text_index *index, uint32_t first,
                                         uint32_t end)
{
    struct bw_text_range range = {0, index->n_parts};
    while (range.first < range.end && index->parts[range.first].document < first)
        range.first++;
    while (range.end > range.first && index->parts[range.end - 1].document >= end)
        range.end--;
    return range;
}
