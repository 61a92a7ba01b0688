/* Choosing how co-enrolment is learned: each way is learned from what is older and judged by the
 * next few that each user took. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tools/ease/climb.h"
#include "tools/ease/ease.h"
#include "tools/ease/follow.h"
#include "tools/ease/judge.h"
#include "tools/ease/learn.h"
#include "tools/ease/strongest.h"

/* One case of a thousand scores beyond what counts as 1. */
#define FULL_AT .999
/* Standard errors: of the 36 mixes that are tried chance would take one beyond two too often. */
#define HELPS_AT 3

static const double priors[] = BW_LEARN_PRIORS;
static const double fades[] = BW_LEARN_FADES;
static const double shares[] = {.1, .2, .3, .4, .5, .6, .7, .8, .9};

struct choosing {
    const struct bw_learn_how *how;
    struct bw_known_courses known;
    struct bw_judge judge;
    struct bw_ease ease;
    struct bw_strong_rows together, follow; /* the best so far */
    struct bw_learn_served served;
    struct bw_coenrol coenrol; /* what `served` looks at */
    uint32_t *ranks, *best;    /* of the judged: now, and of what is best so far */
    struct bw_learn_choice choice;
};

static enum bw_err out_of_memory(struct bw_fail *fail)
{
    return bw_fail_set(fail, BW_INTERNAL, "memory is out");
}

/* NDCG of what `coenrol` now is. */
static enum bw_err judge_served(struct choosing *choosing, double *ndcg, struct bw_fail *fail)
{
    const struct bw_judge *judge = &choosing->judge;
    enum bw_err err =
        bw_judge_rank(judge, bw_learn_score, &choosing->served, choosing->ranks, fail);
    if (!err)
        *ndcg = bw_judge_ndcg(choosing->ranks, judge->n, BW_LEARN_K);
    return err;
}

static void keep_best(struct choosing *choosing)
{
    memcpy(choosing->best, choosing->ranks, choosing->judge.n * sizeof *choosing->best);
}

/* Only one of both tables counts, and no sum of it reaches 1. */
static void look_at(struct choosing *choosing, const struct bw_strong_rows *rows, bool follow)
{
    static const uint32_t no_rows[BW_KNOWN_MOST + 1];
    struct bw_coenrol_rows none = {no_rows, NULL, NULL};
    choosing->coenrol = (struct bw_coenrol){.n_courses = choosing->known.n,
                                            .together = follow ? none : rows->rows,
                                            .follow = follow ? rows->rows : none,
                                            .follow_share = follow ? 1 : 0,
                                            .together_full = BW_COENROL_FULL_MOST,
                                            .follow_full = BW_COENROL_FULL_MOST};
}

static enum bw_err try_ridge(void *context, double ridge, double *ndcg, struct bw_fail *fail)
{
    struct choosing *choosing = context;
    struct bw_strong_rows rows;
    enum bw_err err = bw_ease_solve(&choosing->ease, ridge, fail);
    if (!err)
        err = bw_learn_together(&choosing->ease, &rows, fail);
    if (err)
        return err;
    look_at(choosing, &rows, false);
    err = judge_served(choosing, ndcg, fail);
    if (!err && (!choosing->together.at || *ndcg > choosing->choice.ndcg_together)) {
        struct bw_strong_rows before = choosing->together;
        choosing->together = rows;
        rows = before;
        choosing->choice.ndcg_together = *ndcg;
        keep_best(choosing);
    }
    bw_strong_rows_free(&rows);
    return err;
}

static enum bw_err choose_ridge(struct choosing *choosing, struct bw_fail *fail)
{
    struct bw_climbed climbed;
    enum bw_err err =
        bw_ease_start(&choosing->known, choosing->how->n_threads, &choosing->ease, fail);
    if (!err)
        err = bw_ease_climb(try_ridge, choosing, &climbed, fail);
    bw_ease_free(&choosing->ease);
    if (!err)
        choosing->choice.ridge = climbed.ridge;
    return err;
}

/* The best NDCG of what follows alone, whatever the fade. */
static enum bw_err judge_fades(struct choosing *choosing, double *best, struct bw_fail *fail)
{
    double ndcg, highest = -1;
    for (size_t i = 0; i < sizeof fades / sizeof *fades; i++) {
        choosing->coenrol.follow_fade = fades[i];
        enum bw_err err = judge_served(choosing, &ndcg, fail);
        if (err)
            return err;
        highest = fmax(highest, ndcg);
    }
    *best = highest;
    return BW_OK;
}

static enum bw_err try_prior(struct choosing *choosing, double prior, struct bw_fail *fail)
{
    struct bw_learn_choice *choice = &choosing->choice;
    struct bw_strong_rows rows;
    double ndcg = 0;
    enum bw_err err =
        bw_learn_follow(&choosing->known, prior, choosing->how->n_threads, &rows, fail);
    if (err)
        return err;
    look_at(choosing, &rows, true);
    err = judge_fades(choosing, &ndcg, fail);
    if (!err && (!choosing->follow.at || ndcg > choice->ndcg_follow)) {
        struct bw_strong_rows before = choosing->follow;
        choosing->follow = rows;
        rows = before;
        choice->ndcg_follow = ndcg;
        choice->prior = prior;
    }
    bw_strong_rows_free(&rows);
    return err;
}

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The sum that counts as 1, of what is looked at alone: few cases have a higher one. */
static enum bw_err find_full(const struct choosing *choosing, double *out, struct bw_fail *fail)
{
    uint32_t n = choosing->judge.n;
    double *highest = malloc(n * sizeof *highest);
    if (!highest)
        return out_of_memory(fail);
    enum bw_err err =
        bw_judge_highest(&choosing->judge, bw_learn_score, &choosing->served, highest, fail);
    if (!err) {
        qsort(highest, n, sizeof *highest, ascending);
        double full = highest[(size_t)(FULL_AT * (n - 1))] * BW_COENROL_FULL_MOST;
        *out = fmin(fmax(full, BW_COENROL_FULL_LEAST), BW_COENROL_FULL_MOST);
    }
    free(highest);
    return err;
}

