#pragma once
/* The only door to LMDB: one environment, its named tables, transactions and a small set of verbs.
 * Owns the translation of LMDB's and the system's error codes into ours. A transaction belongs to
 * one thread at a time. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/base/err.h"

enum bw_table {
    BW_DB_META,      /* name -> counter */
    BW_DB_ID,        /* kind, id -> org, number, revision */
    BW_DB_NAME,      /* kind, number -> org, id */
    BW_DB_RECORD,    /* kind, org, number -> canonical map */
    BW_DB_REF,       /* target kind and number, referrer kind and number -> nothing; of evidence
                        only marks, see refs.h */
    BW_DB_EVIDENCE,  /* org, employee -> rows, stamped with the revision that wrote them */
    BW_DB_EVENT,     /* org, employee -> rows */
    BW_DB_XID,       /* kind, id of evidence or event -> employee */
    BW_DB_TOUCHED,   /* employee -> revision that last changed anything but their evidence */
    BW_DB_KEYS,      /* employee -> key of their payloads in the log */
    BW_DB_LOG,       /* revision, position -> change */
    BW_DB_SPACE,     /* generation, block -> bytes of a trained text model, or of a learned one */
    BW_DB_VECTOR,    /* generation, kind, number -> hash of the text, float32s */
    BW_DB_MODEL,     /* version -> where a learned model's bytes are, and its card */
    BW_DB_PROMOTION, /* number -> which model served from when on, and why */
    BW_DB_COUNT
};

struct bw_db;
struct bw_txn;

/* Borrowed until the transaction ends or the next write in it. */
struct bw_slice {
    const void *at;
    size_t len;
};

struct bw_db_options {
    const char *dir;
    size_t map_bytes;
    unsigned readers;
    bool
        read_only; /* one that is there, which nobody writes meanwhile; nothing is made or locked */
};
enum bw_err bw_db_open(const struct bw_db_options *options, struct bw_db **out,
                       struct bw_fail *fail);
void bw_db_close(struct bw_db *db);
const char *bw_db_table_name(enum bw_table table);
/* Bytes of the map and how many of them are in use. */
void bw_db_size(struct bw_db *db, uint64_t *map_bytes, uint64_t *used_bytes);
/* Writes a copy of this moment into fd, a file or a pipe; `compact`: without what is free. Holds a
 * read transaction meanwhile: pages that writers free are not used again before it ends.
 * not_supported when it cannot be compacted; internal when the reading end of a pipe is closed. */
enum bw_err bw_db_copy(struct bw_db *db, int fd, bool compact, struct bw_fail *fail);

/* parent: NULL, or a write transaction whose child this becomes. */
enum bw_err bw_txn_begin(struct bw_db *db, struct bw_txn *parent, bool write, struct bw_txn **out,
                         struct bw_fail *fail);
/* Ends the transaction even when it fails. */
enum bw_err bw_txn_commit(struct bw_txn *txn, struct bw_fail *fail);
void bw_txn_abort(struct bw_txn *txn);
/* A read transaction that sleeps and wakes with a new view. */
void bw_txn_reset(struct bw_txn *txn);
enum bw_err bw_txn_renew(struct bw_txn *txn, struct bw_fail *fail);

/* false when there is none. Foreign trouble while reading is kept in the transaction and comes out
 * of bw_txn_trouble, so that readers can be written straight on. */
bool bw_txn_get(struct bw_txn *txn, enum bw_table table, struct bw_slice key, struct bw_slice *out);
enum bw_err bw_txn_put(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                       struct bw_slice value, struct bw_fail *fail);
/* The same for a key behind all others of its table: pages are filled up, not halved. */
enum bw_err bw_txn_append(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                          struct bw_slice value, struct bw_fail *fail);
/* No error when there was none. */
enum bw_err bw_txn_del(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                       struct bw_fail *fail);
/* BW_OK, or what went wrong in an earlier get or walk. */
enum bw_err bw_txn_trouble(struct bw_txn *txn, struct bw_fail *fail);
/* How often something was put or deleted in it. */
uint64_t bw_txn_changes(const struct bw_txn *txn);
uint64_t bw_txn_entries(struct bw_txn *txn, enum bw_table table);

/* A walk over a table in key order. */
struct bw_walk;
/* NULL when LMDB refuses (then there is trouble). */
struct bw_walk *bw_walk_open(struct bw_txn *txn, enum bw_table table);
void bw_walk_close(struct bw_walk *walk);
/* To the first key >= `key`; with len 0 to the very first. */
bool bw_walk_seek(struct bw_walk *walk, struct bw_slice key, struct bw_slice *found,
                  struct bw_slice *value);
bool bw_walk_next(struct bw_walk *walk, struct bw_slice *found, struct bw_slice *value);
/* Deletes the entry that the walk is at; the next one follows. */
enum bw_err bw_walk_del(struct bw_walk *walk, struct bw_fail *fail);
