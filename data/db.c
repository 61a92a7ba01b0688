#include "data/db.h"

#include <errno.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
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

/* One opened environment with its tables. */
struct env {
    MDB_env *mdb;
    MDB_dbi tables[BW_DB_COUNT];
};

struct bw_db {
    struct env env;
    /* For reading only, opened once the other took no end of a write: LMDB refuses everything then,
     * also reads, and what the disk holds is as good as before. */
    struct env rescue;
    pthread_mutex_t lock; /* of opening `rescue` */
    bool read_only;
    size_t map_bytes;
    char dir[4096];
};

struct bw_txn {
    struct bw_db *db;
    const struct env *env; /* of the two */
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
    case EFBIG: /* a limit on the size of files */
    case MDB_TXN_FULL:
        return bw_fail_set(fail, BW_STORAGE_FULL,
                           "%s: no room left in the store (%s); free disk space or raise its size",
                           doing, mdb_strerror(code));
    case MDB_NOTFOUND: /* only of a table: values that are not there are no trouble */
        return bw_fail_set(fail, BW_NOT_SUPPORTED,
                           "%s: a table is not there; it is of an older program, open it once for "
                           "writing, or no store of this one",
                           doing);
    case MDB_PANIC:
        return bw_fail_set(fail, BW_INTERNAL,
                           "%s: the disk did not take the end of an earlier write, so that nobody "
                           "knows whether it is there; nothing more is written; look at the disk, "
                           "then start the daemon again",
                           doing);
    case ENOMEM:
        return bw_fail_set(fail, BW_BUSY, "%s: out of memory; try again", doing);
    case MDB_READERS_FULL:
        return bw_fail_set(fail, BW_BUSY, "%s: too many readers at once", doing);
    case ENOENT:
        return bw_fail_set(fail, BW_NOT_FOUND, "%s: %s", doing, mdb_strerror(code));
    default:
        return bw_fail_set(fail, BW_INTERNAL, "%s: %s", doing, mdb_strerror(code));
    }
}

static int open_tables(struct env *env, bool read_only)
{
    MDB_txn *txn;
    int code = mdb_txn_begin(env->mdb, NULL, read_only ? MDB_RDONLY : 0, &txn);
    if (code)
        return code;
    for (int t = 0; !code && t < BW_DB_COUNT; t++)
        code = mdb_dbi_open(txn, table_names[t], read_only ? 0 : MDB_CREATE, &env->tables[t]);
    if (code) {
        mdb_txn_abort(txn);
        return code;
    }
    return mdb_txn_commit(txn);
}

/* Reading only takes no lock file: the directory may not be writable, and nobody else writes. */
static int open_env(struct env *env, const struct bw_db *db, unsigned readers, bool read_only)
{
    int dead, code = mdb_env_create(&env->mdb);
    if (!code)
        code = mdb_env_set_maxdbs(env->mdb, BW_DB_COUNT);
    if (!code)
        code = mdb_env_set_maxreaders(env->mdb, readers);
    if (!code)
        code = mdb_env_set_mapsize(env->mdb, db->map_bytes);
    if (!code)
        code = mdb_env_open(env->mdb, db->dir,
                            MDB_NOTLS | (read_only ? MDB_RDONLY | MDB_NOLOCK : 0), 0600);
    if (!code && !read_only)
        code = mdb_reader_check(env->mdb, &dead);
    if (!code)
        code = open_tables(env, read_only);
    if (code && env->mdb) {
        mdb_env_close(env->mdb);
        env->mdb = NULL;
    }
    return code;
}

enum bw_err bw_db_open(const struct bw_db_options *options, struct bw_db **out,
                       struct bw_fail *fail)
{
    if (strlen(options->dir) >= sizeof(*out)->dir)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: the path is too long", options->dir);
    struct bw_db *db = calloc(1, sizeof *db);
    if (!db)
        return bw_fail_set(fail, BW_INTERNAL, "opening the store: out of memory");
    strcpy(db->dir, options->dir);
    db->map_bytes = options->map_bytes;
    db->read_only = options->read_only;
    pthread_mutex_init(&db->lock, NULL);
    int code = open_env(&db->env, db, options->readers, options->read_only);
    if (code) {
        bw_db_close(db);
        return translate(code, "opening the store", fail);
    }
    *out = db;
    return BW_OK;
}

enum bw_err bw_db_copy(struct bw_db *db, int fd, bool compact, struct bw_fail *fail)
{
    int code = mdb_env_copyfd2(db->env.mdb, fd, compact ? MDB_CP_COMPACT : 0);
    if (code == MDB_INCOMPATIBLE)
        return bw_fail_set(fail, BW_NOT_SUPPORTED, "copying the store: it cannot be compacted");
    return translate(code, "copying the store", fail);
}

