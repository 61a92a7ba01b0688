#pragma once
/* A text that is asked about, held against an index. Owns how names and prose are scored. Memory
 * from the request's arena; any thread.
 *
 * A name's score is the cosine between vectors of pieces, TF-IDF weighted: each word gives its
 * pieces, signed, times 1 + ln(times that it is there), a bucket of n in N documents weighs
 * ln(1 + N/(n + .5)). 1: the same words; 0: not a piece in common. When the question is short
 * enough to be typed by hand, a word of it that no text has is taken for the one that it was
 * probably meant to be, and counts for its likeness to that.
 *
 * A prose's score is BM25 (Robertson & Zaragoza 2009; k1 1.2, b .75) as a share of the most that it
 * could be, with words that need not be the same (model/text/text_likeness): of each asked word
 * what the best fitting word of the passage gives, likeness * tf/(tf + k1 (1 - b + b length/mean
 * length)), times ln(1 + (N - n + .5)/(n + .5)) where n of N passages have a fitting word. */
#include "model/base/arena.h"
#include "model/text/text_index.h"

#define BW_QUERY_WORDS_MOST 32 /* that prose is searched for: the rarest of a longer text */

struct bw_query_word {
    struct bw_str at;   /* folded */
    uint32_t count;     /* times asked */
    uint32_t word;      /* in the vocabulary, or BW_NONE */
    uint32_t documents; /* prose that has the very word */
    bool searched;      /* is it one of BW_QUERY_WORDS_MOST? */
};

struct bw_text_query {
    const struct bw_text_index *index;
    struct bw_query_word *words; /* by their bytes */
    uint32_t n_words;            /* 0: the text has none */
    double norm;
    double *toward; /* by word of the vocabulary: what it adds to a product with this query */
    struct bw_letters *searched; /* those that are, as letters */
    uint32_t n_searched;
};

void bw_text_query_make(const struct bw_text_index *index, struct bw_str text,
                        struct bw_arena *arena, struct bw_text_query *out);

/* Score of a name of the index. */
double bw_text_query_name(const struct bw_text_query *query, uint32_t name);

/* Scores of the parts of prose in a range, by part - first; N, n and the mean length are theirs. */
const double *bw_text_query_prose(const struct bw_text_query *query, struct bw_text_range range,
                                  struct bw_arena *arena);

/* A word of the vocabulary that is like an asked one. */
struct bw_alike {
    uint32_t word;
    double share;
    enum bw_likeness_kind kind;
};

/* The words of the vocabulary that share a piece with `asked` and are like it, ascending by number.
 */
const struct bw_alike *bw_text_alike(const struct bw_text_index *index,
                                     const struct bw_letters *asked, struct bw_arena *arena,
                                     uint32_t *n);
