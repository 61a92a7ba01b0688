#include "data/store_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "data/bytes.h"
#include "data/pages.h"

#define MAP_DEFAULT ((size_t)16 << 30)
#define READERS_DEFAULT 126

/* Who holds the lock, from the file itself. */
static long holder_of(int fd)
{
    char text[32] = "";
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    return n > 0 ? strtol(text, NULL, 10) : 0;
}

static enum bw_err not_writable(const char *path, struct bw_fail *fail)
{
    int code = errno;
    return bw_fail_set(fail, code == ENOSPC || code == EDQUOT ? BW_STORAGE_FULL : BW_INTERNAL,
                       "%s: %s; a store must be writable for whoever opens it", path,
                       strerror(code));
}

static enum bw_err open_lock(const struct bw_store_options *options, char *path, size_t size,
                             int *out, struct bw_fail *fail)
{
    if ((size_t)snprintf(path, size, "%s/lock", options->dir) >= size)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: the path is too long", options->dir);
    *out =
        open(path, options->read_only ? O_RDONLY | O_CLOEXEC : O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*out < 0 && !options->read_only)
        return not_writable(path, fail);
    return BW_OK;
}

/* Whoever only reads keeps writers out, if there is a lock to take: none of a copy. */
static enum bw_err take_lock(const struct bw_store_options *options, int *out, struct bw_fail *fail)
{
    char path[4096], text[32];
    int fd = -1;
    enum bw_err err = open_lock(options, path, sizeof path, &fd, fail);
    if (err || fd < 0)
        return err;
    if (flock(fd, (options->read_only ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
        long holder = holder_of(fd);
        close(fd);
        return bw_fail_set(fail, BW_CONFLICT,
                           "%s is held by process %ld; one process holds a store", options->dir,
                           holder);
    }
    int len = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (!options->read_only && (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)len, 0) != len)) {
        int code = errno;
        close(fd);
        return bw_fail_set(fail, code == ENOSPC ? BW_STORAGE_FULL : BW_INTERNAL, "%s: %s", path,
                           strerror(code));
    }
    *out = fd;
    return BW_OK;
}

/* The directory is there, or is made. */
static enum bw_err settle_directory(const struct bw_store_options *options, struct bw_fail *fail)
{
    char path[4096];
    if (options->create && mkdir(options->dir, 0700) != 0 && errno != EEXIST)
        return bw_fail_set(fail, BW_INTERNAL, "%s: cannot be made: %s", options->dir,
                           strerror(errno));
    if ((size_t)snprintf(path, sizeof path, "%s/data.mdb", options->dir) >= sizeof path)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: the path is too long", options->dir);
    if (access(path, options->read_only ? R_OK : R_OK | W_OK) == 0)
        return BW_OK;
    if (errno != ENOENT)
        return options->read_only ? bw_fail_set(fail, BW_INTERNAL, "%s: %s", path, strerror(errno))
                                  : not_writable(path, fail);
    if (!options->create)
        return bw_fail_set(fail, BW_NOT_FOUND, "%s: there is no store; make one with bekwaam init",
                           options->dir);
    return BW_OK;
}

static void keep_first(void *context, const char *text)
{
    char *first = context;
    if (!first[0])
        snprintf(first, 512, "%s", text);
}

static enum bw_err look_at_pages(const struct bw_store_options *options, struct bw_fail *fail)
{
    char path[4096], first[512] = "";
    struct stat info;
    uint64_t n;
    snprintf(path, sizeof path, "%s/data.mdb", options->dir);
    if (!options->check_bytes || stat(path, &info) != 0 ||
        (uint64_t)info.st_size > options->check_bytes)
        return bw_pages_look(options->dir, fail);
    enum bw_err err = bw_pages_verify(options->dir, keep_first, first, &n, fail);
    if (!err && first[0])
        err = bw_fail_set(fail, BW_INTERNAL,
                          "%s is damaged (%s); bekwaam verify tells all of it; bring back a backup",
                          path, first);
    return err;
}

static enum bw_err open_db(const struct bw_store_options *options, struct bw_db **out,
                           struct bw_fail *fail)
{
    struct bw_db_options db = {.dir = options->dir,
                               .map_bytes = options->map_bytes ? options->map_bytes : MAP_DEFAULT,
                               .readers = options->readers ? options->readers : READERS_DEFAULT,
                               .read_only = options->read_only};
    return bw_db_open(&db, out, fail);
}

enum bw_err bw_store_open(const struct bw_store_options *options, struct bw_store **out,
                          struct bw_fail *fail)
{
    if (sodium_init() < 0)
        return bw_fail_set(fail, BW_INTERNAL, "libsodium does not start");
    enum bw_err err = settle_directory(options, fail);
    if (err)
        return err;
    struct bw_store *store = calloc(1, sizeof *store);
    if (!store)
        return bw_fail_set(fail, BW_INTERNAL, "opening the store: out of memory");
    store->lock_fd = -1;
    err = take_lock(options, &store->lock_fd, fail);
    if (!err && options->before)
        err = options->before(options->context, options->dir, fail);
    if (!err)
        err = look_at_pages(options, fail);
    if (!err)
        err = open_db(options, &store->db, fail);
    if (!err)
        err = options->read_only ? bw_schema_version_check(store->db, fail)
                                 : bw_schema_version_settle(store->db, fail);
    if (err) {
        bw_store_close(store);
        return err;
    }
    *out = store;
    return BW_OK;
}

void bw_store_close(struct bw_store *store)
{
    if (!store)
        return;
    bw_db_close(store->db);
    if (store->lock_fd >= 0)
        close(store->lock_fd);
    free(store);
}

