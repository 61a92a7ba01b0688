/* What verify says of a data file whose bytes were changed behind its back: with nothing wrong, all
 * of it reads as before; and it never follows a damaged page to where it falls. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/pages.h"
#include "data/verify.h"
#include "tests/data/uploading.h"
#include "tests/model/check.h"

#define PAGE 4096
#define TXN_AT (16 + 128) /* of a meta page */

struct damage {
    struct bw_uploading *fixture;
    unsigned char *file;
    size_t size;
    uint64_t sum; /* of everything that reads */
};

static void put_people(struct bw_uploading *fixture, int first, int n)
{
    char *json = malloc((size_t)n * 200), *at = json;
    at += sprintf(at, "[");
    for (int i = 0; i < n; i++)
        at += sprintf(at,
                      "%s{\"id\":\"p%05d\",\"org\":\"stad\",\"team\":\"t\",\"role\":\"r\","
                      "\"wishes\":[\"a\",\"b\"]}",
                      i ? "," : "", first + i);
    strcpy(at, "]");
    up_change(fixture, BW_OP_PUT, BW_KIND_EMPLOYEE, json);
    free(json);
}

static void put_evidence(struct bw_uploading *fixture, int first, int n)
{
    char *json = malloc((size_t)n * 200), *at = json;
    at += sprintf(at, "[");
    for (int i = 0; i < n; i++)
        at += sprintf(at,
                      "%s{\"employee\":\"p%05d\",\"competency\":\"%s\",\"level\":%d,"
                      "\"source\":\"peer\",\"at\":\"2026-01-0%d\",\"by\":\"x%d\"}",
                      i ? "," : "", first + i / 3, i % 2 ? "a" : "b", i % 5, 1 + i % 9, i % 7);
    strcpy(at, "]");
    up_change(fixture, BW_OP_PUT, BW_KIND_EVIDENCE, json);
    free(json);
}

/* A long text goes to pages of its own. */
static void put_course(struct bw_uploading *fixture, const char *id)
{
    char *json = malloc(40000);
    int len = sprintf(json,
                      "[{\"id\":\"%s\",\"title\":\"K\",\"language\":\"nl\",\"hours\":1,"
                      "\"format\":\"classroom\",\"price_cents\":0,"
                      "\"teaches\":[{\"competency\":\"a\",\"to\":2}],\"description\":\"",
                      id);
    memset(json + len, 'x', 30000);
    strcpy(json + len + 30000, "\"}]");
    up_change(fixture, BW_OP_PUT, BW_KIND_COURSE, json);
    free(json);
}

/* Some commits, so that pages are free, trees have branches and values pages of their own. */
static void fill(struct bw_uploading *fixture)
{
    up_put_records(fixture);
    up_change(fixture, BW_OP_PUT, BW_KIND_ORG, "[{\"id\":\"stad\",\"name\":\"Stad\"}]");
    up_change(fixture, BW_OP_PUT, BW_KIND_TEAM, "[{\"id\":\"t\",\"org\":\"stad\",\"name\":\"T\"}]");
    for (int i = 0; i < 4; i++)
        put_people(fixture, 150 * i, 150);
    put_evidence(fixture, 0, 300);
    put_course(fixture, "k1");
    put_course(fixture, "k2");
    put_course(fixture, "k1");
    up_change(fixture, BW_OP_DELETE, BW_KIND_EMPLOYEE, "[\"p00500\",\"p00501\",\"p00599\"]");
}

static void mix(uint64_t *sum, struct bw_slice bytes)
{
    const unsigned char *at = bytes.at;
    for (size_t i = 0; i < bytes.len; i++)
        *sum = (*sum ^ at[i]) * 0x100000001b3u;
    *sum = (*sum ^ bytes.len) * 0x100000001b3u;
}

