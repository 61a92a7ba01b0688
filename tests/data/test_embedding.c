/* Text models in the store: what an upload must be, that the one that serves stays until another is
 * whole, that damage is found, and that older stores are opened. */
#include <lmdb.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/space/vectors.h"
#include "tests/data/uploading.h"
#include "tests/model/check.h"

static void assert_row(const float *row, const float *want)
{
    assert_non_null(row);
    assert_memory_equal(row, want, DIM * sizeof *row);
}

static void upload__says_what_is_wrong_with_a_vector(void **state)
{
    struct bw_uploading *fixture = *state;
    float vector[4] = {3, 0, -4, 0}, zero[4] = {0}, nan[4] = {0, NAN, 0, 0},
          infinite[4] = {0, 0, 0, INFINITY}, long_ones[DIM] = {1, 1};
    up_put_records(fixture);
    uint32_t upload = up_begin_external(fixture, 4);
    up_refused(
        up_add_row(fixture, upload, (struct up_row){"competency", "x", NULL, vector, 4}),
        BW_BAD_REQUEST,
        "items[0].id: there is no competency \"x\"; leave it out, or begin with skip_unknown");
    up_refused(up_add_row(fixture, upload, (struct up_row){"course", "a", NULL, vector, 4}),
               BW_BAD_REQUEST,
               "items[0].id: there is no course \"a\"; leave it out, or begin with skip_unknown");
    up_refused(up_add_row(fixture, upload, (struct up_row){"competency", "a", NULL, vector, 3}),
               BW_BAD_REQUEST, "items[0].vector: 12 bytes; a vector of 4 dimensions has 16");
    up_refused(up_add_row(fixture, upload, (struct up_row){"competency", "a", NULL, zero, 4}),
               BW_BAD_REQUEST, "items[0].vector: all 0; a vector that points nowhere is left out");
    up_refused(up_add_row(fixture, upload, (struct up_row){"competency", "a", NULL, nan, 4}),
               BW_BAD_REQUEST, "items[0].vector: number 1 is not finite");
    up_refused(up_add_row(fixture, upload, (struct up_row){"competency", "a", NULL, infinite, 4}),
               BW_BAD_REQUEST, "items[0].vector: number 3 is not finite");
    up_refused(up_add_space(fixture, upload, 0, "x", 1), BW_BAD_REQUEST,
               "space: vectors from outside have none; it belongs to kind \"trained\"");
    up_refused(up_step(fixture, BW_EMBEDDING_COMMIT, NULL, upload), BW_BAD_REQUEST,
               "items: no vector came; a model from outside has at least one");
    up_well(up_add_row(fixture, upload, (struct up_row){"competency", "a", NULL, vector, 4}));
    up_refused(up_add_row(fixture, upload, (struct up_row){"competency", "a", NULL, vector, 4}),
               BW_BAD_REQUEST,
               "items[0].id: the competency \"a\" has a vector in this upload already");
    up_well(up_step(fixture, BW_EMBEDDING_ABORT, NULL, upload));
    upload = up_begin_trained(fixture, ",\"skip_unknown\":true");
    up_refused(
        up_add_row(fixture, upload, (struct up_row){"competency", "a", NULL, long_ones, DIM}),
        BW_BAD_REQUEST,
        "items[0].vector: not of unit length; a text without a known word has all 0");
    struct bw_written written =
        up_add_row(fixture, upload, (struct up_row){"competency", "x", NULL, long_ones, DIM});
    up_well(written);
    assert_int_equal(written.step.left_out, 1);
    assert_int_equal(written.step.rows, 0);
}

