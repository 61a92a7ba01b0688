#include "data/registry.h"

#include <inttypes.h>

#include "model/learned/learning.h"

/* Form of a version: generation, bytes announced, there, blocks, id, at, parts, card. */
enum bw_err bw_registry_get(struct bw_txn *txn, uint32_t version, struct bw_version *out,
                            bool *found, struct bw_fail *fail)
{
    struct bw_key key = bw_key_model(version);
    struct bw_slice payload;
    enum bw_err err = bw_value_get(txn, BW_DB_MODEL, bw_key_slice(&key), &payload, found, fail);
    if (err || !*found)
        return err;
    struct bw_cursor cursor = bw_cursor_of(payload);
    *out = (struct bw_version){.model.version = version};
    out->blocks.generation = (uint32_t)bw_cursor_number(&cursor, 4);
    out->blocks.bytes = bw_cursor_number(&cursor, 8);
    out->blocks.there = bw_cursor_number(&cursor, 8);
    out->blocks.n = (uint32_t)bw_cursor_number(&cursor, 4);
    out->model.bytes = out->blocks.bytes;
    out->model.id = bw_cursor_number(&cursor, 8);
    out->model.at_s = (int64_t)bw_cursor_number(&cursor, 8);
    out->model.parts = (unsigned)bw_cursor_number(&cursor, 1);
    out->model.card = bw_cursor_bytes(&cursor, 4);
    if (cursor.bad || cursor.left || out->blocks.bytes > BW_LEARNED_BYTES_MOST)
        return bw_fail_set(fail, BW_INTERNAL,
                           "table model: what is known of m%" PRIu32 " is damaged", version);
    return BW_OK;
}

enum bw_err bw_registry_put(struct bw_txn *txn, const struct bw_version *version,
                            struct bw_fail *fail)
{
    struct bw_key key = bw_key_model(version->model.version);
    msgpack_sbuffer out;
    msgpack_sbuffer_init(&out);
    bw_bytes_number(&out, version->blocks.generation, 4);
    bw_bytes_number(&out, version->blocks.bytes, 8);
    bw_bytes_number(&out, version->blocks.there, 8);
    bw_bytes_number(&out, version->blocks.n, 4);
    bw_bytes_number(&out, version->model.id, 8);
    bw_bytes_number(&out, (uint64_t)version->model.at_s, 8);
    bw_bytes_number(&out, version->model.parts, 1);
    bw_bytes_add(&out, version->model.card, 4);
    enum bw_err err = bw_value_put(txn, BW_DB_MODEL, bw_key_slice(&key),
                                   (struct bw_slice){out.data, out.size}, fail);
    msgpack_sbuffer_destroy(&out);
    return err;
}

enum bw_err bw_registry_del(struct bw_txn *txn, uint32_t version, struct bw_fail *fail)
{
    struct bw_key key = bw_key_model(version);
    return bw_txn_del(txn, BW_DB_MODEL, bw_key_slice(&key), fail);
}

bool bw_registry_next(struct bw_walk *walk, uint32_t from, uint32_t *version)
{
    struct bw_key key = bw_key_model(from);
    struct bw_slice found, value;
    bool more = bw_walk_seek(walk, bw_key_slice(&key), &found, &value);
    while (more && !bw_key_model_read(found, version))
        more = bw_walk_next(walk, &found, &value);
    return more;
}

enum bw_err bw_registry_state(struct bw_txn *txn, struct bw_registry *out, struct bw_fail *fail)
{
    struct bw_key key = bw_key_meta("model");
    struct bw_slice payload;
    bool found;
    enum bw_err err = bw_value_get(txn, BW_DB_META, bw_key_slice(&key), &payload, &found, fail);
    if (err)
        return err;
    *out = (struct bw_registry){.next = 1};
    if (!found)
        return BW_OK;
    struct bw_cursor cursor = bw_cursor_of(payload);
    out->next = (uint32_t)bw_cursor_number(&cursor, 4);
    out->serving.version = (uint32_t)bw_cursor_number(&cursor, 4);
    out->serving.parts = (unsigned)bw_cursor_number(&cursor, 1);
    out->serving.off = bw_cursor_number(&cursor, 1) != 0;
    out->serving.promotion = bw_cursor_number(&cursor, 8);
    out->serving.revision = bw_cursor_number(&cursor, 8);
    out->came_by = bw_cursor_number(&cursor, 8);
    return cursor.bad ? bw_fail_set(fail, BW_INTERNAL, "table meta: which model serves is damaged")
                      : BW_OK;
}

