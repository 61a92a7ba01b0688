/* Backups and increments that are not what they should be: each is refused by name, and nothing is
 * made; what a crash left is taken over; who was erased stays erased. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/increment.h"
#include "data/restore.h"
#include "tests/data/living.h"
#include "tests/data/same_store.h"
#include "tests/model/check.h"

/* A path in the folder of the test; of the last four calls each stays. */
static const char *at(const struct bw_uploading *fixture, const char *name)
{
    static char paths[4][200];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, 200, "%s/%s", fixture->dir, name);
    return path;
}

static bool is_there(const struct bw_uploading *fixture, const char *name)
{
    return access(at(fixture, name), F_OK) == 0;
}

static void backup(struct bw_uploading *fixture, const char *name)
{
    struct bw_backup_order order = {.path = at(fixture, name), .at_s = UP_NOW};
    struct bw_manifest manifest;
    struct bw_fail fail;
    if (bw_backup_make(fixture->store, &order, &manifest, &fail))
        fail_msg("%s", fail.text);
}

static uint64_t export(struct bw_uploading *fixture, const char *name, uint64_t since)
{
    struct bw_increment_order order = {.path = at(fixture, name), .since = since, .at_s = UP_NOW};
    struct bw_increment increment;
    struct bw_fail fail;
    if (bw_increment_write(fixture->store, &order, &increment, &fail))
        fail_msg("%s", fail.text);
    return increment.until;
}

static void live(struct bw_uploading *fixture, uint64_t seed, int steps)
{
    struct living town = {.fixture = fixture, .draw = 0x9e3779b97f4a7c15u * seed, .day = 20780};
    for (int i = 0; i < steps; i++)
        living_step(&town);
}

/* Backup "base", then increments "one", "two" and "three", in folder "inc". */
static void make_history(struct bw_uploading *fixture)
{
    static const char *const names[] = {"inc/one", "inc/two", "inc/three"};
    struct living town = {.fixture = fixture};
    assert_int_equal(mkdir(at(fixture, "inc"), 0700), 0);
    living_begin(&town);
    backup(fixture, "base");
    uint64_t since = 3;
    for (unsigned i = 0; i < 3; i++) {
        live(fixture, i + 1, 12);
        since = export(fixture, names[i], since);
    }
}

/* Restoring to "new": from which backup, with which increments, how far. */
struct attempt {
    const char *base;
    const char *const *names;
    uint64_t until;
};

static enum bw_err restore(struct bw_uploading *fixture, struct attempt attempt,
                           struct bw_fail *fail)
{
    const char *paths[4];
    size_t n = 0;
    struct bw_restored restored;
    for (; attempt.names[n]; n++)
        paths[n] = at(fixture, attempt.names[n]);
    char dir[200], backup_path[200];
    snprintf(dir, sizeof dir, "%.40s/new", fixture->dir);
    snprintf(backup_path, sizeof backup_path, "%s/%s", fixture->dir, attempt.base);
    struct bw_restore_order order = {backup_path, dir, paths, n, attempt.until};
    return bw_restore(&order, &restored, fail);
}

#define ALL BW_HISTORY_ALL
#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

static void refused(struct bw_uploading *fixture, struct attempt attempt, enum bw_err code,
                    const char *text)
{
    struct bw_fail fail = {.text = ""};
    enum bw_err err = restore(fixture, attempt, &fail);
    if (err != code || !strstr(fail.text, text))
        fail_msg("%s: %s\nwanted %s: %s", bw_err_name(err), fail.text, bw_err_name(code), text);
    assert_false(is_there(fixture, "new"));
    assert_false(is_there(fixture, "new.part"));
}

static void restored_as(struct bw_uploading *fixture, const char *const *names, uint64_t until,
                        const char *copy)
{
    struct bw_fail fail;
    if (restore(fixture, (struct attempt){"base", names, until}, &fail))
        fail_msg("%s", fail.text);
    assert_same_store(at(fixture, "new"), at(fixture, copy));
}

