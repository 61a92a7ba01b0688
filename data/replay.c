/* Playing a history onto a store, revision after revision. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/apply.h"
#include "data/blocks.h"
#include "data/embedding.h"
#include "data/history_inside.h"
#include "data/registry.h"
#include "data/replay_apply.h"
#include "data/verify.h"

/* Of one transaction: each is made durable, which takes its time. */
#define COMMIT_BYTES ((size_t)32 << 20)
#define ZONE ((size_t)64 << 10)

/* The changes of one revision, in a zone of its own. */
struct batch {
    uint64_t revision;
    msgpack_zone *zone;
    struct bw_replay_entry *entries;
    struct bw_replay_bulk *bulk;
    msgpack_object *items; /* of entries that are done again; */
    uint32_t *entry_of;    /* which */
    struct bw_part *parts;
    size_t n, n_bulk, n_items, n_parts, bytes;
    size_t room, room_bulk; /* of the lists, which the next batch uses again */
};

struct playing {
    struct bw_history *history;
    struct bw_history_file *file;
    struct bw_store *store;
    struct bw_txn *txn;
    uint64_t revision; /* that the store has */
    size_t bytes;      /* since the last commit */
    msgpack_sbuffer scratch;
    struct batch batch;
    struct bw_played *out;
    struct bw_fail *fail;
};

static enum bw_err no_memory(struct playing *playing)
{
    return bw_fail_set(playing->fail, BW_INTERNAL, "replay: out of memory");
}

static bool grow(void **list, size_t *room, size_t n, size_t size)
{
    if (n < *room)
        return true;
    size_t more = *room ? 2 * *room : 64;
    void *grown = realloc(*list, more * size);
    if (grown) {
        *list = grown;
        *room = more;
    }
    return grown != NULL;
}

static enum bw_err begin_batch(struct playing *playing, uint64_t revision)
{
    struct batch *batch = &playing->batch;
    if (batch->zone)
        msgpack_zone_clear(batch->zone);
    else
        batch->zone = msgpack_zone_new(ZONE);
    batch->revision = revision;
    batch->n = batch->n_bulk = batch->n_items = batch->n_parts = batch->bytes = 0;
    return batch->zone ? BW_OK : no_memory(playing);
}

static void free_batch(struct batch *batch)
{
    if (batch->zone)
        msgpack_zone_free(batch->zone);
    free(batch->entries);
    free(batch->bulk);
}

/* The body as a copy in the zone: what it is decrypted in serves the next one, too. */
static enum bw_err keep_body(struct playing *playing, struct bw_replay_entry *entry)
{
    if (!entry->entry.person || !entry->readable || entry->entry.body.len == 0)
        return BW_OK;
    char *copy = msgpack_zone_malloc(playing->batch.zone, entry->entry.body.len);
    if (!copy)
        return no_memory(playing);
    memcpy(copy, entry->entry.body.at, entry->entry.body.len);
    entry->entry.body.at = copy;
    return BW_OK;
}

static enum bw_err add_change(struct playing *playing, const struct bw_increment_frame *frame)
{
    struct batch *batch = &playing->batch;
    if (frame->position != batch->n)
        return bw_fail_set(playing->fail, BW_INTERNAL, "%s: revision %" PRIu64 " is not whole",
                           playing->file->path, frame->revision);
    if (!grow((void **)&batch->entries, &batch->room, batch->n, sizeof *batch->entries))
        return no_memory(playing);
    struct bw_replay_entry *entry = &batch->entries[batch->n++];
    *entry = (struct bw_replay_entry){.payload = frame->at};
    batch->bytes += frame->at.len;
    const unsigned char *key = bw_keyring_find(playing->history->keys, bw_log_person(frame->at));
    enum bw_err err = bw_log_open(frame->at, key, &playing->scratch, &entry->entry,
                                  &entry->readable, playing->fail);
    return err ? err : keep_body(playing, entry);
}

static enum bw_err add_bulk(struct playing *playing, const struct bw_increment_frame *frame)
{
    struct batch *batch = &playing->batch;
    if (!grow((void **)&batch->bulk, &batch->room_bulk, batch->n_bulk, sizeof *batch->bulk))
        return no_memory(playing);
    batch->bulk[batch->n_bulk++] = (struct bw_replay_bulk){frame->table, frame->key, frame->at};
    batch->bytes += frame->at.len;
    return BW_OK;
}

