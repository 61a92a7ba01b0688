#pragma once
/* Backups: a folder with a compacted copy of the store at one moment and a manifest, made while the
 * store is written. Owns the copying; its bound is data/bound's. Making one: any thread, one at a
 * time a store; the rest: one thread. */
#include "data/bound.h"
#include "data/manifest.h"
#include "data/store.h"

struct bw_backup_order {
    const char *path; /* of the new folder */
    int64_t at_s;     /* now, seconds since 1970 */
    struct bw_asker asker;
};

/* conflict when there is something at the path, storage_full when there is no room or the bound is
 * reached; nothing is left then. */
enum bw_err bw_backup_make(struct bw_store *store, const struct bw_backup_order *order,
                           struct bw_manifest *out, struct bw_fail *fail);

/* Is the backup what was written? Every byte is read: the checksum, then whether the copy is of the
 * store, schema version and revision that the manifest says. */
enum bw_err bw_backup_check(const char *path, struct bw_manifest *out, struct bw_fail *fail);

/* Copies it into a folder that is being made, and checks it the same way as it goes by. */
enum bw_err bw_backup_copy(const char *path, const struct bw_folder *folder,
                           struct bw_manifest *out, struct bw_fail *fail);
