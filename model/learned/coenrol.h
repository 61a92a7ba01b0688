#pragma once
/* What is taken together, and after what: a section of a learned model, by course id. Owns the
 * section's form, its checks and how a history becomes scores; tools/ease learns it. Two tables of
 * weights: `together` says who took this took that (EASE^R: Steck, Embarrassingly Shallow
 * Autoencoders for Sparse Data, 2019; non-negative, the strongest of each target), `follow` what is
 * taken next after this (first order). Both lie by source, so that a person with few courses costs
 * few rows. Used where it lies, immutable once opened, any thread; the same section and history
 * give the same bits on every processor. */
#include <stddef.h>

#include "model/base/err.h"
#include "model/base/ids.h"

/* Sources of a target in `together`, and targets of a source in `follow`, at most. */
#define BW_COENROL_MOST 100
#define BW_COENROL_COURSES_MOST (1u << 20)
/* Of a history's end, how many courses `follow` looks at. */
#define BW_COENROL_LOOKS_BACK 4u

/* Weights > 0 by source: those of source i are at[i] .. at[i + 1] - 1, ascending by `to`, never to
 * itself. */
struct bw_coenrol_rows {
    const uint32_t *at; /* n_courses + 1; the first is 0 */
    const uint32_t *to;
    const float *weight;
};

/* An opened section, or what one is to be made of. */
struct bw_coenrol {
    uint32_t n_courses;    /* those that the model knows, by bytes of the id */
    const uint32_t *id_at; /* n_courses + 1 places in `ids`; the first is 0 */
    const char *ids;
    struct bw_coenrol_rows together, follow;
    double follow_share;               /* 0..1 of the score; 0 when it does not help */
    double follow_fade;                /* 0..1: a course counts so much of the one after it */
    double together_full, follow_full; /* sums of weights that count as 1 */
};

/* Sums that count as 1 are within these bounds. */
#define BW_COENROL_FULL_LEAST 1e-6
#define BW_COENROL_FULL_MOST 1e6

/* Opens the section of `n` bytes, which *out then borrows; `bytes` stands on a multiple of 8.
 * BW_BAD_REQUEST says what of it is damaged, BW_NOT_SUPPORTED that another version made it; then
 * *out is left as it was. */
enum bw_err bw_coenrol_open(const void *bytes, size_t n, struct bw_coenrol *out,
                            struct bw_fail *fail);

/* Bytes of the section that holds these parts. */
size_t bw_coenrol_bytes(const struct bw_coenrol *parts);
/* Writes it to out[bw_coenrol_bytes()], which stands on a multiple of 8; what bw_coenrol_open would
 * refuse is refused, the same way. The same parts, the same bytes. */
enum bw_err bw_coenrol_pack(const struct bw_coenrol *parts, void *out, struct bw_fail *fail);

/* The id of course `i` < n_courses. */
static inline struct bw_str bw_coenrol_id(const struct bw_coenrol *coenrol, uint32_t i)
{
    return bw_ids_get((struct bw_ids){coenrol->id_at, coenrol->ids}, i);
}

/* Which course has this id; BW_NONE when the model does not know it. */
uint32_t bw_coenrol_find(const struct bw_coenrol *coenrol, struct bw_str id);

/* out[n_courses] of a person who took history[0..n), courses of the model, each once, in order of
 * taking:
 * min(1, (1 - follow_share) * sum of together[i][j] over i in history / together_full
 *        + follow_share * sum of fade^k * follow[the one k before the last][j] / sum of fade^k
 *          / follow_full), k = 0..3 as far as the history goes, fade = follow_fade, 0^0 = 1.
 * 0 for all without a history. What was taken has a score as well. */
void bw_coenrol_score(const struct bw_coenrol *coenrol, const uint32_t *history, size_t n,
                      double *out);
