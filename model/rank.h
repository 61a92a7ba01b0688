#pragma once
/* Which courses, in which order: greedy over expected weighted closure, where the best of the
 * courses that succeed counts. Marginals never rise (submodular), so stale scores are upper bounds
 * and lazy evaluation gives the exact greedy list. Bounds of courses that nobody has looked at yet
 * are upper bounds just the same. Results live in the arena. Any thread, one arena
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

/* The list of at most question->k courses; those of the pool that might be on it are completed. */
struct bw_ranking bw_rank(struct bw_candidates_found *candidates);
