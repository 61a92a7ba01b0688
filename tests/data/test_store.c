/* The store from inside: writes as JSON, what becomes of them, and what stays after a failure. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/json.h"
#include "data/schema.h"
#include "data/snapshot.h"
#include "data/store_inside.h"
#include "data/verify.h"
#include "data/verdict.h"
#include "data/write.h"
#include "model/twins/verdict.h"
#include "tests/model/check.h"

struct fixture {
    char dir[64];
    struct bw_store *store;
    struct bw_reader *reader;
};

static int open_store(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct bw_fail fail;
    strcpy(fixture->dir, "/tmp/bwstore.XXXXXX");
    if (!mkdtemp(fixture->dir))
        return -1;
    struct bw_store_options options = {
        .dir = fixture->dir, .create = true, .map_bytes = (size_t)64 << 20};
    if (bw_store_open(&options, &fixture->store, &fail) ||
        bw_reader_open(fixture->store, &fixture->reader, &fail))
        return -1;
    *state = fixture;
    return 0;
}

static int close_store(void **state)
{
    struct fixture *fixture = *state;
    char command[128];
    bw_reader_close(fixture->reader);
    bw_store_close(fixture->store);
    snprintf(command, sizeof command, "rm -r %s", fixture->dir);
    int code = system(command); /* NOLINT(cert-env33-c): a fixed command on our own directory */
    free(fixture);
    return code;
}

/* Writes {"kind": [items], …} in one write. */
static struct bw_written put(struct fixture *fixture, const char *json, bool skip_bad)
{
    msgpack_sbuffer bytes;
    msgpack_packer packer;
    msgpack_unpacked value;
    struct bw_fail fail;
    struct bw_part parts[10];
    struct bw_write write = {.parts = parts, .skip_bad = skip_bad, .report_all = skip_bad};
    struct bw_written written;
    msgpack_sbuffer_init(&bytes);
    msgpack_packer_init(&packer, &bytes, msgpack_sbuffer_write);
    if (bw_json_to_msgpack(json, strlen(json), &packer, &fail))
        fail_msg("%s", fail.text);
    msgpack_unpacked_init(&value);
    assert_int_equal(msgpack_unpack_next(&value, bytes.data, bytes.size, NULL),
                     MSGPACK_UNPACK_SUCCESS);
    for (uint32_t i = 0; i < value.data.via.map.size; i++) {
        const msgpack_object_kv *entry = &value.data.via.map.ptr[i];
        struct bw_part *part = &parts[write.n_parts++];
        part->op = BW_OP_PUT;
        assert_true(bw_kind_parse(entry->key.via.str.ptr, entry->key.via.str.size, &part->kind));
        part->items = entry->val.via.array.ptr;
        part->n = entry->val.via.array.size;
    }
    bw_write_now(fixture->store, &write, &written);
    msgpack_unpacked_destroy(&value);
    msgpack_sbuffer_destroy(&bytes);
    return written;
}

static uint64_t put_well(struct fixture *fixture, const char *json)
{
    struct bw_written written = put(fixture, json, false);
    if (written.err)
        fail_msg("%s", written.fail.text);
    return written.revision;
}

static const char town[] =
    "{\"org\":[{\"id\":\"stad\",\"name\":\"Stad\"}],"
    "\"team\":[{\"id\":\"t\",\"org\":\"stad\",\"name\":\"T\"}],"
    "\"competency\":[{\"id\":\"a\",\"label\":\"A\"},"
    "{\"id\":\"b\",\"label\":\"B\",\"broader\":[\"a\"],\"same_as\":[\"c\"]},"
    "{\"id\":\"c\",\"label\":\"C\",\"broader\":[\"a\"]},"
    "{\"id\":\"d\",\"label\":\"D\",\"broader\":[\"b\"]}],"
    "\"role\":[{\"id\":\"r\",\"label\":\"R\",\"versions\":[{\"from\":\"2020-01-01\","
    "\"requires\":[{\"competency\":\"a\",\"level\":3}]}]}],"
    "\"employee\":[{\"id\":\"e\",\"org\":\"stad\",\"team\":\"t\",\"role\":\"r\"}],"
    "\"evidence\":[{\"employee\":\"e\",\"competency\":\"a\",\"level\":2,\"source\":\"test\","
    "\"at\":\"2026-01-01\"}]}";

