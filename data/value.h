#pragma once
/* Values of the tables: a version, a checksum over key and payload (LMDB has none: a flipped byte
 * would go unnoticed), then the payload. Owns that header. A transaction's thread. */
#include "data/db.h"

#define BW_VALUE_VERSION 1

/* The payload, borrowed from the transaction. *found is false when there is none; internal when the
 * header or the checksum is wrong. */
enum bw_err bw_value_get(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                         struct bw_slice *payload, bool *found, struct bw_fail *fail);
enum bw_err bw_value_put(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                         struct bw_slice payload, struct bw_fail *fail);
/* The payload of a value that a walk found. */
enum bw_err bw_value_open(enum bw_table table, struct bw_slice key, struct bw_slice value,
                          struct bw_slice *payload, struct bw_fail *fail);
