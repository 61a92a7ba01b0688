/* What a snapshot makes of a text model: rows that are stored, folded, taken over or none. */
#include <math.h>
#include <string.h>

#include "model/space/vectors.h"
#include "tests/data/uploading.h"
#include "tests/model/check.h"

static void assert_row(const float *row, const float *want)
{
    assert_non_null(row);
    assert_memory_equal(row, want, DIM * sizeof *row);
}

static void snapshot__without_a_model_has_no_vectors(void **state)
{
    up_put_records(*state);
    struct bw_snapshot *snapshot = up_build(*state, NULL);
    assert_null(snapshot->vectors);
    bw_snapshot_drop(snapshot);
    up_assert_clean(*state);
}

static void snapshot__folds_what_has_no_row(void **state)
{
    float want[DIM];
    up_put_records(*state);
    struct bw_written written = up_upload_space(*state);
    up_well(written);
    assert_true(written.catalogue);
    struct bw_snapshot *snapshot = up_build(*state, NULL);
    const struct bw_vectors *vectors = snapshot->vectors;
    assert_non_null(vectors);
    assert_int_equal(vectors->dim, DIM);
    assert_int_equal(vectors->stride, 464);
    assert_int_equal((uintptr_t)vectors->competencies.at % 64, 0);
    assert_int_equal(vectors->n_rows, 3);
    assert_int_equal(vectors->n_folded, 3);
    assert_true(vectors->trained);
    up_fold(*state, "water bouwen", want);
    assert_row(bw_vectors_row(vectors->competencies, 1), want);
    for (size_t d = DIM; d < vectors->stride; d++)
        assert_true(vectors->competencies.at[vectors->stride + d] == 0); /* NOLINT */
    up_fold(*state, "praten", want);
    assert_row(bw_vectors_row(vectors->roles, 0), want);
    bw_snapshot_drop(snapshot);
    up_assert_clean(*state);
}

static uint64_t hash_of(const char *text)
{
    struct bw_str name = {text, (uint32_t)strlen(text)};
    struct bw_said said = {&name, 1, NULL, 0};
    return bw_said_hash(&said);
}

static void snapshot__takes_stored_rows_of_the_same_text_and_folds_the_others(void **state)
{
    struct bw_uploading *fixture = *state;
    float other[DIM], want[DIM];
    up_put_records(fixture);
    up_fold(fixture, "wet", other); /* a row that no folding would give, to be told apart */
    uint32_t upload = up_begin_trained(fixture, ",\"model\":\"mine\"");
    uint64_t right = hash_of("jeugd praten"), old = hash_of("water");
    up_well(up_add_space(fixture, upload, 0, fixture->space, fixture->space_len));
    up_well(up_add_row(fixture, upload, (struct up_row){"competency", "a", &right, other, DIM}));
    up_well(up_add_row(fixture, upload, (struct up_row){"competency", "b", &old, other, DIM}));
    struct bw_written written = up_step(fixture, BW_EMBEDDING_COMMIT, NULL, upload);
    up_well(written);
    assert_string_equal(written.step.model, "mine");
    assert_int_equal(written.step.rows, 2);
    struct bw_snapshot *snapshot = up_build(fixture, NULL);
    assert_row(bw_vectors_row(snapshot->vectors->competencies, 0), other);
    up_fold(fixture, "water bouwen", want);
    assert_row(bw_vectors_row(snapshot->vectors->competencies, 1), want);
    assert_int_equal(snapshot->vectors->n_folded, 2); /* b and the role */

    /* A change is folded, a change back has the stored row again; with and without a snapshot
     * before it the same. */
    up_change(fixture, BW_OP_PUT, BW_KIND_COMPETENCY, "[{\"id\":\"a\",\"label\":\"water\"}]");
    struct bw_snapshot *second = up_build(fixture, snapshot), *alone = up_build(fixture, NULL);
    up_fold(fixture, "water", want);
    assert_row(bw_vectors_row(second->vectors->competencies, 0), want);
    assert_row(bw_vectors_row(alone->vectors->competencies, 0), want);
    assert_ptr_equal(second->vectors->space, snapshot->vectors->space);
    bw_snapshot_drop(snapshot);
    up_change(fixture, BW_OP_PUT, BW_KIND_COMPETENCY,
              "[{\"id\":\"a\",\"label\":\"jeugd praten\"},"
              "{\"id\":\"A\",\"label\":\"wet\"}]");
    struct bw_snapshot *third = up_build(fixture, second);
    bw_snapshot_drop(second);
    bw_snapshot_drop(alone);
    assert_row(bw_vectors_row(third->vectors->competencies, 1), other);
    assert_row(bw_vectors_row(third->vectors->competencies, 0), other); /* "wet", folded */
    assert_int_equal(third->vectors->n_folded, 3);
    bw_snapshot_drop(third);
    up_assert_clean(fixture);
}

