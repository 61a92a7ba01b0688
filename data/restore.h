#pragma once
/* A new store from a backup and what was written after it, whole or not at all. Owns the order of
 * its steps. One thread. */
#include "data/backup.h"
#include "data/history.h"

struct bw_restore_order {
    const char *backup;
    const char *dir;           /* of the new store; nothing may be there */
    const char *const *replay; /* increments and folders of them */
    size_t n_replay;
    uint64_t until; /* with increments: revision, or BW_HISTORY_ALL */
};

struct bw_restored {
    struct bw_manifest manifest; /* of the backup */
    struct bw_played played;     /* of the increments; without them only the revision */
};

/* conflict when there is something at `dir`, internal when the backup is damaged, not_supported
 * when it is newer than this program, else as bw_history_open and bw_history_play; nothing is left
 * then.
 */
enum bw_err bw_restore(const struct bw_restore_order *order, struct bw_restored *out,
                       struct bw_fail *fail);
