#include "data/value.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* version, table, stamp, checksum */
#define HEADER 16
#define STAMP_AT 2
#define STAMP_LEN 6

static uint64_t checksum(const unsigned char *header, struct bw_slice key, struct bw_slice payload)
{
    XXH64_hash_t seed = header[1];
    for (int i = 0; i < STAMP_LEN; i++)
        seed |= (XXH64_hash_t)header[STAMP_AT + i] << (8 * (i + 1));
    seed = XXH3_64bits_withSeed(key.at, key.len, seed);
    return XXH3_64bits_withSeed(payload.at, payload.len, seed);
}

uint64_t bw_value_stamp(struct bw_slice payload)
{
    const unsigned char *header = (const unsigned char *)payload.at - HEADER;
    uint64_t stamp = 0;
    for (int i = STAMP_LEN; i-- > 0;)
        stamp = stamp << 8 | header[STAMP_AT + i];
    return stamp;
}

enum bw_err bw_value_open(enum bw_table table, struct bw_slice key, struct bw_slice value,
                          struct bw_slice *payload, struct bw_fail *fail)
{
    const unsigned char *bytes = value.at;
    uint64_t kept;
    const char *name = bw_db_table_name(table);
    if (value.len < HEADER || bytes[1] != (unsigned char)table)
        return bw_fail_set(fail, BW_INTERNAL, "table %s: a value is damaged (no header)", name);
    if (bytes[0] != BW_VALUE_VERSION)
        return bw_fail_set(fail, BW_INTERNAL, "table %s: a value has version %u, known is %d", name,
                           bytes[0], BW_VALUE_VERSION);
    memcpy(&kept, bytes + 8, sizeof kept);
    struct bw_slice inner = {bytes + HEADER, value.len - HEADER};
    if (kept != checksum(bytes, key, inner))
        return bw_fail_set(fail, BW_INTERNAL, "table %s: a value is damaged (checksum)", name);
    *payload = inner;
    return BW_OK;
}

enum bw_err bw_value_get(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                         struct bw_slice *payload, bool *found, struct bw_fail *fail)
{
    struct bw_slice value;
    *found = bw_txn_get(txn, table, key, &value);
    if (!*found)
        return bw_txn_trouble(txn, fail);
    return bw_value_open(table, key, value, payload, fail);
}

typedef enum bw_err (*put)(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                           struct bw_slice value, struct bw_fail *fail);

/* A value about to be written. */
struct writing {
    struct bw_txn *txn;
    enum bw_table table;
    uint64_t stamp;
    put put;
};

static enum bw_err write_value(const struct writing *writing, struct bw_slice key,
                               struct bw_slice payload, struct bw_fail *fail)
{
    unsigned char small[4096];
    size_t len = HEADER + payload.len;
    unsigned char *bytes = len <= sizeof small ? small : malloc(len);
    if (!bytes)
        return bw_fail_set(fail, BW_INTERNAL, "writing: out of memory");
    bytes[0] = BW_VALUE_VERSION;
    bytes[1] = (unsigned char)writing->table;
    for (int i = 0; i < STAMP_LEN; i++)
        bytes[STAMP_AT + i] = (unsigned char)(writing->stamp >> (8 * i));
    uint64_t sum = checksum(bytes, key, payload);
    memcpy(bytes + 8, &sum, sizeof sum);
    if (payload.len)
        memcpy(bytes + HEADER, payload.at, payload.len);
    enum bw_err err =
        writing->put(writing->txn, writing->table, key, (struct bw_slice){bytes, len}, fail);
    if (bytes != small)
        free(bytes);
    return err;
}

enum bw_err bw_value_put(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                         struct bw_slice payload, struct bw_fail *fail)
{
    return write_value(&(struct writing){txn, table, 0, bw_txn_put}, key, payload, fail);
}

enum bw_err bw_value_append(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                            struct bw_slice payload, struct bw_fail *fail)
{
    return write_value(&(struct writing){txn, table, 0, bw_txn_append}, key, payload, fail);
}

enum bw_err bw_value_put_stamped(struct bw_txn *txn, const struct bw_stamped *to,
                                 struct bw_slice payload, struct bw_fail *fail)
{
    return write_value(&(struct writing){txn, to->table, to->stamp, bw_txn_put}, to->key, payload,
                       fail);
}
