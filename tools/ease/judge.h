#pragma once
/* How well scores foretell what is held back: the last of what each user took (but for the last
 * `back - 1`), looked for among all items that the user had not taken before it. Owns who is
 * judged, the place that the held-back item gets, and the measures. */
#include "model/err.h"
#include "tools/ease/taken.h"

/* Scores of all n_items into out[], from a history; `room` has place for n_items places. Called by
 * several threads at once. */
typedef void bw_judge_score(const void *context, struct bw_ixs history, uint32_t *room,
                            double *out);

struct bw_judge {
    const struct bw_taken *taken; /* borrowed */
    uint32_t back;                /* >= 1 */
    unsigned n_threads;
    uint32_t n;
    uint32_t *users; /* n, ascending: all of whom something is left when `back` are held back */
};

/* `most` of those who can be judged at most, drawn by the seed. BW_INTERNAL when memory is out. */
struct bw_judge_whom {
    uint32_t back, most;
    uint64_t seed;
};
enum bw_err bw_judge_make(const struct bw_taken *taken, struct bw_judge_whom whom,
                          unsigned n_threads, struct bw_judge *out, struct bw_fail *fail);
void bw_judge_free(struct bw_judge *judge);

/* Into ranks[n] the place of each user's held-back item, from 1; items with the same score count as
 * in front of it. BW_INTERNAL when memory is out. */
enum bw_err bw_judge_rank(const struct bw_judge *judge, bw_judge_score *score, const void *context,
                          uint32_t *ranks, struct bw_fail *fail);

/* Into highest[n] the highest score among what each user had not taken; 0 when there is none above.
 */
enum bw_err bw_judge_highest(const struct bw_judge *judge, bw_judge_score *score,
                             const void *context, double *highest, struct bw_fail *fail);

/* Of one held-back item at place `rank`: its gain in the first k places, 1 / log2(1 + rank), or 0
 * behind them (Järvelin and Kekäläinen 2002; the best that can be is 1). */
double bw_judge_gain(uint32_t rank, uint32_t k);
/* The means over n places: NDCG@k, and the share found in the first k, which is HR@k and, with one
 * item held back, Recall@k as well. 0 without any. */
double bw_judge_ndcg(const uint32_t *ranks, uint32_t n, uint32_t k);
double bw_judge_hits(const uint32_t *ranks, uint32_t n, uint32_t k);