/* Changes one byte of a file. */
static void flip(const char *path, off_t where)
{
    int fd = open(path, O_RDWR);
    unsigned char byte;
    off_t place = where < 0 ? lseek(fd, where, SEEK_END) : where;
    assert_int_equal(pread(fd, &byte, 1, place), 1);
    byte ^= 1;
    assert_int_equal(pwrite(fd, &byte, 1, place), 1);
    close(fd);
}

static void increments__in_order_are_played(void **state)
{
    struct bw_uploading *fixture = *state;
    make_history(fixture);
    up_sweep(fixture);
    backup(fixture, "now");
    restored_as(fixture, NAMES("inc/one", "inc/two", "inc/three"), ALL, "now");
    struct bw_fail fail;
    assert_int_equal(restore(fixture, (struct attempt){"base", NAMES("inc"), ALL}, &fail),
                     BW_CONFLICT);
    assert_non_null(strstr(fail.text, "is there already"));
}

static void increments__that_do_not_follow_each_other_are_refused(void **state)
{
    struct bw_uploading *fixture = *state;
    make_history(fixture);
    static const char gap[] = "an increment is missing, or they are in the wrong order";
    refused(fixture, (struct attempt){"base", NAMES("inc/one", "inc/three"), ALL}, BW_BAD_REQUEST,
            gap);
    refused(fixture, (struct attempt){"base", NAMES("inc/two", "inc/one", "inc/three"), ALL},
            BW_BAD_REQUEST, gap);
    refused(fixture, (struct attempt){"base", NAMES("inc/two"), ALL}, BW_BAD_REQUEST, gap);
    refused(fixture, (struct attempt){"base", NAMES("inc"), 2}, BW_BAD_REQUEST,
            "take an older one");
    refused(fixture, (struct attempt){"base", NAMES("inc"), 100000}, BW_BAD_REQUEST,
            "the increments end at");
    refused(fixture, (struct attempt){"base", NAMES("inc/four"), ALL}, BW_NOT_FOUND, "inc/four");
    refused(fixture, (struct attempt){"base", NAMES("base"), ALL}, BW_NOT_FOUND,
            "there are no increments");
}

static void increments__damaged_cut_or_newer_are_refused(void **state)
{
    struct bw_uploading *fixture = *state;
    char command[600];
    make_history(fixture);
    struct stat info;
    assert_int_equal(stat(at(fixture, "inc/two"), &info), 0);
    for (int i = 0; i < 40; i++) { /* anywhere but in the form's name and version */
        off_t where = 20 + (off_t)((uint64_t)i * 7919 % (uint64_t)(info.st_size - 20));
        flip(at(fixture, "inc/two"), where);
        refused(fixture, (struct attempt){"base", NAMES("inc/one", "inc/two"), ALL}, BW_INTERNAL,
                "damaged or cut");
        flip(at(fixture, "inc/two"), where);
    }
    assert_int_equal(truncate(at(fixture, "inc/three"), 400), 0);
    refused(fixture, (struct attempt){"base", NAMES("inc"), ALL}, BW_INTERNAL,
            "inc/three: damaged or cut short");
    flip(at(fixture, "inc/one"), 5);
    refused(fixture, (struct attempt){"base", NAMES("inc/one"), ALL}, BW_BAD_REQUEST,
            "no increment file");
    flip(at(fixture, "inc/one"), 5);
    snprintf(command, sizeof command,
             "cd %s && printf '\\002' | dd of=inc/one bs=1 seek=19 conv=notrunc 2>/dev/null",
             fixture->dir);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): our own folder */
    refused(fixture, (struct attempt){"base", NAMES("inc/one"), ALL}, BW_NOT_SUPPORTED,
            "use a newer one");
}

