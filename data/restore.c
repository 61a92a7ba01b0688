#include "data/restore.h"

static enum bw_err fill(const struct bw_restore_order *order, const struct bw_folder *folder,
                        struct bw_restored *out, struct bw_fail *fail)
{
    enum bw_err err = bw_backup_copy(order->backup, folder, &out->manifest, fail);
    out->revision = out->manifest.revision;
    return err;
}

enum bw_err bw_restore(const struct bw_restore_order *order, struct bw_restored *out,
                       struct bw_fail *fail)
{
    struct bw_folder folder;
    enum bw_err err = bw_folder_begin(&folder, order->dir, fail);
    if (err)
        return err;
    err = fill(order, &folder, out, fail);
    if (err) {
        bw_folder_abandon(&folder);
        return err;
    }
    return bw_folder_finish(&folder, fail);
}
