/* A value of a small store is damaged, changed behind the checksum's back, taken away or added, as
 * the bytes say; then verify walks the store, and it is read as the daemon reads it. Nothing may
 * crash or be read beyond its end. What is damaged is found; what verify calls clean is read
 * without an error; what it does not is read, or refused as internal, when the checksum tells. And
 * once the value is as it was the store is clean again. */
#include <stdlib.h>
#include <string.h>

#include "data/load.h"
#include "data/models.h"
#include "data/snapshot.h"
#include "tests/fuzz/fuzz_help.h"
#include "tests/fuzz/tiny_store.h"

enum way {
    DAMAGE,  /* bytes of the value as it lies, header included */
    CHANGE,  /* bytes of the payload, and a checksum that fits */
    REPLACE, /* the whole payload, likewise */
    ADD,     /* a key and a payload, likewise */
    REMOVE,
    WAYS
};

#define VALUE_MOST 8192
#define TODAY 20780

struct entry {
    enum bw_table table;
    unsigned char key[512], value[VALUE_MOST];
    size_t key_len, value_len;
    bool there;
};

static struct bw_slice key_of(const struct entry *entry)
{
    return (struct bw_slice){entry->key, entry->key_len};
}

static void remember(struct entry *entry, struct bw_slice key, struct bw_slice value)
{
    must(key.len <= sizeof entry->key && value.len <= sizeof entry->value);
    memcpy(entry->key, key.at, key.len);
    entry->key_len = key.len;
    entry->there = value.at != NULL;
    if (entry->there)
        memcpy(entry->value, value.at, value.len);
    entry->value_len = value.len;
}

/* The entry that two numbers choose, of those that fit; false when there is none. */
static bool choose(struct bw_txn *txn, struct fuzz_taken *from, struct entry *out)
{
    struct bw_slice key = {NULL, 0}, value = {NULL, 0};
    out->table = (enum bw_table)(fuzz_take(from, 1) % BW_DB_COUNT);
    uint64_t n = bw_txn_entries(txn, out->table), nth = fuzz_take(from, 1);
    if (n == 0)
        return false;
    struct bw_walk *walk = bw_walk_open(txn, out->table);
    must(walk && bw_walk_seek(walk, (struct bw_slice){NULL, 0}, &key, &value));
    for (nth %= n; nth > 0; nth--)
        must(bw_walk_next(walk, &key, &value));
    bool fits = value.len <= VALUE_MOST;
    if (fits)
        remember(out, key, value);
    bw_walk_close(walk);
    return fits;
}

/* Each change: two bytes of where (counted round), one of how many, and those. */
static void change(unsigned char *at, size_t len, struct fuzz_taken from)
{
    while (from.left > 3 && len > 0) {
        size_t to = (size_t)fuzz_take(&from, 2) % len;
        for (uint64_t n = fuzz_take(&from, 1); n > 0 && from.left > 0; n--)
            at[to++ % len] = (unsigned char)fuzz_take(&from, 1);
    }
}

#define HEADER 16 /* of a value */

static void put_payload(struct bw_txn *txn, const struct entry *entry, struct bw_slice payload)
{
    struct bw_fail fail;
    if (entry->table == BW_DB_REF) /* its values have no header */
        must(bw_txn_put(txn, entry->table, key_of(entry), payload, &fail) == BW_OK);
    else
        must(bw_value_put(txn, entry->table, key_of(entry), payload, &fail) == BW_OK);
}

static void add(struct bw_txn *txn, struct fuzz_taken from, struct entry *out)
{
    struct bw_slice key = {from.at + 1, 0}, value = {NULL, 0};
    key.len = fuzz_take(&from, 1) % 200;
    if (key.len > from.left)
        key.len = from.left;
    if (key.len == 0) /* LMDB has no empty keys */
        key = (struct bw_slice){"x", 1};
    else
        from = (struct fuzz_taken){from.at + key.len, from.left - key.len};
    if (!bw_txn_get(txn, out->table, key, &value))
        value = (struct bw_slice){NULL, 0};
    if (value.len > VALUE_MOST)
        return;
    remember(out, key, value);
    put_payload(txn, out, (struct bw_slice){from.at, from.left});
}

