/* What stewards decided, as the engine wants it. */
#include "data/load.h"
#include "data/refs.h"
#include "data/verdict.h"
#include "model/twins/verdict.h"

static enum bw_kind kind_of(enum bw_about about, bool first)
{
    if (about == BW_ABOUT_COMPETENCIES || (about == BW_ABOUT_TAG && !first))
        return BW_KIND_COMPETENCY;
    return BW_KIND_COURSE;
}

static void add(const struct bw_snapshot *snapshot, const msgpack_object *map,
                struct bw_verdict *const lists[], size_t *n)
{
    enum bw_about about;
    struct bw_pair pair;
    if (!bw_verdict_pair(map, &about, &pair))
        return;
    struct bw_verdict verdict = {
        .a = bw_snapshot_find(snapshot, kind_of(about, true), pair.a),
        .b = bw_snapshot_find(snapshot, kind_of(about, false), pair.b),
        .yes = bw_field_bool(map, "yes", false),
    };
    if (verdict.a != BW_NONE && verdict.b != BW_NONE)
        lists[about][n[about]++] = verdict;
}

enum bw_err bw_load_verdicts(struct bw_reader *reader, struct bw_snapshot *snapshot,
                             struct bw_fail *fail)
{
    struct bw_txn *txn = reader->txn;
    struct bw_key from = bw_key_record(BW_KIND_VERDICT, 0, 0);
    struct bw_verdict *lists[BW_ABOUT_COUNT];
    struct bw_counters counters;
    struct bw_slice key, value, body;
    size_t n[BW_ABOUT_COUNT] = {0};
    enum bw_err err = bw_counters_get(txn, &counters, fail);
    if (err)
        return err;
    uint64_t most = counters.count[BW_KIND_VERDICT], seen = 0;
    for (int about = 0; about < BW_ABOUT_COUNT; about++)
        lists[about] = BW_ARENA_NEW(snapshot->arena, struct bw_verdict, most);
    struct bw_walk *walk = bw_walk_open(txn, BW_DB_RECORD);
    if (!walk)
        return bw_txn_trouble(txn, fail);
    for (bool there = bw_walk_seek(walk, bw_key_slice(&from), &key, &value);
         !err && there && seen++ < most && *(const unsigned char *)key.at == BW_KIND_VERDICT;
         there = bw_walk_next(walk, &key, &value)) {
        msgpack_unpacked map;
        err = bw_value_open(BW_DB_RECORD, key, value, &body, fail);
        if (!err)
            err = bw_unpack(body, &map, fail);
        if (err)
            break;
        add(snapshot, &map.data, lists, n);
        msgpack_unpacked_destroy(&map);
    }
    bw_walk_close(walk);
    for (int about = 0; about < BW_ABOUT_COUNT; about++) {
        bw_verdicts_settle(lists[about], n[about]);
        snapshot->cat.verdicts[about] = (struct bw_verdicts){lists[about], n[about]};
    }
    return err ? err : bw_txn_trouble(txn, fail);
}
