/* The n-th allocation that fails, while the store is read: an error or an end with a word, never a
 * result that leaves something out. */
#include <string.h>

#include "data/bytes.h"
#include "data/json.h"
#include "data/models.h"
#include "data/verify.h"
#include "model/text/text_index.h"
#include "tests/data/on_store.h"
#include "tests/model/check.h"
#include "tests/model/scarce.h"

#define TRIES 8

static uint64_t right; /* what a read comes to when nothing fails */

static void mix(uint64_t *sum, const void *bytes, size_t n)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < n; i++)
        *sum = (*sum ^ at[i]) * 0x100000001b3u;
    *sum = (*sum ^ n) * 0x100000001b3u;
}

/* What reading came to is what it comes to with enough memory, or an error. */
static void settle_read(void *prepared, int err)
{
    struct on_store *on = prepared;
    if (!err && on->sum != right)
        fail_msg("it went well and came to something else: %s", on->fail.text);
    bw_snapshot_drop(on->snapshot);
}

static void mix_snapshot(uint64_t *sum, const struct bw_snapshot *snapshot)
{
    uint64_t facts[] = {snapshot->cat.n_courses,      snapshot->cat.n_roles,
                        snapshot->cat.n_competencies, snapshot->n_damaged,
                        snapshot->vectors_trouble,    snapshot->learned_trouble[0] != '\0',
                        snapshot->vectors != NULL,    snapshot->learned != NULL,
                        snapshot->peers != NULL,      bw_text_index_bytes(snapshot->texts)};
    mix(sum, facts, sizeof facts);
    mix(sum, snapshot->model, strlen(snapshot->model));
    for (uint32_t c = 0; c < snapshot->cat.n_competencies; c++)
        mix(sum, &snapshot->cat.competencies[c].n_near,
            sizeof snapshot->cat.competencies[c].n_near);
    for (uint32_t c = 0; c < snapshot->cat.n_competencies && snapshot->peers; c++) {
        double votes[2] = {0, 0};
        struct bw_peers_view view = bw_peers_view(snapshot->peers, 0, 0, 0);
        votes[1] = (double)bw_peers_others(&view, c, &votes[0]);
        mix(sum, votes, sizeof votes);
    }
}

/* Ends the reading by which `next` was made, or was not. */
static int end_making(struct on_store *on, enum bw_err err, struct bw_snapshot *next)
{
    bw_reader_end(on->reader);
    if (err)
        return (int)err;
    assert_non_null(next);
    mix_snapshot(&on->sum, next);
    bw_snapshot_drop(next);
    return 0;
}

static int build_snapshot(void *prepared)
{
    struct on_store *on = prepared;
    struct bw_snapshot *next = NULL;
    enum bw_err err = bw_reader_begin(on->reader, &on->fail);
    if (err)
        return (int)err;
    err = bw_snapshot_build(on->reader, TODAY, on->snapshot, &next, &on->fail);
    return end_making(on, err, next);
}

static void *prepare_read(void)
{
    return on_store_fresh();
}

static void *prepare_with_snapshot(void)
{
    struct on_store *on = on_store_fresh();
    on_store_begin(on);
    assert_int_equal(bw_snapshot_build(on->reader, TODAY, NULL, &on->snapshot, &on->fail), BW_OK);
    bw_reader_end(on->reader);
    return on;
}

static int change_model(void *prepared)
{
    struct on_store *on = prepared;
    struct bw_snapshot *next = NULL;
    enum bw_err err = bw_reader_begin(on->reader, &on->fail);
    if (err)
        return (int)err;
    err = bw_snapshot_change_model(on->reader, on->snapshot, true, &next, &on->fail);
    return end_making(on, err, next);
}

static int make_tagger(void *prepared)
{
    struct on_store *on = prepared;
    return bw_snapshot_tagger(on->snapshot) ? 0 : (int)BW_INTERNAL;
}

