#pragma once
/* A trained text model of a few words, written by hand: each word has made-up numbers that follow
 * from it, so that texts with words in common are like each other. */
#include "model/space/space_block.h"

/* A block on a multiple of 64 bytes, to be freed; `salt` makes another model. */
void *bw_tiny_space(const char *const *words, uint32_t n_words, unsigned salt, size_t *n);

/* A block with a head, to be filled and freed; all else of it is 0. NULL when memory is out. */
void *bw_tiny_space_start(uint32_t n_words, uint32_t n_pieces, size_t *n);
