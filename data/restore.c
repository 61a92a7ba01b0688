#include "data/restore.h"

#include <unistd.h>

static enum bw_err play(struct bw_history *history, const struct bw_folder *folder,
                        struct bw_restored *out, struct bw_fail *fail)
{
    struct bw_store_options options = {.dir = folder->part};
    struct bw_store *store;
    enum bw_err err = bw_store_open(&options, &store, fail);
    if (err)
        return err;
    err = bw_history_play(history, store, &out->played, fail);
    bw_store_close(store);
    unlinkat(folder->fd, "lock", 0); /* they were this process's */
    unlinkat(folder->fd, "lock.mdb", 0);
    return err;
}

static enum bw_err fill(const struct bw_restore_order *order, struct bw_history *history,
                        const struct bw_folder *folder, struct bw_restored *out,
                        struct bw_fail *fail)
{
    enum bw_err err = bw_backup_copy(order->backup, folder, &out->manifest, fail);
    out->played = (struct bw_played){.revision = out->manifest.revision};
    return err || !history ? err : play(history, folder, out, fail);
}

/* What can be refused is refused before anything is made. */
static enum bw_err prepare(const struct bw_restore_order *order, struct bw_restored *out,
                           struct bw_history **history, struct bw_fail *fail)
{
    struct bw_history_order wanted = {&out->manifest, order->replay, order->n_replay, order->until};
    *history = NULL;
    enum bw_err err = bw_manifest_read(order->backup, &out->manifest, fail);
    return err || !order->n_replay ? err : bw_history_open(&wanted, history, fail);
}

enum bw_err bw_restore(const struct bw_restore_order *order, struct bw_restored *out,
                       struct bw_fail *fail)
{
    struct bw_folder folder;
    struct bw_history *history;
    enum bw_err err = prepare(order, out, &history, fail);
    if (err)
        return err;
    err = bw_folder_begin(&folder, order->dir, fail);
    if (!err) {
        err = fill(order, history, &folder, out, fail);
        if (err)
            bw_folder_abandon(&folder);
        else
            err = bw_folder_finish(&folder, fail);
    }
    bw_history_close(history);
    return err;
}
