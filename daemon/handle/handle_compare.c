/* model.compare, and what model.promote asks before it promotes: is the model fit to take the place
 * of another? */
#include <stdio.h>
#include <stdlib.h>

#include "daemon/contender.h"
#include "daemon/encode.h"
#include "daemon/gate.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "daemon/upload.h"
#include "data/models.h"

/* What came of a trial. */
struct compared {
    const char *model, *before; /* how they are called */
    char until[BW_DAY_TEXT_LEN + 1];
    struct bw_trial trial;
};

static enum bw_err find_version(const struct bw_request *request, const char *field, uint32_t *out,
                                struct bw_fail *fail)
{
    struct bw_str name = bw_question_str(request, field);
    if (bw_model_parse(name, out))
        return BW_OK;
    return bw_fail_set(fail, BW_NOT_FOUND, "%s: there is no model \"%.*s\"", field, (int)name.len,
                       name.at);
}

/* The model in question, kept with the pending question: memory may run out under it. */
static enum bw_err take_contender(struct bw_request *request, const char *field, unsigned parts,
                                  int place, struct bw_fail *fail)
{
    uint32_t version;
    enum bw_err err = find_version(request, field, &version, fail);
    if (err)
        return err;
    return bw_contender_make(request, version, parts, &request->pending->contenders[place], fail);
}

static unsigned asked_parts(const struct bw_request *request)
{
    const msgpack_object *parts = bw_field_get(&request->args, "parts");
    return parts ? bw_model_parts_of(parts) : 0;
}

/* Tries contender 0 in the place of contender 1, without one of what serves. */
static enum bw_err compare(struct bw_request *request, struct compared *out, struct bw_fail *fail)
{
    const struct bw_contender *model = request->pending->contenders[0];
    const struct bw_contender *with = request->pending->contenders[1];
    bw_day until = bw_contender_until(model);
    if (until == BW_DAY_NONE && with)
        until = bw_contender_until(with);
    struct bw_gate gate = {.request = request,
                           .model = bw_contender_learning(model),
                           .before =
                               with ? bw_contender_learning(with) : request->snapshot->cat.learning,
                           .until = until};
    struct bw_cohorts cohorts;
    out->model = bw_contender_name(model);
    out->before = with ? bw_contender_name(with) : request->snapshot->model;
    bw_day_format(until == BW_DAY_NONE ? 0 : until, out->until);
    enum bw_err err = bw_cohorts_make(request, &cohorts, fail);
    return err ? err : bw_gate_try(&gate, &cohorts, &out->trial, fail);
}

static struct bw_trial_names names_of(const struct compared *compared)
{
    return (struct bw_trial_names){compared->model, compared->before, compared->until};
}

/* Reasons as far as an error has room. */
struct refusal {
    char text[700];
    size_t len, left_out;
};

static void add_reason(void *context, const char *reason)
{
    struct refusal *refusal = context;
    size_t room = sizeof refusal->text - refusal->len;
    if (strlen(reason) + 3 > room) {
        refusal->left_out++;
        return;
    }
    refusal->len += (size_t)snprintf(refusal->text + refusal->len, room, "%s%s",
                                     refusal->len ? "; " : "", reason);
}

static enum bw_err refuse(const struct compared *compared, struct bw_fail *fail)
{
    struct refusal refusal = {.len = 0};
    struct bw_trial_names names = names_of(compared);
    char more[80] = "";
    if (bw_trial_judge(&compared->trial, &names, add_reason, &refusal) == 0)
        return BW_OK;
    if (refusal.left_out)
        snprintf(more, sizeof more, "; and %zu more (model.compare has them all)",
                 refusal.left_out);
    return bw_fail_set(fail, BW_CONFLICT,
                       "%s is not promoted: %s%s. With override, and a reason, it is all the same",
                       compared->model, refusal.text, more);
}

/* Runs before the write of model.promote. */
static enum bw_err judge(struct bw_request *request, struct bw_pack *out, struct bw_fail *fail)
{
    struct bw_pending *pending = request->pending;
    struct compared compared;
    struct bw_serving serving;
    uint32_t version;
    (void)out;
    enum bw_err err = find_version(request, "version", &version, fail);
    if (!err)
        err = bw_models_serving(request->reader, &serving, fail);
    if (!err)
        err = bw_contender_make(request, version, asked_parts(request), &pending->contenders[0],
                                fail);
    if (err)
        return err;
    pending->step.judged = true;
    pending->step.judged_by = serving.promotion;
    if (version == serving.version && bw_contender_parts(pending->contenders[0]) == serving.parts)
        return BW_OK; /* nothing changes */
    err = compare(request, &compared, fail);
    return err ? err : refuse(&compared, fail);
}

