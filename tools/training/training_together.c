#include "tools/training/training_together.h"

#include <stdlib.h>

#include "tools/ease/judge.h"

#define K 10

static bool make_room(const struct bw_training_records *records, struct bw_taken *out)
{
    *out = (struct bw_taken){.n_users = records->n_employees, .n_items = records->n_courses};
    out->at = calloc((size_t)records->n_employees + 1, sizeof *out->at);
    out->items = malloc((records->n_taken + 1) * sizeof *out->items);
    return out->at && out->items;
}

/* What everyone took up to `until`. With `next` only of who took something later too, and that
 * course at the end: what is to be foretold. */
static enum bw_err take(const struct bw_training_records *records, bw_day until, bool next,
                        struct bw_taken *out, struct bw_fail *fail)
{
    size_t i = 0, n = 0;
    if (!make_room(records, out))
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    for (uint32_t user = 0; user < records->n_employees; user++) {
        size_t first = n;
        for (; i < records->n_taken && records->taken[i].employee == user &&
               records->taken[i].at <= until;
             i++)
            out->items[n++] = records->taken[i].course;
        bool later = i < records->n_taken && records->taken[i].employee == user;
        if (next && later && n > first)
            out->items[n++] = records->taken[i].course;
        else if (next)
            n = first;
        while (i < records->n_taken && records->taken[i].employee == user)
            i++;
        out->at[user + 1] = n;
    }
    return BW_OK;
}

/* How many took each course. */
struct popularity {
    uint32_t n_items;
    uint32_t *takers;
};

/* A bw_judge_score of a struct popularity, whatever the history. */
/* NOLINTNEXTLINE(readability-non-const-parameter): a bw_judge_score, some of which write there */
static void score_popularity(const void *context, struct bw_ixs history, uint32_t *room,
                             double *out)
{
    const struct popularity *popularity = context;
    (void)history;
    (void)room;
    for (uint32_t i = 0; i < popularity->n_items; i++)
        out[i] = popularity->takers[i];
}

static enum bw_err judge_one(const struct bw_judge *judge, bw_judge_score *score,
                             const void *context, struct bw_training_order *out,
                             struct bw_fail *fail)
{
    uint32_t *ranks = malloc((judge->n + 1) * sizeof *ranks);
    enum bw_err err = ranks ? bw_judge_rank(judge, score, context, ranks, fail)
                            : bw_fail_set(fail, BW_INTERNAL, "memory is out");
    if (!err)
        *out = (struct bw_training_order){bw_judge_hits(ranks, judge->n, K),
                                          bw_judge_ndcg(ranks, judge->n, K)};
    free(ranks);
    return err;
}

static enum bw_err judge_both(const struct bw_taken *learned, const struct bw_judge *judge,
                              struct bw_training_together *out, struct bw_fail *fail)
{
    struct popularity popularity = {learned->n_items,
                                    malloc((learned->n_items + 1) * sizeof(uint32_t))};
    struct bw_known_courses known;
    if (!popularity.takers)
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    bw_taken_count(learned, 0, popularity.takers);
    enum bw_err err = judge_one(judge, score_popularity, &popularity, &out->popularity, fail);
    free(popularity.takers);
    if (!err)
        err = bw_known_make(learned, 0, &known, fail);
    if (err)
        return err;
    struct bw_learn_served served = {&out->coenrol, &known, learned->n_items};
    err = judge_one(judge, bw_learn_score, &served, &out->served, fail);
    bw_known_free(&known);
    return err;
}

/* Held against what people took next. */
static enum bw_err judge(const struct bw_training_records *records, const struct bw_taken *learned,
                         const struct bw_training_how *how, struct bw_training_together *out,
                         struct bw_fail *fail)
{
    struct bw_taken next;
    struct bw_judge judge = {0};
    enum bw_err err = take(records, how->until, true, &next, fail);
    if (!err)
        err = bw_judge_make(&next,
                            (struct bw_judge_whom){.back = 1,
                                                   .back_most = 1,
                                                   .one_of = 1,
                                                   .most = BW_LEARN_JUDGED_MOST,
                                                   .seed = how->seed},
                            how->n_threads, &judge, fail);
    out->n_judged = judge.n;
    if (!err && judge.n)
        err = judge_both(learned, &judge, out, fail);
    out->better = judge.n && out->served.ndcg_10 > out->popularity.ndcg_10;
    bw_judge_free(&judge);
    bw_taken_free(&next);
    return err;
}

static enum bw_err learn(const struct bw_training_records *records, const struct bw_taken *taken,
                         const struct bw_training_how *how, struct bw_training_together *out,
                         struct bw_fail *fail)
{
    struct bw_learn_how learn = {
        .ids = records->courses, .back = 0, .seed = how->seed, .n_threads = how->n_threads};
    struct bw_learnt learnt;
    enum bw_err err = bw_learn_coenrol(taken, &learn, &learnt, fail);
    if (err == BW_NOT_FOUND) /* too little was taken */
        return BW_OK;
    if (err)
        return err;
    out->section = learnt.section;
    out->n_bytes = learnt.n_bytes;
    out->choice = learnt.choice;
    err = bw_coenrol_open(out->section, out->n_bytes, &out->coenrol, fail);
    return err ? err : judge(records, taken, how, out, fail);
}

enum bw_err bw_training_together(const struct bw_training_records *records,
                                 const struct bw_training_how *how,
                                 struct bw_training_together *out, struct bw_fail *fail)
{
    struct bw_taken taken;
    *out = (struct bw_training_together){0};
    enum bw_err err = take(records, how->until, false, &taken, fail);
    for (uint32_t user = 0; !err && user < taken.n_users; user++)
        out->n_people += taken.at[user + 1] > taken.at[user];
    if (!err) {
        out->n_taken = taken.at[taken.n_users];
        err = learn(records, &taken, how, out, fail);
    }
    bw_taken_free(&taken);
    return err;
}

void bw_training_together_clear(struct bw_training_together *together)
{
    free(together->section);
    *together = (struct bw_training_together){0};
}
