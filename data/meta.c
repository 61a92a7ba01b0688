#include "data/meta.h"

#include <inttypes.h>

#include <sodium.h>

#include "data/bytes.h"
#include "data/key.h"
#include "data/refs.h"
#include "data/value.h"

/* To 2: tables for embeddings, which opening the store has made; every value stays as it is. The
 * version keeps out older programs, which would delete records and leave their vectors. */
static enum bw_err have_embeddings(struct bw_txn *txn, struct bw_fail *fail)
{
    return bw_txn_entries(txn, BW_DB_SPACE) + bw_txn_entries(txn, BW_DB_VECTOR) == 0
               ? BW_OK
               : bw_fail_set(fail, BW_INTERNAL,
                             "a store of schema version 1 has embeddings; its version is damaged");
}

/* To 3: tables for learned models, likewise. An older program would sweep their bytes away. */
static enum bw_err have_models(struct bw_txn *txn, struct bw_fail *fail)
{
    return bw_txn_entries(txn, BW_DB_MODEL) + bw_txn_entries(txn, BW_DB_PROMOTION) == 0
               ? BW_OK
               : bw_fail_set(fail, BW_INTERNAL,
                             "a store of schema version 2 has learned models; its version is "
                             "damaged");
}

/* To 4: what evidence refers to is marked; evidence itself is stamped when it is next written. The
 * version keeps out older programs, which would find no referrer and no sound stamped value. */
static enum bw_err mark_evidence(struct bw_txn *txn, struct bw_fail *fail)
{
    return bw_refs_to_marks(txn, fail);
}

static enum bw_err put_origin(struct bw_txn *txn, uint64_t complete, struct bw_fail *fail)
{
    struct bw_key key = bw_key_meta("origin");
    unsigned char id[BW_ORIGIN_BYTES];
    msgpack_sbuffer out;
    msgpack_sbuffer_init(&out);
    randombytes_buf(id, sizeof id);
    bw_buffer_write(&out, (const char *)id, sizeof id);
    bw_bytes_number(&out, complete, 8);
    enum bw_err err = bw_value_put(txn, BW_DB_META, bw_key_slice(&key),
                                   (struct bw_slice){out.data, out.size}, fail);
    msgpack_sbuffer_destroy(&out);
    return err;
}

/* To 5: from here on the log has all that a revision changed. An older program would leave gaps. */
static enum bw_err have_whole_log(struct bw_txn *txn, struct bw_fail *fail)
{
    struct bw_counters counters;
    enum bw_err err = bw_counters_get(txn, &counters, fail);
    return err ? err : put_origin(txn, counters.revision, fail);
}

/* steps[v] takes a store from schema version v + 1 to v + 2. Version 1 is the first. */
typedef enum bw_err (*schema_step)(struct bw_txn *txn, struct bw_fail *fail);
static const schema_step steps[BW_SCHEMA_VERSION] = {have_embeddings, have_models, mark_evidence,
                                                     have_whole_log};

enum bw_err bw_counters_get(struct bw_txn *txn, struct bw_counters *out, struct bw_fail *fail)
{
    struct bw_key key = bw_key_meta("counters");
    struct bw_slice payload;
    bool found;
    enum bw_err err = bw_value_get(txn, BW_DB_META, bw_key_slice(&key), &payload, &found, fail);
    if (err)
        return err;
    *out = (struct bw_counters){0};
    for (int kind = 0; kind < BW_KIND_END; kind++)
        out->next[kind] = 1;
    if (!found)
        return BW_OK;
    struct bw_cursor cursor = bw_cursor_of(payload);
    out->revision = bw_cursor_number(&cursor, 8);
    out->catalogue = bw_cursor_number(&cursor, 8);
    out->people = bw_cursor_number(&cursor, 8);
    out->order = bw_cursor_number(&cursor, 8);
    /* A store of before there were verdicts counts none. */
    for (int kind = 0; kind < BW_KIND_END && (kind < BW_KIND_VERDICT || cursor.left > 0); kind++) {
        out->next[kind] = (uint32_t)bw_cursor_number(&cursor, 4);
        out->count[kind] = bw_cursor_number(&cursor, 8);
    }
    if (cursor.bad)
        return bw_fail_set(fail, BW_INTERNAL, "table meta: the counters are cut short");
    return BW_OK;
}

