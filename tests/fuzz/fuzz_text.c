/* Any bytes as a text: folded into words, cut into pieces, asked of an index that holds it, marked.
 * Nothing may crash, words and pieces keep to the text, a folded word folds to itself, and a text
 * is found by itself. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/text_mark.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_word(const struct bw_folded *word, uint32_t len)
{
    struct bw_gram grams[BW_WORD_GRAMS_MOST];
    struct bw_text_fold again;
    struct bw_folded same;
    uint32_t codes[BW_WORD_CHARACTERS];
    must(word->start < word->end && word->end <= len);
    must(word->n >= 1 && word->n <= BW_WORD_CHARACTERS && word->len <= BW_WORD_BYTES);
    must(bw_text_fold_codes(word->at, word->len, codes) == word->n);
    must(memcmp(codes, word->code, word->n * sizeof *codes) == 0);
    must(bw_text_grams(word->code, word->n, grams) <= BW_WORD_GRAMS_MOST);
    bw_text_fold_start(&again, (struct bw_str){word->at, word->len});
    must(bw_text_fold_next(&again, &same));
    must(same.len == word->len && memcmp(same.at, word->at, word->len) == 0);
    must(!bw_text_fold_next(&again, &same));
}

static uint32_t check_words(struct bw_str text)
{
    struct bw_text_fold fold;
    struct bw_folded word;
    uint32_t n = 0, before = 0;
    bw_text_fold_start(&fold, text);
    for (; bw_text_fold_next(&fold, &word); n++) {
        must(word.start >= before);
        before = word.start;
        check_word(&word, text.len);
    }
    (void)bw_text_is_blank(text);
    return n;
}

static void check_search(struct bw_str text, struct bw_arena *arena, uint32_t n_words)
{
    struct bw_text_builder *builder = bw_text_builder_create();
    struct bw_passage name = {0, BW_PASSAGE_NAME, 0, text}, prose = {0, BW_PASSAGE_PROSE, 1, text};
    struct bw_text_query query;
    must(builder != NULL);
    bw_text_builder_add(builder, &name);
    bw_text_builder_add(builder, &prose);
    struct bw_text_index *index = bw_text_builder_finish(builder);
    must(index && index->n_passages == (n_words ? 2u : 0u));
    bw_text_query_make(index, text, arena, &query);
    must((query.n_words > 0) == (n_words > 0));
    if (n_words) {
        const double *score = bw_text_query_prose(&query, bw_text_index_parts(index, 0, 1), arena);
        must(score[0] > 0 && score[0] <= 1);
        must(query.norm <= 0 || bw_text_query_name(&query, 0) >= 1);
        struct bw_text_pieces pieces = bw_text_mark(&query, text, arena);
        must(pieces.n_hits > 0);
        const char *next = pieces.at[0].text.at;
        for (size_t i = 0; i < pieces.n; i++) {
            must(pieces.at[i].text.at == next && pieces.at[i].text.len > 0);
            next += pieces.at[i].text.len;
        }
        must(next <= text.at + text.len);
    }
    bw_text_index_free(index);
}

/* An index takes a thousand times as long as folding: one text in 32, by its bytes, gets one. */
static bool is_chosen(const uint8_t *bytes, size_t size)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum = sum * 31 + bytes[i];
    return sum % 32 == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct bw_arena *arena;
    struct bw_str text = {(const char *)bytes, (uint32_t)size};
    if (!arena && !(arena = bw_arena_create((size_t)1 << 30)))
        abort();
    uint32_t n_words = check_words(text);
    if (size < 2000 && is_chosen(bytes, size))
        check_search(text, arena, n_words);
    bw_arena_reset(arena);
    return 0;
}
