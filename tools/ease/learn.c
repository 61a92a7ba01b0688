#include "tools/ease/learn.h"

#include <stdlib.h>
#include <string.h>

#include "tools/ease/follow.h"

static enum bw_err out_of_memory(struct bw_fail *fail)
{
    return bw_fail_set(fail, BW_INTERNAL, "memory is out");
}

static enum bw_err make_rows(const struct bw_strongest *strongest, bool turned,
                             struct bw_strong_rows *out, struct bw_fail *fail)
{
    return bw_strong_rows_make(strongest, turned, out) ? BW_OK : out_of_memory(fail);
}

enum bw_err bw_learn_together(const struct bw_ease *ease, struct bw_strong_rows *out,
                              struct bw_fail *fail)
{
    struct bw_strongest strongest;
    if (!bw_strongest_make(ease->square.n, BW_COENROL_MOST, ease->n_threads, bw_ease_fill, ease,
                           &strongest))
        return out_of_memory(fail);
    enum bw_err err = make_rows(&strongest, true, out, fail);
    bw_strongest_free(&strongest);
    return err;
}

enum bw_err bw_learn_follow(const struct bw_known_courses *known, double prior, unsigned n_threads,
                            struct bw_strong_rows *out, struct bw_fail *fail)
{
    struct bw_follow follow;
    struct bw_strongest strongest;
    enum bw_err err = bw_follow_start(known, prior, &follow, fail);
    if (err)
        return err;
    bool well = bw_strongest_make(known->n, BW_COENROL_MOST, n_threads, bw_follow_fill, &follow,
                                  &strongest);
    bw_follow_free(&follow);
    if (!well)
        return out_of_memory(fail);
    err = make_rows(&strongest, false, out, fail);
    bw_strongest_free(&strongest);
    return err;
}

struct bw_judge_whom bw_learn_whom(const struct bw_learn_how *how)
{
    return (struct bw_judge_whom){how->back + 1, how->back + BW_LEARN_FORETOLD, BW_LEARN_FORETOLD,
                                  BW_LEARN_JUDGED_MOST / BW_LEARN_FORETOLD, how->seed};
}

void bw_learn_score(const void *context, struct bw_ixs history, uint32_t *room, double *out)
{
    const struct bw_learn_served *served = context;
    size_t n = bw_known_places(served->known, history, room);
    bw_coenrol_score(served->coenrol, room, n, out);
    bw_known_spread(served->known, served->n_items, out);
}

/* The ids of the known courses one behind the other, and where each begins. */
struct id_list {
    uint32_t *at;
    char *text;
};

static bool list_ids(const struct bw_known_courses *known, const struct bw_str *ids,
                     struct id_list *out)
{
    size_t len = 0;
    for (uint32_t i = 0; i < known->n; i++)
        len += ids[known->item[i]].len;
    out->at = calloc((size_t)known->n + 1, sizeof *out->at);
    out->text = malloc(len + 1);
    if (!out->at || !out->text || len > UINT32_MAX)
        return false;
    for (uint32_t i = 0; i < known->n; i++) {
        struct bw_str id = ids[known->item[i]];
        memcpy(out->text + out->at[i], id.at, id.len);
        out->at[i + 1] = out->at[i] + id.len;
    }
    return true;
}

static enum bw_err write(const struct bw_known_courses *known, const struct bw_learn_how *how,
                         const struct bw_coenrol *tables, struct bw_learnt *out,
                         struct bw_fail *fail)
{
    struct bw_coenrol parts = *tables;
    struct id_list ids = {0};
    enum bw_err err = list_ids(known, how->ids, &ids) ? BW_OK : out_of_memory(fail);
    if (!err) {
        parts.id_at = ids.at;
        parts.ids = ids.text;
        out->n_bytes = bw_coenrol_bytes(&parts);
        out->section = malloc(out->n_bytes);
        err = out->section ? bw_coenrol_pack(&parts, out->section, fail) : out_of_memory(fail);
        if (err)
            free(out->section);
    }
    free(ids.at);
    free(ids.text);
    return err;
}

static enum bw_err learn(const struct bw_known_courses *known, const struct bw_learn_how *how,
                         struct bw_learnt *out, struct bw_fail *fail)
{
    const struct bw_learn_choice *choice = &out->choice;
    struct bw_strong_rows together = {0}, follow = {0};
    struct bw_ease ease;
    enum bw_err err = bw_ease_start(known, how->n_threads, &ease, fail);
    if (err)
        return err;
    err = bw_ease_solve(&ease, choice->ridge, fail);
    if (!err)
        err = bw_learn_together(&ease, &together, fail);
    bw_ease_free(&ease);
    if (!err)
        err = bw_learn_follow(known, choice->prior, how->n_threads, &follow, fail);
    if (!err) {
        struct bw_coenrol tables = {.n_courses = known->n,
                                    .together = together.rows,
                                    .follow = follow.rows,
                                    .follow_share = choice->follow_share,
                                    .follow_fade = choice->follow_fade,
                                    .together_full = choice->together_full,
                                    .follow_full = choice->follow_full};
        out->n_courses = known->n;
        err = write(known, how, &tables, out, fail);
    }
    bw_strong_rows_free(&together);
    bw_strong_rows_free(&follow);
    return err;
}

enum bw_err bw_learn_make(const struct bw_taken *taken, const struct bw_learn_how *how,
                          const struct bw_learn_choice *choice, struct bw_learnt *out,
                          struct bw_fail *fail)
{
    struct bw_learnt learnt = {.choice = *choice};
    struct bw_known_courses known;
    enum bw_err err = bw_known_make(taken, how->back, &known, fail);
    if (err)
        return err;
    err = learn(&known, how, &learnt, fail);
    bw_known_free(&known);
    if (!err)
        *out = learnt;
    return err;
}

enum bw_err bw_learn_coenrol(const struct bw_taken *taken, const struct bw_learn_how *how,
                             struct bw_learnt *out, struct bw_fail *fail)
{
    struct bw_learn_choice choice;
    enum bw_err err = bw_learn_choose(taken, how, &choice, fail);
    return err ? err : bw_learn_make(taken, how, &choice, out, fail);
}