static void upload__must_be_whole_and_open(void **state)
{
    struct bw_uploading *fixture = *state;
    char text[200];
    size_t len = fixture->space_len;
    char *bytes = fixture->space;
    uint32_t upload = up_begin_trained(fixture, "");
    up_refused(up_add_space(fixture, upload, 1, bytes, len), BW_BAD_REQUEST,
               "block: 1 where 0 is the next");
    up_well(up_add_space(fixture, upload, 0, bytes, len - 10));
    snprintf(text, sizeof text,
             "space: %zu bytes of the %zu that were announced are there; add "
             "the rest first",
             len - 10, len);
    up_refused(up_step(fixture, BW_EMBEDDING_COMMIT, NULL, upload), BW_BAD_REQUEST, text);
    snprintf(text, sizeof text, "space: 11 bytes; of the %zu announced 10 are left", len);
    up_refused(up_add_space(fixture, upload, 1, bytes, 11), BW_BAD_REQUEST, text);
    up_well(up_add_space(fixture, upload, 1, bytes + len - 10, 10));
    up_well(up_step(fixture, BW_EMBEDDING_COMMIT, NULL, upload));

    char *damaged = malloc(len);
    memcpy(damaged, bytes, len);
    damaged[0] = '?';
    upload = up_begin_trained(fixture, "");
    up_well(up_add_space(fixture, upload, 0, damaged, len));
    free(damaged);
    struct bw_written written = up_step(fixture, BW_EMBEDDING_COMMIT, NULL, upload);
    assert_int_equal(written.err, BW_BAD_REQUEST);
    assert_int_equal(strncmp(written.fail.text, "space: ", 7), 0);
    up_well(up_step(fixture, BW_EMBEDDING_ABORT, NULL, upload));
    snprintf(text, sizeof text, "{\"kind\":\"trained\",\"dimension\":16,\"space_bytes\":%zu}", len);
    upload = up_begin(fixture, text);
    up_well(up_add_space(fixture, upload, 0, bytes, len));
    up_refused(up_step(fixture, BW_EMBEDDING_COMMIT, NULL, upload), BW_BAD_REQUEST,
               "dimension: 16 was announced, the space has 456");
}

static void upload__is_one_at_a_time(void **state)
{
    struct bw_uploading *fixture = *state;
    msgpack_sbuffer bytes;
    msgpack_unpacked args = up_map_of("{\"kind\":\"external\",\"dimension\":4}", &bytes);
    uint32_t first = up_begin_external(fixture, 4);
    up_refused(up_step(fixture, BW_EMBEDDING_BEGIN, &args.data, 0), BW_CONFLICT,
               "upload 1 of a model is under way; wait for it, or end the connection that it comes "
               "from");
    up_refused(up_step(fixture, BW_EMBEDDING_COMMIT, NULL, 9), BW_NOT_FOUND,
               "upload: there is no upload 9 under way; begin one first");
    up_well(up_step(fixture, BW_EMBEDDING_ABORT, NULL, first));
    up_well(up_step(fixture, BW_UPLOAD_LOST, NULL, 0)); /* none there: nothing to do */
    struct bw_written written = up_step(fixture, BW_EMBEDDING_BEGIN, &args.data, 0);
    up_well(written);
    assert_int_equal(written.step.upload, 2);
    assert_int_equal(written.revision, 0); /* nothing that anyone is shown has changed */
    msgpack_unpacked_destroy(&args);
    msgpack_sbuffer_destroy(&bytes);
}

static void upload__changes_nothing_until_it_is_committed(void **state)
{
    struct bw_uploading *fixture = *state;
    up_put_records(fixture);
    up_well(up_upload_space(fixture));
    struct bw_snapshot *first = up_build(fixture, NULL);
    uint32_t upload = up_begin_trained(fixture, "");
    up_well(up_add_space(fixture, upload, 0, fixture->space, fixture->space_len));
    struct bw_snapshot *during = up_build(fixture, first);
    assert_string_equal(during->name, first->name);
    assert_int_equal(during->vectors->id, first->vectors->id);
    up_well(up_step(fixture, BW_EMBEDDING_ABORT, NULL, upload));
    assert_int_equal(up_entries(fixture, BW_DB_SPACE), 3);
    up_sweep(fixture);
    assert_int_equal(up_entries(fixture, BW_DB_SPACE), 2);
    up_assert_clean(fixture);
    bw_snapshot_drop(first);
    bw_snapshot_drop(during);
}

