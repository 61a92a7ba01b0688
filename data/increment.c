#include "data/increment.h"

#include <inttypes.h>
#include <string.h>

#include "data/embedding.h"
#include "data/kept.h"
#include "data/keyring.h"
#include "data/registry.h"

/* [form, version, schema, store, since, until, anchor, at], then [CHANGE, revision, position,
 * bytes] and [BULK, revision, table, key, bytes]. */
static const struct bw_sealed_form form = {"bekwaam-increment", "increment", 1, 8};
enum { CHANGE, BULK };
#define LOOK_EVERY 1024 /* frames between looks at the bound */

struct writing {
    struct bw_txn *txn;
    struct bw_sealed_writer file;
    struct bw_bound bound;
    struct bw_increment *out;
    uint64_t frames;
    struct bw_fail *fail;
};

static enum bw_err flow(struct writing *writing)
{
    if (++writing->frames % LOOK_EVERY == 0) {
        enum bw_err err = bw_bound_check(&writing->bound, writing->fail);
        if (err)
            return err;
    }
    return bw_sealed_flow(&writing->file, writing->fail);
}

static void pack_bytes(msgpack_packer *out, struct bw_slice bytes)
{
    msgpack_pack_bin(out, bytes.len);
    if (bytes.len)
        msgpack_pack_bin_body(out, bytes.at, bytes.len);
}

static enum bw_err put_bulk(struct writing *writing, uint64_t revision, enum bw_table table,
                            struct bw_slice key, struct bw_slice payload)
{
    msgpack_packer *out = &writing->file.out;
    msgpack_pack_array(out, 5);
    msgpack_pack_int(out, BULK);
    msgpack_pack_uint64(out, revision);
    msgpack_pack_int(out, (int)table);
    pack_bytes(out, key);
    pack_bytes(out, payload);
    return flow(writing);
}

/* All that a table has of a generation. */
static enum bw_err put_generation(struct writing *writing, uint64_t revision, enum bw_table table,
                                  uint32_t generation)
{
    struct bw_key from = bw_key_generation(generation);
    struct bw_slice key, value, payload;
    uint32_t at;
    enum bw_err err = BW_OK;
    struct bw_walk *walk = bw_walk_open(writing->txn, table);
    if (!walk)
        return bw_txn_trouble(writing->txn, writing->fail);
    for (bool more = bw_walk_seek(walk, bw_key_slice(&from), &key, &value);
         !err && more && bw_key_generation_read(key, &at) && at == generation;
         more = bw_walk_next(walk, &key, &value)) {
        err = bw_value_open(table, key, value, &payload, writing->fail);
        if (!err)
            err = put_bulk(writing, revision, table, key, payload);
    }
    bw_walk_close(walk);
    return err ? err : bw_txn_trouble(writing->txn, writing->fail);
}

/* An entry of the log on a walk. */
struct at_log {
    uint64_t revision;
    uint32_t position;
    struct bw_slice payload;
};

static enum bw_err read_at(struct bw_slice key, struct bw_slice value, struct at_log *out,
                           struct bw_fail *fail)
{
    if (!bw_key_log_read(key, &out->revision, &out->position))
        return bw_fail_set(fail, BW_INTERNAL, "table log: a key is damaged");
    return bw_value_open(BW_DB_LOG, key, value, &out->payload, fail);
}

/* What was kept, of an entry that is about nobody; false when it is about someone. */
static bool kept_of(const struct at_log *at, struct bw_kept *out)
{
    struct bw_log_entry entry;
    struct bw_fail ignored;
    bool readable;
    return !bw_log_person(at->payload) &&
           !bw_log_open(at->payload, NULL, NULL, &entry, &readable, &ignored) && !entry.kind &&
           bw_kept_read(entry.body, out);
}

/* What is done with each entry of the log on a walk. */
struct visitor {
    enum bw_err (*visit)(struct writing *writing, const struct at_log *at, void *context);
    void *context;
};

