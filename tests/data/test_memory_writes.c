/* The n-th allocation that fails, while the store is written or opened: never half a write, an
 * error or an end with a word, and the store is sound and takes the same again. */
#include "tests/data/on_store.h"
#include "tests/data/uploading.h"
#include "tests/model/check.h"
#include "tests/model/scarce.h"

#define TRIES 8

/* Of a write: all or nothing, and again it goes well. */
static void settle_write(void *prepared, int err)
{
    struct on_store *on = prepared;
    on_store_assert_sound(on);
    if (err) {
        assert_int_equal(on_store_latest(on), on->revision);
        bw_written_clear(&on->written);
        bw_write_now(on->store, &on->write, &on->written);
        if (on->written.err)
            fail_msg("again: %s", on->written.fail.text);
        on_store_assert_sound(on);
    }
    assert_true(on_store_latest(on) > on->revision || on->write.step || on->write.report_all);
    bw_written_clear(&on->written);
    bw_reader_close(on->reader);
    bw_store_close(on->store);
}

static int write_now(void *prepared)
{
    struct on_store *on = prepared;
    bw_write_now(on->store, &on->write, &on->written);
    return (int)on->written.err;
}

/* {"kind": [items], …} as parts. */
static struct on_store *with_parts(const char *json, enum bw_op op)
{
    struct on_store *on = on_store_fresh();
    on->maps[0] = up_map_of(json, &on->bytes[0]);
    const msgpack_object *map = &on->maps[0].data;
    on->write = (struct bw_write){.parts = on->parts, .n_parts = map->via.map.size};
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        const msgpack_object_kv *entry = &map->via.map.ptr[i];
        struct bw_part *part = &on->parts[i];
        *part = (struct bw_part){
            .op = op, .items = entry->val.via.array.ptr, .n = entry->val.via.array.size};
        assert_true(bw_kind_parse(entry->key.via.str.ptr, entry->key.via.str.size, &part->kind));
    }
    return on;
}

static void *prepare_put(void)
{
    return with_parts(on_store_town, BW_OP_PUT);
}

static void *prepare_import(void)
{
    struct on_store *on = with_parts(
        "{\"competency\":[{\"id\":\"x\",\"label\":\"X\",\"broader\":[\"nix\"]},"
        "{\"id\":\"y\",\"label\":\"Y\",\"broader\":[\"x\"]},{\"id\":\"z\",\"label\":\"Z\"}],"
        "\"employee\":[{\"id\":\"e7\",\"org\":\"stad\",\"team\":\"nix\",\"role\":\"r\"},"
        "{\"id\":\"e8\",\"org\":\"stad\",\"team\":\"t\",\"role\":\"r\"}]}",
        BW_OP_PUT);
    on->write.report_all = on->write.skip_bad = true;
    return on;
}

/* Which of the items was bad does not depend on memory. */
static void settle_import(void *prepared, int err)
{
    struct on_store *on = prepared;
    assert_int_equal(err ? 3 : on->written.n_bad, 3);
    settle_write(prepared, err);
}

static void *prepare_delete(void)
{
    return with_parts("{\"evidence\":[\"v1\",\"v2\"],\"course\":[\"k3\"]}", BW_OP_DELETE);
}

static struct on_store *with_step(enum bw_model_step_op op, const char *json)
{
    struct on_store *on = on_store_fresh();
    on->maps[0] = up_map_of(json, &on->bytes[0]);
    on->step = (struct bw_model_step){.op = op, .args = &on->maps[0].data, .at_s = UP_NOW};
    on->write = (struct bw_write){.step = &on->step};
    return on;
}

static void *prepare_promote(void)
{
    return with_step(BW_MODEL_PROMOTE, "{\"version\":\"m2\",\"by\":\"ria\"}");
}

static void *prepare_embedding_begin(void)
{
    return with_step(BW_EMBEDDING_BEGIN, "{\"kind\":\"external\",\"dimension\":4}");
}

