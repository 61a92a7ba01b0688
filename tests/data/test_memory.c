/* The n-th allocation that fails, in each of what data/ does: an error or an end with a word, never
 * half a write, never a result that leaves something out, and the store is sound and takes the same
 * again. */
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/bytes.h"
#include "data/models.h"
#include "data/verify.h"
#include "model/learned/learning.h"
#include "model/text/text_index.h"
#include "tests/data/uploading.h"
#include "tests/model/check.h"
#include "tests/model/scarce.h"

#define TODAY 20780
#define TRIES 8
#define ARENA_BYTES ((size_t)8 << 20)

/* The store that every try begins with. */
static struct bw_uploading *fixture;
static char dir[64]; /* of the tries: in memory where there is such a disk, since they commit */
static void *file;
static size_t file_len;
static uint64_t right;     /* what a read comes to */
static uint32_t under_way; /* the upload of a learned model that is to be committed */

/* One try. */
struct on_store {
    struct bw_store *store;
    struct bw_reader *reader;
    struct bw_arena *arena;
    struct bw_snapshot *snapshot;
    struct bw_fail fail;
    msgpack_sbuffer bytes[2];
    msgpack_unpacked maps[2];
    struct bw_part parts[12];
    struct bw_write write;
    struct bw_model_step step;
    struct bw_booking_step booking;
    struct bw_written written;
    uint64_t revision, sum;
};

static void open_store(struct on_store *on)
{
    struct bw_store_options options = {.dir = dir, .map_bytes = MAP_BYTES};
    if (bw_store_open(&options, &on->store, &on->fail) ||
        bw_reader_open(on->store, &on->reader, &on->fail))
        fail_msg("%s", on->fail.text);
}

static void begin(struct on_store *on)
{
    assert_int_equal(bw_reader_begin(on->reader, &on->fail), BW_OK);
}

static uint64_t latest(struct on_store *on)
{
    begin(on);
    uint64_t revision = bw_revision_latest(on->reader);
    bw_reader_end(on->reader);
    return revision;
}

