#pragma once
/* How much alike the work of one person and that of a role are, seen against what all roles of the
 * catalogue ask that this person sees. Owns the profiles and their coefficient; its arithmetic
 * stands in model/people/match.h. Lives in the arena. One thread. */
#include "model/mind.h"

/* What is asked or can be done, by competency; those that are the same are one. */
struct bw_profile {
    double *value; /* n_competencies: weight * level, 0 where nothing is asked */
    uint32_t *at;  /* the competencies with a value, each once */
    size_t n;
};

struct bw_kinship {
    const struct bw_catalogue *cat;
    const double *common;        /* n_competencies: what roles ask on average */
    double common_square;        /* its length, squared */
    struct bw_profile own, role; /* the person's; room for the role at hand */
    double own_common, own_square;
};

/* The visible roles that are in force on the mind's day, held ready against `mind`. */
struct bw_kinship bw_kinship_make(const struct bw_mind *mind, struct bw_arena *arena);

/* From -1 (what one has the other lacks) to 1 (the very same); 0 when either is empty. */
double bw_kinship_with(struct bw_kinship *kinship, struct bw_asks asks);
