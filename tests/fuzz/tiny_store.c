#include "tests/fuzz/tiny_store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/verdict.h"
#include "data/verify.h"
#include "model/learned/learning.h"
#include "tests/data/tiny_space.h"
#include "tests/fuzz/fuzz_help.h"

static struct bw_uploading fixture;
static pid_t owner;

static const struct {
    enum bw_kind kind;
    const char *items;
} records[] = {
    {BW_KIND_ORG, "[{\"id\":\"o\",\"name\":\"O\",\"language\":\"nl\",\"personal_share\":0.2},"
                  "{\"id\":\"p\",\"name\":{\"nl\":\"P\",\"en\":\"Q\"},\"parent\":\"o\","
                  "\"catalogues\":[\"o\"],\"purposes\":{\"training\":\"2030-01-01\"}}]"},
    {BW_KIND_TEAM, "[{\"id\":\"t\",\"org\":\"o\",\"name\":\"T\"}]"},
    {BW_KIND_COMPETENCY,
     "[{\"id\":\"a\",\"label\":{\"nl\":\"praten\",\"en\":\"talking\"},\"kind\":\"skill\","
     "\"alt_labels\":{\"nl\":[\"spreken\"]},\"half_life_months\":24},"
     "{\"id\":\"b\",\"label\":\"water bouwen\",\"broader\":[\"a\"],\"requires\":[\"a\"]},"
     "{\"id\":\"c\",\"label\":\"wet\",\"same_as\":[\"b\"],\"related\":[\"a\"]}]"},
    {BW_KIND_TASK, "[{\"id\":\"w\",\"label\":\"W\",\"law\":\"Wet\","
                   "\"requires\":[{\"competency\":\"c\",\"level\":2,\"mandatory\":true}]}]"},
    {BW_KIND_ROLE,
     "[{\"id\":\"r\",\"label\":\"R\",\"code\":\"2635\",\"versions\":[{\"from\":\"2020-01-01\","
     "\"tasks\":[\"w\"],\"requires\":[{\"competency\":\"a\",\"level\":3,\"weight\":0.5},"
     "{\"competency\":\"b\",\"level\":4,\"law\":\"Wet\"}]}]},"
     "{\"id\":\"s\",\"label\":\"S\",\"versions\":[{\"from\":\"2021-01-01\",\"tasks\":[\"w\"]}]}]"},
    {BW_KIND_CHANGE,
     "[{\"id\":\"h\",\"label\":\"H\",\"effective\":\"2027-01-01\",\"law\":\"Wet\","
     "\"moves\":[{\"task\":\"w\",\"to_role\":\"s\",\"from_role\":\"r\",\"share\":0.5}],"
     "\"requires\":[{\"role\":\"r\",\"competency\":\"c\",\"level\":4}],"
     "\"merges\":[{\"from_org\":\"p\",\"to_org\":\"o\",\"roles\":{\"s\":\"r\"}}]}]"},
    {BW_KIND_COURSE,
     "[{\"id\":\"k\",\"title\":\"praten met water\",\"language\":\"nl\",\"format\":\"classroom\","
     "\"hours\":8,\"price_cents\":10000,\"legal_basis\":\"law\",\"provider\":\"v\","
     "\"teaches\":[{\"competency\":\"a\",\"from\":1,\"to\":3},{\"competency\":\"b\",\"to\":4}],"
     "\"requires\":[{\"competency\":\"c\",\"level\":1}],"
     "\"certificate\":{\"name\":\"C\",\"valid_months\":12},"
     "\"sessions\":[{\"id\":\"x\",\"start\":\"2027-02-01\",\"end\":\"2027-02-03\",\"seats\":4}]},"
     "{\"id\":\"l\",\"title\":\"jeugd\",\"language\":\"en\",\"format\":\"e-learning\","
     "\"hours\":2,\"price_cents\":0,\"teaches\":[{\"competency\":\"c\",\"to\":5}]}]"},
    {BW_KIND_EMPLOYEE,
     "[{\"id\":\"e\",\"org\":\"o\",\"team\":\"t\",\"role\":\"r\",\"target_role\":\"s\","
     "\"hours_per_week\":32,\"leaves_on\":\"2030-01-01\",\"wishes\":[\"c\"],"
     "\"preferences\":{\"languages\":[\"nl\"],\"formats\":[\"classroom\"],"
     "\"max_hours_per_week\":8}},"
     "{\"id\":\"f\",\"org\":\"o\",\"team\":\"t\",\"role\":\"r\",\"objects_to_profiling\":true}]"},
    {BW_KIND_EVIDENCE,
     "[{\"employee\":\"e\",\"competency\":\"a\",\"level\":2.5,\"source\":\"manager\","
     "\"at\":\"2026-01-01\",\"by\":\"f\"},"
     "{\"id\":\"v\",\"employee\":\"e\",\"competency\":\"b\",\"level\":1,\"source\":\"certificate\","
     "\"at\":\"2026-02-01\",\"valid_until\":\"2028-02-01\",\"course\":\"k\"},"
     "{\"employee\":\"f\",\"competency\":\"a\",\"level\":4,\"source\":\"self\","
     "\"at\":\"2026-01-05\"}]"},
    {BW_KIND_EVENT,
     "[{\"id\":\"1\",\"employee\":\"e\",\"course\":\"k\",\"type\":\"enrolled\","
     "\"at\":\"2026-03-01T10:00:00Z\",\"session\":\"x\",\"price_cents\":9000,\"by\":\"f\"},"
     "{\"id\":\"2\",\"employee\":\"e\",\"course\":\"k\",\"type\":\"completed\","
     "\"at\":\"2026-05-01T10:00:00Z\"},"
     "{\"id\":\"3\",\"employee\":\"f\",\"course\":\"l\",\"type\":\"rated\","
     "\"at\":\"2026-05-02T10:00:00Z\",\"value\":4,\"position\":1,\"reason\":\"goed\"}]"},
};

