#include "tools/evaluate/interactions_methods.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tools/ease/climb.h"
#include "tools/embed/crew.h"
#include "tools/evaluate/spent.h"

#define COURSES_AT_A_TIME 16

static const double priors[] = BW_LEARN_PRIORS;
static const double fades[] = BW_LEARN_FADES;
static const uint32_t neighbours[] = {10, 20, 50, 100, 200, 500};
static const char *const names[BW_METHOD_COUNT] = {"popularity", "item_knn", "ease", "follow_up",
                                                   "served"};

const char *bw_method_name(enum bw_method method)
{
    return names[method];
}

static enum bw_err out_of_memory(struct bw_fail *fail)
{
    return bw_fail_set(fail, BW_INTERNAL, "memory is out");
}

/* Rows as the only table, of which no sum reaches 1. */
static void serve_rows(struct bw_method_learnt *learnt, bool follow)
{
    static const uint32_t no_rows[BW_KNOWN_MOST + 1];
    struct bw_coenrol_rows none = {no_rows, NULL, NULL};
    learnt->coenrol = (struct bw_coenrol){.n_courses = learnt->known.n,
                                          .together = follow ? none : learnt->rows.rows,
                                          .follow = follow ? learnt->rows.rows : none,
                                          .follow_share = follow ? 1 : 0,
                                          .follow_fade = learnt->choice.follow_fade,
                                          .together_full = BW_COENROL_FULL_MOST,
                                          .follow_full = BW_COENROL_FULL_MOST};
}

/* NDCG on those by whom choices are judged. */
static enum bw_err judge_older(const struct bw_method_data *data,
                               const struct bw_method_learnt *learnt, double *ndcg,
                               struct bw_fail *fail)
{
    const struct bw_judge *judge = &data->older;
    uint32_t *ranks = malloc(((size_t)judge->n + 1) * sizeof *ranks);
    if (!ranks)
        return out_of_memory(fail);
    enum bw_err err = bw_judge_rank(judge, bw_method_score, learnt, ranks, fail);
    *ndcg = err ? 0 : bw_judge_ndcg(ranks, judge->n, BW_LEARN_K);
    free(ranks);
    return err;
}

/* Popularity */

static enum bw_err learn_popularity(const struct bw_method_data *data,
                                    struct bw_method_learnt *learnt, struct bw_fail *fail)
{
    learnt->takers = calloc((size_t)learnt->n_items + 1, sizeof *learnt->takers);
    if (!learnt->takers)
        return out_of_memory(fail);
    bw_taken_count(data->taken, data->how->back, learnt->takers);
    return BW_OK;
}

static void score_popularity(const struct bw_method_learnt *learnt, double *out)
{
    for (uint32_t i = 0; i < learnt->n_items; i++)
        out[i] = learnt->takers[i];
}

/* Item-kNN: of each target the nearest by the cosine of who took them; a history's score is the sum
 * over those of them that it holds. */

static void fill_cosines(const void *context, uint32_t first, uint32_t end, double *out)
{
    const struct bw_square *counts = &((const struct bw_ease *)context)->square;
    bw_square_rows(counts, first, end, out);
    for (uint32_t i = first; i < end; i++)
        for (uint32_t j = 0; j < counts->n; j++)
            out[(size_t)(i - first) * counts->n + j] /=
                sqrt(counts->diagonal[i] * counts->diagonal[j]);
}

static enum bw_err learn_near(const struct bw_ease *counts, uint32_t n_neighbours,
                              struct bw_method_learnt *learnt, struct bw_fail *fail)
{
    struct bw_strongest nearest;
    bw_strong_rows_free(&learnt->rows);
    if (!bw_strongest_make(learnt->known.n, n_neighbours, counts->n_threads, fill_cosines, counts,
                           &nearest))
        return out_of_memory(fail);
    bool well = bw_strong_rows_make(&nearest, true, &learnt->rows);
    bw_strongest_free(&nearest);
    if (!well)
        return out_of_memory(fail);
    learnt->neighbours = n_neighbours;
    serve_rows(learnt, false);
    return BW_OK;
}

static enum bw_err choose_neighbours(const struct bw_method_data *data,
                                     struct bw_method_learnt *learnt, uint32_t *best,
                                     struct bw_fail *fail)
{
    struct bw_ease counts;
    double ndcg = 0, highest = -1;
    enum bw_err err = bw_ease_start(&learnt->known, data->how->n_threads, &counts, fail);
    if (err)
        return err;
    for (size_t i = 0; !err && i < sizeof neighbours / sizeof *neighbours; i++) {
        err = learn_near(&counts, neighbours[i], learnt, fail);
        if (!err)
            err = judge_older(data, learnt, &ndcg, fail);
        if (!err && ndcg > highest) {
            highest = ndcg;
            *best = neighbours[i];
        }
    }
    bw_ease_free(&counts);
    return err;
}