/* Of the model whose upload is under way in the store. */
static void *prepare_model_commit(void)
{
    struct on_store *on = with_step(BW_MODEL_COMMIT, "{}");
    on->step.upload = on_store_upload;
    return on;
}

static void *prepare_booking(void)
{
    struct on_store *on = on_store_fresh();
    on->maps[0] = up_map_of("{\"by\":\"baas\",\"items\":[{\"employee\":\"e1\",\"course\":\"k1\"},"
                            "{\"employee\":\"e2\",\"course\":\"k2\"}]}",
                            &on->bytes[0]);
    on->booking = (struct bw_booking_step){
        .op = BW_BOOK_REQUEST, .args = &on->maps[0].data, .today = TODAY, .at_s = UP_NOW};
    on->write = (struct bw_write){.booking = &on->booking};
    return on;
}

static void *prepare_day(void)
{
    struct on_store *on = on_store_fresh();
    on->write = (struct bw_write){.today = TODAY + 1};
    return on;
}

static void note_written(void *context, struct bw_written *written)
{
    struct on_store *on = context;
    on->written = *written;
}

/* Through the thread that the daemon writes by. */
static int write_queued(void *prepared)
{
    struct on_store *on = prepared;
    struct bw_writer *writer;
    enum bw_err err = bw_writer_start(on->store, &writer, &on->fail);
    if (err)
        return (int)err;
    err = bw_writer_submit(writer, &on->write, note_written, on);
    bw_writer_stop(writer);
    return (int)(err ? err : on->written.err);
}

static void *prepare_open(void)
{
    struct on_store *on = on_store_fresh();
    bw_reader_close(on->reader);
    bw_store_close(on->store);
    on->store = NULL;
    on->reader = NULL;
    return on;
}

static int open_it(void *prepared)
{
    struct on_store *on = prepared;
    struct bw_store_options options = {
        .dir = on_store_dir, .map_bytes = MAP_BYTES, .check_bytes = (uint64_t)1 << 30};
    enum bw_err err = bw_store_open(&options, &on->store, &on->fail);
    return (int)(err ? err : bw_reader_open(on->store, &on->reader, &on->fail));
}

static void settle_open(void *prepared, int err)
{
    struct on_store *on = prepared;
    if (err) {
        bw_store_close(on->store); /* or it is still held */
        on_store_open(on);
    }
    on_store_assert_sound(on);
    bw_reader_close(on->reader);
    bw_store_close(on->store);
}

static void try_write(const char *name, void *(*prepare)(void))
{
    scarce_try(&(struct scarce){name, prepare, write_now, settle_write}, TRIES);
}

static void scarce__writes_are_whole_or_not_at_all(void **state)
{
    (void)state;
    try_write("put", prepare_put);
    try_write("delete", prepare_delete);
    try_write("booking", prepare_booking);
    try_write("day", prepare_day);
    scarce_try(&(struct scarce){"import", prepare_import, write_now, settle_import}, TRIES);
}

static void scarce__models_are_brought_in_whole_or_not_at_all(void **state)
{
    (void)state;
    try_write("embedding.begin", prepare_embedding_begin);
    try_write("model.commit", prepare_model_commit);
    try_write("model.promote", prepare_promote);
}

static void scarce__the_writing_thread_answers_or_ends(void **state)
{
    (void)state;
    scarce_try(&(struct scarce){"writer", prepare_put, write_queued, settle_write}, TRIES);
}

static void scarce__a_store_opens_or_says_why(void **state)
{
    (void)state;
    scarce_try(&(struct scarce){"open", prepare_open, open_it, settle_open}, TRIES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scarce__writes_are_whole_or_not_at_all),
        cmocka_unit_test(scarce__models_are_brought_in_whole_or_not_at_all),
        cmocka_unit_test(scarce__the_writing_thread_answers_or_ends),
        cmocka_unit_test(scarce__a_store_opens_or_says_why),
    };
    return cmocka_run_group_tests(tests, on_store_setup, on_store_teardown);
}
