#pragma once
/* Which courses may close a need of a competency, and by how much at most: the inverted index as
 * bounds walk it, with what teaches the same or a near competency in one list, by steps, and
 * retired courses left out. Owned by the catalogue, in the arena of its snapshot; immutable, any
 * thread. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/base/arena.h"

struct bw_catalogue;

/* The credit of the asked competency itself, and of the same one. */
#define BW_REACH_CREDIT_FULL 255

/* Neighbours among the lines that take one step; the number behind the last of the offers' steps
 * stands for several of a course, none of which always is the better one. */
struct bw_reach_run {
    uint32_t step, end; /* its lines begin where those of the run before it end */
};

/* The runs of competency c: those with full credit from at[2 * c] on, those of what is near from
 * at[2 * c + 1] on, up to at[2 * c + 2]. A course has one line at most in each of the two, and
 * takes not more than credit / BW_REACH_CREDIT_FULL of what the step is worth. */
struct bw_reach {
    const struct bw_reach_run *runs; /* the first one is empty */
    const uint32_t *at;              /* 2 * n_competencies + 1 */
    const uint32_t *courses;         /* per line */
    const uint8_t *credits;          /* per line */
};

/* Those from `from` up to `end`; the lines before them end where from[-1] does. */
struct bw_reach_runs {
    const struct bw_reach_run *from, *end;
};

/* The runs that count for a need of `competency`. What is near never stands in for the mandatory.
 */
static inline struct bw_reach_runs bw_reach_runs_for(const struct bw_reach *reach,
                                                     uint32_t competency, bool mandatory)
{
    const uint32_t *at = reach->at + 2 * (size_t)competency;
    return (struct bw_reach_runs){reach->runs + at[0], reach->runs + at[mandatory ? 1 : 2]};
}

/* The share of D that counts for a competency as near as sigma. */
double bw_reach_credit(double sigma);

/* Fills reach of `cat`, whose offers, cards and near competencies are there. */
void bw_reach_pack(struct bw_catalogue *cat, struct bw_arena *arena);