static void write_file(void)
{
    char path[96];
    sprintf(path, "%s/data.mdb", dir);
    int fd = open(path, O_WRONLY | O_TRUNC | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(pwrite(fd, file, file_len, 0), (ssize_t)file_len);
    close(fd);
}

static struct on_store *fresh(void)
{
    struct on_store *on = calloc(1, sizeof *on);
    write_file();
    open_store(on);
    on->arena = bw_arena_create(ARENA_BYTES);
    on->revision = latest(on);
    return on;
}

static void complain(void *context, const char *text)
{
    (void)context;
    print_error("%s\n", text);
}

static void assert_sound(struct on_store *on)
{
    uint64_t checked, wrong;
    assert_int_equal(bw_verify(on->store, complain, NULL, &checked, &wrong, &on->fail), BW_OK);
    assert_int_equal(wrong, 0);
}

/* Of a write: all or nothing, and again it goes well. */
static void settle_write(void *prepared, int err)
{
    struct on_store *on = prepared;
    assert_sound(on);
    if (err) {
        assert_int_equal(latest(on), on->revision);
        bw_written_clear(&on->written);
        bw_write_now(on->store, &on->write, &on->written);
        if (on->written.err)
            fail_msg("again: %s", on->written.fail.text);
        assert_sound(on);
    }
    assert_true(latest(on) > on->revision || on->write.step || on->write.report_all);
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
    struct on_store *on = fresh();
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

static const char town[] =
    "{\"org\":[{\"id\":\"dorp\",\"name\":\"Dorp\",\"parent\":\"stad\"}],"
    "\"team\":[{\"id\":\"t2\",\"org\":\"dorp\",\"name\":\"T\",\"manager\":\"n9\"}],"
    "\"competency\":[{\"id\":\"c\",\"label\":\"C\",\"broader\":[\"a\"]},"
    "{\"id\":\"a\",\"label\":\"A nieuw\",\"same_as\":[\"b\"]}],"
    "\"task\":[{\"id\":\"w\",\"label\":\"W\",\"requires\":[{\"competency\":\"a\",\"level\":3}]}],"
    "\"role\":[{\"id\":\"r2\",\"label\":\"R\",\"versions\":[{\"from\":\"2020-01-01\","
    "\"tasks\":[\"w\"],\"requires\":[{\"competency\":\"b\",\"level\":3}]}]}],"
    "\"change\":[{\"id\":\"wet\",\"label\":\"Wet\",\"effective\":\"2027-01-01\","
    "\"moves\":[{\"task\":\"w\",\"to_role\":\"r\"}]}],"
    "\"course\":[{\"id\":\"k9\",\"title\":\"K\",\"language\":\"nl\",\"hours\":1,"
    "\"format\":\"classroom\",\"price_cents\":0,\"teaches\":[{\"competency\":\"a\",\"to\":2}]}],"
    "\"employee\":[{\"id\":\"n9\",\"org\":\"dorp\",\"team\":\"t2\",\"role\":\"r2\"},"
    "{\"id\":\"e1\",\"org\":\"stad\",\"team\":\"t\",\"role\":\"r\",\"wishes\":[\"c\"]}],"
    "\"evidence\":[{\"employee\":\"n9\",\"competency\":\"a\",\"level\":2,\"source\":\"test\","
    "\"at\":\"2026-01-01\"},{\"id\":\"v1\",\"employee\":\"e1\",\"competency\":\"a\",\"level\":4,"
    "\"source\":\"test\",\"at\":\"2026-01-01\"}],"
    "\"event\":[{\"id\":\"x9\",\"employee\":\"n9\",\"course\":\"k9\",\"type\":\"completed\","
    "\"at\":\"2026-01-02T10:00:00Z\"}]}";

static void *prepare_put(void)
{
    return with_parts(town, BW_OP_PUT);
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
    struct on_store *on = fresh();
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
    on->step.upload = under_way;
    return on;
}

static void *prepare_booking(void)
{
    struct on_store *on = fresh();
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
    struct on_store *on = fresh();
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
    struct on_store *on = fresh();
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
        .dir = dir, .map_bytes = MAP_BYTES, .check_bytes = (uint64_t)1 << 30};
    enum bw_err err = bw_store_open(&options, &on->store, &on->fail);
    return (int)(err ? err : bw_reader_open(on->store, &on->reader, &on->fail));
}

static void settle_open(void *prepared, int err)
{
    struct on_store *on = prepared;
    if (err) {
        bw_store_close(on->store); /* or it is still held */
        open_store(on);
    }
    assert_sound(on);
    bw_reader_close(on->reader);
    bw_store_close(on->store);
}

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

static int build_snapshot(void *prepared)
{
    struct on_store *on = prepared;
    struct bw_snapshot *next = NULL;
    enum bw_err err = bw_reader_begin(on->reader, &on->fail);
    if (err)
        return (int)err;
    err = bw_snapshot_build(on->reader, TODAY, on->snapshot, &next, &on->fail);
    bw_reader_end(on->reader);
    if (err)
        return (int)err;
    mix_snapshot(&on->sum, next);
    bw_snapshot_drop(next);
    return 0;
}

static void *prepare_read(void)
{
    return fresh();
}

static void *prepare_with_snapshot(void)
{
    struct on_store *on = fresh();
    begin(on);
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
    bw_reader_end(on->reader);
    if (err)
        return (int)err;
    assert_non_null(next);
    mix_snapshot(&on->sum, next);
    bw_snapshot_drop(next);
    return 0;
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

static void *prepare_json(void)
{
    return fresh();
}

static int turn_json(void *prepared)
{
    struct on_store *on = prepared;
    struct bw_json_value value;
    enum bw_err err = bw_json_value_read(town, strlen(town), &value, &on->fail);
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
    enum bw_err err = bw_verify(on->store, complain, NULL, &checked, &wrong, &on->fail);
    on->sum = checked;
    return err ? (int)err : wrong ? (int)BW_INTERNAL : 0;
}

static void read_file(void)
{
    char path[96];
    struct stat info;
    sprintf(path, "%s/data.mdb", fixture->dir);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_int_equal(fstat(fd, &info), 0);
    file_len = (size_t)info.st_size;
    file = malloc(file_len);
    assert_int_equal(pread(fd, file, file_len, 0), (ssize_t)file_len);
    close(fd);
}

/* A learned model of preferences only; all of its bytes are brought in. */
static uint32_t add_model(void)
{
    struct bw_preference preference = {.01, .01, .01, .01};
    unsigned char section[BW_PREFERENCE_BYTES];
    struct bw_section sections[BW_SECTION_KINDS] = {
        [BW_SECTION_PREFERENCE] = {section, sizeof section}};
    struct bw_fail fail;
    char json[1024];
    void *bytes;
    assert_int_equal(bw_preference_pack(&preference, section, &fail), BW_OK);
    size_t n = bw_learned_bytes(sections);
    assert_int_equal(posix_memalign(&bytes, BW_BLOCK_ALIGN, n), 0);
    bw_learned_pack(sections, bytes);
    snprintf(json, sizeof json,
             "{\"card\":{\"trained_at\":\"2026-11-20T10:00:00+01:00\",\"until\":\"2026-09-01\","
             "\"seed\":7,\"data\":{\"outcomes\":10,\"people\":3,\"courses\":2,"
             "\"fingerprint\":\"abc\"},\"parts\":{\"preference\":{\"auc\":0.5}},"
             "\"features\":[{\"name\":\"load\",\"weight\":1}]},\"bytes\":%zu}",
             n);
    struct bw_written begun = up_say(fixture, BW_MODEL_BEGIN, json, 0);
    up_well(begun);
    up_well(up_add_bytes(fixture, begun.step.upload, 0, bytes, n));
    free(bytes);
    return begun.step.upload;
}

static void put(enum bw_kind kind, const char *json)
{
    up_change(fixture, BW_OP_PUT, kind, json);
}

static void put_each(enum bw_kind kind, int n, const char *form)
{
    char json[1024];
    for (int i = 1; i <= n; i++) {
        snprintf(json, sizeof json, form, i, i % 5, 1 + i % 3);
        put(kind, json);
    }
}

static int setup(void **state)
{
    (void)state;
    if (up_open_store((void **)&fixture) != 0)
        return -1;
    up_put_records(fixture);
    put(BW_KIND_ORG, "[{\"id\":\"stad\",\"name\":\"Stad\"}]");
    put(BW_KIND_TEAM, "[{\"id\":\"t\",\"org\":\"stad\",\"name\":\"T\"}]");
    put_each(BW_KIND_COURSE, 3,
             "[{\"id\":\"k%d\",\"title\":\"praten %d\",\"language\":\"nl\",\"hours\":%d,"
             "\"format\":\"classroom\",\"price_cents\":0,"
             "\"teaches\":[{\"competency\":\"a\",\"to\":2}]}]");
    put_each(BW_KIND_EMPLOYEE, 12,
             "[{\"id\":\"e%d\",\"org\":\"stad\",\"team\":\"t\",\"role\":\"r\","
             "\"training_budget_cents\":1%d00}]");
    put_each(BW_KIND_EVIDENCE, 10,
             "[{\"id\":\"v%d\",\"employee\":\"e1\",\"competency\":\"a\",\"level\":%d,"
             "\"source\":\"peer\",\"by\":\"x\",\"at\":\"2026-01-0%d\"}]");
    put_each(BW_KIND_EVIDENCE, 12,
             "[{\"employee\":\"e%d\",\"competency\":\"b\",\"level\":%d,"
             "\"source\":\"peer\",\"by\":\"y\",\"at\":\"2026-01-0%d\"}]");
    put_each(BW_KIND_EVENT, 4,
             "[{\"id\":\"x%d\",\"employee\":\"e1\",\"course\":\"k1\",\"type\":\"rated\","
             "\"value\":%d,\"at\":\"2026-01-0%dT10:00:00Z\"}]");
    up_well(up_upload_space(fixture));
    for (int i = 0; i < 2; i++)
        up_well(up_step(fixture, BW_MODEL_COMMIT, NULL, add_model()));
    up_well(up_say(fixture, BW_MODEL_PROMOTE, "{\"version\":\"m1\",\"by\":\"ria\"}", 0));
    under_way = add_model();
    up_shut(fixture);
    read_file();
    strcpy(dir, "/dev/shm/bwstore.XXXXXX");
    if (!mkdtemp(dir))
        strcpy(dir, fixture->dir);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", dir);
    if (strcmp(dir, fixture->dir) != 0 &&
        system(command) != 0) /* NOLINT(cert-env33-c): a fixed command on our own directory */
        return -1;
    up_open_again(fixture);
    free(file);
    return up_close_store((void **)&fixture);
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
    try_read("json", prepare_json, turn_json);
    try_read("verify", prepare_read, verify_it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scarce__writes_are_whole_or_not_at_all),
        cmocka_unit_test(scarce__models_are_brought_in_whole_or_not_at_all),
        cmocka_unit_test(scarce__the_writing_thread_answers_or_ends),
        cmocka_unit_test(scarce__a_store_opens_or_says_why),
        cmocka_unit_test(scarce__snapshots_leave_nothing_out),
        cmocka_unit_test(scarce__reads_leave_nothing_out),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