/* By how much what was just judged is better than the best so far, in case `i`. */
static double more_in(const struct choosing *choosing, uint32_t i)
{
    return bw_judge_gain(choosing->ranks[i], BW_LEARN_K) -
           bw_judge_gain(choosing->best[i], BW_LEARN_K);
}

/* Is it better by more than chance would have it: by more than HELPS_AT standard errors of the
 * mean of the cases' differences? Those of one user are no cases apart, and are added up. */
static bool helps(const struct choosing *choosing)
{
    const struct bw_judge *judge = &choosing->judge;
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < judge->n; i++)
        sum += more_in(choosing, i);
    double mean = sum / judge->n;
    for (uint32_t i = 0, end; i < judge->n; i = end) {
        double of_user = 0;
        for (end = i; end < judge->n && judge->cases[end].user == judge->cases[i].user; end++)
            of_user += more_in(choosing, end) - mean;
        squares += of_user * of_user;
    }
    return mean > HELPS_AT * sqrt(squares) / judge->n;
}

/* What follows with one fade, mixed with the rest in every share. */
static enum bw_err try_fade(struct choosing *choosing, double fade, struct bw_fail *fail)
{
    struct bw_learn_choice *choice = &choosing->choice;
    double full = 1;
    look_at(choosing, &choosing->follow, true);
    choosing->coenrol.follow_fade = fade;
    enum bw_err err = find_full(choosing, &full, fail);
    choosing->coenrol.together = choosing->together.rows;
    choosing->coenrol.together_full = choice->together_full;
    choosing->coenrol.follow_full = full;
    for (size_t i = 0; !err && i < sizeof shares / sizeof *shares; i++) {
        double ndcg;
        choosing->coenrol.follow_share = shares[i];
        err = judge_served(choosing, &ndcg, fail);
        /* Of all the best; the first must be worth having. */
        if (!err && (choice->follow_share > 0 ? ndcg > choice->ndcg_mixed : helps(choosing))) {
            choice->follow_share = shares[i];
            choice->follow_fade = fade;
            choice->follow_full = full;
            choice->ndcg_mixed = ndcg;
        }
    }
    return err;
}

/* The shares and fades of the mix, from neither. */
static enum bw_err choose_mix(struct choosing *choosing, struct bw_fail *fail)
{
    struct bw_learn_choice *choice = &choosing->choice;
    choice->ndcg_mixed = choice->ndcg_together;
    look_at(choosing, &choosing->together, false);
    enum bw_err err = find_full(choosing, &choice->together_full, fail);
    for (size_t i = 0; !err && i < sizeof fades / sizeof *fades; i++)
        err = try_fade(choosing, fades[i], fail);
    return err;
}

static enum bw_err choose(struct choosing *choosing, struct bw_fail *fail)
{
    size_t n = choosing->judge.n;
    choosing->ranks = malloc(n * sizeof *choosing->ranks);
    choosing->best = malloc(n * sizeof *choosing->best);
    if (!choosing->ranks || !choosing->best)
        return out_of_memory(fail);
    enum bw_err err = choose_ridge(choosing, fail);
    for (size_t i = 0; !err && i < sizeof priors / sizeof *priors; i++)
        err = try_prior(choosing, priors[i], fail);
    return err ? err : choose_mix(choosing, fail);
}

/* Who is judged, and what may be learned from without them; nobody when that is too little. */
static enum bw_err prepare(const struct bw_taken *taken, struct choosing *choosing,
                           struct bw_fail *fail)
{
    const struct bw_learn_how *how = choosing->how;
    struct bw_judge *judge = &choosing->judge;
    struct bw_taken before = {0};
    enum bw_err err = bw_judge_make(taken, bw_learn_whom(how), how->n_threads, judge, fail);
    if (!err)
        err = bw_judge_before(judge, how->back, &before, fail);
    if (!err)
        err = bw_known_make(&before, 0, &choosing->known, fail);
    bw_taken_free(&before);
    if (err == BW_NOT_FOUND) {
        bw_judge_free(judge);
        err = BW_OK;
    }
    choosing->served =
        (struct bw_learn_served){&choosing->coenrol, &choosing->known, taken->n_items};
    choosing->choice.n_judged = judge->n;
    return err;
}

enum bw_err bw_learn_choose(const struct bw_taken *taken, const struct bw_learn_how *how,
                            struct bw_learn_choice *out, struct bw_fail *fail)
{
    struct choosing choosing = {.how = how};
    choosing.choice = (struct bw_learn_choice){
        .ridge = BW_CLIMB_USUAL, .prior = priors[1], .together_full = 1, .follow_full = 1};
    enum bw_err err = prepare(taken, &choosing, fail);
    if (!err && choosing.judge.n > 0)
        err = choose(&choosing, fail);
    bw_known_free(&choosing.known);
    bw_judge_free(&choosing.judge);
    bw_strong_rows_free(&choosing.together);
    bw_strong_rows_free(&choosing.follow);
    free(choosing.ranks);
    free(choosing.best);
    if (!err)
        *out = choosing.choice;
    return err;
}