/* Does it; false when it leaves everything as it was. */
static bool act(struct bw_txn *txn, enum way way, struct fuzz_taken from, const struct entry *entry)
{
    unsigned char bytes[VALUE_MOST];
    size_t head = way == DAMAGE || entry->table == BW_DB_REF ? 0 : HEADER;
    struct bw_fail fail;
    memcpy(bytes, entry->value, entry->value_len);
    if (way == REPLACE) {
        put_payload(txn, entry, (struct bw_slice){from.at, from.left});
        return true;
    }
    if (way == REMOVE) {
        must(bw_txn_del(txn, entry->table, key_of(entry), &fail) == BW_OK);
        return true;
    }
    change(bytes + head, entry->value_len - head, from);
    if (memcmp(bytes, entry->value, entry->value_len) == 0)
        return false;
    if (way == DAMAGE)
        must(bw_txn_put(txn, entry->table, key_of(entry),
                        (struct bw_slice){bytes, entry->value_len}, &fail) == BW_OK);
    else
        put_payload(txn, entry, (struct bw_slice){bytes + head, entry->value_len - head});
    return true;
}

static void restore(const struct entry *entry)
{
    struct bw_fail fail;
    struct bw_txn *txn = tiny_write();
    if (entry->there)
        must(bw_txn_put(txn, entry->table, key_of(entry),
                        (struct bw_slice){entry->value, entry->value_len}, &fail) == BW_OK);
    else
        must(bw_txn_del(txn, entry->table, key_of(entry), &fail) == BW_OK);
    tiny_commit(txn);
}

/* Well, or refused because of the store; well when it is clean. */
static bool went(enum bw_err err, bool clean, const struct bw_fail *fail)
{
    if (err == BW_OK)
        return true;
    must(!clean);
    must(err == BW_INTERNAL || err == BW_NOT_FOUND || err == BW_NOT_SUPPORTED || err == BW_BUSY);
    must_say_why(fail);
    return false;
}

static void read_person(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                        struct bw_str id, bool clean)
{
    static struct bw_arena *arena;
    struct bw_person person;
    struct bw_events events;
    struct bw_fail fail;
    msgpack_sbuffer bytes;
    msgpack_packer packer;
    uint64_t revision;
    if (!arena)
        must((arena = bw_arena_create((size_t)1 << 28)) != NULL);
    msgpack_sbuffer_init(&bytes);
    msgpack_packer_init(&packer, &bytes, msgpack_sbuffer_write);
    went(bw_person_load(reader, snapshot, id, arena, &person, &revision, &fail), clean, &fail);
    went(bw_person_events(reader, snapshot, id, arena, &events, &fail), clean, &fail);
    went(bw_evidence_list(reader, id, true, &packer, &revision, &fail), clean, &fail);
    went(bw_event_list(reader, id, &packer, &revision, &fail), clean, &fail);
    msgpack_sbuffer_destroy(&bytes);
    bw_arena_reset(arena);
}

static void read_records(struct bw_reader *reader, bool clean)
{
    struct bw_record records[16], one;
    struct bw_fail fail;
    for (int kind = BW_KIND_ORG; kind < BW_KIND_END; kind++) {
        struct bw_record_query query = {.kind = (enum bw_kind)kind, .limit = 16};
        struct bw_record_page page = {.records = records};
        if (bw_kind_is_rows(query.kind) ||
            !went(bw_record_list(reader, &query, &page, &fail), clean, &fail))
            continue;
        for (size_t i = 0; i < page.n; i++) {
            if (!went(bw_record_get(reader, query.kind, records[i].id, &one, &fail), clean, &fail))
                continue;
            must(one.len == records[i].len && memcmp(one.bytes, records[i].bytes, one.len) == 0);
        }
    }
}

