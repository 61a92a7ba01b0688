#include "data/db.h"

#include <errno.h>
#include <lmdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

/* With less than this left a failed write is one that found no room. */
#define DISK_LEAST ((unsigned long)1 << 20)

static const char *const table_names[BW_DB_COUNT] = {
    [BW_DB_META] = "meta",     [BW_DB_ID] = "id",       [BW_DB_NAME] = "name",
    [BW_DB_RECORD] = "record", [BW_DB_REF] = "ref",     [BW_DB_EVIDENCE] = "evidence",
    [BW_DB_EVENT] = "event",   [BW_DB_XID] = "xid",     [BW_DB_TOUCHED] = "touched",
    [BW_DB_KEYS] = "keys",     [BW_DB_LOG] = "log",     [BW_DB_SPACE] = "space",
    [BW_DB_VECTOR] = "vector", [BW_DB_MODEL] = "model", [BW_DB_PROMOTION] = "promotion",
};

struct bw_db {
    MDB_env *env;
    MDB_dbi tables[BW_DB_COUNT];
};

struct bw_txn {
    struct bw_db *db;
    MDB_txn *mdb;
    int trouble; /* first foreign code while reading */
    uint64_t n_changes;
};

struct bw_walk {
    struct bw_txn *txn;
    MDB_cursor *cursor;
};

/* Foreign codes become ours here and nowhere else. */
static enum bw_err translate(int code, const char *doing, struct bw_fail *fail)
{
    switch (code) {
    case 0:
        return BW_OK;
    case MDB_MAP_FULL:
    case ENOSPC:
    case EDQUOT:
    case MDB_TXN_FULL:
        return bw_fail_set(fail, BW_STORAGE_FULL,
                           "%s: no room left in the store (%s); free disk space or raise its size",
                           doing, mdb_strerror(code));
    case MDB_READERS_FULL:
        return bw_fail_set(fail, BW_BUSY, "%s: too many readers at once", doing);
    case ENOENT:
        return bw_fail_set(fail, BW_NOT_FOUND, "%s: %s", doing, mdb_strerror(code));
    default:
        return bw_fail_set(fail, BW_INTERNAL, "%s: %s", doing, mdb_strerror(code));
    }
}

/* Makes those that are not there, unless the store is fixed. */
static int open_tables(struct bw_db *db, bool fixed)
{
    MDB_txn *txn;
    int code = mdb_txn_begin(db->env, NULL, fixed ? MDB_RDONLY : 0, &txn);
    if (code)
        return code;
    for (int t = 0; !code && t < BW_DB_COUNT; t++)
        code = mdb_dbi_open(txn, table_names[t], fixed ? 0 : MDB_CREATE, &db->tables[t]);
    if (code) {
        mdb_txn_abort(txn);
        return code;
    }
    return mdb_txn_commit(txn);
}

enum bw_err bw_db_open(const char *dir, size_t map_bytes, unsigned readers, struct bw_db **out,
                       struct bw_fail *fail)
{
    struct bw_db *db = calloc(1, sizeof *db);
    if (!db)
        return bw_fail_set(fail, BW_INTERNAL, "opening the store: out of memory");
    int dead, code = mdb_env_create(&db->env);
    if (!code)
        code = mdb_env_set_maxdbs(db->env, BW_DB_COUNT);
    if (!code)
        code = mdb_env_set_maxreaders(db->env, readers);
    if (!code)
        code = mdb_env_set_mapsize(db->env, map_bytes);
    if (!code)
        code = mdb_env_open(db->env, dir, MDB_NOTLS, 0600);
    if (!code)
        code = mdb_reader_check(db->env, &dead);
    if (!code)
        code = open_tables(db, false);
    if (code) {
        bw_db_close(db);
        return translate(code, "opening the store", fail);
    }
    *out = db;
    return BW_OK;
}

enum bw_err bw_db_open_fixed(const char *dir, struct bw_db **out, struct bw_fail *fail)
{
    struct bw_db *db = calloc(1, sizeof *db);
    if (!db)
        return bw_fail_set(fail, BW_INTERNAL, "opening the store: out of memory");
    int code = mdb_env_create(&db->env);
    if (!code)
        code = mdb_env_set_maxdbs(db->env, BW_DB_COUNT);
    if (!code)
        code = mdb_env_open(db->env, dir, MDB_RDONLY | MDB_NOLOCK | MDB_NOTLS, 0600);
    if (!code)
        code = open_tables(db, true);
    if (code) {
        bw_db_close(db);
        return translate(code, "opening the store", fail);
    }
    *out = db;
    return BW_OK;
}

enum bw_err bw_db_copy(struct bw_db *db, int fd, bool compact, struct bw_fail *fail)
{
    int code = mdb_env_copyfd2(db->env, fd, compact ? MDB_CP_COMPACT : 0);
    if (code == MDB_INCOMPATIBLE)
        return bw_fail_set(fail, BW_NOT_SUPPORTED, "copying the store: it cannot be compacted");
    return translate(code, "copying the store", fail);
}

void bw_db_close(struct bw_db *db)
{
    if (!db)
        return;
    if (db->env)
        mdb_env_close(db->env);
    free(db);
}

const char *bw_db_table_name(enum bw_table table)
{
    return table_names[table];
}

void bw_db_size(struct bw_db *db, uint64_t *map_bytes, uint64_t *used_bytes)
{
    MDB_envinfo info;
    MDB_stat stat;
    mdb_env_info(db->env, &info);
    mdb_env_stat(db->env, &stat);
    *map_bytes = info.me_mapsize;
    *used_bytes = (uint64_t)stat.ms_psize * (info.me_last_pgno + 1);
}

