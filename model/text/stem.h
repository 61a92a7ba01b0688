#pragma once
/* What is left of a word when number, tense and the making of nouns from verbs are taken off:
 * "beheren", "beheer" and "beheerd" are one, and so are "conserve" and "conservation". Rough, the
 * same for Dutch and English, no dictionary: good enough to propose that two names are the same,
 * not to decide it. Pure, any thread. */
#include "model/text/text_fold.h"

/* Turns the folded word of n characters into its stem, in place; the characters that are left.
 * Words of fewer than five characters, or with a digit in them, stay as they are. */
uint32_t bw_stem(uint32_t *codes, uint32_t n);
