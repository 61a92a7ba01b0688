#include "data/keyring.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/sealed.h"

/* [form, version, store, revision, n], then [employee, key] in order of the numbers. */
static const struct bw_sealed_form form = {"bekwaam-keys", "keys", 1, 5};

struct one {
    uint32_t person;
    unsigned char key[BW_LOG_KEY_LEN];
};

struct bw_keyring {
    unsigned char store[BW_ORIGIN_BYTES];
    uint64_t revision;
    size_t n;
    struct one keys[];
};

static void path_of(const char *beside, char out[BW_FOLDER_PATH_MOST])
{
    char copy[BW_FOLDER_PATH_MOST];
    snprintf(copy, sizeof copy, "%s", beside);
    if ((size_t)snprintf(out, BW_FOLDER_PATH_MOST, "%s/" BW_KEYRING_FILE, dirname(copy)) >=
        BW_FOLDER_PATH_MOST)
        out[0] = '\0';
}

/* Keys that are there may only be replaced by newer ones of the same store. */
static enum bw_err check_place(const char *path, const char *beside, const struct bw_origin *origin,
                               struct bw_fail *fail)
{
    struct bw_keyring *there = NULL;
    enum bw_err err = bw_keyring_open(beside, &there, fail);
    if (err || !there)
        return err == BW_NOT_FOUND ? BW_OK : err;
    bool same = memcmp(there->store, origin->id, sizeof there->store) == 0;
    bw_keyring_close(there);
    return same
               ? BW_OK
               : bw_fail_set(fail, BW_CONFLICT,
                             "%s: the keys of another store; give each store its own folder", path);
}

static enum bw_err pack_keys(struct bw_txn *txn, struct bw_sealed_writer *writer,
                             struct bw_fail *fail)
{
    struct bw_slice key, value, payload;
    uint32_t person;
    enum bw_err err = BW_OK;
    struct bw_walk *walk = bw_walk_open(txn, BW_DB_KEYS);
    if (!walk)
        return bw_txn_trouble(txn, fail);
    for (bool more = bw_walk_seek(walk, (struct bw_slice){NULL, 0}, &key, &value); !err && more;
         more = bw_walk_next(walk, &key, &value)) {
        err = bw_value_open(BW_DB_KEYS, key, value, &payload, fail);
        if (err || !bw_key_employee_read(key, &person) || payload.len != BW_LOG_KEY_LEN)
            break;
        msgpack_pack_array(&writer->out, 2);
        msgpack_pack_uint32(&writer->out, person);
        msgpack_pack_bin_with_body(&writer->out, payload.at, payload.len);
        err = bw_sealed_flow(writer, fail);
    }
    bw_walk_close(walk);
    return err ? err : bw_txn_trouble(txn, fail);
}

static enum bw_err pack(struct bw_txn *txn, const struct bw_origin *origin,
                        struct bw_sealed_writer *writer, struct bw_fail *fail)
{
    struct bw_counters counters;
    enum bw_err err = bw_counters_get(txn, &counters, fail);
    if (err)
        return err;
    msgpack_pack_array(&writer->out, form.n_header);
    msgpack_pack_str_with_body(&writer->out, form.name, strlen(form.name));
    msgpack_pack_int(&writer->out, form.version);
    msgpack_pack_bin_with_body(&writer->out, origin->id, sizeof origin->id);
    msgpack_pack_uint64(&writer->out, counters.revision);
    msgpack_pack_uint64(&writer->out, bw_txn_entries(txn, BW_DB_KEYS));
    return pack_keys(txn, writer, fail);
}

enum bw_err bw_keyring_write(struct bw_txn *txn, const char *beside, struct bw_fail *fail)
{
    char path[BW_FOLDER_PATH_MOST];
    struct bw_sealed_writer writer;
    struct bw_origin origin;
    path_of(beside, path);
    enum bw_err err = bw_origin_get(txn, &origin, fail);
    if (!err)
        err = check_place(path, beside, &origin, fail);
    if (!err)
        err = bw_sealed_begin(&writer, path, true, fail);
    if (err)
        return err;
    err = pack(txn, &origin, &writer, fail);
    if (!err)
        return bw_sealed_finish(&writer, fail);
    bw_sealed_abandon(&writer);
    return err;
}

static bool take(const msgpack_object *value, struct one *out)
{
    int64_t person;
    const unsigned char *key;
    if (value->type != MSGPACK_OBJECT_ARRAY || value->via.array.size != 2 ||
        !bw_value_int(&value->via.array.ptr[0], &person) ||
        !(key = bw_sealed_bytes(&value->via.array.ptr[1], BW_LOG_KEY_LEN)))
        return false;
    out->person = (uint32_t)person;
    memcpy(out->key, key, BW_LOG_KEY_LEN);
    return true;
}

static enum bw_err read_all(const char *path, struct bw_sealed *sealed, struct bw_keyring **out,
                            struct bw_fail *fail)
{
    const msgpack_object *header = bw_sealed_header(sealed)->via.array.ptr;
    const unsigned char *store = bw_sealed_bytes(&header[2], BW_ORIGIN_BYTES);
    int64_t revision, n;
    msgpack_object value;
    if (!store || !bw_value_int(&header[3], &revision) || !bw_value_int(&header[4], &n) || n < 0 ||
        n > UINT32_MAX)
        return bw_fail_set(fail, BW_INTERNAL, "%s: the keys are damaged", path);
    struct bw_keyring *keyring = calloc(1, sizeof *keyring + (size_t)n * sizeof *keyring->keys);
    if (!keyring)
        return bw_fail_set(fail, BW_INTERNAL, "%s: out of memory", path);
    memcpy(keyring->store, store, sizeof keyring->store);
    keyring->revision = (uint64_t)revision;
    while (keyring->n < (size_t)n && bw_sealed_next(sealed, &value) &&
           take(&value, &keyring->keys[keyring->n]))
        keyring->n++;
    if (keyring->n < (size_t)n) {
        bw_keyring_close(keyring);
        return bw_fail_set(fail, BW_INTERNAL, "%s: the keys are damaged", path);
    }
    *out = keyring;
    return BW_OK;
}

enum bw_err bw_keyring_open(const char *beside, struct bw_keyring **out, struct bw_fail *fail)
{
    char path[BW_FOLDER_PATH_MOST];
    struct bw_sealed *sealed;
    path_of(beside, path);
    enum bw_err err = bw_sealed_open(path, &form, &sealed, fail);
    if (err)
        return err;
    err = read_all(path, sealed, out, fail);
    bw_sealed_close(sealed);
    return err;
}

void bw_keyring_close(struct bw_keyring *keyring)
{
    if (!keyring)
        return;
    sodium_memzero(keyring->keys, keyring->n * sizeof *keyring->keys);
    free(keyring);
}

const unsigned char *bw_keyring_store(const struct bw_keyring *keyring)
{
    return keyring->store;
}

uint64_t bw_keyring_revision(const struct bw_keyring *keyring)
{
    return keyring->revision;
}

static int by_person(const void *a, const void *b)
{
    uint32_t key = *(const uint32_t *)a, other = ((const struct one *)b)->person;
    return (key > other) - (key < other);
}

const unsigned char *bw_keyring_find(const struct bw_keyring *keyring, uint32_t person)
{
    const struct one *found =
        bsearch(&person, keyring->keys, keyring->n, sizeof *keyring->keys, by_person);
    return found ? found->key : NULL;
}
