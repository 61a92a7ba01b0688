/* Choosing how co-enrolment is learned: each way is learned from what is older and judged by the
 * next that each user took. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tools/ease/climb.h"
#include "tools/ease/ease.h"
#include "tools/ease/follow.h"
#include "tools/ease/judge.h"
#include "tools/ease/learn.h"
#include "tools/ease/strongest.h"

/* One user of a thousand scores beyond what counts as 1. */
#define FULL_AT .999

static const double priors[] = BW_LEARN_PRIORS;
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
        err = bw_climb(try_ridge, choosing, &climbed, fail);
    bw_ease_free(&choosing->ease);
    if (!err)
        choosing->choice.ridge = climbed.ridge;
    return err;
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
    err = judge_served(choosing, &ndcg, fail);
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

/* The sum that counts as 1: few users have a higher one. */
static enum bw_err find_full(struct choosing *choosing, bool follow, double *out,
                             struct bw_fail *fail)
{
    uint32_t n = choosing->judge.n;
    double *highest = malloc(n * sizeof *highest);
    if (!highest)
        return out_of_memory(fail);
    look_at(choosing, follow ? &choosing->follow : &choosing->together, follow);
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

/* Is what was just judged better than the best so far by more than chance would have it: by more
 * than two standard errors of the mean of the users' differences? */
static bool helps(const struct choosing *choosing)
{
    double n = choosing->judge.n, sum = 0, squares = 0;
    for (uint32_t i = 0; i < choosing->judge.n; i++) {
        double more = bw_judge_gain(choosing->ranks[i], BW_LEARN_K) -
                      bw_judge_gain(choosing->best[i], BW_LEARN_K);
        sum += more;
        squares += more * more;
    }
    double mean = sum / n;
    return mean > 2 * sqrt(fmax(0, squares / n - mean * mean) / n);
}

static enum bw_err choose_share(struct choosing *choosing, struct bw_fail *fail)
{
    struct bw_learn_choice *choice = &choosing->choice;
    choice->ndcg_mixed = choice->ndcg_together;
    look_at(choosing, &choosing->together, false);
    choosing->coenrol.follow = choosing->follow.rows;
    choosing->coenrol.together_full = choice->together_full;
    choosing->coenrol.follow_full = choice->follow_full;
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        double ndcg;
        choosing->coenrol.follow_share = shares[i];
        enum bw_err err = judge_served(choosing, &ndcg, fail);
        if (err)
            return err;
        /* Among shares the best; the first must be worth having. */
        if (choice->follow_share > 0 ? ndcg > choice->ndcg_mixed : helps(choosing)) {
            choice->follow_share = shares[i];
            choice->ndcg_mixed = ndcg;
        }
    }
    return BW_OK;
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
    if (!err)
        err = find_full(choosing, false, &choosing->choice.together_full, fail);
    if (!err)
        err = find_full(choosing, true, &choosing->choice.follow_full, fail);
    return err ? err : choose_share(choosing, fail);
}

enum bw_err bw_learn_choose(const struct bw_taken *taken, const struct bw_learn_how *how,
                            struct bw_learn_choice *out, struct bw_fail *fail)
{
    struct choosing choosing = {.how = how};
    struct bw_judge_whom whom = {how->back + 1, BW_LEARN_JUDGED_MOST, how->seed};
    choosing.choice = (struct bw_learn_choice){
        .ridge = BW_CLIMB_USUAL, .prior = priors[1], .together_full = 1, .follow_full = 1};
    enum bw_err err = bw_known_make(taken, how->back + 1, &choosing.known, fail);
    if (!err)
        err = bw_judge_make(taken, whom, how->n_threads, &choosing.judge, fail);
    else if (err == BW_NOT_FOUND)
        err = BW_OK; /* what is older is too little: nobody is judged */
    choosing.served = (struct bw_learn_served){&choosing.coenrol, &choosing.known, taken->n_items};
    choosing.choice.n_judged = choosing.judge.n;
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
