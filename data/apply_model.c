/* The steps of the registry of learned models, one of them a write. */
#include <inttypes.h>
#include <stdio.h>

#include "data/applying.h"
#include "data/kept.h"
#include "data/registry.h"
#include "data/bytes.h"

/* The upload that the step is about. Its card is a copy, to be destroyed: what lies in the store
 * moves with the next write. */
struct staged {
    struct bw_version version;
    msgpack_sbuffer card;
};

static enum bw_err take_staged(struct bw_applying *applying, struct staged *out)
{
    bool found;
    uint32_t upload = applying->write->step->upload;
    msgpack_sbuffer_init(&out->card);
    enum bw_err err = bw_registry_get(applying->txn, 0, &out->version, &found, &applying->fail);
    if (!err && (!found || out->version.blocks.generation != upload))
        err =
            bw_fail_set(&applying->fail, BW_NOT_FOUND,
                        "upload: there is no model's upload %u under way; begin one first", upload);
    if (err)
        return err;
    struct bw_str *card = &out->version.model.card;
    bw_buffer_write(&out->card, card->at, card->len);
    card->at = out->card.data;
    return BW_OK;
}

static bool ever_served(struct bw_applying *applying, uint32_t version, uint64_t last)
{
    for (uint64_t number = 1; number <= last; number++) {
        struct bw_promotion promotion;
        struct bw_fail fail;
        if (bw_registry_promotion(applying->txn, number, &promotion, &fail) == BW_OK &&
            promotion.version == version)
            return true;
    }
    return false;
}

/* The oldest version that never served; 0: all did. */
static enum bw_err find_idle(struct bw_applying *applying, uint32_t *out)
{
    struct bw_registry registry;
    uint32_t version;
    enum bw_err err = bw_registry_state(applying->txn, &registry, &applying->fail);
    struct bw_walk *walk = err ? NULL : bw_walk_open(applying->txn, BW_DB_MODEL);
    if (!walk)
        return err ? err : bw_txn_trouble(applying->txn, &applying->fail);
    *out = 0;
    for (uint32_t from = 1; !*out && bw_registry_next(walk, from, &version); from = version + 1)
        if (!ever_served(applying, version, registry.serving.promotion))
            *out = version;
    bw_walk_close(walk);
    return bw_txn_trouble(applying->txn, &applying->fail);
}

static enum bw_err check_room(struct bw_applying *applying)
{
    char idle[64] = "";
    uint32_t version = 0;
    if (bw_txn_entries(applying->txn, BW_DB_MODEL) < BW_MODELS_MOST)
        return bw_txn_trouble(applying->txn, &applying->fail);
    enum bw_err err = find_idle(applying, &version);
    if (err)
        return err;
    if (version)
        snprintf(idle, sizeof idle, "; m%" PRIu32 " is the oldest that never served", version);
    return bw_fail_set(&applying->fail, BW_CONFLICT,
                       "%d models are kept, as many as there may be: drop one with model.drop%s",
                       BW_MODELS_MOST, idle);
}

static enum bw_err check_no_other(struct bw_applying *applying)
{
    struct bw_version other;
    bool found;
    enum bw_err err = bw_registry_get(applying->txn, 0, &other, &found, &applying->fail);
    if (err || !found)
        return err;
    return bw_fail_set(&applying->fail, BW_CONFLICT,
                       "upload %u of a model is under way; wait for it, or end the connection that "
                       "it comes from",
                       other.blocks.generation);
}

static enum bw_err stage(struct bw_applying *applying, struct bw_version *fresh)
{
    msgpack_sbuffer card;
    msgpack_packer packer;
    msgpack_sbuffer_init(&card);
    msgpack_packer_init(&packer, &card, bw_buffer_write);
    bw_schema_pack(&bw_schema_card, bw_field_get(applying->write->step->args, "card"), &packer);
    fresh->model.card = (struct bw_str){card.data, (uint32_t)card.size};
    enum bw_err err =
        card.size > BW_CARD_BYTES_MOST
            ? bw_fail_set(&applying->fail, BW_TOO_LARGE, "card: %zu bytes packed; at most %zu",
                          card.size, BW_CARD_BYTES_MOST)
            : bw_registry_put(applying->txn, fresh, &applying->fail);
    msgpack_sbuffer_destroy(&card);
    return err;
}

static enum bw_err begin(struct bw_applying *applying)
{
    const msgpack_object *args = applying->write->step->args;
    const msgpack_object *parts = bw_field_get(args, "parts");
    struct bw_version fresh = {.blocks.bytes = (uint64_t)bw_field_int(args, "bytes", 0),
                               .model.parts = parts ? bw_model_parts_of(parts) : 0};
    enum bw_err err = check_no_other(applying);
    if (!err)
        err = check_room(applying);
    if (!err)
        err = bw_generation_next(applying->txn, &fresh.blocks.generation, &applying->fail);
    if (!err)
        err = stage(applying, &fresh);
    applying->staged = true;
    applying->out->step.upload = fresh.blocks.generation;
    return err;
}