static enum bw_err make_item(struct playing *playing, const struct bw_log_entry *entry,
                             msgpack_object *out)
{
    size_t at = 0;
    if (entry->op == BW_OP_DELETE) {
        out->type = MSGPACK_OBJECT_STR;
        out->via.str.ptr = entry->body.at;
        out->via.str.size = (uint32_t)entry->body.len;
        return BW_OK;
    }
    if (msgpack_unpack(entry->body.at, entry->body.len, &at, playing->batch.zone, out) ==
        MSGPACK_UNPACK_SUCCESS)
        return BW_OK;
    return bw_fail_set(playing->fail, BW_INTERNAL, "%s: revision %" PRIu64 ": a change is damaged",
                       playing->file->path, playing->batch.revision);
}

/* What is done again, as parts: of one kind and sort each, as the log has them. */
static enum bw_err make_parts(struct playing *playing)
{
    struct batch *batch = &playing->batch;
    struct bw_part *part = NULL;
    batch->items = msgpack_zone_malloc(batch->zone, (batch->n + 1) * sizeof *batch->items);
    batch->entry_of = msgpack_zone_malloc(batch->zone, (batch->n + 1) * sizeof *batch->entry_of);
    batch->parts = msgpack_zone_malloc(batch->zone, (batch->n + 1) * sizeof *batch->parts);
    if (!batch->items || !batch->entry_of || !batch->parts)
        return no_memory(playing);
    for (size_t i = 0; i < batch->n; i++) {
        const struct bw_replay_entry *entry = &batch->entries[i];
        if (!entry->entry.kind || !entry->readable)
            continue;
        enum bw_err err = make_item(playing, &entry->entry, &batch->items[batch->n_items]);
        if (err)
            return err;
        if (!part || part->op != entry->entry.op || part->kind != entry->entry.kind) {
            part = &batch->parts[batch->n_parts++];
            *part = (struct bw_part){entry->entry.op, entry->entry.kind,
                                     &batch->items[batch->n_items], 0};
        }
        part->n++;
        batch->entry_of[batch->n_items++] = (uint32_t)i;
    }
    return BW_OK;
}

static enum bw_err commit(struct playing *playing)
{
    struct bw_txn *txn = playing->txn;
    playing->txn = NULL;
    playing->bytes = 0;
    return bw_txn_commit(txn, playing->fail);
}

static enum bw_err begin(struct playing *playing)
{
    return playing->txn
               ? BW_OK
               : bw_txn_begin(playing->store->db, NULL, true, &playing->txn, playing->fail);
}

static enum bw_err play_batch(struct playing *playing)
{
    struct batch *batch = &playing->batch;
    struct bw_written written;
    enum bw_err err = make_parts(playing);
    if (!err)
        err = begin(playing);
    if (err)
        return err;
    struct bw_replay replay = {.revision = batch->revision,
                               .entries = batch->entries,
                               .n = batch->n,
                               .bulk = batch->bulk,
                               .n_bulk = batch->n_bulk,
                               .entry_of = batch->entry_of,
                               .keys = playing->history->keys};
    struct bw_write write = {.parts = batch->parts, .n_parts = batch->n_parts, .replay = &replay};
    /* What cannot be done ends the replay, and with it the transaction. */
    struct bw_write_group group = {.store = playing->store, .txn = playing->txn};
    err = bw_apply(&group, &write, &written);
    if (err || written.err)
        err = bw_fail_set(playing->fail, BW_INTERNAL, "%s: revision %" PRIu64 ": %s",
                          playing->file->path, batch->revision, written.fail.text);
    bw_written_clear(&written);
    if (err)
        return err;
    playing->revision = batch->revision;
    playing->out->revisions++;
    playing->bytes += batch->bytes;
    return playing->bytes > COMMIT_BYTES ? commit(playing) : BW_OK;
}

static enum bw_err other_history(struct playing *playing, uint64_t revision)
{
    return bw_fail_set(
        playing->fail, BW_CONFLICT,
        "%s: goes on from another revision %" PRIu64
        " than this one: the store was put back to an earlier moment in between, and "
        "went another way",
        playing->file->path, revision);
}

/* What the store has already must be the same. */
static enum bw_err compare_known(struct playing *playing, const struct bw_increment_frame *frame)
{
    struct bw_key key = bw_key_log(frame->revision, frame->position);
    struct bw_slice payload;
    bool found;
    if (frame->bulk)
        return BW_OK;
    enum bw_err err =
        bw_value_get(playing->txn, BW_DB_LOG, bw_key_slice(&key), &payload, &found, playing->fail);
    bool same = !err && found && payload.len == frame->at.len &&
                memcmp(payload.at, frame->at.at, payload.len) == 0;
    return err || same ? err : other_history(playing, frame->revision);
}