/* The entries after a revision, up to the log's end. */
static enum bw_err each_after(struct writing *writing, uint64_t revision,
                              const struct visitor *visitor)
{
    struct bw_key from = bw_key_log(revision + 1, 0);
    struct bw_slice key, value;
    struct at_log at;
    enum bw_err err = BW_OK;
    struct bw_walk *walk = bw_walk_open(writing->txn, BW_DB_LOG);
    if (!walk)
        return bw_txn_trouble(writing->txn, writing->fail);
    for (bool more = bw_walk_seek(walk, bw_key_slice(&from), &key, &value); !err && more;
         more = bw_walk_next(walk, &key, &value)) {
        err = read_at(key, value, &at, writing->fail);
        if (!err)
            err = visitor->visit(writing, &at, visitor->context);
    }
    bw_walk_close(walk);
    return err ? err : bw_txn_trouble(writing->txn, writing->fail);
}

/* A model, by the revision that it came with. */
struct model {
    uint64_t revision;
    uint32_t generation;
};

static enum bw_err put_if_gone(struct writing *writing, const struct at_log *at, void *context)
{
    const struct model *model = context;
    struct bw_kept kept;
    uint32_t of;
    if (!kept_of(at, &kept) || kept.table != BW_DB_VECTOR || !kept.was.at ||
        !bw_key_generation_read(kept.key, &of) || of != model->generation)
        return BW_OK;
    return put_bulk(writing, model->revision, BW_DB_VECTOR, kept.key, kept.was);
}

/* Vectors that were there when the model came and went with their records since. */
static enum bw_err put_gone(struct writing *writing, struct model model)
{
    return each_after(writing, model.revision, &(struct visitor){put_if_gone, &model});
}

/* Is the model that came then still there? */
static enum bw_err is_there(struct writing *writing, const struct bw_kept *kept,
                            uint32_t generation, bool *out)
{
    struct bw_embedding embedding;
    struct bw_slice payload;
    bool found;
    if (kept->table == BW_DB_META) {
        enum bw_err err =
            bw_embedding_get(writing->txn, BW_EMBEDDING_SERVING, &embedding, &found, writing->fail);
        *out = !err && found && embedding.space.generation == generation;
        return err;
    }
    enum bw_err err =
        bw_value_get(writing->txn, BW_DB_MODEL, kept->key, &payload, &found, writing->fail);
    *out = !err && found;
    return err;
}

/* The bytes of a model go before the change that it came with. */
static enum bw_err put_model(struct writing *writing, const struct at_log *at)
{
    struct bw_kept kept;
    uint32_t generation;
    bool there;
    if (!kept_of(at, &kept) || !bw_kept_generation(&kept, &generation))
        return BW_OK;
    enum bw_err err = is_there(writing, &kept, generation, &there);
    if (err || !there)
        return err;
    err = put_generation(writing, at->revision, BW_DB_SPACE, generation);
    if (!err)
        err = put_generation(writing, at->revision, BW_DB_VECTOR, generation);
    return err || kept.table == BW_DB_MODEL
               ? err
               : put_gone(writing, (struct model){at->revision, generation});
}

static enum bw_err put_change(struct writing *writing, const struct at_log *at)
{
    msgpack_packer *out = &writing->file.out;
    enum bw_err err = put_model(writing, at);
    if (err)
        return err;
    msgpack_pack_array(out, 4);
    msgpack_pack_int(out, CHANGE);
    msgpack_pack_uint64(out, at->revision);
    msgpack_pack_uint32(out, at->position);
    pack_bytes(out, at->payload);
    writing->out->n++;
    return flow(writing);
}

/* How far the log was written out. */
struct reached {
    uint64_t revision;
    uint32_t position; /* of the next entry */
};