static enum bw_err add(struct bw_applying *applying)
{
    const msgpack_object *args = applying->write->step->args;
    struct staged staged;
    enum bw_err err = take_staged(applying, &staged);
    if (!err)
        err = bw_blocks_add(applying->txn, &staged.version.blocks, bw_field_int(args, "block", 0),
                            bw_field_get(args, "bytes"), "bytes", &applying->fail);
    if (!err)
        err = bw_registry_put(applying->txn, &staged.version, &applying->fail);
    msgpack_sbuffer_destroy(&staged.card);
    applying->staged = true;
    applying->out->step.bytes = staged.version.blocks.there;
    return err;
}

/* What the log says of a step: which model, and what became of it. */
static enum bw_err log_step(struct bw_applying *applying, const char *action,
                            const struct bw_model *model)
{
    char name[BW_MODEL_NAME_LEN], id[17];
    msgpack_sbuffer body;
    msgpack_packer packer;
    msgpack_sbuffer_init(&body);
    msgpack_packer_init(&packer, &body, bw_buffer_write);
    bw_model_name(model->version, name);
    snprintf(id, sizeof id, "%016" PRIx64, model->id);
    const char *const texts[] = {"learned", action, "version", name, "id", id};
    msgpack_pack_map(&packer, model->id ? 4 : 3);
    for (size_t i = 0; i < (model->id ? 6 : 4); i++)
        msgpack_pack_str_with_body(&packer, texts[i], strlen(texts[i]));
    msgpack_pack_str_with_body(&packer, "parts", strlen("parts"));
    msgpack_pack_uint32(&packer, model->parts);
    enum bw_err err = bw_applying_log(
        applying, &(struct bw_log_entry){.op = BW_OP_PUT, .body = {body.data, body.size}});
    msgpack_sbuffer_destroy(&body);
    return err;
}

/* Does what was uploaded open, and has it what it is said to offer? */
static enum bw_err check_upload(struct bw_applying *applying, struct bw_version *version)
{
    struct bw_learned learned;
    struct bw_pages pages;
    enum bw_err err = bw_blocks_whole(&version->blocks, "bytes", &applying->fail);
    if (!err)
        err = bw_registry_read(applying->txn, version, &pages, &learned, &applying->fail);
    if (err)
        return err;
    unsigned there = bw_learned_parts(&learned);
    version->model.id = learned.id;
    bw_pages_free(&pages);
    for (unsigned part = 0; bw_model_part_names[part]; part++)
        if (version->model.parts & ~there & 1u << part)
            return bw_fail_set(&applying->fail, BW_BAD_REQUEST,
                               "parts: the model has no section for \"%s\"",
                               bw_model_part_names[part]);
    if (!there)
        return bw_fail_set(&applying->fail, BW_BAD_REQUEST,
                           "bytes: the model has no section that could serve by itself");
    if (!version->model.parts)
        version->model.parts = there;
    return BW_OK;
}

/* What is known of a version; and what serves. */
static enum bw_err keep_version(struct bw_applying *applying, uint32_t version, bool fresh)
{
    struct bw_key key = bw_key_model(version);
    return bw_kept_note(applying, BW_DB_MODEL, &key, fresh);
}

static enum bw_err keep_state(struct bw_applying *applying)
{
    struct bw_key key = bw_key_meta("model");
    return bw_kept_note(applying, BW_DB_META, &key, false);
}

static enum bw_err settle(struct bw_applying *applying, struct bw_version *version)
{
    struct bw_registry registry;
    enum bw_err err = bw_registry_state(applying->txn, &registry, &applying->fail);
    if (err)
        return err;
    version->model.version = registry.next++;
    version->model.at_s = applying->write->step->at_s;
    err = bw_registry_state_put(applying->txn, &registry, &applying->fail);
    if (!err)
        err = bw_registry_put(applying->txn, version, &applying->fail);
    if (!err)
        err = bw_registry_del(applying->txn, 0, &applying->fail);
    if (!err)
        err = log_step(applying, "added", &version->model);
    if (!err)
        err = keep_version(applying, version->model.version, true);
    if (!err)
        err = keep_state(applying);
    bw_model_name(version->model.version, applying->out->step.model);
    return err;
}

static enum bw_err commit(struct bw_applying *applying)
{
    struct staged staged;
    enum bw_err err = take_staged(applying, &staged);
    if (!err)
        err = check_upload(applying, &staged.version);
    if (!err)
        err = settle(applying, &staged.version);
    msgpack_sbuffer_destroy(&staged.card);
    return err;
}

