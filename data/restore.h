#pragma once
/* A new store from a backup, whole or not at all. Owns the order of its steps. One thread. */
#include "data/backup.h"

struct bw_restore_order {
    const char *backup;
    const char *dir; /* of the new store; nothing may be there */
};

struct bw_restored {
    struct bw_manifest manifest; /* of the backup */
    uint64_t revision;           /* of the new store */
};

/* conflict when there is something at `dir`, internal when the backup is damaged, not_supported
 * when it is newer than this program; then nothing is left. */
enum bw_err bw_restore(const struct bw_restore_order *order, struct bw_restored *out,
                       struct bw_fail *fail);