static enum bw_err learn_knn(const struct bw_method_data *data, struct bw_method_learnt *learnt,
                             struct bw_fail *fail)
{
    struct bw_ease counts;
    enum bw_err err = bw_ease_start(&learnt->known, data->how->n_threads, &counts, fail);
    if (err)
        return err;
    err = learn_near(&counts, learnt->neighbours, learnt, fail);
    bw_ease_free(&counts);
    return err;
}

/* EASE^R, nothing pruned and with its negative weights */

struct laying {
    const struct bw_ease *ease;
    float *weights;
    double *rooms; /* COURSES_AT_A_TIME targets for each thread */
};

static void lay_weights(void *context, unsigned member, size_t first, size_t end)
{
    const struct laying *laying = context;
    size_t n = laying->ease->square.n;
    double *room = laying->rooms + (size_t)member * COURSES_AT_A_TIME * n;
    bw_ease_fill(laying->ease, (uint32_t)first, (uint32_t)end, room);
    for (size_t i = 0; i < n; i++)
        for (size_t j = first; j < end; j++)
            laying->weights[i * n + j] = (float)room[(j - first) * n + i];
}

static enum bw_err take_weights(const struct bw_ease *ease, struct bw_method_learnt *learnt,
                                struct bw_fail *fail)
{
    size_t n = ease->square.n;
    unsigned n_threads = ease->n_threads < BW_CREW_MOST ? ease->n_threads : BW_CREW_MOST;
    struct laying laying = {.ease = ease};
    if (!learnt->weights)
        learnt->weights = malloc(n * n * sizeof *learnt->weights);
    laying.weights = learnt->weights;
    laying.rooms = malloc(((size_t)n_threads + 1) * COURSES_AT_A_TIME * n * sizeof *laying.rooms);
    bool well = laying.weights && laying.rooms;
    if (well)
        bw_crew_run(n_threads, n, COURSES_AT_A_TIME, lay_weights, &laying);
    free(laying.rooms);
    return well ? BW_OK : out_of_memory(fail);
}

struct trying {
    const struct bw_method_data *data;
    struct bw_method_learnt *learnt;
    struct bw_ease ease;
};

static enum bw_err try_ridge(void *context, double ridge, double *worth, struct bw_fail *fail)
{
    struct trying *trying = context;
    enum bw_err err = bw_ease_solve(&trying->ease, ridge, fail);
    if (!err)
        err = take_weights(&trying->ease, trying->learnt, fail);
    return err ? err : judge_older(trying->data, trying->learnt, worth, fail);
}

static enum bw_err choose_ridge(const struct bw_method_data *data, struct bw_method_learnt *learnt,
                                double *best, struct bw_fail *fail)
{
    struct trying trying = {.data = data, .learnt = learnt};
    struct bw_climbed climbed;
    enum bw_err err = bw_ease_start(&learnt->known, data->how->n_threads, &trying.ease, fail);
    if (err)
        return err;
    err = bw_ease_climb(try_ridge, &trying, &climbed, fail);
    bw_ease_free(&trying.ease);
    if (!err)
        *best = climbed.ridge;
    return err;
}

static enum bw_err learn_ease(const struct bw_method_data *data, struct bw_method_learnt *learnt,
                              struct bw_fail *fail)
{
    struct bw_ease ease;
    enum bw_err err = bw_ease_start(&learnt->known, data->how->n_threads, &ease, fail);
    if (err)
        return err;
    err = bw_ease_solve(&ease, learnt->choice.ridge, fail);
    if (!err)
        err = take_weights(&ease, learnt, fail);
    bw_ease_free(&ease);
    return err;
}

static void score_ease(const struct bw_method_learnt *learnt, struct bw_ixs history, uint32_t *room,
                       double *out)
{
    size_t n = learnt->known.n, n_places = bw_known_places(&learnt->known, history, room);
    memset(out, 0, n * sizeof *out);
    for (size_t h = 0; h < n_places; h++) {
        const float *row = learnt->weights + room[h] * n;
        for (size_t j = 0; j < n; j++)
            out[j] += (double)row[j];
    }
    bw_known_spread(&learnt->known, learnt->n_items, out);
}

/* The follow-up alone, and what is served */

static enum bw_err learn_follow(const struct bw_method_data *data, struct bw_method_learnt *learnt,
                                struct bw_fail *fail)
{
    enum bw_err err = bw_learn_follow(&learnt->known, learnt->choice.prior, data->how->n_threads,
                                      &learnt->rows, fail);
    if (!err)
        serve_rows(learnt, true);
    return err;
}

/* With what was learned with one prior. */
static enum bw_err try_fades(const struct bw_method_data *data, struct bw_method_learnt *learnt,
                             struct bw_learn_choice *best, struct bw_fail *fail)
{
    double ndcg = 0;
    enum bw_err err = BW_OK;
    for (size_t i = 0; !err && i < sizeof fades / sizeof *fades; i++) {
        learnt->coenrol.follow_fade = fades[i];
        err = judge_older(data, learnt, &ndcg, fail);
        if (!err && ndcg > best->ndcg_follow) {
            best->ndcg_follow = ndcg;
            best->prior = learnt->choice.prior;
            best->follow_fade = fades[i];
        }
    }
    return err;
}

