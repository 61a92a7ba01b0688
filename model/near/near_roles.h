#pragma once
/* Which roles ask a competency, turned round from what roles ask in their last version. The cosine
 * of two: the sum over roles of the product of the weights that they give the two, over the product
 * of their lengths. One thread. */
#include "model/base/arena.h"
#include "model/catalogue.h"

struct bw_asked {
    const struct bw_catalogue *cat;
    uint32_t *at; /* roles of competency c: role[at[c]] .. role[at[c + 1]], ascending */
    uint32_t *role;
    double *weight; /* that the role gives it */
    double *length; /* by competency */
};

struct bw_asked bw_asked_make(const struct bw_catalogue *cat, struct bw_arena *arena);

/* What a role asks in its last version. */
struct bw_asks bw_asked_by(const struct bw_catalogue *cat, uint32_t role);