/* Of every key and value of every table, walked to and asked for; 0 when one is not to be had. */
static uint64_t read_all(struct bw_store *store)
{
    uint64_t sum = 14695981039346656037u;
    struct bw_txn *txn;
    struct bw_fail fail;
    assert_int_equal(bw_txn_begin(store->db, NULL, false, &txn, &fail), BW_OK);
    for (int table = 0; sum && table < BW_DB_COUNT; table++) {
        struct bw_slice key, value, again, payload;
        struct bw_walk *walk = bw_walk_open(txn, (enum bw_table)table);
        bool more = bw_walk_seek(walk, (struct bw_slice){NULL, 0}, &key, &value);
        for (; sum && more; more = bw_walk_next(walk, &key, &value)) {
            payload = value;
            if (!bw_txn_get(txn, (enum bw_table)table, key, &again) || again.at != value.at ||
                (table != BW_DB_REF &&
                 bw_value_open((enum bw_table)table, key, value, &payload, &fail) != BW_OK))
                sum = 0;
            if (sum) {
                mix(&sum, key);
                mix(&sum, payload);
            }
        }
        bw_walk_close(walk);
    }
    if (bw_txn_trouble(txn, &fail) != BW_OK)
        sum = 0;
    bw_txn_abort(txn);
    return sum;
}

static uint64_t read_dir(const char *dir)
{
    struct bw_store_options options = {.dir = dir, .read_only = true, .map_bytes = MAP_BYTES};
    struct bw_store *store;
    struct bw_fail fail;
    if (bw_store_open(&options, &store, &fail) != BW_OK)
        return 0;
    uint64_t sum = read_all(store);
    bw_store_close(store);
    return sum;
}

static void path_of(const struct damage *damage, char *out)
{
    sprintf(out, "%s/data.mdb", damage->fixture->dir);
}

static void write_file(const struct damage *damage, const unsigned char *bytes, size_t n)
{
    char path[96];
    path_of(damage, path);
    int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    assert_int_equal(pwrite(fd, bytes, n, 0), (ssize_t)n);
    close(fd);
}

static void write_page(const struct damage *damage, size_t page)
{
    char path[96];
    path_of(damage, path);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_int_equal(pwrite(fd, damage->file + page * PAGE, PAGE, (off_t)(page * PAGE)), PAGE);
    close(fd);
}

static int setup(void **state)
{
    struct damage *damage = calloc(1, sizeof *damage);
    struct stat info;
    char path[96];
    if (up_open_store((void **)&damage->fixture) != 0)
        return -1;
    fill(damage->fixture);
    up_shut(damage->fixture);
    path_of(damage, path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0)
        return -1;
    damage->size = (size_t)info.st_size;
    damage->file = malloc(damage->size);
    if (pread(fd, damage->file, damage->size, 0) != (ssize_t)damage->size)
        return -1;
    close(fd);
    damage->sum = read_dir(damage->fixture->dir);
    *state = damage;
    return 0;
}

static int teardown(void **state)
{
    struct damage *damage = *state;
    write_file(damage, damage->file, damage->size);
    up_open_again(damage->fixture);
    int code = up_close_store((void **)&damage->fixture);
    free(damage->file);
    free(damage);
    return code;
}

static void keep(void *context, const char *text)
{
    char *first = context;
    if (!first[0])
        snprintf(first, 1200, "%s", text);
}

/* How much is wrong; 0: all of it reads as it was. */
static uint64_t look(const struct damage *damage, char *first)
{
    uint64_t checked = 0, n_wrong = 0;
    struct bw_fail fail;
    first[0] = '\0';
    if (bw_verify_dir(damage->fixture->dir, keep, first, &checked, &n_wrong, &fail) != BW_OK) {
        strcpy(first, fail.text);
        return 1;
    }
    if (n_wrong == 0 && read_dir(damage->fixture->dir) != damage->sum)
        fail_msg("nothing is wrong, and it reads as something else");
    return n_wrong;
}

static uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static bool is_full(void)
{
    const char *full = getenv("BEKWAAM_FULL");
    return full && strcmp(full, "1") == 0;
}

static void pages__of_a_store_are_sound(void **state)
{
    char first[1200];
    uint64_t pages;
    struct bw_fail fail;
    struct damage *damage = *state;
    assert_true(damage->sum != 0);
    assert_int_equal(look(damage, first), 0);
    assert_int_equal(bw_pages_verify(damage->fixture->dir, keep, first, &pages, &fail), BW_OK);
    assert_int_equal(pages + 2, damage->size / PAGE);
}

