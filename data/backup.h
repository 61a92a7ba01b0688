#pragma once
/* Backups: a folder with a compacted copy of the store at one moment and a manifest, made while the
 * store is written. Owns the copying and its bounds. Making one: any thread, one at a time a store;
 * the rest: one thread. */
#include "data/manifest.h"
#include "data/store.h"

/* While it is copied, pages that writers free cannot be used again, and the store grows: a backup
 * is given up when that took a quarter of the free room of the map, or an hour. */
#define BW_BACKUP_SHARE 4
#define BW_BACKUP_SECONDS 3600

struct bw_backup_order {
    const char *path; /* of the new folder */
    int64_t at_s;     /* now, seconds since 1970 */
    /* Now and then: shall it go on? May be NULL. */
    enum bw_err (*wanted)(void *context, struct bw_fail *fail);
    void *context;
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
