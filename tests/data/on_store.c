#include "tests/data/on_store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/verify.h"
#include "model/learned/learning.h"
#include "tests/data/uploading.h"
#include "tests/model/check.h"

#define ARENA_BYTES ((size_t)8 << 20)

static struct bw_uploading *fixture;
static void *file; /* of the store that every try begins with */
static size_t file_len;

char on_store_dir[64];
uint32_t on_store_upload;

const char on_store_town[] =
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

void on_store_open(struct on_store *on)
{
    struct bw_store_options options = {.dir = on_store_dir, .map_bytes = MAP_BYTES};
    if (bw_store_open(&options, &on->store, &on->fail) ||
        bw_reader_open(on->store, &on->reader, &on->fail))
        fail_msg("%s", on->fail.text);
}

void on_store_begin(struct on_store *on)
{
    assert_int_equal(bw_reader_begin(on->reader, &on->fail), BW_OK);
}

uint64_t on_store_latest(struct on_store *on)
{
    on_store_begin(on);
    uint64_t revision = bw_revision_latest(on->reader);
    bw_reader_end(on->reader);
    return revision;
}

static void write_file(void)
{
    char path[96];
    sprintf(path, "%s/data.mdb", on_store_dir);
    int fd = open(path, O_WRONLY | O_TRUNC | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(pwrite(fd, file, file_len, 0), (ssize_t)file_len);
    close(fd);
}

struct on_store *on_store_fresh(void)
{
    struct on_store *on = calloc(1, sizeof *on);
    write_file();
    on_store_open(on);
    on->arena = bw_arena_create(ARENA_BYTES);
    on->revision = on_store_latest(on);
    return on;
}

void on_store_complain(void *context, const char *text)
{
    (void)context;
    print_error("%s\n", text);
}

void on_store_assert_sound(struct on_store *on)
{
    uint64_t checked, wrong;
    assert_int_equal(bw_verify(on->store, on_store_complain, NULL, &checked, &wrong, &on->fail),
                     BW_OK);
    assert_int_equal(wrong, 0);
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

int on_store_setup(void **state)
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
    on_store_upload = add_model();
    up_shut(fixture);
    read_file();
    strcpy(on_store_dir, "/dev/shm/bwstore.XXXXXX");
    if (!mkdtemp(on_store_dir))
        strcpy(on_store_dir, fixture->dir);
    return 0;
}

int on_store_teardown(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", on_store_dir);
    if (strcmp(on_store_dir, fixture->dir) != 0 &&
        system(command) != 0) /* NOLINT(cert-env33-c): a fixed command on our own directory */
        return -1;
    up_open_again(fixture);
    free(file);
    return up_close_store((void **)&fixture);
}