static enum bw_err check_anchor(struct playing *playing)
{
    unsigned char anchor[BW_LOG_ANCHOR_BYTES];
    const struct bw_increment *says = &playing->file->says;
    enum bw_err err = bw_log_anchor(playing->txn, says->since, anchor, playing->fail);
    if (!err && memcmp(anchor, says->anchor, sizeof anchor) != 0)
        err = other_history(playing, says->since);
    return err;
}

/* A frame of the revision at hand, of the next one, or of one that is known. */
static enum bw_err take_frame(struct playing *playing, const struct bw_increment_frame *frame)
{
    struct batch *batch = &playing->batch;
    enum bw_err err = BW_OK;
    if (frame->revision <= playing->revision && batch->n == 0)
        return compare_known(playing, frame);
    if (batch->revision != frame->revision) {
        if (batch->n)
            err = play_batch(playing);
        if (!err && frame->revision != playing->revision + 1)
            err = bw_fail_set(playing->fail, BW_INTERNAL,
                              "%s: revision %" PRIu64 " where %" PRIu64 " is the next",
                              playing->file->path, frame->revision, playing->revision + 1);
        if (!err)
            err = begin_batch(playing, frame->revision);
        if (!err)
            err = begin(playing);
    }
    if (err)
        return err;
    return frame->bulk ? add_bulk(playing, frame) : add_change(playing, frame);
}

static enum bw_err play_file(struct playing *playing)
{
    struct bw_increment_frame frame;
    bool more;
    enum bw_err err = begin(playing);
    if (!err)
        err = check_anchor(playing);
    if (!err)
        err = begin_batch(playing, 0);
    while (!err) {
        err = bw_increment_next(playing->file->file, &frame, &more, playing->fail);
        if (err || !more || frame.revision > playing->history->until)
            break;
        err = take_frame(playing, &frame);
    }
    if (!err && playing->batch.n)
        err = play_batch(playing);
    return err;
}

/* Uploads that were under way, and what nobody needs. */
static enum bw_err tidy(struct bw_store *store, struct bw_fail *fail)
{
    enum bw_err err = BW_OK;
    static const enum bw_model_step_op ops[] = {BW_UPLOAD_LOST, BW_SWEEP};
    for (size_t i = 0; !err && i < sizeof ops / sizeof *ops; i++) {
        struct bw_model_step step = {.op = ops[i]};
        struct bw_write write = {.step = &step};
        struct bw_written written;
        do {
            bw_write_now(store, &write, &written);
            err = written.err;
            if (err)
                *fail = written.fail;
            bw_written_clear(&written);
        } while (!err && written.step.more);
    }
    return err;
}

/* Nobody whom the backup has was erased since. */
static enum bw_err check_erased(struct playing *playing)
{
    struct bw_key from = bw_key_name(BW_KIND_EMPLOYEE, 0);
    struct bw_slice key, value;
    enum bw_kind kind;
    uint32_t number;
    size_t n = 0;
    struct bw_txn *txn;
    enum bw_err err = bw_txn_begin(playing->store->db, NULL, false, &txn, playing->fail);
    if (err)
        return err;
    struct bw_walk *walk = bw_walk_open(txn, BW_DB_NAME);
    for (bool more = walk && bw_walk_seek(walk, bw_key_slice(&from), &key, &value);
         more && bw_key_name_read(key, &kind, &number) && kind == BW_KIND_EMPLOYEE;
         more = bw_walk_next(walk, &key, &value))
        n += bw_keyring_find(playing->history->keys, number) == NULL;
    bw_walk_close(walk);
    err = bw_txn_trouble(txn, playing->fail);
    bw_txn_abort(txn);
    return err || !n
               ? err
               : bw_fail_set(playing->fail, BW_NOT_SUPPORTED,
                             "people of the backup who were erased after it was made: %zu; take a "
                             "later backup, which does not have them",
                             n);
}

static uint64_t count_generation(struct bw_txn *txn, enum bw_table table, uint32_t generation)
{
    struct bw_key from = bw_key_generation(generation);
    struct bw_slice key, value;
    uint32_t at;
    uint64_t n = 0;
    struct bw_walk *walk = bw_walk_open(txn, table);
    for (bool more = walk && bw_walk_seek(walk, bw_key_slice(&from), &key, &value);
         more && bw_key_generation_read(key, &at) && at == generation;
         more = bw_walk_next(walk, &key, &value))
        n++;
    bw_walk_close(walk);
    return n;
}

