#pragma once
/* Text as words that can be compared: compatibility forms taken apart, case folded, diacritics off,
 * broken at whatever is neither letter nor digit. Each character of a word knows where in the text
 * it comes from. Never fails: bytes that are no UTF-8 are a break. No memory of its own. Any
 * thread.
 */
#include "model/catalogue.h"

#define BW_WORD_CHARACTERS 64 /* what is longer is cut into several */
#define BW_WORD_BYTES (4 * BW_WORD_CHARACTERS)

struct bw_folded {
    uint32_t start, end; /* bytes of the text that it stands for */
    uint32_t n, len;     /* characters; bytes of `at` */
    char at[BW_WORD_BYTES];
    uint32_t code[BW_WORD_CHARACTERS];
    uint32_t from[BW_WORD_CHARACTERS]; /* where the letter that it comes from begins in the text */
};

#define BW_LETTERS_MOST 32 /* that one character of Unicode is taken apart into */

/* A text while it is walked through. */
struct bw_text_fold {
    struct bw_str text;
    uint32_t at;                       /* behind the character that `letters` come from */
    uint32_t start;                    /* its beginning */
    uint32_t n_letters, next;          /* of these the first `next` are done */
    uint32_t letters[BW_LETTERS_MOST]; /* 0: a break */
};

void bw_text_fold_start(struct bw_text_fold *fold, struct bw_str text);

/* The next word of at least one character; false at the end. */
bool bw_text_fold_next(struct bw_text_fold *fold, struct bw_folded *out);

/* Has the text nothing to be seen: only spaces and control characters, or nothing at all? */
bool bw_text_is_blank(struct bw_str text);

/* A folded word of `len` bytes again as characters; how many (at most BW_WORD_CHARACTERS). */
uint32_t bw_text_fold_codes(const char *at, uint32_t len, uint32_t codes[BW_WORD_CHARACTERS]);