#define CARD                                                                                       \
    "{\"trained_at\":\"2026-11-20T10:00:00+01:00\",\"until\":\"2026-09-01\",\"seed\":7,"           \
    "\"data\":{\"outcomes\":10,\"people\":3,\"courses\":2,\"fingerprint\":\"abc\"},"               \
    "\"parts\":{\"preference\":{\"auc\":0.5}},\"features\":[{\"name\":\"load\",\"weight\":1}]}"

/* Whoever made the store takes it away; what a fuzzer starts beside it does not. */
static void remove_folder(void)
{
    static const char *const names[] = {"data.mdb", "lock.mdb", "lock", "pid"};
    char path[128];
    if (getpid() != owner)
        return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", fixture.dir, names[i]);
        unlink(path);
    }
    rmdir(fixture.dir);
}

static void put_verdict(void)
{
    struct bw_ruled ruled = {.about = BW_ABOUT_TAG,
                             .pair = {{"k", 1}, {"a", 1}},
                             .yes = true,
                             .at = 20700,
                             .by = {"f", 1}};
    msgpack_sbuffer bytes;
    msgpack_packer packer;
    msgpack_unpacked map;
    msgpack_sbuffer_init(&bytes);
    msgpack_packer_init(&packer, &bytes, msgpack_sbuffer_write);
    bw_verdict_pack(&ruled, &packer);
    msgpack_unpacked_init(&map);
    must(msgpack_unpack_next(&map, bytes.data, bytes.size, NULL) == MSGPACK_UNPACK_SUCCESS);
    struct bw_part part = {BW_OP_PUT, BW_KIND_VERDICT, &map.data, 1};
    struct bw_write write = {.parts = &part, .n_parts = 1};
    struct bw_written written;
    bw_write_now(fixture.store, &write, &written);
    must(written.err == BW_OK && written.written == 1);
    msgpack_unpacked_destroy(&map);
    msgpack_sbuffer_destroy(&bytes);
}