static enum bw_err abandon(struct bw_applying *applying)
{
    struct staged staged;
    enum bw_err err = take_staged(applying, &staged);
    msgpack_sbuffer_destroy(&staged.card);
    applying->staged = true;
    return err ? err : bw_registry_del(applying->txn, 0, &applying->fail);
}

/* The version that the arguments name. */
static enum bw_err named(struct bw_applying *applying, uint32_t *out)
{
    const msgpack_object *name = bw_field_get(applying->write->step->args, "version");
    struct bw_str text = {name->via.str.ptr, name->via.str.size};
    struct bw_key key;
    struct bw_slice value;
    if (bw_model_parse(text, out)) {
        key = bw_key_model(*out);
        if (*out == 0 || bw_txn_get(applying->txn, BW_DB_MODEL, bw_key_slice(&key), &value))
            return BW_OK;
    }
    return bw_fail_set(&applying->fail, BW_NOT_FOUND, "version: there is no model \"%.*s\"",
                       (int)text.len, text.at);
}

/* A damaged one can be dropped as well. */
static enum bw_err drop(struct bw_applying *applying)
{
    struct bw_registry registry;
    uint32_t version;
    enum bw_err err = named(applying, &version);
    if (!err)
        err = bw_registry_state(applying->txn, &registry, &applying->fail);
    if (!err && version == 0)
        err = bw_fail_set(&applying->fail, BW_BAD_REQUEST,
                          "version: \"" BW_CLOSED_FORM "\" is no trained model; it stays");
    if (!err && version == registry.serving.version)
        err = bw_fail_set(&applying->fail, BW_CONFLICT,
                          "version: m%" PRIu32 " serves; promote another or roll back first",
                          version);
    if (!err)
        err = bw_registry_del(applying->txn, version, &applying->fail);
    if (!err)
        err = log_step(applying, "dropped", &(struct bw_model){.version = version});
    return err ? err : keep_version(applying, version, false);
}

/* Of a version: is it there, and is every byte of it as it was? */
static enum bw_err check_version(struct bw_applying *applying, uint32_t number,
                                 struct bw_version *out)
{
    struct bw_learned learned;
    struct bw_pages pages;
    bool found;
    *out = (struct bw_version){.model.version = 0};
    if (number == 0)
        return BW_OK;
    enum bw_err err = bw_registry_get(applying->txn, number, out, &found, &applying->fail);
    if (!err && !found)
        err = bw_fail_set(&applying->fail, BW_NOT_FOUND,
                          "version: there is no model \"m%" PRIu32 "\"", number);
    if (!err)
        err = bw_registry_read(applying->txn, out, &pages, &learned, &applying->fail);
    if (!err)
        bw_pages_free(&pages);
    return err;
}

static struct bw_str text_of(const struct bw_applying *applying, const char *name)
{
    const msgpack_object *text = bw_field_get(applying->write->step->args, name);
    return text ? (struct bw_str){text->via.str.ptr, text->via.str.size} : (struct bw_str){NULL, 0};
}

/* From now on `to` serves. */
static enum bw_err serve(struct bw_applying *applying, struct bw_registry *registry,
                         struct bw_promotion *to)
{
    struct bw_serving *serving = &registry->serving;
    const struct bw_model model = {.version = to->version, .parts = to->parts};
    to->number = serving->promotion + 1;
    to->at_s = applying->write->step->at_s;
    to->before = serving->version;
    to->by = text_of(applying, "by");
    registry->came_by = to->number;
    *serving = (struct bw_serving){.version = to->version,
                                   .parts = to->parts,
                                   .off = serving->off,
                                   .promotion = to->number,
                                   .revision = applying->revision};
    enum bw_err err = bw_registry_promotion_put(applying->txn, to, &applying->fail);
    if (!err)
        err = bw_registry_state_put(applying->txn, registry, &applying->fail);
    if (!err)
        err = log_step(applying, to->kind == BW_PROMOTED ? "promoted" : "rolled back", &model);
    applying->model = true;
    struct bw_key key = bw_key_promotion(to->number);
    if (!err)
        err = bw_kept_note(applying, BW_DB_PROMOTION, &key, false);
    return err ? err : keep_state(applying);
}

/* The answer, also when nothing changes. */
static void note(struct bw_applying *applying, uint32_t before, const struct bw_serving *now)
{
    bw_model_name(before, applying->out->step.before);
    bw_model_name(now->version, applying->out->step.model);
    applying->out->step.parts = now->parts;
}

