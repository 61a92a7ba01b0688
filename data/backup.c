#include "data/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "data/store_inside.h"

#define CHUNK ((size_t)1 << 20)

/* The copy on its way: LMDB writes into a pipe on a thread of its own, so that whoever takes the
 * bytes out can count them, look at the clock, and end it by closing the pipe. */
struct copying {
    struct bw_db *db;
    int in; /* the pipe's writing end */
    bool compact;
    enum bw_err err;
    struct bw_fail fail;
};

static void *copy(void *argument)
{
    struct copying *copying = argument;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    copying->err = bw_db_copy(copying->db, copying->in, copying->compact, &copying->fail);
    close(copying->in);
    return NULL;
}

/* What goes by, and what of it may. */
struct taking {
    const struct bw_folder *folder;
    const struct bw_bound *bound; /* NULL: from a file, which bounds itself */
    int out;
    uint64_t bytes;
    crypto_generichash_state hash;
};

/* Everything that comes out of `from`. */
static enum bw_err take_all(struct taking *taking, int from, struct bw_fail *fail)
{
    unsigned char *chunk = malloc(CHUNK);
    enum bw_err err = chunk ? BW_OK : bw_fail_set(fail, BW_INTERNAL, "backup: out of memory");
    crypto_generichash_init(&taking->hash, NULL, 0, BW_DIGEST_BYTES);
    while (!err) {
        ssize_t n = read(from, chunk, CHUNK);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            err = bw_fail_set(fail, BW_INTERNAL, "backup: reading: %s", strerror(errno));
        if (n <= 0)
            break;
        crypto_generichash_update(&taking->hash, chunk, (unsigned long long)n);
        taking->bytes += (uint64_t)n;
        if (taking->out >= 0)
            err = bw_folder_write(taking->folder, taking->out, chunk, (size_t)n, fail);
        if (!err)
            err = taking->bound ? bw_bound_check(taking->bound, fail) : BW_OK;
    }
    free(chunk);
    return err;
}

static void finish_digest(struct taking *taking, char out[BW_DIGEST_TEXT])
{
    unsigned char digest[BW_DIGEST_BYTES];
    crypto_generichash_final(&taking->hash, digest, sizeof digest);
    sodium_bin2hex(out, BW_DIGEST_TEXT, digest, sizeof digest);
}

static enum bw_err run_copy(struct taking *taking, bool compact, struct bw_fail *fail)
{
    int ends[2];
    pthread_t thread;
    struct copying copying = {.db = taking->bound->db, .compact = compact};
    if (pipe2(ends, O_CLOEXEC) != 0)
        return bw_fail_set(fail, BW_INTERNAL, "backup: no pipe: %s", strerror(errno));
    fcntl(ends[1], F_SETPIPE_SZ, (int)CHUNK); /* else it goes in smaller steps */
    copying.in = ends[1];
    if (pthread_create(&thread, NULL, copy, &copying) != 0) {
        close(ends[0]);
        close(ends[1]);
        return bw_fail_set(fail, BW_INTERNAL, "backup: no thread");
    }
    enum bw_err err = take_all(taking, ends[0], fail);
    close(ends[0]);
    pthread_join(thread, NULL);
    if (!err && copying.err)
        *fail = copying.fail;
    return err ? err : copying.err;
}

/* One whole copy as a file of the folder; fills in size and digest. */
static enum bw_err copy_store(struct taking *taking, bool compact, struct bw_manifest *out,
                              struct bw_fail *fail)
{
    struct bw_fail ignored;
    taking->bytes = 0;
    enum bw_err err = bw_folder_file(taking->folder, BW_BACKUP_DATA, &taking->out, fail);
    if (err)
        return err;
    err = run_copy(taking, compact, fail);
    enum bw_err synced = bw_folder_sync(taking->folder, taking->out, err ? &ignored : fail);
    out->bytes = taking->bytes;
    finish_digest(taking, out->digest);
    return err ? err : synced;
}

/* What the copy itself says of its moment. */
static enum bw_err read_inside(const char *dir, struct bw_manifest *out, struct bw_fail *fail)
{
    struct bw_store_options options = {.dir = dir, .read_only = true};
    struct bw_store *store;
    struct bw_counters counters;
    struct bw_origin origin;
    struct bw_txn *txn;
    enum bw_err err = bw_store_open(&options, &store, fail);
    if (err)
        return err;
    err = bw_txn_begin(store->db, NULL, false, &txn, fail);
    if (!err) {
        err = bw_counters_get(txn, &counters, fail);
        if (!err)
            err = bw_origin_get(txn, &origin, fail);
        bw_txn_abort(txn);
    }
    bw_store_close(store);
    if (err)
        return err;
    out->schema = BW_SCHEMA_VERSION;
    out->revision = counters.revision;
    bw_origin_text(origin.id, out->store);
    return BW_OK;
}