static void complain(void *context, const char *text)
{
    (void)context;
    print_error("%s\n", text);
}

static void assert_clean(struct fixture *fixture)
{
    uint64_t checked, wrong;
    struct bw_fail fail;
    assert_int_equal(bw_verify(fixture->store, complain, NULL, &checked, &wrong, &fail), BW_OK);
    assert_true(checked > 0);
    assert_int_equal(wrong, 0);
}

static void write__in_any_order_in_one_call_is_well(void **state)
{
    assert_int_equal(put_well(*state, town), 1);
    assert_clean(*state);
}

static void write__the_same_again_keeps_the_revision(void **state)
{
    uint64_t first = put_well(*state, town);
    assert_int_equal(put_well(*state, town), first);
    assert_clean(*state);
}

static void write__that_fails_leaves_nothing(void **state)
{
    put_well(*state, town);
    struct bw_written written = put(*state,
                                    "{\"competency\":[{\"id\":\"x\",\"label\":\"X\"},"
                                    "{\"id\":\"y\",\"label\":\"Y\",\"broader\":[\"nix\"]}]}",
                                    false);
    assert_int_equal(written.err, BW_BAD_REQUEST);
    assert_non_null(strstr(written.fail.text, "items[1].broader[0]"));
    struct fixture *fixture = *state;
    struct bw_record record;
    struct bw_fail fail;
    bw_reader_begin(fixture->reader, &fail);
    assert_int_equal(
        bw_record_get(fixture->reader, BW_KIND_COMPETENCY, (struct bw_str){"x", 1}, &record, &fail),
        BW_NOT_FOUND);
    assert_int_equal(bw_revision_latest(fixture->reader), 1);
    bw_reader_end(fixture->reader);
    assert_clean(fixture);
}

static void import__that_skips_bad_items_drops_what_leans_on_them(void **state)
{
    struct bw_written written =
        put(*state,
            "{\"competency\":[{\"id\":\"x\",\"label\":\"X\",\"broader\":[\"nix\"]},"
            "{\"id\":\"y\",\"label\":\"Y\",\"broader\":[\"x\"]},"
            "{\"id\":\"z\",\"label\":\"Z\"}]}",
            true);
    assert_int_equal(written.err, BW_OK);
    assert_int_equal(written.written, 1);
    assert_int_equal(written.n_bad, 2);
    bw_written_clear(&written);
    assert_clean(*state);
}

static void evidence__with_another_level_replaces_the_item(void **state)
{
    struct fixture *fixture = *state;
    put_well(fixture, town);
    uint64_t revision;
    struct bw_fail fail;
    put_well(fixture, "{\"evidence\":[{\"employee\":\"e\",\"competency\":\"a\",\"level\":3,"
                      "\"source\":\"test\",\"at\":\"2026-01-01\"}]}");
    msgpack_sbuffer out;
    msgpack_packer packer;
    msgpack_unpacked list;
    msgpack_sbuffer_init(&out);
    msgpack_packer_init(&packer, &out, msgpack_sbuffer_write);
    bw_reader_begin(fixture->reader, &fail);
    assert_int_equal(bw_evidence_list(fixture->reader, (struct bw_str){"e", 1}, false, &packer,
                                      &revision, &fail),
                     BW_OK);
    bw_reader_end(fixture->reader);
    msgpack_unpacked_init(&list);
    msgpack_unpack_next(&list, out.data, out.size, NULL);
    assert_int_equal(list.data.via.array.size, 1);
    assert_int_equal(revision, 2);
    assert_near(bw_field_float(&list.data.via.array.ptr[0], "level", 0), 3, 0);
    msgpack_unpacked_destroy(&list);
    msgpack_sbuffer_destroy(&out);
    assert_clean(fixture);
}