static void model__of_other_bytes_takes_the_place_of_the_old_one(void **state)
{
    struct bw_uploading *fixture = *state;
    up_put_records(fixture);
    up_well(up_upload_space(fixture));
    struct bw_snapshot *first = up_build(fixture, NULL);
    up_other_space(fixture);
    up_well(up_upload_space(fixture));
    up_sweep(fixture);
    assert_int_equal(up_entries(fixture, BW_DB_SPACE), 2);
    struct bw_snapshot *second = up_build(fixture, first);
    assert_int_not_equal(second->vectors->id, first->vectors->id);
    assert_string_not_equal(second->name, first->name);
    float want[DIM];
    up_fold(fixture, "praten", want);
    assert_row(bw_vectors_row(second->vectors->roles, 0), want);
    bw_snapshot_drop(first);
    up_well(up_step(fixture, BW_EMBEDDING_DROP, NULL, 0));
    up_refused(up_step(fixture, BW_EMBEDDING_DROP, NULL, 0), BW_NOT_FOUND,
               "there is no embedding model");
    up_sweep(fixture);
    assert_int_equal(up_entries(fixture, BW_DB_SPACE) + up_entries(fixture, BW_DB_VECTOR), 0);
    struct bw_snapshot *third = up_build(fixture, second);
    assert_null(third->vectors);
    bw_snapshot_drop(second);
    bw_snapshot_drop(third);
    up_assert_clean(fixture);
}

static void record__that_goes_takes_its_vector_along(void **state)
{
    struct bw_uploading *fixture = *state;
    float vector[2] = {1, 0};
    up_put_records(fixture);
    uint32_t upload = up_begin_external(fixture, 2);
    up_well(up_add_row(fixture, upload, (struct up_row){"competency", "a", NULL, vector, 2}));
    up_well(up_add_row(fixture, upload, (struct up_row){"competency", "b", NULL, vector, 2}));
    up_well(up_step(fixture, BW_EMBEDDING_COMMIT, NULL, upload));
    upload = up_begin_external(fixture, 2);
    up_well(up_add_row(fixture, upload, (struct up_row){"competency", "a", NULL, vector, 2}));
    assert_int_equal(up_entries(fixture, BW_DB_VECTOR), 3);
    up_change(fixture, BW_OP_DELETE, BW_KIND_COMPETENCY, "[\"a\"]");
    assert_int_equal(up_entries(fixture, BW_DB_VECTOR), 1);
    up_assert_clean(fixture);
    up_refused(up_step(fixture, BW_EMBEDDING_COMMIT, NULL, upload), BW_BAD_REQUEST,
               "items: no vector came; a model from outside has at least one");
    struct bw_snapshot *snapshot = up_build(fixture, NULL);
    assert_int_equal(snapshot->vectors->n_rows, 1);
    assert_int_equal(snapshot->vectors->competencies.n, 1);
    bw_snapshot_drop(snapshot);
}

static void verify__finds_a_flipped_byte_and_the_daemon_serves_on(void **state)
{
    struct bw_uploading *fixture = *state;
    char text[1200] = "";
    float other[DIM], want[DIM];
    up_put_records(fixture);
    up_fold(fixture, "wet", other);
    uint32_t upload = up_begin_trained(fixture, "");
    up_well(up_add_space(fixture, upload, 0, fixture->space, fixture->space_len));
    up_well(up_add_row(fixture, upload, (struct up_row){"competency", "a", NULL, other, DIM}));
    up_well(up_step(fixture, BW_EMBEDDING_COMMIT, NULL, upload));
    up_assert_clean(fixture);
    up_damage(fixture, BW_DB_VECTOR, bw_key_vector(upload, BW_KIND_COMPETENCY, 1), 50);
    assert_true(up_wrong_in_store(fixture, text) > 0);
    assert_non_null(strstr(text, "table vector: a value is damaged (checksum)"));
    struct bw_snapshot *snapshot = up_build(fixture, NULL);
    assert_true(snapshot->vectors_trouble);
    up_fold(fixture, "jeugd praten", want);
    assert_row(bw_vectors_row(snapshot->vectors->competencies, 0), want);
    bw_snapshot_drop(snapshot);
    up_damage(fixture, BW_DB_SPACE, bw_key_space(upload, 0), 500);
    snapshot = up_build(fixture, NULL);
    assert_true(snapshot->vectors_trouble);
    assert_null(snapshot->vectors);
    assert_int_equal(snapshot->cat.n_competencies, 2);
    bw_snapshot_drop(snapshot);
    text[0] = 0;
    assert_true(up_wrong_in_store(fixture, text) > 0);
    assert_non_null(strstr(text, "table space: a value is damaged (checksum)"));
}

