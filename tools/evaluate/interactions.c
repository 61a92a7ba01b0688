#include "tools/evaluate/interactions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/evaluate/interactions_methods.h"
#include "tools/evaluate/interactions_read.h"
#include "tools/evaluate/interactions_show.h"
#include "tools/evaluate/spent.h"
#include "tools/progress.h"
#include "tools/text.h"

static void measure(const uint32_t *ranks, uint32_t n, struct bw_measured *out)
{
    for (size_t i = 0; i < BW_MEASURED_CUTS; i++) {
        out->ndcg[i] = bw_judge_ndcg(ranks, n, bw_measured_cuts[i]);
        out->hits[i] = bw_judge_hits(ranks, n, bw_measured_cuts[i]);
    }
}

static enum bw_err measure_method(enum bw_method method, const struct bw_method_data *data,
                                  const struct bw_judge *judge, struct bw_measured *out,
                                  struct bw_fail *fail)
{
    struct bw_method_learnt learnt;
    uint32_t *ranks = malloc(((size_t)judge->n + 1) * sizeof *ranks);
    if (!ranks)
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    struct bw_spent_memory memory = bw_spent_begin();
    enum bw_err err = bw_method_learn(method, data, &learnt, fail);
    if (!err) {
        double began = bw_spent_now_s();
        err = bw_judge_rank(judge, bw_method_score, &learnt, ranks, fail);
        *out = (struct bw_measured){.choice = learnt.choice,
                                    .neighbours = learnt.neighbours,
                                    .n_known = learnt.n_known,
                                    .choose_s = learnt.choose_s,
                                    .learn_s = learnt.learn_s,
                                    .score_s = bw_spent_now_s() - began,
                                    .peak_mib = bw_spent_mib(&memory)};
        measure(ranks, judge->n, out);
        bw_method_free(&learnt);
    }
    free(ranks);
    return err;
}

/* Those by whom choices are judged, and those who are judged in the end. */
static enum bw_err make_judges(const struct bw_interactions *read, struct bw_method_data *data,
                               struct bw_judge *judge, struct bw_fail *fail)
{
    unsigned n_threads = data->how->n_threads;
    struct bw_judge_whom all = {1, 1, 1, UINT32_MAX, data->how->seed};
    enum bw_err err =
        bw_judge_make(&read->taken, bw_learn_whom(data->how), n_threads, &data->older, fail);
    if (!err)
        err = bw_judge_before(&data->older, data->how->back, &data->before, fail);
    if (!err)
        err = bw_judge_make(&read->taken, all, n_threads, judge, fail);
    if (!err && judge->n == 0)
        err = bw_fail_set(fail, BW_BAD_REQUEST,
                          "every user took one item; with the last held back nothing is left to "
                          "foretell it from");
    return err;
}

static enum bw_err evaluate(struct bw_app *app, const struct bw_evaluate_interactions *how,
                            const struct bw_interactions *read, struct bw_fail *fail)
{
    struct bw_progress progress;
    struct bw_measured_all all = {.read = read, .how = how};
    struct bw_judge judge = {0};
    const struct bw_learn_how learn = {
        .ids = read->ids, .back = 1, .seed = how->seed, .n_threads = how->n_threads};
    struct bw_method_data data = {.taken = &read->taken, .how = &learn};
    enum bw_err err = make_judges(read, &data, &judge, fail);
    bw_progress_begin(&progress, app->lang, 0, BW_METHOD_COUNT);
    for (int method = 0; !err && method < BW_METHOD_COUNT; method++) {
        err = measure_method((enum bw_method)method, &data, &judge, &all.methods[method], fail);
        bw_progress_step(&progress, (size_t)method + 1);
    }
    bw_progress_end(&progress);
    all.n_judged = judge.n;
    all.n_chosen_by = data.older.n;
    if (!err && app->json)
        bw_measured_print_json(&all);
    else if (!err)
        bw_measured_print_table(app->lang, &all);
    bw_judge_free(&judge);
    bw_judge_free(&data.older);
    bw_taken_free(&data.before);
    return err;
}

int bw_evaluate_interactions(struct bw_app *app, const struct bw_evaluate_interactions *how)
{
    struct bw_interactions read;
    struct bw_fail fail;
    enum bw_err err = bw_interactions_read(how->path, how->without_last, &read, &fail);
    if (!err) {
        err = evaluate(app, how, &read, &fail);
        bw_interactions_free(&read);
    }
    if (!err)
        return BW_EXIT_WELL;
    bw_text_clean(fail.text);
    fprintf(stderr, "bekwaam: %s\n", fail.text);
    return BW_EXIT_ERROR;
}
