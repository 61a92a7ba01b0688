#pragma once
/* Which competencies are near which, and how near: what is learnt of one counts in part for the
 * other (DESIGN, effect). Two ways: by the taxonomy alone, sigma = Lin's similarity L
 * (model/near/taxonomy), or by all that speaks for it,
 *
 *   sigma = 1 - (1 - s L) (1 - t T) (1 - r R),
 *
 * T how much alike their names look (model/near/near_text), R how often roles ask both
 * (model/near/near_roles), s, t, r the shares below. Owns the two ways; model/near/near_list has
 * the lists. What is near follows from competencies and roles alone. One thread. */
#include "model/base/arena.h"
#include "model/catalogue.h"
#include "model/near/near_list.h"

struct bw_near_shares {
    double taxonomy;    /* 0 to .54: alone it brings nobody near */
    double text, roles; /* 0 to 1 */
};
/* Chosen on ESCO: tests/text/near_parts.c says what each part brings. */
extern const struct bw_near_shares bw_near_shares;

/* Sets near and n_near of each competency, memory from `arena`; the rest of the catalogue is there
 * already. False when memory is out: then nothing is near. */
bool bw_near_by_taxonomy(struct bw_catalogue *cat, struct bw_arena *arena);
bool bw_near_by_all(struct bw_catalogue *cat, const struct bw_near_shares *shares,
                    struct bw_arena *arena);

/* Sets the lists that `other` has, whose competencies are the same in the same order. */
void bw_near_copy(struct bw_catalogue *cat, const struct bw_catalogue *other,
                  struct bw_arena *arena);