/* Half of the flips at the heads of pages and their first offsets, where the structure is. */
static void flipped__bit_is_found_or_changes_nothing(void **state)
{
    struct damage *damage = *state;
    uint64_t seed = 20261201, n_found = 0, n_rounds = is_full() ? 20000 : 300;
    char first[1200];
    for (uint64_t round = 0; round < n_rounds; round++) {
        size_t page = next_random(&seed) % (damage->size / PAGE);
        size_t most = round % 2 ? PAGE : 160;
        size_t at = page * PAGE + next_random(&seed) % most;
        unsigned char bit = (unsigned char)(1u << next_random(&seed) % 8);
        damage->file[at] ^= bit;
        write_page(damage, page);
        n_found += look(damage, first) > 0;
        damage->file[at] ^= bit;
        write_page(damage, page);
    }
    print_message("%llu of %llu flips found, the others changed nothing\n",
                  (unsigned long long)n_found, (unsigned long long)n_rounds);
    assert_true(n_found > n_rounds / 10);
}

static void overwritten__page_is_found_or_was_of_nothing(void **state)
{
    struct damage *damage = *state;
    uint64_t seed = 7, n_found = 0, n_rounds = is_full() ? 2000 : 60;
    unsigned char kept[PAGE];
    char first[1200];
    for (uint64_t round = 0; round < n_rounds; round++) {
        size_t number = next_random(&seed) % (damage->size / PAGE);
        unsigned char *page = damage->file + number * PAGE;
        memcpy(kept, page, PAGE);
        /* Nothing, noise, or another page in its place. */
        for (size_t i = 0; round % 3 && i < PAGE; i++)
            page[i] = (unsigned char)next_random(&seed);
        if (round % 3 == 0)
            memset(page, 0, PAGE);
        if (round % 3 == 2)
            memcpy(page, damage->file + next_random(&seed) % (damage->size / PAGE) * PAGE, PAGE);
        write_page(damage, number);
        n_found += look(damage, first) > 0;
        memcpy(page, kept, PAGE);
        write_page(damage, number);
    }
    assert_true(n_found > n_rounds / 5);
}

static void file__that_was_cut_short_is_found(void **state)
{
    struct damage *damage = *state;
    char first[1200];
    for (size_t pages = 1; pages < damage->size / PAGE; pages += is_full() ? 1 : 7) {
        write_file(damage, damage->file, pages * PAGE + pages % 2 * 100);
        look(damage, first);
    }
    write_file(damage, damage->file, damage->size / PAGE / 2 * PAGE);
    assert_true(look(damage, first) > 0);
    write_file(damage, damage->file, 100);
    assert_true(look(damage, first) > 0);
    assert_non_null(strstr(first, "data.mdb"));
}

/* LMDB would take the state of the commit before the last for the newest. */
static void old__state_that_says_it_is_newer_is_no_store(void **state)
{
    struct damage *damage = *state;
    char first[1200];
    uint64_t txn[2];
    for (int i = 0; i < 2; i++)
        memcpy(&txn[i], damage->file + (size_t)i * PAGE + TXN_AT, sizeof txn[i]);
    int older = txn[0] < txn[1] ? 0 : 1;
    damage->file[(size_t)older * PAGE + TXN_AT + 1] ^= 0x40;
    write_file(damage, damage->file, damage->size);
    assert_true(look(damage, first) > 0);
    assert_non_null(strstr(first, "do not go together"));
    struct bw_store_options options = {.dir = damage->fixture->dir};
    struct bw_store *store;
    struct bw_fail fail;
    assert_int_equal(bw_store_open(&options, &store, &fail), BW_INTERNAL);
    assert_non_null(strstr(fail.text, "bring back a backup"));
    damage->file[(size_t)older * PAGE + TXN_AT + 1] ^= 0x40;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages__of_a_store_are_sound),
        cmocka_unit_test(flipped__bit_is_found_or_changes_nothing),
        cmocka_unit_test(overwritten__page_is_found_or_was_of_nothing),
        cmocka_unit_test(file__that_was_cut_short_is_found),
        cmocka_unit_test(old__state_that_says_it_is_newer_is_no_store),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
