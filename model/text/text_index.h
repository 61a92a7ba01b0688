#pragma once
/* The texts of many documents, ready to be searched: passages of words, the vocabulary, the pieces
 * that its words are made of. Owns vocabulary, postings and weights; the texts stay the owner's and
 * must outlive it. Immutable once built, any thread; built by one. What it holds and every sum over
 * it depend on the passages alone, not on the order in which documents came. */
#include "model/catalogue.h"
#include "model/text/text_gram.h"
#include "model/text/text_likeness.h"

/* Names are short and compared as a whole, prose is looked through for what is asked. */
enum bw_passage_kind { BW_PASSAGE_NAME, BW_PASSAGE_PROSE };

struct bw_passage {
    uint32_t document;
    uint8_t kind;       /* enum bw_passage_kind */
    uint8_t field;      /* what the owner calls it */
    struct bw_str text; /* borrowed */
};

/* A word of a name, and what it weighs there (bw_text_weight). */
struct bw_token {
    uint32_t word;
    float weight;
};

/* A name: tokens[first] .. tokens[first + n], in order of first occurrence. */
struct bw_name {
    uint32_t passage, document, first;
    uint32_t n : 24;
    uint32_t field : 8;
    double norm; /* length of its vector of pieces */
};

struct bw_prose_part {
    uint32_t passage, document, length; /* in words */
    uint32_t field;
};

/* Prose that has the word. */
struct bw_posting {
    uint32_t part, count;
};

struct bw_text_index {
    uint32_t n_words, n_passages, n_names, n_parts;
    struct bw_passage *passages; /* ascending by document, as are: */
    struct bw_name *names;
    struct bw_prose_part *parts;
    struct bw_token *tokens; /* of names */
    size_t n_tokens;
    /* The vocabulary: word w is spelt[spelt_at[w]] .. spelt[spelt_at[w + 1]]. */
    char *spelt;
    size_t *spelt_at;
    uint32_t *table, table_mask; /* hash -> word + 1, 0: empty */
    uint32_t *seen;              /* letters, as in struct bw_letters */
    uint8_t *characters;
    /* Pieces: gram_word[gram_at[b]] .. gram_word[gram_at[b + 1]] have pieces in bucket b. */
    uint32_t *gram_at; /* BW_GRAM_BUCKETS + 1 */
    uint32_t *gram_word;
    int8_t *gram_count; /* sum of signs */
    double *rarity;     /* by bucket: square of ln(1 + N/(n + .5)), n of N documents have it */
    /* prose[prose_at[w]] .. prose[prose_at[w + 1]] has the word, ascending by part. */
    size_t *prose_at;
    struct bw_posting *prose;
};

struct bw_text_builder;

/* NULL when memory is out. */
struct bw_text_builder *bw_text_builder_create(void);
/* Documents come in ascending order. A text without words adds nothing. */
void bw_text_builder_add(struct bw_text_builder *builder, const struct bw_passage *passage);
/* The index of what was added; the builder is gone. NULL when memory was out at any time. */
struct bw_text_index *bw_text_builder_finish(struct bw_text_builder *builder);
void bw_text_index_free(struct bw_text_index *index);

/* Numbers [first, end). */
struct bw_text_range {
    uint32_t first, end;
};

/* The names, or the parts of prose, of documents [first, end). */
struct bw_text_range bw_text_index_names(const struct bw_text_index *index, uint32_t first,
                                         uint32_t end);
struct bw_text_range bw_text_index_parts(const struct bw_text_index *index, uint32_t first,
                                         uint32_t end);

/* Number of the folded word; BW_NONE when no passage has it. */
uint32_t bw_text_index_find(const struct bw_text_index *index, struct bw_str word);
struct bw_str bw_text_index_word(const struct bw_text_index *index, uint32_t word);
/* Bytes of memory that it takes, texts not counted. */
size_t bw_text_index_bytes(const struct bw_text_index *index);

/* What a word that is there `count` times weighs in a vector of pieces: 1 + ln(count). */
float bw_text_weight(uint32_t count);
