/* The steps of bringing in a text model, one of them a write. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "data/applying.h"
#include "data/embedding.h"
#include "data/kept.h"
#include "model/space/space.h"
#include "data/bytes.h"

static bool near_is_taxonomy(const msgpack_object *args)
{
    const msgpack_object *near = bw_field_get(args, "near");
    return near && bw_value_is(near, "taxonomy", strlen("taxonomy"));
}

/* What is not said stays as it is. */
static enum bw_err choose_near(struct bw_applying *applying, struct bw_embedding *fresh)
{
    const msgpack_object *args = applying->write->step->args;
    struct bw_embedding before;
    bool found;
    fresh->near_by_taxonomy = near_is_taxonomy(args);
    enum bw_err err =
        bw_embedding_get(applying->txn, BW_EMBEDDING_SERVING, &before, &found, &applying->fail);
    if (!err && found && !bw_field_get(args, "near"))
        fresh->near_by_taxonomy = before.near_by_taxonomy;
    return err;
}

static enum bw_err begin(struct bw_applying *applying)
{
    const msgpack_object *args = applying->write->step->args;
    const msgpack_object *name = bw_field_get(args, "model");
    const msgpack_object *seed = bw_field_get(args, "seed");
    const msgpack_object *kind = bw_field_get(args, "kind");
    struct bw_embedding fresh = {
        .trained = bw_value_is(kind, "trained", strlen("trained")),
        .dim = (uint32_t)bw_field_int(args, "dimension", 0),
        .has_seed = seed != NULL,
        .seed = bw_field_int(args, "seed", 0),
        .skip_unknown = bw_field_bool(args, "skip_unknown", false),
        .space.bytes = (uint64_t)bw_field_int(args, "space_bytes", 0),
    };
    struct bw_embedding other;
    bool found;
    enum bw_err err =
        bw_embedding_get(applying->txn, BW_EMBEDDING_STAGED, &other, &found, &applying->fail);
    if (!err && found)
        err = bw_fail_set(&applying->fail, BW_CONFLICT,
                          "upload %u of a model is under way; wait for it, or end the connection "
                          "that it comes from",
                          other.space.generation);
    if (!err)
        err = choose_near(applying, &fresh);
    if (!err)
        err = bw_generation_next(applying->txn, &fresh.space.generation, &applying->fail);
    if (err)
        return err;
    if (name)
        memcpy(fresh.name, name->via.str.ptr, name->via.str.size);
    applying->staged = true;
    applying->out->step.upload = fresh.space.generation;
    return bw_embedding_put(applying->txn, BW_EMBEDDING_STAGED, &fresh, &applying->fail);
}

/* The upload that the step is about. */
static enum bw_err staged(struct bw_applying *applying, struct bw_embedding *out)
{
    bool found;
    uint32_t upload = applying->write->step->upload;
    enum bw_err err =
        bw_embedding_get(applying->txn, BW_EMBEDDING_STAGED, out, &found, &applying->fail);
    if (!err && (!found || out->space.generation != upload))
        err = bw_fail_set(&applying->fail, BW_NOT_FOUND,
                          "upload: there is no upload %u under way; begin one first", upload);
    return err;
}

static void note(struct bw_applying *applying, const struct bw_embedding *embedding)
{
    applying->out->step.rows = embedding->n_rows;
    applying->out->step.bytes = embedding->space.there;
}

static enum bw_err add(struct bw_applying *applying)
{
    const msgpack_object *args = applying->write->step->args;
    const msgpack_object *items = bw_field_get(args, "items");
    struct bw_embedding embedding;
    enum bw_err err = staged(applying, &embedding);
    if (!err && bw_field_get(args, "space"))
        err = bw_apply_space(applying, &embedding, args);
    if (!err && items)
        err = bw_apply_vectors(applying, &embedding, items);
    if (err)
        return err;
    applying->staged = true;
    note(applying, &embedding);
    return bw_embedding_put(applying->txn, BW_EMBEDDING_STAGED, &embedding, &applying->fail);
}

/* Is the space whole, does it open, and is it of the dimension that the rows have? */
static enum bw_err check_space(struct bw_applying *applying, struct bw_embedding *embedding)
{
    struct bw_pages pages;
    struct bw_space *space;
    struct bw_fail why;
    enum bw_err err = bw_blocks_whole(&embedding->space, "space", &applying->fail);
    if (!err)
        err = bw_blocks_read(applying->txn, &embedding->space, "that is uploaded", &pages,
                             &applying->fail);
    if (err)
        return err;
    err = bw_space_open(pages.at, pages.n, &space, &why);
    if (err) {
        err = bw_fail_set(&applying->fail, err == BW_INTERNAL ? err : BW_BAD_REQUEST, "space: %s",
                          why.text);
    } else {
        if (bw_space_dim(space) != embedding->dim)
            err = bw_fail_set(&applying->fail, BW_BAD_REQUEST,
                              "dimension: %u was announced, the space has %u", embedding->dim,
                              bw_space_dim(space));
        embedding->id = bw_space_id(space);
        bw_space_free(space);
    }
    bw_pages_free(&pages);
    return err;
}

