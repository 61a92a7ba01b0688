#include "data/embedding.h"

#include <stdlib.h>

#include "data/bytes.h"

static struct bw_key key_of(enum bw_embedding_slot slot)
{
    return bw_key_meta(slot == BW_EMBEDDING_SERVING ? "embedding" : "embedding.staged");
}

enum bw_err bw_embedding_get(struct bw_txn *txn, enum bw_embedding_slot slot,
                             struct bw_embedding *out, bool *found, struct bw_fail *fail)
{
    struct bw_key key = key_of(slot);
    struct bw_slice payload;
    enum bw_err err = bw_value_get(txn, BW_DB_META, bw_key_slice(&key), &payload, found, fail);
    if (err || !*found)
        return err;
    struct bw_cursor cursor = bw_cursor_of(payload);
    *out = (struct bw_embedding){.space.generation = (uint32_t)bw_cursor_number(&cursor, 4)};
    unsigned flags = (unsigned)bw_cursor_number(&cursor, 1);
    out->trained = flags & 1;
    out->has_seed = flags & 2;
    out->skip_unknown = flags & 4;
    out->near_by_taxonomy = flags & 8;
    out->dim = (uint32_t)bw_cursor_number(&cursor, 4);
    out->seed = (int64_t)bw_cursor_number(&cursor, 8);
    out->space.bytes = bw_cursor_number(&cursor, 8);
    out->space.there = bw_cursor_number(&cursor, 8);
    out->space.n = (uint32_t)bw_cursor_number(&cursor, 4);
    out->n_rows = bw_cursor_number(&cursor, 8);
    out->id = bw_cursor_number(&cursor, 8);
    struct bw_str name = bw_cursor_bytes(&cursor, 1);
    if (cursor.bad || name.len > BW_EMBEDDING_NAME_MOST)
        return bw_fail_set(fail, BW_INTERNAL, "table meta: what is known of a model is damaged");
    if (name.len)
        memcpy(out->name, name.at, name.len);
    return BW_OK;
}

enum bw_err bw_embedding_put(struct bw_txn *txn, enum bw_embedding_slot slot,
                             const struct bw_embedding *embedding, struct bw_fail *fail)
{
    struct bw_key key = key_of(slot);
    msgpack_sbuffer out;
    msgpack_sbuffer_init(&out);
    bw_bytes_number(&out, embedding->space.generation, 4);
    bw_bytes_number(&out,
                    (unsigned)embedding->trained | (unsigned)embedding->has_seed << 1 |
                        (unsigned)embedding->skip_unknown << 2 |
                        (unsigned)embedding->near_by_taxonomy << 3,
                    1);
    bw_bytes_number(&out, embedding->dim, 4);
    bw_bytes_number(&out, (uint64_t)embedding->seed, 8);
    bw_bytes_number(&out, embedding->space.bytes, 8);
    bw_bytes_number(&out, embedding->space.there, 8);
    bw_bytes_number(&out, embedding->space.n, 4);
    bw_bytes_number(&out, embedding->n_rows, 8);
    bw_bytes_number(&out, embedding->id, 8);
    bw_bytes_add(&out, (struct bw_str){embedding->name, (uint32_t)strlen(embedding->name)}, 1);
    enum bw_err err = bw_value_put(txn, BW_DB_META, bw_key_slice(&key),
                                   (struct bw_slice){out.data, out.size}, fail);
    msgpack_sbuffer_destroy(&out);
    return err;
}

enum bw_err bw_embedding_del(struct bw_txn *txn, enum bw_embedding_slot slot, struct bw_fail *fail)
{
    struct bw_key key = key_of(slot);
    return bw_txn_del(txn, BW_DB_META, bw_key_slice(&key), fail);
}

enum bw_err bw_vector_get(struct bw_txn *txn, struct bw_vector_of of, struct bw_vector *out,
                          bool *found, struct bw_fail *fail)
{
    struct bw_key key = bw_key_vector(of.model->space.generation, of.kind, of.number);
    struct bw_slice payload;
    enum bw_err err = bw_value_get(txn, BW_DB_VECTOR, bw_key_slice(&key), &payload, found, fail);
    if (err || !*found)
        return err;
    if (payload.len != BW_VECTOR_HEAD + of.model->dim * sizeof(float))
        return bw_fail_set(
            fail, BW_INTERNAL, "table vector: %s number %u: %zu bytes; model %s has %u dimensions",
            bw_kind_name(of.kind), of.number, payload.len, of.model->name, of.model->dim);
    struct bw_cursor cursor = bw_cursor_of(payload);
    out->hash = bw_cursor_number(&cursor, BW_VECTOR_HEAD);
    out->floats = cursor.at;
    return BW_OK;
}

enum bw_err bw_vector_put(struct bw_txn *txn, struct bw_vector_of of, uint64_t hash,
                          const float *vector, struct bw_fail *fail)
{
    struct bw_key key = bw_key_vector(of.model->space.generation, of.kind, of.number);
    msgpack_sbuffer out;
    msgpack_sbuffer_init(&out);
    bw_bytes_number(&out, hash, BW_VECTOR_HEAD);
    bw_buffer_write(&out, (const char *)vector, of.model->dim * sizeof *vector);
    enum bw_err err = bw_value_put(txn, BW_DB_VECTOR, bw_key_slice(&key),
                                   (struct bw_slice){out.data, out.size}, fail);
    msgpack_sbuffer_destroy(&out);
    return err;
}
