#pragma once
/* Which word of one language stands for which of the other, learnt from names that are there in
 * both: IBM's first model of translation (Brown et al. 1993), five rounds in each direction. Few
 * such names teach few words. Owns nothing but what it takes from its arena. One thread. */
#include "model/base/arena.h"
#include "model/text/text_index.h"

#define BW_LEXICON_WORDS 16 /* of a name; what is longer teaches nothing */

/* A word of the other language, and how likely each is the other's translation: the geometric mean
 * of both directions. */
struct bw_translation {
    uint32_t word;
    double share;
};

/* Dutch word w of the index's vocabulary: english[at[w]] .. english[at[w + 1]], by word. */
struct bw_lexicon {
    const struct bw_text_index *index;
    const uint32_t *at;
    const struct bw_translation *english;
};

/* Words of a name, each once, by number of the vocabulary; what it does not have is left out.
 * Returns how many; 0 when they are more than BW_LEXICON_WORDS. */
uint32_t bw_lexicon_words(const struct bw_text_index *index, struct bw_str name,
                          uint32_t out[BW_LEXICON_WORDS]);

/* From the labels of competencies, roles and tasks that are in both languages. */
struct bw_lexicon bw_lexicon_learn(const struct bw_catalogue *cat,
                                   const struct bw_text_index *index, struct bw_arena *arena);

/* How likely the English word is the Dutch one's; 1 when they are spelt alike, 0 when unknown. */
double bw_lexicon_share(const struct bw_lexicon *lexicon, uint32_t dutch, uint32_t english);
