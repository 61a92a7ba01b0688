#pragma once
/* The one function that changes the store: a write goes in, checked against the state after all of
 * it, and nothing of it stays when anything is wrong. The writer's thread. */
#include "data/store_inside.h"
#include "data/write.h"

/* Applies `write` in children of the write transaction `txn`. out->err says what became of it. Only
 * trouble of the store itself (storage_full, internal) is returned, so that the caller gives the
 * whole group up. */
enum bw_err bw_apply(struct bw_store *store, struct bw_txn *txn, const struct bw_write *write,
                     struct bw_written *out);