static void snapshot__holds_near_and_same_competencies(void **state)
{
    struct fixture *fixture = *state;
    struct bw_snapshot *snapshot;
    struct bw_fail fail;
    put_well(fixture, town);
    bw_reader_begin(fixture->reader, &fail);
    assert_int_equal(bw_snapshot_build(fixture->reader, 20780, NULL, &snapshot, &fail), BW_OK);
    bw_reader_end(fixture->reader);
    const struct bw_competency *b = &snapshot->cat.competencies[1];
    assert_int_equal(b->same.n, 1);
    assert_int_equal(b->same.at[0], 2);
    /* Four in all: IC(a) = 1 - ln 4 / ln 4 = 0, IC(b) = 1 - ln 2 / ln 4 = 1/2, IC(d) = 1: b
     * subsumes both, Lin = 2 * .5 / (.5 + 1) = 2/3; c and b share only a. */
    assert_int_equal(b->n_near, 1);
    assert_int_equal(b->near[0].competency, 3);
    assert_near(b->near[0].sigma, 2.0 / 3, 1e-12);
    assert_int_equal(snapshot->cat.competencies[2].n_near, 0);
    bw_snapshot_drop(snapshot);
}

/* Two verdicts on competencies of the town and one on a course that "teaches". */
static void put_verdicts(struct fixture *fixture)
{
    char json[1024], one[BW_VERDICT_ID_LEN + 1], two[BW_VERDICT_ID_LEN + 1],
        three[BW_VERDICT_ID_LEN + 1];
    struct bw_str a = {"a", 1}, c = {"c", 1}, d = {"d", 1}, k = {"k", 1};
    bw_verdict_id(BW_ABOUT_COMPETENCIES, bw_pair_of(BW_ABOUT_COMPETENCIES, d, a), one);
    bw_verdict_id(BW_ABOUT_COMPETENCIES, bw_pair_of(BW_ABOUT_COMPETENCIES, a, c), two);
    bw_verdict_id(BW_ABOUT_TAG, bw_pair_of(BW_ABOUT_TAG, k, d), three);
    snprintf(json, sizeof json,
             "{\"course\":[{\"id\":\"k\",\"title\":\"K\",\"language\":\"nl\",\"hours\":1,"
             "\"format\":\"classroom\",\"price_cents\":0,"
             "\"teaches\":[{\"competency\":\"a\",\"to\":2}]}],\"verdict\":["
             "{\"id\":\"%s\",\"kind\":\"competencies\",\"competencies\":[\"a\",\"d\"],"
             "\"yes\":false,\"at\":\"2026-01-01\"},"
             "{\"id\":\"%s\",\"kind\":\"competencies\",\"competencies\":[\"a\",\"c\"],"
             "\"yes\":true,\"at\":\"2026-01-01\"},"
             "{\"id\":\"%s\",\"kind\":\"tag\",\"courses\":[\"k\"],\"competencies\":[\"d\"],"
             "\"yes\":false,\"at\":\"2026-01-01\"}]}",
             one, two, three);
    put_well(fixture, json);
}

static void snapshot__knows_what_was_decided(void **state)
{
    struct fixture *fixture = *state;
    struct bw_snapshot *snapshot;
    struct bw_fail fail;
    put_well(fixture, town);
    put_verdicts(fixture);
    assert_clean(fixture);
    bw_reader_begin(fixture->reader, &fail);
    assert_int_equal(bw_snapshot_build(fixture->reader, 20780, NULL, &snapshot, &fail), BW_OK);
    bw_reader_end(fixture->reader);
    const struct bw_catalogue *cat = &snapshot->cat;
    assert_int_equal(bw_verdict_of(cat, BW_ABOUT_COMPETENCIES, 0, 3), BW_RULED_NO);
    assert_int_equal(bw_verdict_of(cat, BW_ABOUT_COMPETENCIES, 3, 0), BW_RULED_NO);
    assert_int_equal(bw_verdict_of(cat, BW_ABOUT_COMPETENCIES, 2, 0), BW_RULED_YES);
    assert_int_equal(bw_verdict_of(cat, BW_ABOUT_COMPETENCIES, 2, 3), BW_RULED_NOT);
    assert_int_equal(bw_verdict_of(cat, BW_ABOUT_TAG, 0, 3), BW_RULED_NO);
    assert_int_equal(bw_verdict_of(cat, BW_ABOUT_TAG, 3, 0), BW_RULED_NOT);
    assert_int_equal(bw_verdict_of(cat, BW_ABOUT_COURSES, 0, 3), BW_RULED_NOT);
    bw_snapshot_drop(snapshot);
}

