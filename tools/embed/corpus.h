#pragma once
/* The documents that a model is trained on, as words with numbers: which words there are, and
 * which of them each document has how often. Memory is the caller's arena. One thread. */
#include "model/base/arena.h"
#include "model/space/said.h"

/* A word of a document. */
struct bw_corpus_entry {
    uint32_t word, n_names, n_prose;
};

struct bw_corpus {
    size_t n_documents, n_words;
    uint64_t *hash;        /* by word, ascending: a word's number does not depend on the order of
                              the documents */
    struct bw_str *folded; /* by word */
    uint32_t *n_having;    /* by word: how many documents have it, at least 1 */
    size_t *at;            /* document d has entries[at[d]] .. entries[at[d + 1]], by word */
    struct bw_corpus_entry *entries;
};

/* What a word weighs in its document. */
float bw_corpus_weight(const struct bw_corpus_entry *entry);

/* Documents without words, and those that say what one before says, are left out. */
struct bw_corpus bw_corpus_make(const struct bw_said *documents, size_t n, struct bw_arena *arena);
