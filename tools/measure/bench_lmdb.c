/* lmdb: the peer of the writing figures. LMDB alone, with as many keys and values as long as the
 * store has of evidence, with the store's own flags and durability: what a put costs before
 * anything is checked, logged or answered. This is no way to the store; that is data/db alone. */
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/app.h"
#include "tools/measure/bench.h"
#include "tools/measure/bench_names.h"
#include "tools/measure/bench_usage.h"

#define MAP_BYTES ((size_t)16 << 30)

struct alone {
    const struct bw_bench *bench;
    MDB_env *env;
    MDB_dbi table;
    unsigned char *value;
    uint64_t state;
};

/* Keys look like the store's: org and employee, big-endian. */
static int put(const struct alone *alone, MDB_txn *txn, uint64_t number, unsigned flags)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> (56 - 8 * i));
    MDB_val key = {sizeof bytes, bytes}, value = {alone->bench->bytes, alone->value};
    memcpy(alone->value, &number, sizeof number < value.mv_size ? sizeof number : value.mv_size);
    return mdb_put(txn, alone->table, &key, &value, flags);
}

static int fill(struct alone *alone)
{
    MDB_txn *txn;
    int code = mdb_txn_begin(alone->env, NULL, 0, &txn);
    if (code)
        return code;
    code = mdb_dbi_open(txn, "alone", MDB_CREATE, &alone->table);
    for (uint64_t i = 0; !code && i < alone->bench->n; i++)
        code = put(alone, txn, i, MDB_APPEND);
    if (!code)
        return mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return code;
}

static int commit_some(struct alone *alone, uint64_t n)
{
    MDB_txn *txn;
    int code = mdb_txn_begin(alone->env, NULL, 0, &txn);
    if (code)
        return code;
    for (uint64_t i = 0; !code && i < n; i++)
        code = put(alone, txn, bw_names_draw(&alone->state) % alone->bench->n, 0);
    if (!code)
        return mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return code;
}

/* Puts a second, `batch` to a commit. */
static int rate_of(struct alone *alone, uint64_t batch, double *out)
{
    uint64_t n = 0, from_ns = bw_usage_now_ns(), now_ns;
    int code;
    do {
        code = commit_some(alone, batch);
        n += batch;
        now_ns = bw_usage_now_ns();
    } while (!code && now_ns < from_ns + (uint64_t)(alone->bench->seconds * 1e9));
    *out = 1e9 * (double)n / (double)(now_ns - from_ns);
    return code;
}

static int set_up(struct alone *alone)
{
    int code = mdb_env_create(&alone->env);
    if (!code)
        code = mdb_env_set_maxdbs(alone->env, 1);
    if (!code)
        code = mdb_env_set_mapsize(alone->env, MAP_BYTES);
    if (!code)
        code = mdb_env_open(alone->env, alone->bench->dir, MDB_NOTLS, 0600);
    return code ? code : fill(alone);
}

int bw_bench_lmdb(const struct bw_bench *bench)
{
    struct alone alone = {.bench = bench, .state = bench->seed};
    double batched = 0, single = 0;
    struct bw_fail fail;
    if (bench->n == 0 || bench->bytes == 0) {
        bw_fail_set(&fail, BW_BAD_REQUEST, "-n keys and --bytes of a value must be above 0");
        return bw_bench_failed(bench, &fail);
    }
    alone.value = calloc(1, bench->bytes);
    int code = alone.value ? set_up(&alone) : MDB_PANIC;
    if (!code)
        code = rate_of(&alone, bench->batch, &batched);
    if (!code)
        code = rate_of(&alone, 1, &single);
    if (alone.env)
        mdb_env_close(alone.env);
    free(alone.value);
    if (code) {
        bw_fail_set(&fail, BW_INTERNAL, "%s: %s", bench->dir, mdb_strerror(code));
        return bw_bench_failed(bench, &fail);
    }
    bw_bench_figure(bench, "batched", batched);
    bw_bench_figure(bench, "single", single);
    return BW_EXIT_WELL;
}