static void increments__of_another_store_or_history_are_refused(void **state)
{
    struct bw_uploading *fixture = *state;
    void *second;
    char command[600];
    make_history(fixture);
    assert_int_equal(up_open_store(&second), 0);
    struct bw_uploading *other = second;
    make_history(other);
    snprintf(command, sizeof command, "cp -r %s/inc %s/theirs", other->dir, fixture->dir);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): our own folders */
    refused(fixture, (struct attempt){"base", NAMES("theirs"), ALL}, BW_BAD_REQUEST,
            "the backup is of store");
    /* Restored to an earlier moment, it goes another way from there. */
    struct bw_fail fail;
    if (restore(fixture, (struct attempt){"base", NAMES("inc/one"), ALL}, &fail))
        fail_msg("%s", fail.text);
    struct bw_uploading fork = *fixture;
    snprintf(fork.dir, sizeof fork.dir, "%.40s/new", fixture->dir);
    up_open_again(&fork);
    live(&fork, 77, 30);
    backup(&fork, "../forked");
    up_shut(&fork);
    snprintf(command, sizeof command, "rm -r %s/new", fixture->dir);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): our own folder */
    refused(fixture, (struct attempt){"forked", NAMES("inc"), ALL}, BW_CONFLICT,
            "went another way");
    up_close_store(&second);
}

static void keys__older_or_of_another_store_are_refused(void **state)
{
    struct bw_uploading *fixture = *state;
    char command[600];
    make_history(fixture);
    snprintf(command, sizeof command, "cd %s && cp inc/keys old", fixture->dir);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): our own folder */
    struct living town = {.fixture = fixture, .draw = 9, .day = 20790};
    living_step(&town);
    up_change(fixture, BW_OP_PUT, BW_KIND_ORG, "[{\"id\":\"dorp\",\"name\":\"Dorp\"}]");
    struct bw_increment says;
    struct bw_sealed *file;
    struct bw_fail fail;
    assert_int_equal(bw_increment_open(at(fixture, "inc/three"), &file, &says, &fail), BW_OK);
    bw_sealed_close(file);
    export(fixture, "inc/zfour", says.until);
    snprintf(command, sizeof command, "cd %s && mv old inc/keys", fixture->dir);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): our own folder */
    refused(fixture, (struct attempt){"base", NAMES("inc"), ALL}, BW_BAD_REQUEST,
            "or later are needed");
    assert_int_equal(unlink(at(fixture, "inc/keys")), 0);
    refused(fixture, (struct attempt){"base", NAMES("inc"), ALL}, BW_NOT_FOUND, "keys");
}

/* What privacy.erase will do to the log: the key goes, and with it all that was said of the person.
 */
static void erased__stay_erased_in_older_increments(void **state)
{
    struct bw_uploading *fixture = *state;
    struct bw_txn *txn;
    struct bw_fail fail;
    struct living town = {.fixture = fixture};
    assert_int_equal(mkdir(at(fixture, "inc"), 0700), 0);
    living_begin(&town);
    backup(fixture, "base");
    up_change(fixture, BW_OP_PUT, BW_KIND_COMPETENCY, "[{\"id\":\"k0\",\"label\":\"K\"}]");
    up_change(fixture, BW_OP_PUT, BW_KIND_EMPLOYEE,
              "[{\"id\":\"gone\",\"org\":\"stad\",\"team\":\"t0\",\"role\":\"r\"},"
              "{\"id\":\"stays\",\"org\":\"stad\",\"team\":\"t0\",\"role\":\"r\"}]");
#define ITEM(who, level)                                                                           \
    "{\"employee\":\"" who "\",\"competency\":\"k0\",\"level\":" level                             \
    ",\"source\":\"test\",\"at\":\"2026-01-01\"}"
    up_change(fixture, BW_OP_PUT, BW_KIND_EVIDENCE,
              "[" ITEM("gone", "2") "," ITEM("stays", "3") "," ITEM("gone", "4") "]");
    uint64_t until = export(fixture, "inc/one", 3);
    assert_int_equal(until, 6);
    struct bw_key key = bw_key_employee(1);
    assert_int_equal(bw_txn_begin(fixture->store->db, NULL, true, &txn, &fail), BW_OK);
    assert_int_equal(bw_txn_del(txn, BW_DB_KEYS, bw_key_slice(&key), &fail), BW_OK);
    assert_int_equal(bw_txn_commit(txn, &fail), BW_OK);
    up_change(fixture, BW_OP_PUT, BW_KIND_EVIDENCE, "[" ITEM("stays", "5") "]");
    export(fixture, "inc/two", until);
    if (restore(fixture, (struct attempt){"base", NAMES("inc"), ALL}, &fail))
        fail_msg("%s", fail.text);
    struct bw_uploading new = *fixture;
    struct bw_record record;
    snprintf(new.dir, sizeof new.dir, "%.40s/new", fixture->dir);
    up_open_again(&new);
    assert_int_equal(bw_reader_begin(new.reader, &fail), BW_OK);
    struct bw_str gone = {"gone", 4}, stays = {"stays", 5};
    assert_int_equal(bw_record_get(new.reader, BW_KIND_EMPLOYEE, gone, &record, &fail),
                     BW_NOT_FOUND);
    assert_int_equal(bw_record_get(new.reader, BW_KIND_EMPLOYEE, stays, &record, &fail), BW_OK);
    assert_int_equal(record.revision, 5);
    bw_reader_end(new.reader);
    up_assert_clean(&new);
    assert_int_equal(up_entries(&new, BW_DB_EVIDENCE), 1);
    up_shut(&new);
    /* A backup that still has them cannot be gone on from. */
    char command[600];
    snprintf(command, sizeof command, "rm -r %s/new", fixture->dir);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): our own folder */
    backup(fixture, "later");
    export(fixture, "inc/zthree", 7);
    up_change(fixture, BW_OP_PUT, BW_KIND_EVIDENCE, "[" ITEM("stays", "1") "]");
    export(fixture, "inc/zzfour", 7);
    refused(fixture, (struct attempt){"later", NAMES("inc"), ALL}, BW_NOT_SUPPORTED,
            "who were erased after it was made: 1");
}

