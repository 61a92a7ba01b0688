#pragma once
/* How much of an asked word is found in a word of a text, from the letters alone: the same word,
 * one with a typing error, a part of a compound, another form. Pure, any thread. */
#include "model/text/text_fold.h"

/* A folded word, ready to be compared. */
struct bw_letters {
    uint32_t n;
    uint32_t code[BW_WORD_CHARACTERS];
    uint32_t seen; /* a bit a letter, for a quick no */
    bool known;    /* an asked word that texts have is no typing error */
};

/* Not known. */
struct bw_letters bw_letters_of(const uint32_t *codes, uint32_t n);

/* What makes two words alike. */
enum bw_likeness_kind {
    BW_UNLIKE,
    BW_SAME,  /* 1 */
    BW_TYPED, /* typing errors: 1 - errors/length of the longer. One error in words of 4 to 7
                 letters, two in longer ones; two neighbours swapped are one */
    BW_PART,  /* the asked word is part of the other: .6 + .3 of the share that it is. From 5
                 letters,  from 4 at the beginning or end */
    BW_WHOLE, /* the other is part of the asked word: .6 of the share that it is. Likewise */
    BW_FORM   /* they begin alike, with at least 5 letters and more than half of the longer: .6 of
                 that share */
};

struct bw_likeness {
    double share; /* 0..1, the best of the kinds */
    enum bw_likeness_kind kind;
    uint32_t first, n; /* characters of the found word that are meant */
};

struct bw_likeness bw_text_likeness(const struct bw_letters *asked, const struct bw_letters *found);

/* False when the letters already say that the two are not alike; true is no promise. */
bool bw_text_may_be_like(const struct bw_letters *asked, uint32_t found_n, uint32_t found_seen);

/* Insertions, deletions, changes and swaps of neighbours (each letter touched once) that turn one
 * into the other; most + 1 when it takes more than `most` (at most 3). */
uint32_t bw_text_errors(const struct bw_letters *a, const struct bw_letters *b, uint32_t most);