enum bw_err bw_counters_put(struct bw_txn *txn, const struct bw_counters *counters,
                            struct bw_fail *fail)
{
    struct bw_key key = bw_key_meta("counters");
    msgpack_sbuffer out;
    msgpack_sbuffer_init(&out);
    bw_bytes_number(&out, counters->revision, 8);
    bw_bytes_number(&out, counters->catalogue, 8);
    bw_bytes_number(&out, counters->people, 8);
    bw_bytes_number(&out, counters->order, 8);
    for (int kind = 0; kind < BW_KIND_END; kind++) {
        bw_bytes_number(&out, counters->next[kind], 4);
        bw_bytes_number(&out, counters->count[kind], 8);
    }
    enum bw_err err = bw_value_put(txn, BW_DB_META, bw_key_slice(&key),
                                   (struct bw_slice){out.data, out.size}, fail);
    msgpack_sbuffer_destroy(&out);
    return err;
}

enum bw_err bw_origin_get(struct bw_txn *txn, struct bw_origin *out, struct bw_fail *fail)
{
    struct bw_key key = bw_key_meta("origin");
    struct bw_slice payload;
    bool found;
    enum bw_err err = bw_value_get(txn, BW_DB_META, bw_key_slice(&key), &payload, &found, fail);
    if (err)
        return err;
    if (!found || payload.len != BW_ORIGIN_BYTES + 8)
        return bw_fail_set(fail, BW_INTERNAL, "table meta: which store it is, is damaged");
    memcpy(out->id, payload.at, BW_ORIGIN_BYTES);
    struct bw_cursor cursor = bw_cursor_of((struct bw_slice){
        (const char *)payload.at + BW_ORIGIN_BYTES, payload.len - sizeof out->id});
    out->complete = bw_cursor_number(&cursor, 8);
    return BW_OK;
}

void bw_origin_text(const unsigned char *id, char out[BW_ORIGIN_TEXT])
{
    sodium_bin2hex(out, BW_ORIGIN_TEXT, id, BW_ORIGIN_BYTES);
}

static enum bw_err put_version(struct bw_txn *txn, uint32_t version, struct bw_fail *fail)
{
    struct bw_key key = bw_key_meta("schema");
    unsigned char bytes[4] = {(unsigned char)version, 0, 0, 0};
    return bw_value_put(txn, BW_DB_META, bw_key_slice(&key), (struct bw_slice){bytes, 4}, fail);
}

/* 0: a store that has none yet. */
static enum bw_err read_version(struct bw_txn *txn, uint32_t *version, struct bw_fail *fail)
{
    struct bw_key key = bw_key_meta("schema");
    struct bw_slice payload;
    bool found;
    *version = 0;
    enum bw_err err = bw_value_get(txn, BW_DB_META, bw_key_slice(&key), &payload, &found, fail);
    if (err || !found)
        return err;
    struct bw_cursor cursor = bw_cursor_of(payload);
    *version = (uint32_t)bw_cursor_number(&cursor, 4);
    if (cursor.bad || *version == 0)
        return bw_fail_set(fail, BW_INTERNAL, "table meta: the schema version is damaged");
    if (*version > BW_SCHEMA_VERSION)
        return bw_fail_set(fail, BW_NOT_SUPPORTED,
                           "the store has schema version %" PRIu32
                           "; this program knows up to %d: use a newer one",
                           *version, BW_SCHEMA_VERSION);
    return BW_OK;
}

static enum bw_err settle(struct bw_txn *txn, struct bw_fail *fail)
{
    uint32_t version;
    enum bw_err err = read_version(txn, &version, fail);
    if (err)
        return err;
    if (version == 0) {
        err = put_origin(txn, 0, fail);
        return err ? err : put_version(txn, BW_SCHEMA_VERSION, fail);
    }
    for (; version < BW_SCHEMA_VERSION; version++) {
        err = steps[version - 1](txn, fail);
        if (!err)
            err = put_version(txn, version + 1, fail);
        if (err)
            return err;
    }
    return BW_OK;
}

enum bw_err bw_schema_version_check(struct bw_db *db, struct bw_fail *fail)
{
    struct bw_txn *txn;
    uint32_t version;
    enum bw_err err = bw_txn_begin(db, NULL, false, &txn, fail);
    if (err)
        return err;
    err = read_version(txn, &version, fail);
    if (!err && version != BW_SCHEMA_VERSION)
        err = bw_fail_set(fail, BW_NOT_SUPPORTED,
                          "the store has schema version %" PRIu32
                          ", of an older program; open it once for writing",
                          version);
    bw_txn_abort(txn);
    return err;
}

enum bw_err bw_schema_version_settle(struct bw_db *db, struct bw_fail *fail)
{
    struct bw_txn *txn;
    enum bw_err err = bw_txn_begin(db, NULL, true, &txn, fail);
    if (err)
        return err;
    err = settle(txn, fail);
    if (err) {
        bw_txn_abort(txn);
        return err;
    }
    return bw_txn_commit(txn, fail);
}
