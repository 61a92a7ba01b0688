#include "data/history_inside.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static enum bw_err add(struct bw_history *history, const char *path, bool or_skip,
                       struct bw_fail *fail)
{
    struct bw_history_file fresh = {.done = false};
    if (strlen(path) >= sizeof fresh.path)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%.200s…: the path is too long", path);
    strcpy(fresh.path, path);
    enum bw_err err = bw_increment_open(path, &fresh.file, &fresh.says, fail);
    if (err)
        return or_skip && err == BW_BAD_REQUEST ? BW_OK : err;
    struct bw_history_file *grown =
        realloc(history->files, (history->n + 1) * sizeof *history->files);
    if (!grown) {
        bw_sealed_close(fresh.file);
        return bw_fail_set(fail, BW_INTERNAL, "%s: out of memory", path);
    }
    history->files = grown;
    history->files[history->n++] = fresh;
    return BW_OK;
}

/* The keys, and what is half written. */
static bool is_other(const char *name)
{
    size_t len = strlen(name);
    return name[0] == '.' || strcmp(name, BW_KEYRING_FILE) == 0 ||
           (len > 5 && strcmp(name + len - 5, ".part") == 0);
}

static int by_revision(const void *a, const void *b)
{
    const struct bw_increment *x = &((const struct bw_history_file *)a)->says;
    const struct bw_increment *y = &((const struct bw_history_file *)b)->says;
    int since = (x->since > y->since) - (x->since < y->since);
    return since ? since : (x->until > y->until) - (x->until < y->until);
}

/* Whatever is no increment (a note, a backup) is left alone. */
static enum bw_err add_folder(struct bw_history *history, const char *path, struct bw_fail *fail)
{
    DIR *dir = opendir(path);
    size_t first = history->n;
    enum bw_err err = BW_OK;
    if (!dir)
        return bw_fail_set(fail, BW_NOT_FOUND, "%s: %s", path, strerror(errno));
    for (struct dirent *entry; !err && (entry = readdir(dir)) != NULL;) {
        char file[BW_FOLDER_PATH_MOST];
        if (!is_other(entry->d_name) &&
            (size_t)snprintf(file, sizeof file, "%s/%s", path, entry->d_name) < sizeof file)
            err = add(history, file, true, fail);
    }
    closedir(dir);
    if (!err && history->n > first)
        qsort(history->files + first, history->n - first, sizeof *history->files, by_revision);
    return err;
}

enum bw_err bw_history_end(const char *folder, uint64_t *revision, struct bw_fail *fail)
{
    struct bw_history history = {.n = 0};
    uint64_t end = 0;
    enum bw_err err = add_folder(&history, folder, fail);
    for (size_t i = 0; i < history.n; i++) {
        if (history.files[i].says.until > end)
            end = history.files[i].says.until;
        bw_sealed_close(history.files[i].file);
    }
    if (!err && history.n == 0)
        err = bw_fail_set(fail, BW_NOT_FOUND, "%s: neither a backup nor increments", folder);
    free(history.files);
    if (!err)
        *revision = end;
    return err;
}

static enum bw_err add_path(struct bw_history *history, const char *path, struct bw_fail *fail)
{
    struct stat info;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return add_folder(history, path, fail);
    return add(history, path, false, fail);
}

static enum bw_err check_store(const struct bw_history_file *file, const struct bw_manifest *base,
                               struct bw_fail *fail)
{
    char store[BW_ORIGIN_TEXT];
    bw_origin_text(file->says.store, store);
    if (strcmp(store, base->store) == 0)
        return BW_OK;
    return bw_fail_set(fail, BW_BAD_REQUEST, "%s: of store %s; the backup is of store %s",
                       file->path, store, base->store);
}

/* Each goes on where the one before it ends. */
static enum bw_err check_order(struct bw_history *history, const struct bw_manifest *base,
                               struct bw_fail *fail)
{
    uint64_t at = base->revision;
    for (size_t i = 0; i < history->n; i++) {
        struct bw_history_file *file = &history->files[i];
        enum bw_err err = check_store(file, base, fail);
        if (err)
            return err;
        file->done = file->says.until <= at || at >= history->until;
        if (file->done)
            continue;
        if (file->says.since > at)
            return bw_fail_set(fail, BW_BAD_REQUEST,
                               "%s: begins after revision %" PRIu64
                               ", what comes before it ends at %" PRIu64
                               ": an increment is missing, or they are in the wrong order",
                               file->path, file->says.since, at);
        at = file->says.until;
    }
    if (history->until == BW_HISTORY_ALL)
        history->until = at;
    if (history->until < base->revision)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "until: %" PRIu64 "; the backup is of revision %" PRIu64
                           " already: take an older one",
                           history->until, base->revision);
    if (history->until > at)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "until: %" PRIu64 "; the increments end at revision %" PRIu64,
                           history->until, at);
    return BW_OK;
}

/* The keys lie beside the last increment, and are as new as all of them. */
static enum bw_err open_keys(struct bw_history *history, struct bw_fail *fail)
{
    uint64_t newest = 0;
    for (size_t i = 0; i < history->n; i++)
        if (!history->files[i].done && history->files[i].says.until > newest)
            newest = history->files[i].says.until;
    if (history->n == 0)
        return BW_OK;
    const struct bw_history_file *last = &history->files[history->n - 1];
    enum bw_err err = bw_keyring_open(last->path, &history->keys, fail);
    if (err)
        return err;
    if (memcmp(bw_keyring_store(history->keys), last->says.store, sizeof last->says.store) != 0)
        return bw_fail_set(fail, BW_BAD_REQUEST, "the keys beside %s are of another store",
                           last->path);
    if (bw_keyring_revision(history->keys) < newest)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "the keys beside %s are of revision %" PRIu64 "; those of %" PRIu64
                           " or later are needed",
                           last->path, bw_keyring_revision(history->keys), newest);
    return BW_OK;
}

enum bw_err bw_history_open(const struct bw_history_order *order, struct bw_history **out,
                            struct bw_fail *fail)
{
    struct bw_history *history = calloc(1, sizeof *history);
    if (!history)
        return bw_fail_set(fail, BW_INTERNAL, "replay: out of memory");
    history->until = order->until;
    enum bw_err err = BW_OK;
    for (size_t i = 0; !err && i < order->n; i++)
        err = add_path(history, order->paths[i], fail);
    if (!err && history->n == 0)
        err = bw_fail_set(fail, BW_NOT_FOUND, "%s: there are no increments",
                          order->n ? order->paths[0] : "replay");
    if (!err)
        err = check_order(history, order->base, fail);
    if (!err)
        err = open_keys(history, fail);
    if (err)
        bw_history_close(history);
    else
        *out = history;
    return err;
}

void bw_history_close(struct bw_history *history)
{
    if (!history)
        return;
    for (size_t i = 0; i < history->n; i++)
        bw_sealed_close(history->files[i].file);
    free(history->files);
    bw_keyring_close(history->keys);
    free(history);
}
