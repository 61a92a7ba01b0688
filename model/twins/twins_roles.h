#pragma once
/* Pairs of roles that may be one when organisations become one: by what they are called and by what
 * they ask. Owns the score; a person decides. Lives in the arena. Any thread, one arena each. */
#include "model/base/arena.h"
#include "model/catalogue.h"

struct bw_role_twin {
    uint32_t a, b;  /* a: held by one of the orgs that become one */
    double score;   /* 0 to 1 */
    bool same_name; /* else the work is alike */
};

struct bw_role_twins {
    const struct bw_role_twin *at; /* likeliest first, ties by a, then b */
    size_t n, found;               /* listed; in all */
};

struct bw_role_twin_question {
    const uint32_t *org_after; /* per org: which one it becomes */
    bw_day day;                /* whose versions are held against each other */
    size_t k;
};

/* Of each role that is held by an org which becomes one with another: the roles that another of
 * them holds, or that they see from above, with a score 1 - (1 - W)(1 - N/2) of at least .5. W is
 * the same of what is asked, each competency by weight times level, those that are the same as one
 * (Ruzicka's similarity); N how many of the words of two names are in both (the best two). */
struct bw_role_twins bw_twins_roles(const struct bw_catalogue *cat,
                                    const struct bw_role_twin_question *question,
                                    struct bw_arena *arena);