/* A store that lost pages in a crash cannot be compacted; it is copied as it is. */
static enum bw_err fill(struct taking *taking, struct bw_manifest *out, struct bw_fail *fail)
{
    enum bw_err err = copy_store(taking, true, out, fail);
    if (err == BW_NOT_SUPPORTED) {
        unlinkat(taking->folder->fd, BW_BACKUP_DATA, 0);
        err = copy_store(taking, false, out, fail);
    }
    if (!err)
        err = read_inside(taking->folder->part, out, fail);
    return err ? err : bw_manifest_write(taking->folder, out, fail);
}

enum bw_err bw_backup_make(struct bw_store *store, const struct bw_backup_order *order,
                           struct bw_manifest *out, struct bw_fail *fail)
{
    struct bw_folder folder;
    struct bw_bound bound;
    enum bw_err err = bw_folder_begin(&folder, order->path, fail);
    if (err)
        return err;
    struct taking taking = {.folder = &folder, .bound = &bound, .out = -1};
    *out = (struct bw_manifest){.schema = 0};
    bw_time_format(order->at_s, out->at);
    bw_bound_begin(&bound, store->db, &order->asker, order->path);
    err = fill(&taking, out, fail);
    if (err) {
        bw_folder_abandon(&folder);
        return err;
    }
    return bw_folder_finish(&folder, fail);
}

static enum bw_err compare(const char *path, const struct bw_manifest *said,
                           const struct taking *taken, const char *digest, struct bw_fail *fail)
{
    if (taken->bytes != said->bytes)
        return bw_fail_set(fail, BW_INTERNAL,
                           "%s/" BW_BACKUP_DATA " is damaged: %" PRIu64
                           " bytes, the manifest says %" PRIu64,
                           path, taken->bytes, said->bytes);
    if (strcmp(digest, said->digest) != 0)
        return bw_fail_set(fail, BW_INTERNAL,
                           "%s/" BW_BACKUP_DATA " is damaged: the checksum is not the manifest's",
                           path);
    return BW_OK;
}

/* Reads the copy once: its checksum, and into taking->out when that is a file. */
static enum bw_err read_copy(const char *path, struct taking *taking, struct bw_manifest *out,
                             struct bw_fail *fail)
{
    char file[BW_FOLDER_PATH_MOST + 32], digest[BW_DIGEST_TEXT];
    if (sodium_init() < 0)
        return bw_fail_set(fail, BW_INTERNAL, "libsodium does not start");
    enum bw_err err = bw_manifest_read(path, out, fail);
    if (err)
        return err;
    snprintf(file, sizeof file, "%s/" BW_BACKUP_DATA, path);
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return bw_fail_set(fail, BW_NOT_FOUND, "%s: %s", file, strerror(errno));
    err = take_all(taking, fd, fail);
    close(fd);
    finish_digest(taking, digest);
    return err ? err : compare(path, out, taking, digest, fail);
}

/* Is it the store and the moment that the manifest says? An older schema cannot be looked into
 * before it is brought up to date. */
static enum bw_err check_inside(const char *path, const char *dir, const struct bw_manifest *said,
                                struct bw_fail *fail)
{
    struct bw_manifest inside;
    if (said->schema < BW_SCHEMA_VERSION)
        return BW_OK;
    enum bw_err err = read_inside(dir, &inside, fail);
    if (!err && (inside.revision != said->revision || strcmp(inside.store, said->store) != 0))
        err = bw_fail_set(fail, BW_INTERNAL,
                          "%s: the manifest is damaged: it says revision %" PRIu64
                          " of store %s, the copy is of revision %" PRIu64 " of %s",
                          path, said->revision, said->store, inside.revision, inside.store);
    return err;
}

enum bw_err bw_backup_check(const char *path, struct bw_manifest *out, struct bw_fail *fail)
{
    struct taking taking = {.out = -1};
    enum bw_err err = read_copy(path, &taking, out, fail);
    return err ? err : check_inside(path, path, out, fail);
}

enum bw_err bw_backup_copy(const char *path, const struct bw_folder *folder,
                           struct bw_manifest *out, struct bw_fail *fail)
{
    struct taking taking = {.folder = folder, .out = -1};
    struct bw_fail ignored;
    enum bw_err err = bw_folder_file(folder, BW_BACKUP_DATA, &taking.out, fail);
    if (err)
        return err;
    err = read_copy(path, &taking, out, fail);
    enum bw_err synced = bw_folder_sync(folder, taking.out, err ? &ignored : fail);
    if (!err)
        err = synced;
    return err ? err : check_inside(path, folder->part, out, fail);
}
