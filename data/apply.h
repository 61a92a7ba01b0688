#pragma once
/* The one function that changes the store: a write goes in, checked against the state after all of
 * it, and nothing of it stays when anything is wrong. The writer's thread. */
#include "data/store_inside.h"
#include "data/write.h"

/* Writes that become durable together. */
struct bw_write_group {
    struct bw_store *store;
    struct bw_txn *txn; /* a write transaction */
    bool apart;   /* each in a child of the transaction; else only those that are known to need it:
                     a child costs a copy of every page that it and the others change */
    bool spoiled; /* a write that was not apart is not kept, and some of it is in the transaction,
                     which has to be given up */
};

/* Applies `write` in the group's transaction. out->err says what became of it. Only trouble of the
 * store itself (storage_full, internal) is returned, so that the caller gives the whole group up.
 */
enum bw_err bw_apply(struct bw_write_group *group, const struct bw_write *write,
                     struct bw_written *out);
