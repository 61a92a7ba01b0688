#include "tests/data/same_store.h"

#include <string.h>

#include "data/store_inside.h"
#include "tests/model/check.h"

static struct bw_store *open_fixed(const char *dir)
{
    struct bw_store_options options = {.dir = dir, .read_only = true};
    struct bw_store *store;
    struct bw_fail fail;
    if (bw_store_open(&options, &store, &fail))
        fail_msg("%s", fail.text);
    return store;
}

/* The number of the last upload is nobody's: those that were given up leave no trace in the log. */
static bool is_generation(enum bw_table table, struct bw_slice key)
{
    return table == BW_DB_META && key.len == strlen("generation") &&
           memcmp(key.at, "generation", key.len) == 0;
}

static bool same(struct bw_slice a, struct bw_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

/* The next entry that counts. */
static bool step(struct bw_walk *walk, enum bw_table table, bool first, struct bw_slice *key,
                 struct bw_slice *value)
{
    bool more = first ? bw_walk_seek(walk, (struct bw_slice){NULL, 0}, key, value)
                      : bw_walk_next(walk, key, value);
    return more && is_generation(table, *key) ? bw_walk_next(walk, key, value) : more;
}

static void compare_table(struct bw_txn *one, struct bw_txn *two, enum bw_table table)
{
    struct bw_walk *a = bw_walk_open(one, table), *b = bw_walk_open(two, table);
    struct bw_slice key_a, key_b, value_a, value_b;
    bool more_a = true, more_b = true;
    for (size_t n = 0; more_a; n++) {
        more_a = step(a, table, n == 0, &key_a, &value_a);
        more_b = step(b, table, n == 0, &key_b, &value_b);
        if (more_a != more_b || (more_a && !same(key_a, key_b)))
            fail_msg("table %s, entry %zu: another key, or none", bw_db_table_name(table), n);
        if (more_a && !same(value_a, value_b))
            fail_msg("table %s, entry %zu, key of %zu bytes (%.*s): another value",
                     bw_db_table_name(table), n, key_a.len, (int)key_a.len, (const char *)key_a.at);
    }
    bw_walk_close(a);
    bw_walk_close(b);
}

void assert_same_store(const char *restored, const char *copy)
{
    struct bw_store *one = open_fixed(restored), *two = open_fixed(copy);
    struct bw_txn *txn_one, *txn_two;
    struct bw_fail fail;
    assert_int_equal(bw_txn_begin(one->db, NULL, false, &txn_one, &fail), BW_OK);
    assert_int_equal(bw_txn_begin(two->db, NULL, false, &txn_two, &fail), BW_OK);
    for (int table = 0; table < BW_DB_COUNT; table++)
        compare_table(txn_one, txn_two, (enum bw_table)table);
    bw_txn_abort(txn_one);
    bw_txn_abort(txn_two);
    bw_store_close(one);
    bw_store_close(two);
}
