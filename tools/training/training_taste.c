#include "tools/training/training_taste.h"

#include <stdlib.h>

#include "tools/training/training_past.h"

static struct bw_choice choice_of(struct bw_training_past *past,
                                  const struct bw_training_shown *shown)
{
    return (struct bw_choice){
        .score = shown->score,
        .together = bw_training_together_with(past, shown->employee, shown->course, shown->at),
        .language = shown->language,
        .format = shown->format,
        .hours = shown->hours,
        .position = shown->position,
        .reply = shown->reply};
}

static enum bw_err learn(const struct bw_choice *older, const struct bw_choice *newer,
                         struct bw_training_taste *out, struct bw_fail *fail)
{
    struct bw_choice_fit fixed;
    enum bw_err err = bw_choice_learn(older, out->n_learned, NULL, &out->fit, fail);
    if (!err)
        err = bw_choice_learn(older, out->n_learned, &bw_preference_closed_form, &fixed, fail);
    if (err || !out->fit.learned || !out->n_held)
        return err;
    out->loss = bw_choice_loss(&out->fit, newer, out->n_held);
    out->loss_fixed = bw_choice_loss(&fixed, newer, out->n_held);
    out->better = out->loss < out->loss_fixed;
    return BW_OK;
}

enum bw_err bw_training_taste(const struct bw_training_records *records,
                              const struct bw_coenrol *coenrol, const struct bw_training_how *how,
                              struct bw_training_taste *out, struct bw_fail *fail)
{
    struct bw_training_past past;
    struct bw_choice *older = malloc((records->n_shown + 1) * sizeof *older),
                     *newer = malloc((records->n_shown + 1) * sizeof *newer);
    *out = (struct bw_training_taste){.better = false};
    bool room = bw_training_past_start(records, coenrol, &past) && older && newer;
    for (size_t i = 0; room && i < records->n_shown; i++) {
        const struct bw_training_shown *shown = &records->shown[i];
        struct bw_choice choice = choice_of(&past, shown);
        if (shown->at <= how->until)
            older[out->n_learned++] = choice;
        else
            newer[out->n_held++] = choice;
    }
    bw_training_past_end(&past);
    enum bw_err err =
        room ? learn(older, newer, out, fail) : bw_fail_set(fail, BW_INTERNAL, "memory is out");
    free(older);
    free(newer);
    return err;
}