static void read_models(struct bw_reader *reader, bool clean)
{
    struct bw_model models[BW_MODELS_MOST];
    struct bw_promotion history[4];
    struct bw_store_counts counts;
    struct bw_serving serving;
    struct bw_fail fail;
    size_t n;
    went(bw_models_list(reader, models, &n, &fail), clean, &fail);
    went(bw_models_history(reader, history, 4, &n, &fail), clean, &fail);
    went(bw_models_serving(reader, &serving, &fail), clean, &fail);
    went(bw_store_count(reader, &counts, &fail), clean, &fail);
}

static void read_people(struct bw_reader *reader, const struct bw_snapshot *snapshot, bool clean)
{
    read_person(reader, snapshot, (struct bw_str){"e", 1}, clean);
    read_person(reader, snapshot, (struct bw_str){"f", 1}, clean);
}

/* The records of the catalogue, without what is derived from them. */
static void read_catalogue(struct bw_reader *reader, bool clean)
{
    static struct bw_arena *arena;
    struct bw_snapshot snapshot = {0};
    struct bw_fail fail;
    if (!arena)
        must((arena = bw_arena_create((size_t)1 << 28)) != NULL);
    snapshot.arena = arena;
    if (went(bw_load_catalogue(reader, &snapshot, &fail), clean, &fail))
        read_people(reader, &snapshot, clean);
    bw_arena_reset(arena);
}

static void read_as_daemon(bool clean, bool whole)
{
    struct bw_reader *reader = tiny_store()->reader;
    struct bw_snapshot *snapshot;
    struct bw_fail fail;
    must(bw_reader_begin(reader, &fail) == BW_OK);
    read_records(reader, clean);
    read_models(reader, clean);
    read_catalogue(reader, clean);
    if (whole && went(bw_snapshot_build(reader, TODAY, NULL, &snapshot, &fail), clean, &fail)) {
        must(!clean || (!snapshot->vectors_trouble && snapshot->n_damaged == 0));
        read_people(reader, snapshot, clean);
        bw_snapshot_drop(snapshot);
    }
    bw_reader_end(reader);
}

/* A whole snapshot takes a hundred times as long as all else: one input in 32, by its bytes. */
static bool is_chosen(const uint8_t *bytes, size_t size)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum = sum * 31 + bytes[i];
    return (sum ^ sum >> 16) % 32 == 0;
}

/* A checksum covers the payload and itself; the six bytes between are free. */
static bool is_covered(const struct entry *entry, struct fuzz_taken from)
{
    unsigned char bytes[VALUE_MOST];
    memcpy(bytes, entry->value, entry->value_len);
    change(bytes, entry->value_len, from);
    if (entry->value_len >= 8)
        memcpy(bytes + 2, entry->value + 2, 6);
    return memcmp(bytes, entry->value, entry->value_len) != 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct entry entry;
    struct fuzz_taken from = {bytes, size};
    tiny_store();
    if (size < 3)
        return 0;
    enum way way = (enum way)(fuzz_take(&from, 1) % WAYS);
    struct bw_txn *txn = tiny_write();
    entry.key_len = 0;
    bool chosen = choose(txn, &from, &entry), acted = false;
    if (way == ADD) {
        entry.key_len = 0;
        add(txn, from, &entry);
        acted = entry.key_len > 0;
    } else if (chosen) {
        acted = act(txn, way, from, &entry);
    }
    tiny_commit(txn);
    if (!acted)
        return 0;
    bool clean = tiny_wrong() == 0;
    if (way == DAMAGE && is_covered(&entry, from))
        must(!clean);
    /* What comes with a checksum that fits is what a writer wrote, or verify tells. */
    if (clean || way == DAMAGE || way == REMOVE)
        read_as_daemon(clean, is_chosen(bytes, size));
    restore(&entry);
    must(tiny_wrong() == 0);
    return 0;
}
