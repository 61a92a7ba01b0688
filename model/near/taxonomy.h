#pragma once
/* How near two competencies are in the taxonomy: Lin's similarity over `broader` with Seco's
 * intrinsic information content, IC(c) = 1 - ln(descendants + 1) / ln N. Built by one thread, then
 * any may ask. (Lin 1998; Seco, Veale & Hayes 2004.) */
#include "model/base/arena.h"
#include "model/near/near_list.h"

/* The taxonomy turned round, and who is above whom. */
struct bw_taxonomy {
    const struct bw_competency *at;
    uint32_t n;
    const uint32_t *narrower, *narrower_at; /* below c: narrower[narrower_at[c]] … */
    const uint32_t *above, *above_at;       /* c and all above it, ascending: likewise */
    const double *content;                  /* IC */
    uint32_t *stack, *mark, stamp;          /* room for walking; bw_taxonomy_near */
};

struct bw_taxonomy bw_taxonomy_make(const struct bw_competency *competencies, uint32_t n,
                                    struct bw_arena *arena);

/* Lin's similarity, 0 (they share nothing but a root of everything) to 1. */
double bw_taxonomy_lin(const struct bw_taxonomy *taxonomy, uint32_t a, uint32_t b);

/* Fills `lists`, one a competency, with those of a similarity of at least BW_NEAR_LEAST. */
void bw_taxonomy_near(struct bw_taxonomy *taxonomy, struct bw_near_list *lists,
                      struct bw_arena *scratch);