enum bw_err bw_reader_open(struct bw_store *store, struct bw_reader **out, struct bw_fail *fail)
{
    struct bw_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return bw_fail_set(fail, BW_INTERNAL, "opening a reader: out of memory");
    reader->store = store;
    enum bw_err err = bw_txn_begin(store->db, NULL, false, &reader->txn, fail);
    if (err) {
        free(reader);
        return err;
    }
    bw_txn_reset(reader->txn);
    *out = reader;
    return BW_OK;
}

void bw_reader_close(struct bw_reader *reader)
{
    if (!reader)
        return;
    bw_txn_abort(reader->txn);
    free(reader);
}

enum bw_err bw_reader_begin(struct bw_reader *reader, struct bw_fail *fail)
{
    return bw_txn_renew(reader->txn, fail);
}

void bw_reader_end(struct bw_reader *reader)
{
    bw_txn_reset(reader->txn);
}

enum bw_err bw_place_get(struct bw_txn *txn, enum bw_kind kind, struct bw_str id,
                         struct bw_place *out, bool *found, struct bw_fail *fail)
{
    struct bw_key key = bw_key_id(kind, id);
    struct bw_slice payload;
    enum bw_err err = bw_value_get(txn, BW_DB_ID, bw_key_slice(&key), &payload, found, fail);
    if (err || !*found)
        return err;
    struct bw_cursor cursor = bw_cursor_of(payload);
    out->org = (uint32_t)bw_cursor_number(&cursor, 4);
    out->number = (uint32_t)bw_cursor_number(&cursor, 4);
    out->revision = bw_cursor_number(&cursor, 8);
    if (cursor.bad)
        return bw_fail_set(fail, BW_INTERNAL, "table id: the place of %s %.*s is cut short",
                           bw_kind_name(kind), (int)id.len, id.at);
    return BW_OK;
}

enum bw_err bw_place_put(struct bw_txn *txn, enum bw_kind kind, struct bw_str id,
                         const struct bw_place *place, struct bw_fail *fail)
{
    struct bw_key key = bw_key_id(kind, id);
    msgpack_sbuffer out;
    msgpack_sbuffer_init(&out);
    bw_bytes_number(&out, place->org, 4);
    bw_bytes_number(&out, place->number, 4);
    bw_bytes_number(&out, place->revision, 8);
    enum bw_err err = bw_value_put(txn, BW_DB_ID, bw_key_slice(&key),
                                   (struct bw_slice){out.data, out.size}, fail);
    msgpack_sbuffer_destroy(&out);
    return err;
}

enum bw_err bw_name_get(struct bw_txn *txn, enum bw_kind kind, uint32_t number, struct bw_str *id,
                        uint32_t *org, struct bw_fail *fail)
{
    struct bw_key key = bw_key_name(kind, number);
    struct bw_slice payload;
    bool found;
    enum bw_err err = bw_value_get(txn, BW_DB_NAME, bw_key_slice(&key), &payload, &found, fail);
    if (err)
        return err;
    struct bw_cursor cursor = bw_cursor_of(found ? payload : (struct bw_slice){NULL, 0});
    *org = (uint32_t)bw_cursor_number(&cursor, 4);
    *id = bw_cursor_bytes(&cursor, 1);
    if (cursor.bad)
        return bw_fail_set(fail, BW_INTERNAL, "table name: %s number %u is %s", bw_kind_name(kind),
                           number, found ? "cut short" : "not there");
    return BW_OK;
}

enum bw_err bw_name_put(struct bw_txn *txn, enum bw_kind kind, uint32_t number, struct bw_str id,
                        uint32_t org, struct bw_fail *fail)
{
    struct bw_key key = bw_key_name(kind, number);
    msgpack_sbuffer out;
    msgpack_sbuffer_init(&out);
    bw_bytes_number(&out, org, 4);
    bw_bytes_add(&out, id, 1);
    enum bw_err err = bw_value_put(txn, BW_DB_NAME, bw_key_slice(&key),
                                   (struct bw_slice){out.data, out.size}, fail);
    msgpack_sbuffer_destroy(&out);
    return err;
}

enum bw_err bw_body_get(struct bw_txn *txn, enum bw_kind kind, const struct bw_place *place,
                        struct bw_slice *out, struct bw_fail *fail)
{
    struct bw_key key = bw_key_record(kind, place->org, place->number);
    bool found;
    struct bw_fail why;
    enum bw_err err = bw_value_get(txn, BW_DB_RECORD, bw_key_slice(&key), out, &found, &why);
    if (err)
        return bw_fail_set(fail, err, "%s number %u: %s", bw_kind_name(kind), place->number,
                           why.text);
    if (!found)
        err = bw_fail_set(fail, BW_INTERNAL, "table record: %s number %u is not there",
                          bw_kind_name(kind), place->number);
    return err;
}

enum bw_err bw_touched_get(struct bw_txn *txn, const struct bw_place *employee, uint64_t *revision,
                           struct bw_fail *fail)
{
    struct bw_key key = bw_key_employee(employee->number);
    struct bw_key person = bw_key_person(employee->org, employee->number);
    struct bw_slice payload;
    bool found;
    uint64_t latest = 0;
    enum bw_err err = bw_value_get(txn, BW_DB_TOUCHED, bw_key_slice(&key), &payload, &found, fail);
    if (!err && found) {
        struct bw_cursor cursor = bw_cursor_of(payload);
        latest = bw_cursor_number(&cursor, 8);
    }
    if (!err)
        err = bw_value_get(txn, BW_DB_EVIDENCE, bw_key_slice(&person), &payload, &found, fail);
    if (err)
        return err;
    if (found && bw_value_stamp(payload) > latest)
        latest = bw_value_stamp(payload);
    *revision = latest;
    return BW_OK;
}
