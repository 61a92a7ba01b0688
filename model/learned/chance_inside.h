#pragma once
/* How the sections of a success model follow each other; for the files of model/learned/chance
 * alone. */
#include "model/learned/chance.h"

/* Bytes of a section of so many features (at most BW_CHANCE_FEATURES_MOST) and vectors (at most
 * BW_CHANCE_VECTORS_MOST). */
uint64_t bw_chance_bytes(enum bw_chance_kind kind, uint32_t n_features, uint32_t n_vectors);

/* What lies behind the head at `bytes`, by its kind and counts. */
struct bw_chance bw_chance_at(const void *bytes);
