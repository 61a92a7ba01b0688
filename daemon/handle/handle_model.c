/* model.begin, .add, .commit, .abort, .drop, .list, .info and .rollback: the registry of learned
 * models, and which one serves (.promote is in handle_compare). */
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "daemon/upload.h"
#include "daemon/worker.h"
#include "data/models.h"
#include "data/time.h"

/* Steps of the history that an answer shows. */
#define HISTORY_MOST 100

enum bw_err bw_handle_model_begin(struct bw_pending *pending, const msgpack_object *args,
                                  struct bw_fail *fail)
{
    (void)fail;
    bw_upload_make_way(pending->worker->server);
    return bw_upload_step(pending, BW_MODEL_BEGIN, args);
}

enum bw_err bw_handle_model_add(struct bw_pending *pending, const msgpack_object *args,
                                struct bw_fail *fail)
{
    return bw_upload_step_of(pending, BW_MODEL_ADD, args, fail);
}

enum bw_err bw_handle_model_commit(struct bw_pending *pending, const msgpack_object *args,
                                   struct bw_fail *fail)
{
    return bw_upload_step_of(pending, BW_MODEL_COMMIT, args, fail);
}

enum bw_err bw_handle_model_abort(struct bw_pending *pending, const msgpack_object *args,
                                  struct bw_fail *fail)
{
    return bw_upload_step_of(pending, BW_MODEL_ABORT, args, fail);
}

enum bw_err bw_handle_model_drop(struct bw_pending *pending, const msgpack_object *args,
                                 struct bw_fail *fail)
{
    (void)fail;
    return bw_upload_step(pending, BW_MODEL_DROP, args);
}

enum bw_err bw_handle_model_rollback(struct bw_pending *pending, const msgpack_object *args,
                                     struct bw_fail *fail)
{
    (void)fail;
    return bw_upload_step(pending, BW_MODEL_ROLLBACK, args);
}

static void put_parts(struct bw_pack *out, unsigned parts)
{
    msgpack_packer packer;
    msgpack_packer_init(&packer, out, bw_pack_write);
    bw_put_key(out, "parts");
    bw_model_parts_pack(&packer, parts);
}

static void put_time(struct bw_pack *out, const char *key, int64_t seconds)
{
    char text[BW_TIME_TEXT_LEN + 1];
    bw_time_format(seconds, text);
    bw_put_text(out, key, text);
}

static void put_version(struct bw_pack *out, const char *key, uint32_t version)
{
    char name[BW_MODEL_NAME_LEN];
    bw_model_name(version, name);
    bw_put_text(out, key, name);
}

void bw_answer_model_begin(const struct bw_pending *pending, struct bw_pack *out)
{
    bw_pack_map(out, 1);
    bw_put_count(out, "upload", pending->written.step.upload);
}

void bw_answer_model_add(const struct bw_pending *pending, struct bw_pack *out)
{
    bw_pack_map(out, 1);
    bw_put_count(out, "bytes", pending->written.step.bytes);
}

void bw_answer_model_commit(const struct bw_pending *pending, struct bw_pack *out)
{
    bw_pack_map(out, 2);
    bw_put_text(out, "version", pending->written.step.model);
    bw_put_count(out, "revision", pending->written.revision);
}

void bw_answer_model_done(const struct bw_pending *pending, struct bw_pack *out)
{
    bw_pack_map(out, 1);
    bw_put_count(out, "revision", pending->written.revision);
}

void bw_answer_model_serves(const struct bw_pending *pending, struct bw_pack *out)
{
    bw_pack_map(out, 4);
    bw_put_text(out, "version", pending->written.step.model);
    put_parts(out, pending->written.step.parts);
    bw_put_text(out, "before", pending->written.step.before);
    bw_put_count(out, "revision", pending->written.revision);
}

/* A card as it is stored: unpacked into the zone, which `card` borrows from. */
static enum bw_err read_card(const struct bw_model *model, msgpack_zone *zone, msgpack_object *card,
                             struct bw_fail *fail)
{
    size_t at = 0;
    if (msgpack_unpack(model->card.at, model->card.len, &at, zone, card) == MSGPACK_UNPACK_SUCCESS)
        return BW_OK;
    return bw_fail_set(fail, BW_INTERNAL, "table model: the card of m%u cannot be read",
                       model->version);
}

/* Fields of a card that a list shows. */
static const char *const listed[] = {"trained_at", "until", "seed", "data"};
#define LISTED (sizeof listed / sizeof *listed)

static void put_field(struct bw_pack *out, const char *key, const msgpack_object *card,
                      const char *name)
{
    msgpack_packer packer;
    msgpack_packer_init(&packer, out, bw_pack_write);
    bw_put_key(out, key);
    msgpack_pack_object(&packer, *bw_field_get(card, name));
}

/* Of a version whose value is damaged only that is known. */
static void put_damaged(struct bw_pack *out, const struct bw_model *model, bool serves)
{
    bw_pack_map(out, 3);
    put_version(out, "version", model->version);
    bw_put_bool(out, "serving", serves);
    bw_put_bool(out, "damaged", true);
}