static void backup__flipped_bytes_are_found(void **state)
{
    struct bw_uploading *fixture = *state;
    struct living town = {.fixture = fixture};
    struct bw_manifest manifest;
    struct bw_fail fail;
    struct stat info;
    living_begin(&town);
    backup(fixture, "base");
    assert_int_equal(bw_backup_check(at(fixture, "base"), &manifest, &fail), BW_OK);
    assert_int_equal(stat(at(fixture, "base/data.mdb"), &info), 0);
    for (int i = 0; i < 60; i++) {
        off_t where = (off_t)((uint64_t)i * 104729 % (uint64_t)info.st_size);
        flip(at(fixture, "base/data.mdb"), where);
        assert_int_equal(bw_backup_check(at(fixture, "base"), &manifest, &fail), BW_INTERNAL);
        assert_non_null(strstr(fail.text, "the checksum is not the manifest's"));
        flip(at(fixture, "base/data.mdb"), where);
    }
    assert_int_equal(bw_backup_check(at(fixture, "base"), &manifest, &fail), BW_OK);
    assert_int_equal(truncate(at(fixture, "base/data.mdb"), info.st_size - 1), 0);
    refused(fixture, (struct attempt){"base", NAMES("base"), ALL}, BW_NOT_FOUND,
            "there are no increments");
    assert_int_equal(bw_backup_check(at(fixture, "base"), &manifest, &fail), BW_INTERNAL);
}

static enum bw_err not_any_more(void *context, struct bw_fail *fail)
{
    int *left = context;
    return --*left > 0 ? BW_OK : bw_fail_set(fail, BW_BUSY, "nobody waits for it any more");
}

static void backup__that_nobody_wants_any_more_leaves_nothing(void **state)
{
    struct bw_uploading *fixture = *state;
    struct living town = {.fixture = fixture};
    struct bw_manifest manifest;
    struct bw_fail fail;
    living_begin(&town);
    up_well(up_upload_space(fixture)); /* more than a pipe holds */
    live(fixture, 5, 30);
    for (int looks = 1; looks < 3; looks++) {
        int left = looks;
        struct bw_backup_order order = {
            .path = at(fixture, "base"), .at_s = UP_NOW, .asker = {not_any_more, &left}};
        enum bw_err err = bw_backup_make(fixture->store, &order, &manifest, &fail);
        assert_true(err == BW_BUSY || (err == BW_OK && looks > 1));
        if (err)
            assert_false(is_there(fixture, "base"));
        assert_false(is_there(fixture, "base.part"));
    }
    up_assert_clean(fixture);
}