/* Every revision is there, from its first change on. */
static enum bw_err put_next(struct writing *writing, const struct at_log *at, void *context)
{
    struct reached *reached = context;
    bool follows = at->revision == reached->revision
                       ? at->position == reached->position
                       : at->revision == reached->revision + 1 && at->position == 0;
    *reached = (struct reached){at->revision, at->position + 1};
    return follows ? put_change(writing, at)
                   : bw_fail_set(writing->fail, BW_INTERNAL,
                                 "table log: revision %" PRIu64 " is not whole", at->revision);
}

static enum bw_err put_changes(struct writing *writing)
{
    const struct bw_increment *out = writing->out;
    struct reached reached = {.revision = out->since};
    enum bw_err err = each_after(writing, out->since, &(struct visitor){put_next, &reached});
    if (!err && reached.revision != out->until)
        err = bw_fail_set(writing->fail, BW_INTERNAL,
                          "table log: it ends at revision %" PRIu64 " of %" PRIu64,
                          reached.revision, out->until);
    return err;
}

static void pack_header(msgpack_packer *out, const struct bw_increment *increment)
{
    msgpack_pack_array(out, form.n_header);
    msgpack_pack_str_with_body(out, form.name, strlen(form.name));
    msgpack_pack_int(out, form.version);
    msgpack_pack_uint32(out, increment->schema);
    msgpack_pack_bin_with_body(out, increment->store, sizeof increment->store);
    msgpack_pack_uint64(out, increment->since);
    msgpack_pack_uint64(out, increment->until);
    msgpack_pack_bin_with_body(out, increment->anchor, sizeof increment->anchor);
    msgpack_pack_str_with_body(out, increment->at, strlen(increment->at));
}

/* From where to where, and whether that is all there. */
static enum bw_err look(struct writing *writing)
{
    struct bw_increment *out = writing->out;
    struct bw_counters counters;
    struct bw_origin origin;
    enum bw_err err = bw_counters_get(writing->txn, &counters, writing->fail);
    if (!err)
        err = bw_origin_get(writing->txn, &origin, writing->fail);
    if (err)
        return err;
    out->until = counters.revision;
    out->schema = BW_SCHEMA_VERSION;
    memcpy(out->store, origin.id, sizeof out->store);
    if (out->since > out->until)
        return bw_fail_set(writing->fail, BW_BAD_REQUEST,
                           "since: %" PRIu64 "; the newest revision is %" PRIu64, out->since,
                           out->until);
    if (out->since < origin.complete)
        return bw_fail_set(writing->fail, BW_BAD_REQUEST,
                           "since: %" PRIu64 "; up to revision %" PRIu64
                           " the log is of an earlier version and not whole: make a new backup and "
                           "go on from that",
                           out->since, origin.complete);
    return bw_log_anchor(writing->txn, out->since, out->anchor, writing->fail);
}

/* The keys first: they may be newer than what they are for, never older. */
static enum bw_err write_files(struct writing *writing, const char *path)
{
    enum bw_err err = look(writing);
    if (!err)
        err = bw_sealed_begin(&writing->file, path, false, writing->fail);
    if (err)
        return err;
    pack_header(&writing->file.out, writing->out);
    err = put_changes(writing);
    if (!err)
        err = bw_keyring_write(writing->txn, path, writing->fail);
    if (err) {
        bw_sealed_abandon(&writing->file);
        return err;
    }
    err = bw_sealed_finish(&writing->file, writing->fail);
    writing->out->bytes = writing->file.bytes;
    return err;
}

enum bw_err bw_increment_write(struct bw_store *store, const struct bw_increment_order *order,
                               struct bw_increment *out, struct bw_fail *fail)
{
    struct writing writing = {.out = out, .fail = fail};
    *out = (struct bw_increment){.since = order->since};
    bw_time_format(order->at_s, out->at);
    enum bw_err err = bw_txn_begin(store->db, NULL, false, &writing.txn, fail);
    if (err)
        return err;
    bw_bound_begin(&writing.bound, store->db, &order->asker, order->path);
    err = write_files(&writing, order->path);
    bw_txn_abort(writing.txn);
    return err;
}

