#pragma once
/* How near two competencies are in the taxonomy: Lin's similarity over `broader` with Seco's
 * intrinsic information content, IC(c) = 1 - ln(descendants + 1) / ln N. Owns the table of nearest
 * ones. Built by one thread. (Lin 1998; Seco, Veale & Hayes 2004.) */
#include "model/arena.h"
#include "model/catalogue.h"

#define BW_NEAR_MOST 32
#define BW_NEAR_LEAST .55

/* Fills near and n_near of each; broader and same are there already. Memory from `arena`. */
void bw_similarity_fill(struct bw_competency *competencies, uint32_t n, struct bw_arena *arena);