void bw_db_close(struct bw_db *db)
{
    if (!db)
        return;
    if (db->env.mdb)
        mdb_env_close(db->env.mdb);
    if (db->rescue.mdb)
        mdb_env_close(db->rescue.mdb);
    pthread_mutex_destroy(&db->lock);
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
    mdb_env_info(db->env.mdb, &info);
    mdb_env_stat(db->env.mdb, &stat);
    *map_bytes = info.me_mapsize;
    *used_bytes = (uint64_t)stat.ms_psize * (info.me_last_pgno + 1);
}

/* A read transaction where reading still goes. */
static int begin_rescued(struct bw_txn *txn)
{
    struct bw_db *db = txn->db;
    MDB_envinfo info;
    mdb_env_info(db->env.mdb, &info);
    pthread_mutex_lock(&db->lock);
    int code = db->rescue.mdb ? 0 : open_env(&db->rescue, db, info.me_maxreaders, true);
    pthread_mutex_unlock(&db->lock);
    if (!code)
        code = mdb_txn_begin(db->rescue.mdb, NULL, MDB_RDONLY, &txn->mdb);
    txn->env = &db->rescue;
    return code;
}

enum bw_err bw_txn_begin(struct bw_db *db, struct bw_txn *parent, bool write, struct bw_txn **out,
                         struct bw_fail *fail)
{
    struct bw_txn *txn = calloc(1, sizeof *txn);
    if (!txn)
        return bw_fail_set(fail, BW_BUSY, "out of memory; try again");
    txn->db = db;
    txn->env = &db->env;
    int code =
        mdb_txn_begin(db->env.mdb, parent ? parent->mdb : NULL, write ? 0 : MDB_RDONLY, &txn->mdb);
    if (code == MDB_PANIC && !write)
        code = begin_rescued(txn);
    if (code) {
        free(txn);
        return translate(code, "beginning a transaction", fail);
    }
    *out = txn;
    return BW_OK;
}

/* A full disk that took part of a page shows as EIO: LMDB knows no better word for a short write.
 * So does a limit on the size of files. */
static bool is_disk_full(MDB_env *env)
{
    mdb_filehandle_t fd;
    struct statvfs disk;
    struct rlimit limit;
    struct stat file;
    if (mdb_env_get_fd(env, &fd) != 0)
        return false;
    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && fstat(fd, &file) == 0 &&
        limit.rlim_cur != RLIM_INFINITY && (rlim_t)file.st_size + DISK_LEAST > limit.rlim_cur)
        return true;
    return fstatvfs(fd, &disk) == 0 && disk.f_bavail * disk.f_frsize < DISK_LEAST;
}

enum bw_err bw_txn_commit(struct bw_txn *txn, struct bw_fail *fail)
{
    int code = mdb_txn_commit(txn->mdb);
    if (code == EIO && is_disk_full(txn->env->mdb))
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
    if (txn->mdb)
        mdb_txn_reset(txn->mdb);
}

enum bw_err bw_txn_renew(struct bw_txn *txn, struct bw_fail *fail)
{
    txn->trouble = 0;
    int code = txn->mdb ? mdb_txn_renew(txn->mdb) : MDB_PANIC;
    if (code == MDB_PANIC) {
        mdb_txn_abort(txn->mdb);
        txn->mdb = NULL;
        code = begin_rescued(txn);
    }
    return translate(code, "renewing a read transaction", fail);
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
    if (!found(txn, mdb_get(txn->mdb, txn->env->tables[table], &k, &v)))
        return false;
    *out = to_slice(v);
    return true;
}

enum bw_err bw_txn_put(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                       struct bw_slice value, struct bw_fail *fail)
{
    MDB_val k = to_val(key), v = to_val(value);
    txn->n_changes++;
    return translate(mdb_put(txn->mdb, txn->env->tables[table], &k, &v, 0), "writing", fail);
}

enum bw_err bw_txn_append(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                          struct bw_slice value, struct bw_fail *fail)
{
    MDB_val k = to_val(key), v = to_val(value);
    txn->n_changes++;
    int code = mdb_put(txn->mdb, txn->env->tables[table], &k, &v, MDB_APPEND);
    if (code == MDB_KEYEXIST)
        code = mdb_put(txn->mdb, txn->env->tables[table], &k, &v, 0);
    return translate(code, "writing", fail);
}

enum bw_err bw_txn_del(struct bw_txn *txn, enum bw_table table, struct bw_slice key,
                       struct bw_fail *fail)
{
    MDB_val k = to_val(key);
    txn->n_changes++;
    int code = mdb_del(txn->mdb, txn->env->tables[table], &k, NULL);
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
    if (!found(txn, mdb_stat(txn->mdb, txn->env->tables[table], &stat)))
        return 0;
    return stat.ms_entries;
}

struct bw_walk *bw_walk_open(struct bw_txn *txn, enum bw_table table)
{
    struct bw_walk *walk = calloc(1, sizeof *walk);
    if (!walk || !found(txn, mdb_cursor_open(txn->mdb, txn->env->tables[table], &walk->cursor))) {
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