static enum bw_err lacks(struct playing *playing, const char *model)
{
    return bw_fail_set(playing->fail, BW_CONFLICT,
                       "until: at revision %" PRIu64
                       " there is the model %s, which was gone again before the increment was "
                       "written, and is not in it; choose a revision before it came or after it "
                       "went, such as one at which an increment ends",
                       playing->revision, model);
}

static enum bw_err check_embedding(struct playing *playing, struct bw_txn *txn)
{
    struct bw_embedding embedding;
    bool found;
    enum bw_err err =
        bw_embedding_get(txn, BW_EMBEDDING_SERVING, &embedding, &found, playing->fail);
    if (err || !found)
        return err;
    uint32_t generation = embedding.space.generation;
    bool whole = count_generation(txn, BW_DB_SPACE, generation) == embedding.space.n &&
                 count_generation(txn, BW_DB_VECTOR, generation) == embedding.n_rows;
    return whole ? bw_txn_trouble(txn, playing->fail) : lacks(playing, embedding.name);
}

static enum bw_err check_versions(struct playing *playing, struct bw_txn *txn)
{
    struct bw_version version;
    uint32_t number;
    bool found;
    enum bw_err err = BW_OK;
    struct bw_walk *walk = bw_walk_open(txn, BW_DB_MODEL);
    for (uint32_t from = 1; walk && !err && bw_registry_next(walk, from, &number);
         from = number + 1) {
        char name[BW_MODEL_NAME_LEN];
        bw_model_name(number, name);
        err = bw_registry_get(txn, number, &version, &found, playing->fail);
        if (!err && found &&
            count_generation(txn, BW_DB_SPACE, version.blocks.generation) != version.blocks.n)
            err = lacks(playing, name);
    }
    bw_walk_close(walk);
    return err ? err : bw_txn_trouble(txn, playing->fail);
}

static void keep_first(void *context, const char *text)
{
    struct bw_fail *first = context;
    if (!first->text[0])
        bw_fail_set(first, BW_INTERNAL, "%s", text);
}

/* Is what came of it sound, and nothing missing? */
static enum bw_err check(struct playing *playing)
{
    struct bw_txn *txn;
    struct bw_fail first = {.text = ""};
    uint64_t wrong;
    enum bw_err err = bw_txn_begin(playing->store->db, NULL, false, &txn, playing->fail);
    if (err)
        return err;
    err = check_embedding(playing, txn);
    if (!err)
        err = check_versions(playing, txn);
    bw_txn_abort(txn);
    if (!err)
        err = bw_verify(playing->store, keep_first, &first, &playing->out->checked, &wrong,
                        playing->fail);
    if (!err && wrong)
        err = bw_fail_set(playing->fail, BW_INTERNAL, "what came of it is damaged: %s", first.text);
    return err;
}

static enum bw_err play_all(struct playing *playing)
{
    enum bw_err err = check_erased(playing);
    for (size_t i = 0; !err && i < playing->history->n; i++) {
        playing->file = &playing->history->files[i];
        if (!playing->file->done)
            err = play_file(playing);
    }
    if (!err && playing->txn)
        err = commit(playing);
    bw_txn_abort(playing->txn);
    return err;
}

static enum bw_err read_revision(struct playing *playing)
{
    struct bw_counters counters;
    struct bw_txn *txn;
    enum bw_err err = bw_txn_begin(playing->store->db, NULL, false, &txn, playing->fail);
    if (err)
        return err;
    err = bw_counters_get(txn, &counters, playing->fail);
    bw_txn_abort(txn);
    playing->revision = counters.revision;
    return err;
}

enum bw_err bw_history_play(struct bw_history *history, struct bw_store *store,
                            struct bw_played *out, struct bw_fail *fail)
{
    struct playing playing = {.history = history, .store = store, .out = out, .fail = fail};
    *out = (struct bw_played){.revision = 0};
    msgpack_sbuffer_init(&playing.scratch);
    enum bw_err err = read_revision(&playing);
    if (!err)
        err = tidy(store, fail);
    if (!err)
        err = play_all(&playing);
    if (!err)
        err = tidy(store, fail);
    if (!err)
        err = check(&playing);
    out->revision = playing.revision;
    free_batch(&playing.batch);
    if (playing.scratch.data)
        sodium_memzero(playing.scratch.data, playing.scratch.alloc);
    msgpack_sbuffer_destroy(&playing.scratch);
    return err;
}
