#pragma once
/* The pieces of 3, 4 and 5 characters that a word is made of, a space before and after it counted
 * in, hashed with signs (Weinberger et al. 2009): " ju", "jug", "jugd" … Two words with many pieces
 * in common look alike, whatever the language, and no dictionary is needed. Any thread. */
#include "model/text/text_fold.h"

#define BW_GRAM_BUCKETS (1u << 18)
/* A word of n characters is n + 2 with its spaces, and has at most 3 (n + 2) - 9 pieces. */
#define BW_WORD_GRAMS_MOST (3 * (BW_WORD_CHARACTERS + 2) - 9)

/* A piece: its bucket, and the sign that it is added there with. */
struct bw_gram {
    uint32_t bucket;
    int32_t sign; /* 1 or -1 */
};

/* The pieces of a folded word of n characters, repeated ones repeated; how many. */
uint32_t bw_text_grams(const uint32_t *codes, uint32_t n, struct bw_gram out[BW_WORD_GRAMS_MOST]);
