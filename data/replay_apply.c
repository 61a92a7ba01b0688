#include "data/replay_apply.h"

#include <inttypes.h>

#include "data/blocks.h"
#include "data/embedding.h"
#include "data/kept.h"
#include "data/registry.h"

static bool is_meta(const struct bw_kept *kept, const char *name)
{
    return kept->table == BW_DB_META && kept->key.len == strlen(name) &&
           memcmp(kept->key.at, name, kept->key.len) == 0;
}

/* A model came: the upload that it was is over, and its generation is given. */
static enum bw_err settle_fresh(struct bw_applying *applying, const struct bw_kept *kept)
{
    struct bw_txn *txn = applying->txn;
    struct bw_fail *fail = &applying->fail;
    struct bw_key key = bw_key_meta("generation");
    uint32_t generation, last;
    unsigned char bytes[4];
    if (!bw_kept_generation(kept, &generation))
        return BW_OK;
    enum bw_err err = kept->table == BW_DB_MODEL ? bw_registry_del(txn, 0, fail)
                                                 : bw_embedding_del(txn, BW_EMBEDDING_STAGED, fail);
    if (!err)
        err = bw_generation_last(txn, &last, fail);
    if (err || generation <= last)
        return err;
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(generation >> (8 * i));
    return bw_value_put(txn, BW_DB_META, bw_key_slice(&key), (struct bw_slice){bytes, 4}, fail);
}

static enum bw_err obey(struct bw_applying *applying, struct bw_slice body)
{
    struct bw_kept kept;
    if (!bw_kept_read(body, &kept))
        return BW_OK;
    applying->catalogue |= is_meta(&kept, "embedding");
    applying->people |= is_meta(&kept, "day");
    applying->model |= is_meta(&kept, "model");
    enum bw_err err =
        kept.value.at
            ? bw_value_put(applying->txn, kept.table, kept.key, kept.value, &applying->fail)
            : bw_txn_del(applying->txn, kept.table, kept.key, &applying->fail);
    return err ? err : settle_fresh(applying, &kept);
}

/* Of an entry that cannot be read, its person's number is known and was given. */
static void give_number(struct bw_applying *applying, const struct bw_log_entry *entry)
{
    uint32_t *next = &applying->counters.next[BW_KIND_EMPLOYEE];
    if (entry->kind == BW_KIND_EMPLOYEE && entry->person >= *next)
        *next = entry->person + 1;
}

static enum bw_err prepare(struct bw_applying *applying, const struct bw_replay_entry *at,
                           uint32_t *person)
{
    if (!at->entry.kind)
        return obey(applying, at->entry.body);
    if (!at->readable)
        give_number(applying, &at->entry);
    if (!at->readable || !at->entry.person || at->entry.person == *person)
        return BW_OK;
    *person = at->entry.person;
    return bw_log_key_put(applying->txn, *person,
                          bw_keyring_find(applying->write->replay->keys, *person), &applying->fail);
}

enum bw_err bw_replay_begin(struct bw_applying *applying)
{
    struct bw_replay *replay = applying->write->replay;
    uint32_t person = 0;
    enum bw_err err = BW_OK;
    applying->changed = true;
    if (applying->revision != replay->revision)
        return bw_fail_set(&applying->fail, BW_INTERNAL,
                           "revision %" PRIu64 " where %" PRIu64 " is the next", replay->revision,
                           applying->revision);
    for (size_t i = 0; !err && i < replay->n_bulk; i++)
        err = bw_value_put(applying->txn, replay->bulk[i].table, replay->bulk[i].key,
                           replay->bulk[i].payload, &applying->fail);
    for (size_t i = 0; !err && i < replay->n; i++)
        err = prepare(applying, &replay->entries[i], &person);
    return err;
}

void bw_replay_pass(struct bw_applying *applying)
{
    struct bw_replay *replay = applying->write->replay;
    for (; replay->next < replay->n; replay->next++) {
        const struct bw_replay_entry *at = &replay->entries[replay->next];
        if (at->entry.kind && at->readable)
            return;
        applying->counters.order +=
            at->entry.kind && at->entry.op == BW_OP_PUT && bw_kind_is_rows(at->entry.kind);
    }
}

uint32_t bw_replay_person(const struct bw_applying *applying, struct bw_item_at at)
{
    const struct bw_replay *replay = applying->write->replay;
    const struct bw_log_entry *entry =
        &replay->entries[replay->entry_of[applying->first[at.part] + at.item]].entry;
    return entry->kind == BW_KIND_EMPLOYEE ? entry->person : 0;
}

static enum bw_err astray(struct bw_applying *applying)
{
    const struct bw_replay *replay = applying->write->replay;
    return bw_fail_set(&applying->fail, BW_INTERNAL,
                       "revision %" PRIu64 ", change %zu: what was asked then does not come to the "
                       "same again; use the version of this program that wrote it",
                       replay->revision, replay->next);
}

enum bw_err bw_replay_compare(struct bw_applying *applying, const struct bw_log_entry *entry)
{
    struct bw_replay *replay = applying->write->replay;
    bw_replay_pass(applying);
    if (replay->next >= replay->n)
        return astray(applying);
    const struct bw_log_entry *then = &replay->entries[replay->next].entry;
    if (then->op != entry->op || then->kind != entry->kind || then->person != entry->person ||
        then->body.len != entry->body.len ||
        memcmp(then->body.at, entry->body.at, then->body.len) != 0)
        return astray(applying);
    replay->next++;
    return BW_OK;
}

enum bw_err bw_replay_end(struct bw_applying *applying)
{
    struct bw_replay *replay = applying->write->replay;
    enum bw_err err = BW_OK;
    bw_replay_pass(applying);
    if (replay->next < replay->n)
        return astray(applying);
    for (size_t i = 0; !err && i < replay->n; i++)
        err = bw_log_put(applying->txn, replay->revision, (uint32_t)i, replay->entries[i].payload,
                         &applying->fail);
    return err;
}