static enum bw_err promote(struct bw_applying *applying)
{
    const struct bw_model_step *step = applying->write->step;
    struct bw_registry registry;
    struct bw_version version;
    struct bw_promotion to = {.kind = BW_PROMOTED};
    enum bw_err err = named(applying, &to.version);
    if (!err)
        err = bw_registry_state(applying->txn, &registry, &applying->fail);
    if (!err && step->judged && step->judged_by != registry.serving.promotion)
        err = bw_fail_set(&applying->fail, BW_CONFLICT,
                          "another model was promoted meanwhile; look at it and ask again");
    if (!err)
        err = check_version(applying, to.version, &version);
    if (err)
        return err;
    const msgpack_object *asked = bw_field_get(step->args, "parts");
    uint32_t before = registry.serving.version;
    to.parts = asked ? bw_model_parts_of(asked) : version.model.parts;
    err = bw_model_parts_offered(to.parts, version.model.parts, to.version, &applying->fail);
    if (err)
        return err;
    to.back = registry.came_by;
    to.reason = text_of(applying, "override");
    if (to.version != before || to.parts != registry.serving.parts)
        err = serve(applying, &registry, &to);
    note(applying, before, &registry.serving);
    return err;
}

/* Is it something else than what serves, and still there? */
static bool can_serve_again(struct bw_applying *applying, const struct bw_serving *now,
                            const struct bw_promotion *then)
{
    struct bw_key key = bw_key_model(then->version);
    struct bw_slice value;
    bool there =
        then->version == 0 || bw_txn_get(applying->txn, BW_DB_MODEL, bw_key_slice(&key), &value);
    return there && (then->version != now->version || then->parts != now->parts);
}

/* The step whose model served before that of step `number`; 0: before any, by the closed form. */
static enum bw_err step_back(struct bw_applying *applying, const struct bw_registry *registry,
                             struct bw_promotion *out)
{
    uint64_t number = registry->came_by;
    enum bw_err err = bw_registry_promotion(applying->txn, number, out, &applying->fail);
    while (!err && out->back > 0) {
        err = bw_registry_promotion(applying->txn, out->back, out, &applying->fail);
        if (!err && can_serve_again(applying, &registry->serving, out))
            return BW_OK;
    }
    *out = (struct bw_promotion){.number = 0}; /* the closed form, before any promotion */
    return err;
}

static enum bw_err rollback(struct bw_applying *applying)
{
    struct bw_registry registry;
    struct bw_version version;
    struct bw_promotion then;
    enum bw_err err = bw_registry_state(applying->txn, &registry, &applying->fail);
    if (!err && !registry.came_by)
        err = bw_fail_set(&applying->fail, BW_CONFLICT,
                          "nothing served before \"" BW_CLOSED_FORM
                          "\"; there is nothing to roll back to");
    if (!err)
        err = step_back(applying, &registry, &then);
    if (!err && !then.number && !registry.serving.version)
        err =
            bw_fail_set(&applying->fail, BW_CONFLICT,
                        "of what served before nothing is there any more; there is nothing to roll "
                        "back to");
    if (!err)
        err = check_version(applying, then.version, &version);
    if (err)
        return err;
    struct bw_promotion to = {.kind = BW_ROLLED_BACK,
                              .version = then.version,
                              .parts = then.parts,
                              .back = then.back,
                              .reason = text_of(applying, "reason")};
    uint32_t before = registry.serving.version;
    err = serve(applying, &registry, &to);
    note(applying, before, &registry.serving);
    return err;
}

/* What the configuration says is kept, and its change is a write like any other: with it answers
 * change. */
static enum bw_err switch_off(struct bw_applying *applying)
{
    struct bw_registry registry;
    bool off = applying->write->step->off;
    enum bw_err err = bw_registry_state(applying->txn, &registry, &applying->fail);
    if (err || registry.serving.off == off)
        return err;
    registry.serving.off = off;
    registry.serving.revision = applying->revision;
    applying->model = true;
    err = bw_registry_state_put(applying->txn, &registry, &applying->fail);
    if (!err)
        err = log_step(applying, off ? "switched off" : "switched on",
                       &(struct bw_model){.version = registry.serving.version,
                                          .parts = registry.serving.parts});
    return err ? err : keep_state(applying);
}

enum bw_err bw_apply_model(struct bw_applying *applying)
{
    switch (applying->write->step->op) {
    case BW_MODEL_BEGIN:
        return begin(applying);
    case BW_MODEL_ADD:
        return add(applying);
    case BW_MODEL_COMMIT:
        return commit(applying);
    case BW_MODEL_ABORT:
        return abandon(applying);
    case BW_MODEL_DROP:
        return drop(applying);
    case BW_MODEL_PROMOTE:
        return promote(applying);
    case BW_MODEL_ROLLBACK:
        return rollback(applying);
    case BW_MODEL_OFF:
        return switch_off(applying);
    default:
        return bw_fail_set(&applying->fail, BW_INTERNAL, "no such step");
    }
}