static enum bw_err log_model(struct bw_applying *applying, const struct bw_embedding *embedding)
{
    char id[17];
    msgpack_sbuffer body;
    msgpack_packer packer;
    msgpack_sbuffer_init(&body);
    msgpack_packer_init(&packer, &body, bw_buffer_write);
    const char *kind = embedding->trained ? "trained" : "external";
    const char *near = embedding->near_by_taxonomy ? "taxonomy" : "all";
    snprintf(id, sizeof id, "%016" PRIx64, embedding->id);
    msgpack_pack_map(&packer, embedding->has_seed ? 8 : 7);
#define PUT_STR(name, value)                                                                       \
    msgpack_pack_str_with_body(&packer, name, strlen(name));                                       \
    msgpack_pack_str_with_body(&packer, value, strlen(value))
#define PUT_INT(name, value)                                                                       \
    msgpack_pack_str_with_body(&packer, name, strlen(name));                                       \
    msgpack_pack_int64(&packer, (int64_t)(value))
    PUT_STR("model", embedding->name);
    PUT_STR("id", id);
    PUT_STR("kind", kind);
    PUT_STR("near", near);
    PUT_INT("dimension", embedding->dim);
    if (embedding->has_seed) {
        PUT_INT("seed", embedding->seed);
    }
    PUT_INT("rows", embedding->n_rows);
    PUT_INT("space_bytes", embedding->space.bytes);
    enum bw_err err = bw_applying_log(
        applying, &(struct bw_log_entry){.op = BW_OP_PUT, .body = {body.data, body.size}});
    msgpack_sbuffer_destroy(&body);
    return err;
}

static enum bw_err keep(struct bw_applying *applying, bool fresh)
{
    struct bw_key key = bw_key_meta("embedding");
    return bw_kept_note(applying, BW_DB_META, &key, fresh);
}

static enum bw_err commit(struct bw_applying *applying)
{
    struct bw_embedding embedding;
    enum bw_err err = staged(applying, &embedding);
    if (!err && embedding.trained)
        err = check_space(applying, &embedding);
    else if (!err && embedding.n_rows == 0)
        err = bw_fail_set(&applying->fail, BW_BAD_REQUEST,
                          "items: no vector came; a model from outside has at least one");
    if (err)
        return err;
    if (!embedding.name[0])
        snprintf(embedding.name, sizeof embedding.name, "%s-%016" PRIx64,
                 embedding.trained ? "trained" : "external", embedding.id);
    err = bw_embedding_put(applying->txn, BW_EMBEDDING_SERVING, &embedding, &applying->fail);
    if (!err)
        err = bw_embedding_del(applying->txn, BW_EMBEDDING_STAGED, &applying->fail);
    if (!err)
        err = log_model(applying, &embedding);
    if (!err)
        err = keep(applying, true);
    note(applying, &embedding);
    strcpy(applying->out->step.model, embedding.name);
    applying->catalogue = true;
    return err;
}

static enum bw_err abandon(struct bw_applying *applying)
{
    struct bw_embedding embedding;
    enum bw_err err = staged(applying, &embedding);
    applying->staged = true;
    return err ? err : bw_embedding_del(applying->txn, BW_EMBEDDING_STAGED, &applying->fail);
}

static enum bw_err serving(struct bw_applying *applying, struct bw_embedding *out)
{
    bool found;
    enum bw_err err =
        bw_embedding_get(applying->txn, BW_EMBEDDING_SERVING, out, &found, &applying->fail);
    if (!err && !found)
        err = bw_fail_set(&applying->fail, BW_NOT_FOUND, "there is no embedding model");
    return err;
}

static enum bw_err set(struct bw_applying *applying)
{
    struct bw_embedding embedding;
    bool taxonomy = near_is_taxonomy(applying->write->step->args);
    enum bw_err err = serving(applying, &embedding);
    if (err || embedding.near_by_taxonomy == taxonomy)
        return err;
    embedding.near_by_taxonomy = taxonomy;
    err = bw_embedding_put(applying->txn, BW_EMBEDDING_SERVING, &embedding, &applying->fail);
    if (!err)
        err = log_model(applying, &embedding);
    applying->catalogue = true;
    return err ? err : keep(applying, false);
}

static enum bw_err drop(struct bw_applying *applying)
{
    struct bw_embedding embedding;
    enum bw_err err = serving(applying, &embedding);
    if (!err)
        err = bw_embedding_del(applying->txn, BW_EMBEDDING_SERVING, &applying->fail);
    if (!err)
        err = bw_applying_log(
            applying, &(struct bw_log_entry){.op = BW_OP_DELETE,
                                             .body = {embedding.name, strlen(embedding.name)}});
    applying->catalogue = true;
    return err ? err : keep(applying, false);
}

enum bw_err bw_apply_embedding(struct bw_applying *applying)
{
    static enum bw_err (*const steps[])(struct bw_applying *) = {
        [BW_EMBEDDING_BEGIN] = begin,   [BW_EMBEDDING_ADD] = add,
        [BW_EMBEDDING_COMMIT] = commit, [BW_EMBEDDING_SET] = set,
        [BW_EMBEDDING_ABORT] = abandon, [BW_EMBEDDING_DROP] = drop,
    };
    return steps[applying->write->step->op](applying);
}
