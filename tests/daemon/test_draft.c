/* A write that changes stored records, on a real store: its limit. */
#include <stdlib.h>
#include <string.h>

#include "daemon/draft.h"
#include "daemon/worker.h"
#include "tests/model/check.h"

/* "more than N records", N the limit. */
static const char *too_many(void)
{
    static char text[64];
    snprintf(text, sizeof text, "more than %d records", BW_DRAFT_MOST);
    return text;
}

struct fixture {
    char dir[64];
    struct bw_store *store;
    struct bw_worker worker;
    struct bw_pending pending;
};

static msgpack_object str_of(const char *text)
{
    return bw_draft_str((struct bw_str){text, (uint32_t)strlen(text)});
}

/* A store with one org, and a draft begun on it. */
static int open_draft(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct bw_fail fail;
    strcpy(fixture->dir, "/tmp/bwdraft.XXXXXX");
    if (!mkdtemp(fixture->dir))
        return -1;
    struct bw_store_options options = {
        .dir = fixture->dir, .create = true, .map_bytes = (size_t)64 << 20};
    if (bw_store_open(&options, &fixture->store, &fail) ||
        bw_reader_open(fixture->store, &fixture->worker.reader, &fail))
        return -1;
    msgpack_object_kv fields[] = {{str_of("id"), str_of("stad")}, {str_of("name"), str_of("Stad")}};
    msgpack_object map = {.type = MSGPACK_OBJECT_MAP, .via.map = {2, fields}};
    struct bw_part part = {BW_OP_PUT, BW_KIND_ORG, &map, 1};
    struct bw_write write = {.parts = &part, .n_parts = 1};
    struct bw_written written;
    bw_write_now(fixture->store, &write, &written);
    fixture->pending.worker = &fixture->worker;
    *state = fixture;
    return written.err || bw_draft_begin(&fixture->pending, &fail) ? -1 : 0;
}

static int close_draft(void **state)
{
    struct fixture *fixture = *state;
    char command[128];
    bw_draft_free(fixture->pending.draft);
    bw_reader_close(fixture->worker.reader);
    bw_store_close(fixture->store);
    snprintf(command, sizeof command, "rm -r %s", fixture->dir);
    int code = system(command); /* NOLINT(cert-env33-c): a fixed command on our own directory */
    free(fixture);
    return code;
}

static enum bw_err read_org(struct fixture *fixture, msgpack_object *out, struct bw_fail *fail)
{
    return bw_draft_read(&fixture->pending, "a", BW_KIND_ORG, (struct bw_str){"stad", 4}, out,
                         fail);
}

static void draft__puts_back_what_was_read_and_changed(void **state)
{
    struct fixture *fixture = *state;
    struct bw_fail fail;
    msgpack_object org;
    assert_int_equal(read_org(fixture, &org, &fail), BW_OK);
    bw_draft_set(fixture->pending.draft, &org, "name", str_of("Dorp"));
    bw_draft_put(fixture->pending.draft, BW_KIND_ORG, org);
    assert_int_equal(bw_draft_end(&fixture->pending, BW_OK, &fail), BW_OK);
    assert_int_equal(fixture->pending.write.n_parts, 1);
    assert_int_equal(fixture->pending.write.n_unchanged, 1);
    const msgpack_object *name = bw_field_get(&fixture->pending.write.parts[0].items[0], "name");
    assert_true(bw_value_is(name, "Dorp", 4));
}

static void draft__reads_no_more_than_it_holds(void **state)
{
    struct fixture *fixture = *state;
    struct bw_fail fail;
    msgpack_object org;
    for (int i = 0; i < BW_DRAFT_MOST; i++)
        assert_int_equal(read_org(fixture, &org, &fail), BW_OK);
    enum bw_err err = read_org(fixture, &org, &fail);
    assert_int_equal(err, BW_INTERNAL);
    assert_non_null(strstr(fail.text, too_many()));
    assert_int_equal(bw_draft_end(&fixture->pending, err, &fail), BW_INTERNAL);
}

static void draft__puts_no_more_than_it_holds(void **state)
{
    struct fixture *fixture = *state;
    struct bw_fail fail;
    msgpack_object org;
    assert_int_equal(read_org(fixture, &org, &fail), BW_OK);
    for (int i = 0; i <= BW_DRAFT_MOST; i++)
        bw_draft_put(fixture->pending.draft, BW_KIND_ORG, org);
    assert_int_equal(fixture->pending.draft->n, BW_DRAFT_MOST);
    assert_int_equal(bw_draft_end(&fixture->pending, BW_OK, &fail), BW_INTERNAL);
    assert_non_null(strstr(fail.text, too_many()));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_draft, close_draft)
    const struct CMUnitTest tests[] = {
        TEST(draft__puts_back_what_was_read_and_changed),
        TEST(draft__reads_no_more_than_it_holds),
        TEST(draft__puts_no_more_than_it_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