enum bw_err bw_registry_state_put(struct bw_txn *txn, const struct bw_registry *registry,
                                  struct bw_fail *fail)
{
    struct bw_key key = bw_key_meta("model");
    msgpack_sbuffer out;
    msgpack_sbuffer_init(&out);
    bw_bytes_number(&out, registry->next, 4);
    bw_bytes_number(&out, registry->serving.version, 4);
    bw_bytes_number(&out, registry->serving.parts, 1);
    bw_bytes_number(&out, registry->serving.off, 1);
    bw_bytes_number(&out, registry->serving.promotion, 8);
    bw_bytes_number(&out, registry->serving.revision, 8);
    bw_bytes_number(&out, registry->came_by, 8);
    enum bw_err err = bw_value_put(txn, BW_DB_META, bw_key_slice(&key),
                                   (struct bw_slice){out.data, out.size}, fail);
    msgpack_sbuffer_destroy(&out);
    return err;
}

enum bw_err bw_registry_promotion(struct bw_txn *txn, uint64_t number, struct bw_promotion *out,
                                  struct bw_fail *fail)
{
    struct bw_key key = bw_key_promotion(number);
    struct bw_slice payload;
    bool found;
    enum bw_err err =
        bw_value_get(txn, BW_DB_PROMOTION, bw_key_slice(&key), &payload, &found, fail);
    if (err)
        return err;
    struct bw_cursor cursor = bw_cursor_of(found ? payload : (struct bw_slice){NULL, 0});
    *out = (struct bw_promotion){.number = number};
    out->kind = (enum bw_promotion_kind)bw_cursor_number(&cursor, 1);
    out->at_s = (int64_t)bw_cursor_number(&cursor, 8);
    out->version = (uint32_t)bw_cursor_number(&cursor, 4);
    out->before = (uint32_t)bw_cursor_number(&cursor, 4);
    out->parts = (unsigned)bw_cursor_number(&cursor, 1);
    out->back = bw_cursor_number(&cursor, 8);
    out->by = bw_cursor_bytes(&cursor, 2);
    out->reason = bw_cursor_bytes(&cursor, 2);
    if (cursor.bad || out->kind > BW_ROLLED_BACK || out->back >= number)
        return bw_fail_set(fail, BW_INTERNAL, "table promotion: step %" PRIu64 " is %s", number,
                           found ? "damaged" : "not there");
    return BW_OK;
}

enum bw_err bw_registry_promotion_put(struct bw_txn *txn, const struct bw_promotion *promotion,
                                      struct bw_fail *fail)
{
    struct bw_key key = bw_key_promotion(promotion->number);
    msgpack_sbuffer out;
    msgpack_sbuffer_init(&out);
    bw_bytes_number(&out, promotion->kind, 1);
    bw_bytes_number(&out, (uint64_t)promotion->at_s, 8);
    bw_bytes_number(&out, promotion->version, 4);
    bw_bytes_number(&out, promotion->before, 4);
    bw_bytes_number(&out, promotion->parts, 1);
    bw_bytes_number(&out, promotion->back, 8);
    bw_bytes_add(&out, promotion->by, 2);
    bw_bytes_add(&out, promotion->reason, 2);
    enum bw_err err = bw_value_put(txn, BW_DB_PROMOTION, bw_key_slice(&key),
                                   (struct bw_slice){out.data, out.size}, fail);
    msgpack_sbuffer_destroy(&out);
    return err;
}

enum bw_err bw_registry_read(struct bw_txn *txn, const struct bw_version *version,
                             struct bw_pages *pages, struct bw_learned *learned,
                             struct bw_fail *fail)
{
    char name[BW_MODEL_NAME_LEN];
    struct bw_pages read;
    struct bw_learned opened;
    struct bw_learning sections;
    struct bw_fail why;
    bool upload = version->model.id == 0;
    bw_model_name(version->model.version, name);
    enum bw_err err =
        bw_blocks_read(txn, &version->blocks, upload ? "that is uploaded" : name, &read, fail);
    if (err)
        return err;
    err = bw_learned_open(read.at, read.n, &opened, &why);
    if (!err)
        err = bw_learning_open(&opened, BW_PART_ALL, &sections, &why);
    if (err)
        bw_fail_set(fail, upload ? err : BW_INTERNAL, upload ? "bytes: %s%s" : "model %s: %s",
                    upload ? "" : name, why.text);
    else if (!upload && opened.id != version->model.id)
        err = bw_fail_set(fail, BW_INTERNAL, "table space: the bytes are not those of model %s",
                          name);
    if (err) {
        bw_pages_free(&read);
        return fail->code;
    }
    *pages = read;
    *learned = opened;
    return BW_OK;
}