enum bw_err bw_txn_begin(struct bw_db *db, struct bw_txn *parent, bool write, struct bw_txn **out,
                         struct bw_fail *fail)
{
    struct bw_txn *txn = calloc(1, sizeof *txn);
    if (!txn)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    txn->db = db;
    int code =
        mdb_txn_begin(db->env, parent ? parent->mdb : NULL, write ? 0 : MDB_RDONLY, &txn->mdb);
    if (code) {
        free(txn);
        return translate(code, "beginning a transaction", fail);
    }
    *out = txn;
    return BW_OK;
}

/* A full disk that took part of a page shows as EIO: LMDB knows no better word for a short write.
 */
static bool is_disk_full(MDB_env *env)
{
    mdb_filehandle_t fd;
    struct statvfs disk;
    return mdb_env_get_fd(env, &fd) == 0 && fstatvfs(fd, &disk) == 0 &&
           disk.f_bavail * disk.f_frsize < DISK_LEAST;
}

enum bw_err bw_txn_commit(struct bw_txn *txn, struct bw_fail *fail)
{
    int code = mdb_txn_commit(txn->mdb);
    if (code == EIO && is_disk_full(txn->db->env))
        code = ENOSPC;
    free(txn);
    return translate(code, "committing", fail);
}

void bw_txn_abort(struct bw_txn *txn)
{
    if (!txn)
        return;
    mdb_txn_abort(txn->mdb);
    free(txn);
}

void bw_txn_reset(struct bw_txn *txn)
{
    mdb_txn_reset(txn->mdb);
}

enum bw_err bw_txn_renew(struct bw_txn *txn, struct bw_fail *fail)
{
    txn->trouble = 0;
    return translate(mdb_txn_renew(txn->mdb), "renewing a read transaction", fail);
}

static MDB_val to_val(struct bw_slice slice)
{
    return (MDB_val){slice.len, (void *)slice.at};
}

static struct bw_slice to_slice(MDB_val val)
{
    return (struct bw_slice){val.mv_data, val.mv_size};
}

static bool found(struct bw_txn *txn, int code)
{
    if (code && code != MDB_NOTFOUND && !txn->trouble)
        txn->trouble = code;
    return code == 0;
}

bool bw_txn_get(struct bw_txn *txn, enum bw_table table, struct bw_slice key, struct bw_slice *out)
{
    MDB_val k = to_val(key), v;
    if (!found(txn, mdb_get(txn->mdb, txn->db->tables[table], &k, &v)))
        return false;
    *out = to_slice(v);
    return true;
}

enum bw_err bw_txn_put(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                       struct bw_slice value, struct bw_fail *fail)
{
    MDB_val k = to_val(key), v = to_val(value);
    txn->n_changes++;
    return translate(mdb_put(txn->mdb, txn->db->tables[table], &k, &v, 0), "writing", fail);
}

enum bw_err bw_txn_append(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                          struct bw_slice value, struct bw_fail *fail)
{
    MDB_val k = to_val(key), v = to_val(value);
    txn->n_changes++;
    int code = mdb_put(txn->mdb, txn->db->tables[table], &k, &v, MDB_APPEND);
    if (code == MDB_KEYEXIST)
        code = mdb_put(txn->mdb, txn->db->tables[table], &k, &v, 0);
    return translate(code, "writing", fail);
}

enum bw_err bw_txn_del(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                       struct bw_fail *fail)
{
    MDB_val k = to_val(key);
    txn->n_changes++;
    int code = mdb_del(txn->mdb, txn->db->tables[table], &k, NULL);
    return code == MDB_NOTFOUND ? BW_OK : translate(code, "deleting", fail);
}

enum bw_err bw_txn_trouble(struct bw_txn *txn, struct bw_fail *fail)
{
    return translate(txn->trouble, "reading the store", fail);
}

uint64_t bw_txn_changes(const struct bw_txn *txn)
{
    return txn->n_changes;
}

uint64_t bw_txn_entries(struct bw_txn *txn, enum bw_table table)
{
    MDB_stat stat;
    if (!found(txn, mdb_stat(txn->mdb, txn->db->tables[table], &stat)))
        return 0;
    return stat.ms_entries;
}

struct bw_walk *bw_walk_open(struct bw_txn *txn, enum bw_table table)
{
    struct bw_walk *walk = calloc(1, sizeof *walk);
    if (!walk || !found(txn, mdb_cursor_open(txn->mdb, txn->db->tables[table], &walk->cursor))) {
        if (!walk)
            found(txn, ENOMEM);
        free(walk);
        return NULL;
    }
    walk->txn = txn;
    return walk;
}

void bw_walk_close(struct bw_walk *walk)
{
    if (!walk)
        return;
    mdb_cursor_close(walk->cursor);
    free(walk);
}

static bool step(struct bw_walk *walk, MDB_val key, MDB_cursor_op op, struct bw_slice *at,
                 struct bw_slice *value)
{
    MDB_val v;
    if (!found(walk->txn, mdb_cursor_get(walk->cursor, &key, &v, op)))
        return false;
    *at = to_slice(key);
    *value = to_slice(v);
    return true;
}

bool bw_walk_seek(struct bw_walk *walk, struct bw_slice key, struct bw_slice *at,
                  struct bw_slice *value)
{
    return step(walk, to_val(key), key.len ? MDB_SET_RANGE : MDB_FIRST, at, value);
}

bool bw_walk_next(struct bw_walk *walk, struct bw_slice *at, struct bw_slice *value)
{
    return step(walk, (MDB_val){0, NULL}, MDB_NEXT, at, value);
}

enum bw_err bw_walk_del(struct bw_walk *walk, struct bw_fail *fail)
{
    walk->txn->n_changes++;
    return translate(mdb_cursor_del(walk->cursor, 0), "deleting", fail);
}