static void external__vectors_are_of_unit_length_and_new_records_have_none(void **state)
{
    struct bw_uploading *fixture = *state;
    float vector[4] = {3, 0, -4, 0}, second[4] = {0, 1e-30f, 0, 0};
    up_put_records(fixture);
    uint32_t upload = up_begin_external(fixture, 4);
    up_well(up_add_row(fixture, upload, (struct up_row){"competency", "a", NULL, vector, 4}));
    up_well(up_add_row(fixture, upload, (struct up_row){"role", "r", NULL, second, 4}));
    struct bw_written written = up_step(fixture, BW_EMBEDDING_COMMIT, NULL, upload);
    up_well(written);
    assert_int_equal(strncmp(written.step.model, "external-", 9), 0);
    struct bw_snapshot *snapshot = up_build(fixture, NULL);
    const struct bw_vectors *vectors = snapshot->vectors;
    const float *row = bw_vectors_row(vectors->competencies, 0);
    assert_near(row[0], .6, 1e-7);
    assert_near(row[2], -.8, 1e-7);
    assert_near(bw_vectors_row(vectors->roles, 0)[1], 1, 1e-7);
    assert_null(bw_vectors_row(vectors->competencies, 1));
    assert_false(vectors->trained);
    assert_null(vectors->space);
    assert_int_equal(vectors->stride, 16);
    assert_int_equal(vectors->n_rows, 2);
    up_change(fixture, BW_OP_PUT, BW_KIND_COMPETENCY, "[{\"id\":\"a\",\"label\":\"other words\"}]");
    struct bw_snapshot *next = up_build(fixture, snapshot);
    assert_null(bw_vectors_row(next->vectors->competencies, 0));
    assert_non_null(bw_vectors_row(next->vectors->roles, 0));
    bw_snapshot_drop(snapshot);
    bw_snapshot_drop(next);
    up_assert_clean(fixture);
}

static void external__id_follows_from_the_vectors_not_from_their_order(void **state)
{
    struct bw_uploading *fixture = *state;
    float one[2] = {1, 0}, two[2] = {0, 1};
    char names[2][129];
    up_put_records(fixture);
    for (int turned = 0; turned < 2; turned++) {
        uint32_t upload = up_begin_external(fixture, 2);
        up_well(up_add_row(
            fixture, upload,
            (struct up_row){"competency", turned ? "b" : "a", NULL, turned ? two : one, 2}));
        up_well(up_add_row(
            fixture, upload,
            (struct up_row){"competency", turned ? "a" : "b", NULL, turned ? one : two, 2}));
        struct bw_written written = up_step(fixture, BW_EMBEDDING_COMMIT, NULL, upload);
        up_well(written);
        strcpy(names[turned], written.step.model);
    }
    assert_string_equal(names[0], names[1]);
    up_sweep(fixture);
    assert_int_equal(up_entries(fixture, BW_DB_VECTOR), 2);
}

static void snapshot__is_the_same_after_opening_the_store_again(void **state)
{
    struct bw_uploading *fixture = *state;
    up_put_records(fixture);
    up_well(up_upload_space(fixture));
    struct bw_snapshot *first = up_build(fixture, NULL);
    up_shut(fixture);
    up_open_again(fixture);
    struct bw_snapshot *second = up_build(fixture, NULL);
    assert_string_equal(second->name, first->name);
    assert_int_equal(second->vectors->id, first->vectors->id);
    size_t bytes = first->vectors->competencies.n * first->vectors->stride * sizeof(float);
    assert_memory_equal(second->vectors->competencies.at, first->vectors->competencies.at, bytes);
    bw_snapshot_drop(first);
    bw_snapshot_drop(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, up_open_store, up_close_store)
        TEST(snapshot__without_a_model_has_no_vectors),
        TEST(snapshot__folds_what_has_no_row),
        TEST(snapshot__takes_stored_rows_of_the_same_text_and_folds_the_others),
        TEST(external__vectors_are_of_unit_length_and_new_records_have_none),
        TEST(external__id_follows_from_the_vectors_not_from_their_order),
        TEST(snapshot__is_the_same_after_opening_the_store_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