static enum bw_err choose_follow(const struct bw_method_data *data, struct bw_method_learnt *learnt,
                                 struct bw_learn_choice *best, struct bw_fail *fail)
{
    enum bw_err err = BW_OK;
    best->ndcg_follow = -1;
    for (size_t i = 0; !err && i < sizeof priors / sizeof *priors; i++) {
        bw_strong_rows_free(&learnt->rows);
        learnt->choice.prior = priors[i];
        err = learn_follow(data, learnt, fail);
        if (!err)
            err = try_fades(data, learnt, best, fail);
    }
    return err;
}

static enum bw_err learn_served(const struct bw_method_data *data, struct bw_method_learnt *learnt,
                                struct bw_fail *fail)
{
    struct bw_learnt made;
    enum bw_err err = bw_learn_make(data->taken, data->how, &learnt->choice, &made, fail);
    if (err)
        return err;
    learnt->section = made.section;
    return bw_coenrol_open(made.section, made.n_bytes, &learnt->coenrol, fail);
}

/* Each method */

/* Chooses on what is older; what was learned for it is given back. */
static enum bw_err choose(const struct bw_method_data *data, struct bw_method_learnt *learnt,
                          struct bw_fail *fail)
{
    struct bw_method_learnt older = {.method = learnt->method, .n_items = learnt->n_items};
    if (learnt->method == BW_METHOD_POPULARITY)
        return BW_OK;
    if (learnt->method == BW_METHOD_SERVED)
        return bw_learn_choose(data->taken, data->how, &learnt->choice, fail);
    learnt->neighbours = neighbours[3];
    learnt->choice.ridge = BW_CLIMB_USUAL;
    learnt->choice.prior = priors[1];
    if (data->older.n == 0)
        return BW_OK;
    enum bw_err err = bw_known_make(&data->before, 0, &older.known, fail);
    if (err)
        return err == BW_NOT_FOUND ? BW_OK : err;
    if (learnt->method == BW_METHOD_KNN)
        err = choose_neighbours(data, &older, &learnt->neighbours, fail);
    else if (learnt->method == BW_METHOD_FOLLOW)
        err = choose_follow(data, &older, &learnt->choice, fail);
    else
        err = choose_ridge(data, &older, &learnt->choice.ridge, fail);
    bw_method_free(&older);
    return err;
}

static enum bw_err learn(const struct bw_method_data *data, struct bw_method_learnt *learnt,
                         struct bw_fail *fail)
{
    if (learnt->method == BW_METHOD_POPULARITY)
        return learn_popularity(data, learnt, fail);
    enum bw_err err = bw_known_make(data->taken, data->how->back, &learnt->known, fail);
    if (err)
        return err;
    switch (learnt->method) {
    case BW_METHOD_KNN:
        return learn_knn(data, learnt, fail);
    case BW_METHOD_EASE:
        return learn_ease(data, learnt, fail);
    case BW_METHOD_FOLLOW:
        return learn_follow(data, learnt, fail);
    default:
        return learn_served(data, learnt, fail);
    }
}

enum bw_err bw_method_learn(enum bw_method method, const struct bw_method_data *data,
                            struct bw_method_learnt *out, struct bw_fail *fail)
{
    struct bw_method_learnt learnt = {.method = method, .n_items = data->taken->n_items};
    double began = bw_spent_now_s();
    enum bw_err err = choose(data, &learnt, fail);
    double chosen = bw_spent_now_s();
    if (!err)
        err = learn(data, &learnt, fail);
    learnt.choose_s = chosen - began;
    learnt.learn_s = bw_spent_now_s() - chosen;
    learnt.n_known = learnt.known.n;
    if (err)
        bw_method_free(&learnt);
    else
        *out = learnt;
    return err;
}

void bw_method_free(struct bw_method_learnt *learnt)
{
    free(learnt->takers);
    free(learnt->weights);
    free(learnt->section);
    bw_strong_rows_free(&learnt->rows);
    bw_known_free(&learnt->known);
    learnt->takers = NULL;
    learnt->weights = NULL;
    learnt->section = NULL;
}

void bw_method_score(const void *context, struct bw_ixs history, uint32_t *room, double *out)
{
    const struct bw_method_learnt *learnt = context;
    struct bw_learn_served served = {&learnt->coenrol, &learnt->known, learnt->n_items};
    if (learnt->method == BW_METHOD_POPULARITY)
        score_popularity(learnt, out);
    else if (learnt->method == BW_METHOD_EASE)
        score_ease(learnt, history, room, out);
    else
        bw_learn_score(&served, history, room, out);
}