static void bound__is_a_quarter_of_the_free_room(void **state)
{
    struct bw_uploading *fixture = *state;
    struct bw_asker nobody = {NULL, NULL};
    struct bw_bound bound;
    struct bw_fail fail;
    enum bw_err err = BW_OK;
    uint64_t map, used;
    char text[5000], json[6000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    bw_bound_begin(&bound, fixture->store->db, &nobody, "base");
    for (int i = 0; !err; i++) {
        snprintf(json, sizeof json, "[{\"id\":\"k%d\",\"label\":\"K\",\"description\":\"%s\"}]", i,
                 text);
        up_change(fixture, BW_OP_PUT, BW_KIND_COMPETENCY, json); /* fails when the map is full */
        bw_db_size(fixture->store->db, &map, &used);
        err = bw_bound_check(&bound, &fail);
        assert_int_equal(err != BW_OK, used - bound.used > (map - bound.used) / 4);
    }
    assert_int_equal(err, BW_STORAGE_FULL);
    assert_non_null(strstr(fail.text, "base: given up: what was written meanwhile took"));
}

static void backup__takes_over_what_a_crash_left(void **state)
{
    struct bw_uploading *fixture = *state;
    struct living town = {.fixture = fixture};
    struct bw_manifest manifest;
    struct bw_fail fail;
    living_begin(&town);
    assert_int_equal(mkdir(at(fixture, "base.part"), 0700), 0);
    int fd = open(at(fixture, "base.part/data.mdb"), O_WRONLY | O_CREAT, 0600);
    assert_int_equal(write(fd, "half", 4), 4);
    close(fd);
    /* Someone who still writes is no crash. */
    int dir = open(at(fixture, "base.part"), O_RDONLY | O_DIRECTORY);
    assert_int_equal(flock(dir, LOCK_EX), 0);
    struct bw_backup_order order = {.path = at(fixture, "base"), .at_s = UP_NOW};
    assert_int_equal(bw_backup_make(fixture->store, &order, &manifest, &fail), BW_CONFLICT);
    assert_non_null(strstr(fail.text, "is being written by another process"));
    assert_true(is_there(fixture, "base.part/data.mdb"));
    close(dir);
    backup(fixture, "base");
    assert_int_equal(bw_backup_check(at(fixture, "base"), &manifest, &fail), BW_OK);
}

static void export__since_what_is_not_there_is_refused(void **state)
{
    struct bw_uploading *fixture = *state;
    struct living town = {.fixture = fixture};
    struct bw_increment increment;
    struct bw_fail fail;
    living_begin(&town);
    struct bw_increment_order order = {.path = at(fixture, "one"), .since = 4, .at_s = UP_NOW};
    assert_int_equal(bw_increment_write(fixture->store, &order, &increment, &fail), BW_BAD_REQUEST);
    assert_string_equal(fail.text, "since: 4; the newest revision is 3");
    assert_false(is_there(fixture, "one"));
    order.since = 3;
    assert_int_equal(bw_increment_write(fixture->store, &order, &increment, &fail), BW_OK);
    assert_int_equal(increment.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, up_open_store, up_close_store)
        TEST(increments__in_order_are_played),
        TEST(increments__that_do_not_follow_each_other_are_refused),
        TEST(increments__damaged_cut_or_newer_are_refused),
        TEST(increments__of_another_store_or_history_are_refused),
        TEST(keys__older_or_of_another_store_are_refused),
        TEST(erased__stay_erased_in_older_increments),
        TEST(backup__flipped_bytes_are_found),
        TEST(backup__that_nobody_wants_any_more_leaves_nothing),
        TEST(bound__is_a_quarter_of_the_free_room),
        TEST(backup__takes_over_what_a_crash_left),
        TEST(export__since_what_is_not_there_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
