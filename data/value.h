#pragma once
/* Values of the tables: a version, a stamp, a checksum over these, key and payload (LMDB has none:
 * a flipped byte would go unnoticed), then the payload. Owns that header. A transaction's thread.
 */
#include "data/db.h"

#define BW_VALUE_VERSION 1

/* The payload, borrowed from the transaction. *found is false when there is none; internal when the
 * header or the checksum is wrong. */
enum bw_err bw_value_get(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                         struct bw_slice *payload, bool *found, struct bw_fail *fail);
enum bw_err bw_value_put(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                         struct bw_slice payload, struct bw_fail *fail);
/* For a key behind all others of the table. */
enum bw_err bw_value_append(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                            struct bw_slice payload, struct bw_fail *fail);
/* With a number below 2^48 that the value carries outside its payload; other values carry 0. */
struct bw_stamped {
    enum bw_table table;
    struct bw_slice key;
    uint64_t stamp;
};
enum bw_err bw_value_put_stamped(struct bw_txn *txn, const struct bw_stamped *to,
                                 struct bw_slice payload, struct bw_fail *fail);
/* Of a payload that one of these functions gave. */
uint64_t bw_value_stamp(struct bw_slice payload);
/* The payload of a value that a walk found. */
enum bw_err bw_value_open(enum bw_table table, struct bw_slice key, struct bw_slice value,
                          struct bw_slice *payload, struct bw_fail *fail);
