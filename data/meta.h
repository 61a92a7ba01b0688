#pragma once
/* What the store knows of itself: its schema version and its counters, one value each. Owns their
 * form and the steps from one schema version to the next. A transaction's thread. */
#include "data/db.h"
#include "data/kind.h"

#define BW_SCHEMA_VERSION 5

struct bw_counters {
    uint64_t revision;           /* of the last write */
    uint64_t catalogue;          /* revision that last changed what snapshots are built from */
    uint64_t people;             /* revision that last changed an employee, evidence or an event */
    uint64_t order;              /* of writing: evidence and events, over the whole store */
    uint32_t next[BW_KIND_END];  /* number that the next new record gets, from 1 */
    uint64_t count[BW_KIND_END]; /* records, evidence items, events */
};

/* Of an empty store all are 0, next 1. */
enum bw_err bw_counters_get(struct bw_txn *txn, struct bw_counters *out, struct bw_fail *fail);
enum bw_err bw_counters_put(struct bw_txn *txn, const struct bw_counters *counters,
                            struct bw_fail *fail);

/* Which store it is, through backups and what is restored from them. */
#define BW_ORIGIN_BYTES 16
struct bw_origin {
    unsigned char id[BW_ORIGIN_BYTES];
    uint64_t complete; /* later revisions are in the log with all that they changed */
};
enum bw_err bw_origin_get(struct bw_txn *txn, struct bw_origin *out, struct bw_fail *fail);
#define BW_ORIGIN_TEXT (2 * BW_ORIGIN_BYTES + 1)
void bw_origin_text(const unsigned char *id, char out[BW_ORIGIN_TEXT]);

/* Writes the version into a new store; runs the steps that an older one needs; refuses a newer. */
enum bw_err bw_schema_version_settle(struct bw_db *db, struct bw_fail *fail);
/* not_supported when it is not the one of this program. */
enum bw_err bw_schema_version_check(struct bw_db *db, struct bw_fail *fail);