static void write__made_from_what_changed_since_is_a_conflict(void **state)
{
    struct fixture *fixture = *state;
    uint64_t first = put_well(fixture, town);
    struct bw_unchanged a = {BW_KIND_COMPETENCY, {"a", 1}, first}, gone = a;
    struct bw_write write = {.unchanged = &a, .n_unchanged = 1};
    struct bw_written written;
    gone.id = (struct bw_str){"nix", 3};
    bw_write_now(fixture->store, &write, &written);
    assert_int_equal(written.err, BW_OK);
    write.unchanged = &gone;
    bw_write_now(fixture->store, &write, &written);
    assert_int_equal(written.err, BW_CONFLICT);
    write.unchanged = &a;
    put_well(fixture, "{\"competency\":[{\"id\":\"a\",\"label\":\"Aa\"}]}");
    bw_write_now(fixture->store, &write, &written);
    assert_int_equal(written.err, BW_CONFLICT);
    assert_non_null(strstr(written.fail.text, "\"a\" was changed meanwhile"));
}

/* Of before there were verdicts: its counters end earlier. */
static void store__that_never_had_verdicts_takes_them(void **state)
{
    struct fixture *fixture = *state;
    struct bw_key key = bw_key_meta("counters");
    struct bw_slice payload;
    struct bw_txn *txn;
    struct bw_fail fail;
    char old[512];
    bool found;
    put_well(fixture, town);
    assert_int_equal(bw_txn_begin(fixture->store->db, NULL, true, &txn, &fail), BW_OK);
    assert_int_equal(bw_value_get(txn, BW_DB_META, bw_key_slice(&key), &payload, &found, &fail),
                     BW_OK);
    size_t len = payload.len - (size_t)(BW_KIND_END - BW_KIND_VERDICT) * 12;
    memcpy(old, payload.at, len);
    assert_int_equal(
        bw_value_put(txn, BW_DB_META, bw_key_slice(&key), (struct bw_slice){old, len}, &fail),
        BW_OK);
    assert_int_equal(bw_txn_commit(txn, &fail), BW_OK);
    assert_clean(fixture);
    put_verdicts(fixture);
    assert_clean(fixture);
}

static void store__is_held_by_one_process(void **state)
{
    struct fixture *fixture = *state;
    struct bw_store *second;
    struct bw_fail fail;
    char pid[32];
    struct bw_store_options options = {.dir = fixture->dir, .create = true};
    assert_int_equal(bw_store_open(&options, &second, &fail), BW_CONFLICT);
    snprintf(pid, sizeof pid, "process %ld", (long)getpid());
    assert_non_null(strstr(fail.text, pid));
}

static void full__store_says_so_and_goes_on(void **state)
{
    struct fixture *fixture = *state;
    char *large = malloc(1 << 20);
    enum bw_err err = BW_OK;
    put_well(fixture, town);
    for (int i = 0; i < 4000 && !err; i++) {
        int len = snprintf(large, 200, "{\"competency\":[{\"id\":\"big%d\",\"label\":\"", i);
        memset(large + len, 'x', 60000);
        strcpy(large + len + 60000, "\"}]}");
        struct bw_written written = put(fixture, large, false);
        err = written.err;
        bw_written_clear(&written);
    }
    free(large);
    assert_int_equal(err, BW_STORAGE_FULL);
    assert_clean(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)
        TEST(write__in_any_order_in_one_call_is_well),
        TEST(write__the_same_again_keeps_the_revision),
        TEST(write__that_fails_leaves_nothing),
        TEST(import__that_skips_bad_items_drops_what_leans_on_them),
        TEST(evidence__with_another_level_replaces_the_item),
        TEST(snapshot__holds_near_and_same_competencies),
        TEST(snapshot__knows_what_was_decided),
        TEST(write__made_from_what_changed_since_is_a_conflict),
        TEST(store__that_never_had_verdicts_takes_them),
        TEST(store__is_held_by_one_process),
        TEST(full__store_says_so_and_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
