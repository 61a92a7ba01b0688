#pragma once
/* The inside of a store, for the files of data/ only. */
#include "data/db.h"
#include "data/key.h"
#include "data/meta.h"
#include "data/store.h"
#include "data/value.h"

struct bw_store {
    struct bw_db *db;
    int lock_fd;
};

struct bw_reader {
    struct bw_store *store;
    struct bw_txn *txn;
};

/* Where a record is. */
struct bw_place {
    uint32_t org, number; /* org 0: shared */
    uint64_t revision;    /* that last changed it */
};

/* Of kind and id; *found false when there is none. */
enum bw_err bw_place_get(struct bw_txn *txn, enum bw_kind kind, struct bw_str id,
                         struct bw_place *out, bool *found, struct bw_fail *fail);
enum bw_err bw_place_put(struct bw_txn *txn, enum bw_kind kind, struct bw_str id,
                         const struct bw_place *place, struct bw_fail *fail);
/* The id and org of a number; not found is internal: numbers come from the store itself. */
enum bw_err bw_name_get(struct bw_txn *txn, enum bw_kind kind, uint32_t number, struct bw_str *id,
                        uint32_t *org, struct bw_fail *fail);
enum bw_err bw_name_put(struct bw_txn *txn, enum bw_kind kind, uint32_t number, struct bw_str id,
                        uint32_t org, struct bw_fail *fail);
/* The canonical map of a record. */
enum bw_err bw_body_get(struct bw_txn *txn, enum bw_kind kind, const struct bw_place *place,
                        struct bw_slice *out, struct bw_fail *fail);
/* Revision that last touched an employee, their evidence or events; 0 when nothing did. Evidence
 * carries the revision that wrote it, so that adding some writes one value and not two. */
enum bw_err bw_touched_get(struct bw_txn *txn, const struct bw_place *employee, uint64_t *revision,
                           struct bw_fail *fail);