/* A model of preferences only; it serves. */
static void put_model(void)
{
    struct bw_preference preference = {.01, .01, .01, .01};
    unsigned char section[BW_PREFERENCE_BYTES];
    struct bw_fail fail;
    char json[1024];
    void *model;
    must(bw_preference_pack(&preference, section, &fail) == BW_OK);
    struct bw_section sections[BW_SECTION_KINDS] = {
        [BW_SECTION_PREFERENCE] = {section, sizeof section}};
    size_t n = bw_learned_bytes(sections);
    must(posix_memalign(&model, BW_BLOCK_ALIGN, n) == 0);
    bw_learned_pack(sections, model);
    snprintf(json, sizeof json, "{\"card\":" CARD ",\"bytes\":%zu}", n);
    struct bw_written begun = up_say(&fixture, BW_MODEL_BEGIN, json, 0);
    up_well(begun);
    up_well(up_add_bytes(&fixture, begun.step.upload, 0, model, n / 2));
    up_well(up_add_bytes(&fixture, begun.step.upload, 1, (char *)model + n / 2, n - n / 2));
    up_well(up_step(&fixture, BW_MODEL_COMMIT, NULL, begun.step.upload));
    up_well(up_say(&fixture, BW_MODEL_PROMOTE,
                   "{\"version\":\"m1\",\"by\":\"ria\",\"reason\":\"goed\"}", 0));
    free(model);
}

/* The text model, and a vector of its own for one record. */
static void put_space(void)
{
    static const char *const words[] = {"praten", "water", "bouwen", "jeugd", "wet"};
    static float vector[DIM] = {1};
    fixture.space = bw_tiny_space(words, 5, 0, &fixture.space_len);
    must(fixture.space != NULL);
    uint32_t upload = up_begin_trained(&fixture, "");
    up_well(up_add_space(&fixture, upload, 0, fixture.space, fixture.space_len));
    up_well(up_add_row(&fixture, upload, (struct up_row){"competency", "a", NULL, vector, DIM}));
    up_well(up_step(&fixture, BW_EMBEDDING_COMMIT, NULL, upload));
}

static void make(void)
{
    owner = getpid();
    /* Writes are waited for: memory is quicker than a disk. */
    strcpy(fixture.dir,
           access("/dev/shm", W_OK) == 0 ? "/dev/shm/bwfuzz.XXXXXX" : "/tmp/bwfuzz.XXXXXX");
    must(mkdtemp(fixture.dir) != NULL);
    atexit(remove_folder);
    up_open_again(&fixture);
    for (size_t i = 0; i < sizeof records / sizeof *records; i++)
        up_change(&fixture, BW_OP_PUT, records[i].kind, records[i].items);
    put_verdict();
    put_space();
    put_model();
    up_assert_clean(&fixture);
}

struct bw_uploading *tiny_store(void)
{
    if (!owner)
        make();
    return &fixture;
}

struct bw_txn *tiny_write(void)
{
    struct bw_txn *txn;
    struct bw_fail fail;
    must(bw_txn_begin(tiny_store()->store->db, NULL, true, &txn, &fail) == BW_OK);
    return txn;
}

void tiny_commit(struct bw_txn *txn)
{
    struct bw_fail fail;
    must(bw_txn_commit(txn, &fail) == BW_OK);
}

static void must_name(void *context, const char *text)
{
    size_t *told = context;
    must(text[0] != 0);
    (*told)++;
}

uint64_t tiny_wrong(void)
{
    uint64_t checked = 0, wrong = 0;
    struct bw_fail fail;
    size_t told = 0;
    must(bw_verify(tiny_store()->store, must_name, &told, &checked, &wrong, &fail) == BW_OK);
    must(told == wrong && checked > 0);
    return wrong;
}
