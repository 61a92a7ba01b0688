/* What evidence writes besides itself: marks of what it names, the revision that it carries; and
 * groups of writes of which some are bad. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "data/refs.h"
#include "tests/data/uploading.h"
#include "tests/model/check.h"

static const char about_a[] =
    "[{\"id\":\"v-1\",\"employee\":\"e\",\"competency\":\"c\",\"level\":2,"
    "\"source\":\"test\",\"at\":\"2026-01-01\",\"course\":\"k\"}]";

static void put_people(struct bw_uploading *fixture)
{
    up_put_records(fixture);
    up_change(fixture, BW_OP_PUT, BW_KIND_COMPETENCY, "[{\"id\":\"c\",\"label\":\"C\"}]");
    up_change(fixture, BW_OP_PUT, BW_KIND_COURSE,
              "[{\"id\":\"k\",\"title\":\"K\",\"language\":\"nl\",\"format\":\"e-learning\","
              "\"hours\":8,\"price_cents\":100,\"teaches\":[{\"competency\":\"a\",\"to\":3}]}]");
    up_change(fixture, BW_OP_PUT, BW_KIND_ORG, "[{\"id\":\"stad\",\"name\":\"Stad\"}]");
    up_change(fixture, BW_OP_PUT, BW_KIND_TEAM, "[{\"id\":\"t\",\"org\":\"stad\",\"name\":\"T\"}]");
    up_change(fixture, BW_OP_PUT, BW_KIND_EMPLOYEE,
              "[{\"id\":\"e\",\"org\":\"stad\",\"team\":\"t\",\"role\":\"r\"},"
              "{\"id\":\"f\",\"org\":\"stad\",\"team\":\"t\",\"role\":\"r\"}]");
}

static void refused(struct bw_written written, enum bw_err code, const char *text)
{
    assert_int_equal(written.err, code);
    if (!strstr(written.fail.text, text))
        fail_msg("%s\nwanted: %s", written.fail.text, text);
}

static void marks__keep_what_evidence_names(void **state)
{
    struct bw_uploading *fixture = *state;
    put_people(fixture);
    uint64_t before = up_entries(fixture, BW_DB_REF);
    up_change(fixture, BW_OP_PUT, BW_KIND_EVIDENCE, about_a);
    assert_int_equal(up_entries(fixture, BW_DB_REF), before + 2);
    refused(up_try(fixture, BW_OP_DELETE, BW_KIND_COMPETENCY, "[\"c\"]"), BW_CONFLICT,
            "ids[0]: competency \"c\" is still referred to by evidence of employee e");
    refused(up_try(fixture, BW_OP_DELETE, BW_KIND_COURSE, "[\"k\"]"), BW_CONFLICT,
            "evidence of employee e");
    refused(up_try(fixture, BW_OP_DELETE, BW_KIND_EMPLOYEE, "[\"e\"]"), BW_CONFLICT,
            "evidence of employee e");
    up_assert_clean(fixture);
}

static void marks__let_go_of_what_evidence_no_longer_names(void **state)
{
    struct bw_uploading *fixture = *state;
    put_people(fixture);
    uint64_t before = up_entries(fixture, BW_DB_REF);
    up_change(fixture, BW_OP_PUT, BW_KIND_EVIDENCE, about_a);
    up_change(fixture, BW_OP_DELETE, BW_KIND_EVIDENCE, "[\"v-1\"]");
    up_assert_clean(fixture);
    up_change(fixture, BW_OP_DELETE, BW_KIND_COMPETENCY, "[\"c\"]");
    up_change(fixture, BW_OP_DELETE, BW_KIND_COURSE, "[\"k\"]");
    assert_int_equal(up_entries(fixture, BW_DB_REF), before - 1); /* what the course taught */
    up_change(fixture, BW_OP_DELETE, BW_KIND_EMPLOYEE, "[\"e\"]");
    up_assert_clean(fixture);
}

static void marks__name_ten_and_others(void **state)
{
    struct bw_uploading *fixture = *state;
    put_people(fixture);
    for (int i = 0; i < 12; i++) {
        char json[256];
        snprintf(json, sizeof json,
                 "[{\"id\":\"x%02d\",\"org\":\"stad\",\"team\":\"t\",\"role\":\"r\"}]", i);
        up_change(fixture, BW_OP_PUT, BW_KIND_EMPLOYEE, json);
        snprintf(json, sizeof json,
                 "[{\"employee\":\"x%02d\",\"competency\":\"c\",\"level\":2,\"source\":\"test\","
                 "\"at\":\"2026-01-01\"}]",
                 i);
        up_change(fixture, BW_OP_PUT, BW_KIND_EVIDENCE, json);
    }
    struct bw_written refused_write = up_try(fixture, BW_OP_DELETE, BW_KIND_COMPETENCY, "[\"c\"]");
    assert_non_null(strstr(refused_write.fail.text, "evidence of employee x09 and others"));
    assert_null(strstr(refused_write.fail.text, "x10"));
    refused(refused_write, BW_CONFLICT, "evidence of employee x00");
}

