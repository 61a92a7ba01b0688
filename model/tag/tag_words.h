#pragma once
/* Records as bags of words, for telling which of them are about the same: each record (document of
 * the search index) is the vector of its words, each 1 + ln(times that it is there) in a passage,
 * times what the field counts, times ln(1 + N/(n + .5)) for a word that n of N records have; length
 * 1.
 * Owns these vectors, both ways round; borrows the vocabulary of the index that it was made from.
 * Immutable once built, any thread. */
#include "model/base/arena.h"
#include "model/text/text_query.h"

/* A record that has the word, or a word of the record. */
struct bw_tag_entry {
    uint32_t at;  /* document, or word */
    float weight; /* in the record's vector */
};

struct bw_tag_words {
    uint32_t n_documents, n_words;
    double *rarity; /* by word: ln(1 + N/(n + .5)) */
    /* entries[first[w]] .. entries[first[w + 1]]: the documents that have word w, ascending. */
    size_t *first;
    struct bw_tag_entry *entries;
    /* The other way round: words of document d, ascending. */
    size_t *first_of;
    struct bw_tag_entry *words_of;
};

/* Of documents 0 .. n_documents - 1; counts: by field of their names, what a word there counts (0:
 * nothing); prose counts 1. NULL when memory is out. */
struct bw_tag_words *bw_tag_words_build(const struct bw_text_index *index, uint32_t n_documents,
                                        const float *counts);
void bw_tag_words_free(struct bw_tag_words *words);

/* The text of a query as such a vector, of length 1, by word of the vocabulary: 0 for words that it
 * does not have; all 0 when no record has a word of it. */
const double *bw_tag_words_fold(const struct bw_tag_words *words, const struct bw_text_query *query,
                                struct bw_arena *arena);

/* How alike each document and the folded query are, 0..1, by document. */
const double *bw_tag_words_alike(const struct bw_tag_words *words,
                                 const struct bw_text_query *query, const double *folded,
                                 struct bw_arena *arena);