static void put_row(struct bw_uploading *fixture, struct bw_key key, size_t len)
{
    struct bw_txn *txn;
    struct bw_fail fail;
    unsigned char bytes[64] = {0};
    assert_int_equal(bw_txn_begin(fixture->store->db, NULL, true, &txn, &fail), BW_OK);
    assert_int_equal(
        bw_value_put(txn, BW_DB_VECTOR, bw_key_slice(&key), (struct bw_slice){bytes, len}, &fail),
        BW_OK);
    assert_int_equal(bw_txn_commit(txn, &fail), BW_OK);
}

static void verify__finds_rows_that_should_not_be_there(void **state)
{
    struct bw_uploading *fixture = *state;
    float vector[2] = {1, 0};
    char text[1200] = "";
    up_put_records(fixture);
    uint32_t upload = up_begin_external(fixture, 2);
    up_well(up_add_row(fixture, upload, (struct up_row){"competency", "a", NULL, vector, 2}));
    up_well(up_step(fixture, BW_EMBEDDING_COMMIT, NULL, upload));
    put_row(fixture, bw_key_vector(upload, BW_KIND_COURSE, 5), 16);
    assert_int_equal(up_wrong_in_store(fixture, text), 2); /* and there is one more than counted */
    assert_string_equal(text, "table vector: a vector of course number 5, which is gone");
    text[0] = 0;
    put_row(fixture, bw_key_vector(upload, BW_KIND_COMPETENCY, 2), 12);
    assert_true(up_wrong_in_store(fixture, text) > 0);
    assert_string_equal(text, "table vector: competency number 2: 12 bytes where 16 are expected");
    text[0] = 0;
    put_row(fixture, bw_key_vector(upload + 1, BW_KIND_COMPETENCY, 1), 16);
    assert_true(up_wrong_in_store(fixture, text) > 0);
}

static void full__store_refuses_the_upload_and_the_old_model_serves_on(void **state)
{
    struct bw_uploading *fixture = *state;
    char *large = calloc(1, (size_t)4 << 20);
    up_put_records(fixture);
    up_well(up_upload_space(fixture));
    struct bw_snapshot *first = up_build(fixture, NULL);
    uint32_t upload =
        up_begin(fixture, "{\"kind\":\"trained\",\"dimension\":456,\"space_bytes\":1000000000}");
    struct bw_written written = {0};
    for (int block = 0; block < 20 && !written.err; block++)
        written = up_add_space(fixture, upload, block, large, (size_t)4 << 20);
    free(large);
    assert_int_equal(written.err, BW_STORAGE_FULL);
    struct bw_snapshot *during = up_build(fixture, NULL);
    assert_int_equal(during->vectors->id, first->vectors->id);
    up_well(up_step(fixture, BW_EMBEDDING_ABORT, NULL, upload));
    up_sweep(fixture);
    up_assert_clean(fixture);
    up_other_space(fixture);
    up_well(up_upload_space(fixture));
    struct bw_snapshot *after = up_build(fixture, during);
    assert_int_not_equal(after->vectors->id, first->vectors->id);
    bw_snapshot_drop(first);
    bw_snapshot_drop(during);
    bw_snapshot_drop(after);
    up_assert_clean(fixture);
}

