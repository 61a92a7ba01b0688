#include "data/value.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* version, table, 6 bytes of nothing, checksum */
#define HEADER 16

static uint64_t checksum(enum bw_table table, struct bw_slice key, struct bw_slice payload)
{
    XXH64_hash_t seed = XXH3_64bits_withSeed(key.at, key.len, (XXH64_hash_t)table);
    return XXH3_64bits_withSeed(payload.at, payload.len, seed);
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
    if (kept != checksum(table, key, inner))
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

enum bw_err bw_value_put(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                         struct bw_slice payload, struct bw_fail *fail)
{
    unsigned char small[512];
    size_t len = HEADER + payload.len;
    unsigned char *bytes = len <= sizeof small ? small : malloc(len);
    if (!bytes)
        return bw_fail_set(fail, BW_INTERNAL, "writing: out of memory");
    memset(bytes, 0, HEADER);
    bytes[0] = BW_VALUE_VERSION;
    bytes[1] = (unsigned char)table;
    uint64_t sum = checksum(table, key, payload);
    memcpy(bytes + 8, &sum, sizeof sum);
    if (payload.len)
        memcpy(bytes + HEADER, payload.at, payload.len);
    enum bw_err err = bw_txn_put(txn, table, key, (struct bw_slice){bytes, len}, fail);
    if (bytes != small)
        free(bytes);
    return err;
}