static bool take_u32(const msgpack_object *value, uint32_t *out)
{
    int64_t number;
    if (!bw_value_int(value, &number) || number < 0 || number > UINT32_MAX)
        return false;
    *out = (uint32_t)number;
    return true;
}

static bool take_header(const msgpack_object *header, struct bw_increment *out)
{
    uint32_t schema;
    int64_t since, until;
    const unsigned char *store = bw_sealed_bytes(&header[3], BW_ORIGIN_BYTES);
    const unsigned char *anchor = bw_sealed_bytes(&header[6], BW_LOG_ANCHOR_BYTES);
    if (!take_u32(&header[2], &schema) || !bw_value_int(&header[4], &since) ||
        !bw_value_int(&header[5], &until) || !store || !anchor || since < 0 || until < since ||
        header[7].type != MSGPACK_OBJECT_STR || header[7].via.str.size != BW_TIME_TEXT_LEN)
        return false;
    *out =
        (struct bw_increment){.schema = schema, .since = (uint64_t)since, .until = (uint64_t)until};
    memcpy(out->store, store, sizeof out->store);
    memcpy(out->anchor, anchor, sizeof out->anchor);
    memcpy(out->at, header[7].via.str.ptr, BW_TIME_TEXT_LEN);
    return true;
}

enum bw_err bw_increment_open(const char *path, struct bw_sealed **file, struct bw_increment *out,
                              struct bw_fail *fail)
{
    struct bw_sealed *opened;
    enum bw_err err = bw_sealed_open(path, &form, &opened, fail);
    if (err)
        return err;
    if (!take_header(bw_sealed_header(opened)->via.array.ptr, out))
        err = bw_fail_set(fail, BW_INTERNAL, "%s: what it says of itself is damaged", path);
    else if (out->schema > BW_SCHEMA_VERSION)
        err = bw_fail_set(fail, BW_NOT_SUPPORTED,
                          "%s: schema version %" PRIu32
                          "; this program knows up to %d: use a newer one",
                          path, out->schema, BW_SCHEMA_VERSION);
    if (err)
        bw_sealed_close(opened);
    else
        *file = opened;
    return err;
}

static bool take_bytes(const msgpack_object *value, struct bw_slice *out)
{
    *out = (struct bw_slice){value->via.bin.ptr, value->via.bin.size};
    return value->type == MSGPACK_OBJECT_BIN;
}

static bool take_frame(const msgpack_object *value, struct bw_increment_frame *out)
{
    uint32_t what, third;
    int64_t revision;
    const msgpack_object *at = value->via.array.ptr;
    if (value->type != MSGPACK_OBJECT_ARRAY || value->via.array.size < 4 ||
        !take_u32(&at[0], &what) || !bw_value_int(&at[1], &revision) || revision < 0 ||
        !take_u32(&at[2], &third))
        return false;
    *out = (struct bw_increment_frame){.bulk = what == BULK, .revision = (uint64_t)revision};
    if (out->bulk) {
        out->table = (enum bw_table)third;
        return (out->table == BW_DB_SPACE || out->table == BW_DB_VECTOR) &&
               value->via.array.size == 5 && take_bytes(&at[3], &out->key) &&
               take_bytes(&at[4], &out->at);
    }
    out->position = third;
    return what == CHANGE && take_bytes(&at[3], &out->at);
}

enum bw_err bw_increment_next(struct bw_sealed *file, struct bw_increment_frame *out, bool *more,
                              struct bw_fail *fail)
{
    msgpack_object value;
    *more = bw_sealed_next(file, &value);
    if (*more ? !take_frame(&value, out) : !bw_sealed_ended(file))
        return bw_fail_set(fail, BW_INTERNAL, "increment: a change is damaged");
    return BW_OK;
}
