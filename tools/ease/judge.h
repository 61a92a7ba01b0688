#pragma once
/* How well scores foretell what is held back: one of the last that a user took, from what stands
 * before it, looked for among all items that the user had not taken till then. Owns which cases are
 * judged, the place that the held-back item gets, and the measures. */
#include "model/base/err.h"
#include "tools/ease/taken.h"

/* Scores of all n_items into out[], from a history; `room` has place for n_items places. Called by
 * several threads at once. */
typedef void bw_judge_score(const void *context, struct bw_ixs history, uint32_t *room,
                            double *out);

/* Foretold is the one `back` from the user's end (1: the last). */
struct bw_judge_case {
    uint32_t user, back;
};

struct bw_judge {
    const struct bw_taken *taken; /* borrowed */
    unsigned n_threads;
    uint32_t n;
    struct bw_judge_case *cases; /* n, by user, then `back` */
};

/* Of every `one_of` who have something before the one `back` >= 1 from their end one user, `most`
 * users at most, drawn by the seed; of each every place from there to `back_most` that has
 * something before it. BW_INTERNAL when memory is out. */
struct bw_judge_whom {
    uint32_t back, back_most, one_of, most;
    uint64_t seed;
};
enum bw_err bw_judge_make(const struct bw_taken *taken, struct bw_judge_whom whom,
                          unsigned n_threads, struct bw_judge *out, struct bw_fail *fail);
void bw_judge_free(struct bw_judge *judge);

/* What foretelling may be learned from: of who is judged what stands before all of their cases, of
 * everybody else all but the last `back`; one item of each is left at least. BW_INTERNAL when
 * memory is out; bw_taken_free gives it back. */
enum bw_err bw_judge_before(const struct bw_judge *judge, uint32_t back, struct bw_taken *out,
                            struct bw_fail *fail);

/* Into ranks[n] the place of each case's held-back item, from 1; items with the same score count as
 * in front of it. BW_INTERNAL when memory is out. */
enum bw_err bw_judge_rank(const struct bw_judge *judge, bw_judge_score *score, const void *context,
                          uint32_t *ranks, struct bw_fail *fail);

/* Into highest[n] the highest score among what each case's user had not taken; 0 when there is none
 * above. */
enum bw_err bw_judge_highest(const struct bw_judge *judge, bw_judge_score *score,
                             const void *context, double *highest, struct bw_fail *fail);

/* Of one held-back item at place `rank`: its gain in the first k places, 1 / log2(1 + rank), or 0
 * behind them (Järvelin and Kekäläinen 2002; the best that can be is 1). */
double bw_judge_gain(uint32_t rank, uint32_t k);
/* The means over n places: NDCG@k, and the share found in the first k, which is HR@k and, with one
 * item held back, Recall@k as well. 0 without any. */
double bw_judge_ndcg(const uint32_t *ranks, uint32_t n, uint32_t k);
double bw_judge_hits(const uint32_t *ranks, uint32_t n, uint32_t k);