static uint64_t revision_of(struct bw_uploading *fixture, const char *employee)
{
    msgpack_sbuffer rows;
    msgpack_packer packer;
    struct bw_fail fail;
    uint64_t revision = 0;
    msgpack_sbuffer_init(&rows);
    msgpack_packer_init(&packer, &rows, msgpack_sbuffer_write);
    assert_int_equal(bw_reader_begin(fixture->reader, &fail), BW_OK);
    assert_int_equal(bw_evidence_list(fixture->reader, (struct bw_str){employee, 1}, true, &packer,
                                      &revision, &fail),
                     BW_OK);
    bw_reader_end(fixture->reader);
    msgpack_sbuffer_destroy(&rows);
    return revision;
}

static void revision__of_a_person_is_that_of_the_last_change(void **state)
{
    struct bw_uploading *fixture = *state;
    put_people(fixture);
    uint64_t first = revision_of(fixture, "e");
    up_change(fixture, BW_OP_PUT, BW_KIND_EVIDENCE, about_a);
    assert_int_equal(revision_of(fixture, "e"), first + 1);
    assert_int_equal(revision_of(fixture, "f"), first);
    up_change(fixture, BW_OP_PUT, BW_KIND_EVENT,
              "[{\"id\":\"n-1\",\"employee\":\"e\",\"course\":\"k\",\"type\":\"clicked\","
              "\"at\":\"2026-01-02T10:00:00Z\"}]");
    assert_int_equal(revision_of(fixture, "e"), first + 2);
    up_change(fixture, BW_OP_DELETE, BW_KIND_EVIDENCE, "[\"v-1\"]");
    assert_int_equal(revision_of(fixture, "e"), first + 3);
}

/* The references as a store of version 3 had them: an entry for each person. */
static void make_version_3(struct bw_uploading *fixture)
{
    static const struct {
        enum bw_kind kind;
        uint32_t number;
    } named[] = {{BW_KIND_COMPETENCY, 3}, {BW_KIND_COURSE, 1}, {BW_KIND_EMPLOYEE, 1}};
    struct bw_txn *txn;
    struct bw_fail fail;
    struct bw_key key = bw_key_meta("schema");
    unsigned char bytes[4] = {3, 0, 0, 0};
    assert_int_equal(bw_txn_begin(fixture->store->db, NULL, true, &txn, &fail), BW_OK);
    assert_int_equal(
        bw_value_put(txn, BW_DB_META, bw_key_slice(&key), (struct bw_slice){bytes, 4}, &fail),
        BW_OK);
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        struct bw_key mark = bw_key_ref(named[i].kind, named[i].number, BW_KIND_EVIDENCE, 0);
        struct bw_key entry = bw_key_ref(named[i].kind, named[i].number, BW_KIND_EVIDENCE, 1);
        struct bw_slice value;
        assert_int_equal(bw_txn_get(txn, BW_DB_REF, bw_key_slice(&mark), &value),
                         named[i].kind != BW_KIND_EMPLOYEE);
        assert_int_equal(bw_txn_del(txn, BW_DB_REF, bw_key_slice(&mark), &fail), BW_OK);
        assert_int_equal(
            bw_txn_put(txn, BW_DB_REF, bw_key_slice(&entry), (struct bw_slice){"", 0}, &fail),
            BW_OK);
    }
    assert_int_equal(bw_txn_commit(txn, &fail), BW_OK);
    up_shut(fixture);
}

static void store__of_version_3_gets_marks(void **state)
{
    struct bw_uploading *fixture = *state;
    put_people(fixture);
    up_change(fixture, BW_OP_PUT, BW_KIND_EVIDENCE, about_a);
    uint64_t before = up_entries(fixture, BW_DB_REF);
    make_version_3(fixture);
    up_open_again(fixture);
    assert_int_equal(up_entries(fixture, BW_DB_REF), before);
    up_assert_clean(fixture);
    refused(up_try(fixture, BW_OP_DELETE, BW_KIND_COMPETENCY, "[\"c\"]"), BW_CONFLICT,
            "evidence of employee e");
}

static void verify__finds_a_missing_mark_and_a_changed_revision(void **state)
{
    struct bw_uploading *fixture = *state;
    char first[1200] = "";
    struct bw_txn *txn;
    struct bw_fail fail;
    struct bw_key mark = bw_key_ref(BW_KIND_COMPETENCY, 3, BW_KIND_EVIDENCE, 0);
    put_people(fixture);
    up_change(fixture, BW_OP_PUT, BW_KIND_EVIDENCE, about_a);
    assert_int_equal(bw_txn_begin(fixture->store->db, NULL, true, &txn, &fail), BW_OK);
    assert_int_equal(bw_txn_del(txn, BW_DB_REF, bw_key_slice(&mark), &fail), BW_OK);
    assert_int_equal(bw_txn_commit(txn, &fail), BW_OK);
    assert_int_equal(up_wrong_in_store(fixture, first), 1);
    assert_non_null(strstr(first, "refers to competency number 3"));
    first[0] = '\0';
    up_damage(fixture, BW_DB_EVIDENCE, bw_key_person(1, 1), 2);
    assert_true(up_wrong_in_store(fixture, first) > 1);
}