static void put_item(struct bw_pack *out, const struct bw_model *model, bool serves,
                     const msgpack_object *card)
{
    char id[17];
    snprintf(id, sizeof id, "%016llx", (unsigned long long)model->id);
    bw_pack_map(out, 8 + LISTED);
    put_version(out, "version", model->version);
    put_time(out, "at", model->at_s);
    bw_put_bool(out, "serving", serves);
    put_parts(out, model->parts);
    bw_put_text(out, "id", id);
    bw_put_count(out, "bytes", model->bytes);
    for (size_t i = 0; i < LISTED; i++)
        put_field(out, listed[i], card, listed[i]);
    put_field(out, "features", card, "features");
    put_field(out, "metrics", card, "parts");
}

static enum bw_err list_item(struct bw_pack *out, const struct bw_model *model, bool serves,
                             struct bw_fail *fail)
{
    msgpack_object card;
    msgpack_zone zone;
    if (!msgpack_zone_init(&zone, MSGPACK_ZONE_CHUNK_SIZE))
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    enum bw_err err = read_card(model, &zone, &card, fail);
    if (!err)
        put_item(out, model, serves, &card);
    msgpack_zone_destroy(&zone);
    return err;
}

enum bw_err bw_handle_model_list(struct bw_request *request, struct bw_pack *out,
                                 struct bw_fail *fail)
{
    struct bw_model models[BW_MODELS_MOST];
    struct bw_serving serving;
    size_t n = 0;
    enum bw_err err = bw_models_serving(request->reader, &serving, fail);
    if (!err)
        err = bw_models_list(request->reader, models, &n, fail);
    if (err)
        return err;
    bw_pack_map(out, 4);
    bw_put_list(out, "items", n);
    for (size_t i = 0; !err && i < n; i++) {
        bool serves = models[i].version == serving.version;
        if (models[i].damaged)
            put_damaged(out, &models[i], serves);
        else
            err = list_item(out, &models[i], serves, fail);
    }
    put_version(out, "serving", serving.version);
    bw_put_text(out, "model", request->snapshot->model);
    bw_put_count(out, "revision", bw_revision_latest(request->reader));
    return err;
}

static void put_history(struct bw_pack *out, const struct bw_promotion *steps, size_t n)
{
    bw_put_list(out, "history", n);
    for (size_t i = 0; i < n; i++) {
        const struct bw_promotion *step = &steps[i];
        bw_pack_map(out, 5 + (size_t)(step->by.len > 0) + (size_t)(step->reason.len > 0));
        put_time(out, "at", step->at_s);
        bw_put_text(out, "step", step->kind == BW_PROMOTED ? "promote" : "rollback");
        put_version(out, "version", step->version);
        put_parts(out, step->parts);
        put_version(out, "before", step->before);
        if (step->by.len)
            bw_put_str(out, "by", step->by);
        if (step->reason.len)
            bw_put_str(out, "reason", step->reason);
    }
}

/* The version that is asked about; without one the one that serves. */
static enum bw_err find_version(struct bw_request *request, const struct bw_serving *serving,
                                struct bw_model *out, struct bw_fail *fail)
{
    struct bw_str name = bw_question_str(request, "version");
    uint32_t version = serving->version;
    *out = (struct bw_model){.version = 0};
    if (name.at && !bw_model_parse(name, &version))
        return bw_fail_set(fail, BW_NOT_FOUND, "version: there is no model \"%.*s\"", (int)name.len,
                           name.at);
    return version ? bw_models_get(request->reader, version, out, fail) : BW_OK;
}

static void put_model(struct bw_pack *out, const struct bw_model *model)
{
    put_time(out, "at", model->at_s);
    put_parts(out, model->parts);
    bw_put_count(out, "bytes", model->bytes);
    bw_put_key(out, "card");
    bw_pack_packed(out, model->card.at, model->card.len); /* packed already */
}

enum bw_err bw_handle_model_info(struct bw_request *request, struct bw_pack *out,
                                 struct bw_fail *fail)
{
    struct bw_promotion *steps = BW_ARENA_NEW(request->arena, struct bw_promotion, HISTORY_MOST);
    struct bw_serving serving;
    struct bw_model model;
    size_t n;
    enum bw_err err = bw_models_serving(request->reader, &serving, fail);
    if (!err)
        err = find_version(request, &serving, &model, fail);
    if (!err)
        err = bw_models_history(request->reader, steps, HISTORY_MOST, &n, fail);
    if (err)
        return err;
    bw_pack_map(out, model.version ? 8 : 4);
    put_version(out, "version", model.version);
    bw_put_bool(out, "serving", model.version == serving.version);
    if (model.version)
        put_model(out, &model);
    put_history(out, steps, n);
    bw_put_count(out, "revision", bw_revision_latest(request->reader));
    return BW_OK;
}
