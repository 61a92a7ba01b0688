#pragma once
/* Which courses, in which order: greedy over expected weighted closure, where the best of the
 * courses that succeed counts. Marginals never rise (submodular), so stale scores are upper bounds
 * and lazy evaluation gives the exact greedy list. Results live in the arena. Any thread, one arena
 * each. */
#include "model/candidates.h"
#include "model/recommend.h"

struct bw_ranked {
    const struct bw_candidate_course *course;
    double score, closure;
    unsigned flags;             /* near duplicate, outside preferences */
    const double *contribution; /* per effect of the course */
    double terms[BW_TERM_COUNT];
};

struct bw_ranking {
    const struct bw_ranked *at;
    size_t n;
    double coverage;
};

/* The list of at most question->k courses of `found`. */
struct bw_ranking bw_rank(const struct bw_gap *gap, const struct bw_candidates_found *found,
                          const struct bw_question *question, struct bw_arena *arena);