/* Everything that answers read of records and people. */
static int read_records(void *prepared)
{
    struct on_store *on = prepared;
    struct bw_record records[8];
    struct bw_record_query query = {.kind = BW_KIND_EMPLOYEE, .limit = 8};
    struct bw_record_page page = {.records = records};
    struct bw_store_counts counts;
    struct bw_person person;
    struct bw_people people;
    struct bw_events events;
    uint64_t revision;
    enum bw_err err = bw_reader_begin(on->reader, &on->fail);
    if (!err)
        err = bw_record_list(on->reader, &query, &page, &on->fail);
    for (size_t i = 0; !err && i < page.n; i++)
        mix(&on->sum, records[i].bytes, records[i].len);
    if (!err)
        err = bw_store_count(on->reader, &counts, &on->fail);
    if (!err)
        err = bw_person_load(on->reader, on->snapshot, (struct bw_str){"e1", 2}, on->arena, &person,
                             &revision, &on->fail);
    if (!err)
        mix(&on->sum, &person.n_items, sizeof person.n_items);
    if (!err)
        err = bw_person_events(on->reader, on->snapshot, (struct bw_str){"e1", 2}, on->arena,
                               &events, &on->fail);
    if (!err)
        mix(&on->sum, &events.n, sizeof events.n);
    if (!err)
        err = bw_people_load(on->reader, on->snapshot, &(struct bw_group){BW_NONE, BW_NONE},
                             on->arena, &people, &on->fail);
    if (!err)
        mix(&on->sum, &people.n, sizeof people.n);
    return (int)err;
}

/* What is packed for a client: evidence, events, models. */
static int pack_lists(void *prepared)
{
    struct on_store *on = prepared;
    msgpack_packer packer;
    uint64_t revision;
    struct bw_model models[BW_MODELS_MOST];
    struct bw_promotion history[4];
    size_t n = 0;
    msgpack_sbuffer_init(&on->bytes[1]);
    msgpack_packer_init(&packer, &on->bytes[1], bw_buffer_write);
    enum bw_err err = bw_reader_begin(on->reader, &on->fail);
    if (!err)
        err = bw_evidence_list(on->reader, (struct bw_str){"e1", 2}, true, &packer, &revision,
                               &on->fail);
    if (!err)
        err = bw_event_list(on->reader, (struct bw_str){"e1", 2}, &packer, &revision, &on->fail);
    if (!err)
        err = bw_models_list(on->reader, models, &n, &on->fail);
    mix(&on->sum, &n, sizeof n);
    if (!err)
        err = bw_models_history(on->reader, history, 4, &n, &on->fail);
    mix(&on->sum, &n, sizeof n);
    if (!err)
        mix(&on->sum, on->bytes[1].data, on->bytes[1].size);
    return (int)err;
}

static int turn_json(void *prepared)
{
    struct on_store *on = prepared;
    struct bw_json_value value;
    enum bw_err err = bw_json_value_read(on_store_town, strlen(on_store_town), &value, &on->fail);
    if (err) {
        bw_json_value_clear(&value);
        return (int)err;
    }
    msgpack_sbuffer_init(&on->bytes[1]);
    bw_json_from_msgpack(&value.unpacked.data, true, &on->bytes[1]);
    mix(&on->sum, on->bytes[1].data, on->bytes[1].size);
    bw_json_value_clear(&value);
    return 0;
}

static int verify_it(void *prepared)
{
    struct on_store *on = prepared;
    uint64_t checked = 0, wrong = 0;
    enum bw_err err = bw_verify(on->store, on_store_complain, NULL, &checked, &wrong, &on->fail);
    on->sum = checked;
    return err ? (int)err : wrong ? (int)BW_INTERNAL : 0;
}

/* First what it comes to when nothing fails. */
static void try_read(const char *name, void *(*prepare)(void), int (*work)(void *prepared))
{
    struct on_store *on = prepare();
    assert_int_equal(work(on), 0);
    right = on->sum;
    bw_snapshot_drop(on->snapshot);
    bw_reader_close(on->reader);
    bw_store_close(on->store);
    bw_arena_free(on->arena);
    scarce_try(&(struct scarce){name, prepare, work, settle_read}, TRIES);
}

static void scarce__snapshots_leave_nothing_out(void **state)
{
    (void)state;
    try_read("snapshot", prepare_read, build_snapshot);
    try_read("snapshot again", prepare_with_snapshot, build_snapshot);
    try_read("snapshot of a model", prepare_with_snapshot, change_model);
    try_read("tagger", prepare_with_snapshot, make_tagger);
}

static void scarce__reads_leave_nothing_out(void **state)
{
    (void)state;
    try_read("records", prepare_with_snapshot, read_records);
    try_read("lists", prepare_read, pack_lists);
    try_read("json", prepare_read, turn_json);
    try_read("verify", prepare_read, verify_it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scarce__snapshots_leave_nothing_out),
        cmocka_unit_test(scarce__reads_leave_nothing_out),
    };
    return cmocka_run_group_tests(tests, on_store_setup, on_store_teardown);
}