/* The store as it was at an earlier schema version: without the tables that came later. */
static void make_version(struct bw_uploading *fixture, unsigned char version)
{
    static const struct {
        const char *table;
        unsigned char since;
    } newer[] = {{"space", 2}, {"vector", 2}, {"model", 3}, {"promotion", 3}};
    struct bw_txn *txn;
    struct bw_fail fail;
    struct bw_key key = bw_key_meta("schema");
    unsigned char bytes[4] = {version, 0, 0, 0};
    assert_int_equal(bw_txn_begin(fixture->store->db, NULL, true, &txn, &fail), BW_OK);
    assert_int_equal(
        bw_value_put(txn, BW_DB_META, bw_key_slice(&key), (struct bw_slice){bytes, 4}, &fail),
        BW_OK);
    assert_int_equal(bw_txn_commit(txn, &fail), BW_OK);
    up_shut(fixture);
    MDB_env *env;
    MDB_txn *mdb;
    MDB_dbi table;
    assert_int_equal(mdb_env_create(&env), 0);
    assert_int_equal(mdb_env_set_maxdbs(env, 4), 0);
    assert_int_equal(mdb_env_set_mapsize(env, MAP_BYTES), 0);
    assert_int_equal(mdb_env_open(env, fixture->dir, 0, 0600), 0);
    assert_int_equal(mdb_txn_begin(env, NULL, 0, &mdb), 0);
    for (size_t i = 0; i < sizeof newer / sizeof *newer; i++) {
        if (newer[i].since <= version)
            continue;
        assert_int_equal(mdb_dbi_open(mdb, newer[i].table, 0, &table), 0);
        assert_int_equal(mdb_drop(mdb, table, 1), 0);
    }
    assert_int_equal(mdb_txn_commit(mdb), 0);
    mdb_env_close(env);
}

static void store__of_version_1_is_opened_and_found_intact(void **state)
{
    struct bw_uploading *fixture = *state;
    struct bw_record before, after;
    struct bw_fail fail;
    char bytes[256];
    up_put_records(fixture);
    bw_reader_begin(fixture->reader, &fail);
    assert_int_equal(
        bw_record_get(fixture->reader, BW_KIND_COMPETENCY, (struct bw_str){"b", 1}, &before, &fail),
        BW_OK);
    memcpy(bytes, before.bytes, before.len);
    bw_reader_end(fixture->reader);
    make_version(fixture, 1);
    up_open_again(fixture);
    up_assert_clean(fixture);
    bw_reader_begin(fixture->reader, &fail);
    assert_int_equal(
        bw_record_get(fixture->reader, BW_KIND_COMPETENCY, (struct bw_str){"b", 1}, &after, &fail),
        BW_OK);
    assert_int_equal(after.len, before.len);
    assert_memory_equal(after.bytes, bytes, before.len);
    assert_int_equal(bw_revision_latest(fixture->reader), 2);
    bw_reader_end(fixture->reader);
    up_well(up_upload_space(fixture));
    struct bw_snapshot *snapshot = up_build(fixture, NULL);
    assert_int_equal(snapshot->vectors->n_rows, 3);
    bw_snapshot_drop(snapshot);
    up_assert_clean(fixture);
}

static void store__of_version_2_keeps_its_text_model(void **state)
{
    struct bw_uploading *fixture = *state;
    up_put_records(fixture);
    up_well(up_upload_space(fixture));
    make_version(fixture, 2);
    up_open_again(fixture);
    up_assert_clean(fixture);
    struct bw_snapshot *snapshot = up_build(fixture, NULL);
    assert_int_equal(snapshot->vectors->n_rows, 3);
    assert_string_equal(snapshot->model, "closed-form");
    bw_snapshot_drop(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, up_open_store, up_close_store)
        TEST(upload__says_what_is_wrong_with_a_vector),
        TEST(upload__must_be_whole_and_open),
        TEST(upload__is_one_at_a_time),
        TEST(upload__changes_nothing_until_it_is_committed),
        TEST(model__of_other_bytes_takes_the_place_of_the_old_one),
        TEST(record__that_goes_takes_its_vector_along),
        TEST(verify__finds_a_flipped_byte_and_the_daemon_serves_on),
        TEST(verify__finds_rows_that_should_not_be_there),
        TEST(full__store_refuses_the_upload_and_the_old_model_serves_on),
        TEST(store__of_version_1_is_opened_and_found_intact),
        TEST(store__of_version_2_keeps_its_text_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