#define WRITES 60

/* Writes that go to the writer at once. */
struct together {
    msgpack_sbuffer bytes[WRITES];
    msgpack_unpacked items[WRITES];
    struct bw_part parts[WRITES];
    struct bw_write writes[WRITES];
    struct bw_written written[WRITES];
    pthread_mutex_t lock;
    pthread_cond_t news;
    int n_done;
};

struct one {
    struct together *all;
    int number;
};

static void done(void *context, struct bw_written *written)
{
    struct one *one = context;
    pthread_mutex_lock(&one->all->lock);
    one->all->written[one->number] = *written;
    one->all->n_done++;
    pthread_cond_signal(&one->all->news);
    pthread_mutex_unlock(&one->all->lock);
}

/* Every third is bad in its last item, when the others are written already; every seventh is only
 * tried. */
static bool is_bad(int i)
{
    return i % 3 == 2;
}
static bool is_tried(int i)
{
    return i % 7 == 3;
}

static void make_write(struct together *all, int i)
{
    char json[600];
    snprintf(json, sizeof json,
             "[{\"id\":\"e-%d\",\"employee\":\"e\",\"competency\":\"c\",\"level\":2,"
             "\"source\":\"test\",\"at\":\"2026-01-01\"},"
             "{\"id\":\"f-%d\",\"employee\":\"f\",\"competency\":\"%s\",\"level\":2,"
             "\"source\":\"test\",\"at\":\"2026-01-01\"}]",
             i, i, is_bad(i) ? "nix" : "a");
    all->items[i] = up_map_of(json, &all->bytes[i]);
    all->parts[i] = (struct bw_part){BW_OP_PUT, BW_KIND_EVIDENCE, all->items[i].data.via.array.ptr,
                                     all->items[i].data.via.array.size};
    all->writes[i] =
        (struct bw_write){.parts = &all->parts[i], .n_parts = 1, .dry_run = is_tried(i)};
}

static void write_together(struct bw_uploading *fixture, struct together *all)
{
    struct one ones[WRITES];
    struct bw_writer *writer;
    struct bw_fail fail;
    assert_int_equal(bw_writer_start(fixture->store, &writer, &fail), BW_OK);
    for (int i = 0; i < WRITES; i++)
        make_write(all, i);
    for (int i = 0; i < WRITES; i++) {
        ones[i] = (struct one){all, i};
        assert_int_equal(bw_writer_submit(writer, &all->writes[i], done, &ones[i]), BW_OK);
    }
    pthread_mutex_lock(&all->lock);
    while (all->n_done < WRITES)
        pthread_cond_wait(&all->news, &all->lock);
    pthread_mutex_unlock(&all->lock);
    bw_writer_stop(writer);
}

static void group__of_good_and_bad_writes_keeps_the_good_ones(void **state)
{
    struct bw_uploading *fixture = *state;
    static struct together all;
    put_people(fixture);
    all = (struct together){.lock = PTHREAD_MUTEX_INITIALIZER, .news = PTHREAD_COND_INITIALIZER};
    uint64_t revision = revision_of(fixture, "e"), kept = 0;
    write_together(fixture, &all);
    for (int i = 0; i < WRITES; i++) {
        kept += !is_bad(i) && !is_tried(i);
        assert_int_equal(all.written[i].err, is_bad(i) ? BW_BAD_REQUEST : BW_OK);
        if (!is_bad(i))
            assert_int_equal(all.written[i].revision, revision + kept);
        bw_written_clear(&all.written[i]);
        msgpack_unpacked_destroy(&all.items[i]);
        msgpack_sbuffer_destroy(&all.bytes[i]);
    }
    assert_int_equal(revision_of(fixture, "e"), revision + kept);
    assert_int_equal(up_entries(fixture, BW_DB_XID), 2 * kept);
    up_assert_clean(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, up_open_store, up_close_store)
        TEST(marks__keep_what_evidence_names),
        TEST(marks__let_go_of_what_evidence_no_longer_names),
        TEST(marks__name_ten_and_others),
        TEST(revision__of_a_person_is_that_of_the_last_change),
        TEST(store__of_version_3_gets_marks),
        TEST(verify__finds_a_missing_mark_and_a_changed_revision),
        TEST(group__of_good_and_bad_writes_keeps_the_good_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
