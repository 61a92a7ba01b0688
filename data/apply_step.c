/* Steps of bringing in a model: which file's they are, and those that are of either kind: an upload
 * that is lost, and what nobody needs any more. */
#include "data/applying.h"
#include "data/embedding.h"
#include "data/registry.h"

/* Of one write of a sweep: others wait no longer for it than for any write. */
#define SWEEP_MOST 2000
#define SWEEP_BYTES ((size_t)16 << 20)

/* The upload of either kind is given up when it is the one that is lost. */
static enum bw_err lose(struct bw_applying *applying)
{
    struct bw_embedding embedding;
    struct bw_version version;
    uint32_t upload = applying->write->step->upload;
    bool found;
    enum bw_err err =
        bw_embedding_get(applying->txn, BW_EMBEDDING_STAGED, &embedding, &found, &applying->fail);
    if (!err && found && (!upload || embedding.space.generation == upload)) {
        err = bw_embedding_del(applying->txn, BW_EMBEDDING_STAGED, &applying->fail);
        applying->staged = true;
    }
    if (err)
        return err;
    bool damaged = bw_registry_get(applying->txn, 0, &version, &found, &applying->fail) != BW_OK;
    if (damaged || (found && (!upload || version.blocks.generation == upload))) {
        err = bw_registry_del(applying->txn, 0, &applying->fail);
        applying->staged = true;
    }
    return err;
}

/* Generations that something still needs. */
struct needed {
    uint32_t at[BW_MODELS_MOST + 3]; /* versions and the upload of one; text models */
    size_t n;
};

static bool is_needed(const struct needed *needed, uint32_t generation)
{
    for (size_t i = 0; i < needed->n; i++)
        if (needed->at[i] == generation)
            return true;
    return false;
}

static enum bw_err need_embeddings(struct bw_applying *applying, struct needed *out)
{
    enum bw_err err = BW_OK;
    for (int slot = BW_EMBEDDING_SERVING; !err && slot <= BW_EMBEDDING_STAGED; slot++) {
        struct bw_embedding embedding;
        bool found;
        err = bw_embedding_get(applying->txn, (enum bw_embedding_slot)slot, &embedding, &found,
                               &applying->fail);
        if (!err && found)
            out->at[out->n++] = embedding.space.generation;
    }
    return err;
}

/* A version that cannot be read stops the sweep: nobody knows which bytes are its. */
static enum bw_err need_models(struct bw_applying *applying, struct needed *out)
{
    enum bw_err err = BW_OK;
    uint32_t version;
    struct bw_walk *walk = bw_walk_open(applying->txn, BW_DB_MODEL);
    if (!walk)
        return bw_txn_trouble(applying->txn, &applying->fail);
    for (uint32_t from = 0; !err && out->n < sizeof out->at / sizeof *out->at &&
                            bw_registry_next(walk, from, &version);
         from = version + 1) {
        struct bw_version entry;
        bool found;
        err = bw_registry_get(applying->txn, version, &entry, &found, &applying->fail);
        if (!err && found)
            out->at[out->n++] = entry.blocks.generation;
    }
    bw_walk_close(walk);
    return err ? err : bw_txn_trouble(applying->txn, &applying->fail);
}

/* The first entry of the table at or after `key` that nobody needs, into `key`; false: none. */
static bool next_to_sweep(struct bw_walk *walk, const struct needed *needed, struct bw_key *key,
                          size_t *bytes)
{
    struct bw_slice found, value;
    uint32_t generation;
    bool more = bw_walk_seek(walk, bw_key_slice(key), &found, &value);
    while (more && bw_key_generation_read(found, &generation) && is_needed(needed, generation)) {
        struct bw_key behind = bw_key_generation(generation + 1);
        more = bw_walk_seek(walk, bw_key_slice(&behind), &found, &value);
    }
    if (!more || found.len > sizeof key->bytes)
        return false;
    memcpy(key->bytes, found.at, found.len);
    key->len = found.len;
    *bytes = value.len;
    return true;
}

static enum bw_err sweep_table(struct bw_applying *applying, enum bw_table table,
                               const struct needed *needed, size_t *n, size_t *bytes)
{
    struct bw_key key = bw_key_generation(0);
    struct bw_walk *walk = bw_walk_open(applying->txn, table);
    enum bw_err err = BW_OK;
    size_t size;
    if (!walk)
        return bw_txn_trouble(applying->txn, &applying->fail);
    while (!err && next_to_sweep(walk, needed, &key, &size)) {
        if (*n == SWEEP_MOST || *bytes > SWEEP_BYTES) {
            applying->out->step.more = true;
            break;
        }
        err = bw_txn_del(applying->txn, table, bw_key_slice(&key), &applying->fail);
        *n += 1;
        *bytes += size;
    }
    bw_walk_close(walk);
    return err ? err : bw_txn_trouble(applying->txn, &applying->fail);
}

static enum bw_err sweep(struct bw_applying *applying)
{
    struct needed needed = {.n = 0};
    size_t n = 0, bytes = 0;
    enum bw_err err = need_embeddings(applying, &needed);
    if (!err)
        err = need_models(applying, &needed);
    if (!err)
        err = sweep_table(applying, BW_DB_SPACE, &needed, &n, &bytes);
    if (!err)
        err = sweep_table(applying, BW_DB_VECTOR, &needed, &n, &bytes);
    applying->staged = n > 0;
    return err;
}

enum bw_err bw_apply_step(struct bw_applying *applying)
{
    switch (applying->write->step->op) {
    case BW_UPLOAD_LOST:
        return lose(applying);
    case BW_SWEEP:
        return sweep(applying);
    case BW_EMBEDDING_BEGIN:
    case BW_EMBEDDING_ADD:
    case BW_EMBEDDING_COMMIT:
    case BW_EMBEDDING_SET:
    case BW_EMBEDDING_ABORT:
    case BW_EMBEDDING_DROP:
        return bw_apply_embedding(applying);
    default:
        return bw_apply_model(applying);
    }
}