enum bw_err bw_handle_model_promote(struct bw_pending *pending, const msgpack_object *args,
                                    struct bw_fail *fail)
{
    const msgpack_object *version = bw_field_get(args, "version");
    bool closed = bw_value_is(version, BW_CLOSED_FORM, strlen(BW_CLOSED_FORM));
    (void)fail;
    if (!closed && !bw_field_get(args, "override"))
        pending->errand = judge;
    return bw_upload_step(pending, BW_MODEL_PROMOTE, args);
}

static void put_mean(struct bw_pack *out, const char *key, double sum, size_t n)
{
    if (n > 0)
        bw_put_float(out, key, sum / (double)n);
}

static void put_group(struct bw_pack *out, const struct bw_trial_group *group)
{
    bw_pack_map(out, 3 + (group->n_outcomes ? 4u : 0u) + (group->n_people ? 2u : 0u));
    bw_put_str(out, "group", group->name);
    bw_put_count(out, "outcomes", group->n_outcomes);
    put_mean(out, "log_loss", group->loss, group->n_outcomes);
    put_mean(out, "log_loss_with", group->loss_before, group->n_outcomes);
    put_mean(out, "chance", group->chances, group->n_outcomes);
    put_mean(out, "succeeded", group->successes, group->n_outcomes);
    bw_put_count(out, "people", group->n_people);
    put_mean(out, "closure", group->closure, group->n_people);
    put_mean(out, "closure_with", group->closure_before, group->n_people);
}

static void put_groups(struct bw_pack *out, const struct bw_trial *trial)
{
    size_t n = 0;
    for (size_t i = 0; i < trial->n_groups; i++)
        n += trial->groups[i].n_outcomes + trial->groups[i].n_people > 0;
    bw_put_list(out, "groups", n);
    for (size_t i = 0; i < trial->n_groups; i++)
        if (trial->groups[i].n_outcomes + trial->groups[i].n_people > 0)
            put_group(out, &trial->groups[i]);
}

static void put_outcomes(struct bw_pack *out, const struct compared *compared)
{
    const struct bw_trial *trial = &compared->trial;
    bw_put_key(out, "outcomes");
    bw_pack_map(out, 2 + (trial->n_outcomes ? 3u : 0u));
    bw_put_text(out, "after", compared->until);
    bw_put_count(out, "n", trial->n_outcomes);
    put_mean(out, "log_loss", trial->loss, trial->n_outcomes);
    put_mean(out, "log_loss_with", trial->loss_before, trial->n_outcomes);
    put_mean(out, "log_loss_closed", trial->loss_closed, trial->n_outcomes);
}

static void put_lists(struct bw_pack *out, const struct bw_trial *trial)
{
    struct bw_trial_ratio ratio = bw_trial_ratio(trial);
    bw_put_key(out, "lists");
    bw_pack_map(out, 3 + (size_t)(trial->n_people > 0));
    bw_put_count(out, "people", trial->n_people);
    put_mean(out, "overlap", trial->overlap, trial->n_people);
    bw_put_float(out, "closure_ratio", ratio.ratio);
    bw_put_float(out, "closure_ratio_with", ratio.before);
}

static void pack_reason(void *context, const char *reason)
{
    bw_put_key(context, reason);
}

static void count_reason(void *context, const char *reason)
{
    (void)context;
    (void)reason;
}

enum bw_err bw_handle_model_compare(struct bw_request *request, struct bw_pack *out,
                                    struct bw_fail *fail)
{
    struct compared compared;
    enum bw_err err = take_contender(request, "version", asked_parts(request), 0, fail);
    const msgpack_object *with = bw_field_get(&request->args, "with");
    const char *serving = request->snapshot->model; /* does so with its own parts */
    if (!err && with && !bw_value_is(with, serving, strlen(serving)))
        err = take_contender(request, "with", 0, 1, fail);
    if (!err)
        err = compare(request, &compared, fail);
    if (err)
        return err;
    struct bw_trial_names names = names_of(&compared);
    size_t n = bw_trial_judge(&compared.trial, &names, count_reason, NULL);
    bool judged = compared.trial.judged_by_outcomes;
    bw_pack_map(out, 8 + (size_t)judged);
    bw_put_text(out, "version", compared.model);
    bw_put_text(out, "with", compared.before);
    bw_put_bool(out, "fit", n == 0);
    bw_put_list(out, "reasons", n);
    bw_trial_judge(&compared.trial, &names, pack_reason, out);
    if (judged)
        put_outcomes(out, &compared);
    put_lists(out, &compared.trial);
    put_groups(out, &compared.trial);
    bw_put_count(out, "revision", bw_revision_latest(request->reader));
    bw_put_text(out, "snapshot", request->snapshot->name);
    return BW_OK;
}
