/* server.backup and server.increment: written on the daemon's own machine, while others are served.
 */
#include "daemon/encode.h"
#include "daemon/errand.h"
#include "daemon/handle.h"
#include "daemon/server.h"
#include "data/backup.h"
#include "data/increment.h"

static enum bw_err take_path(const struct bw_request *request, char out[BW_FOLDER_PATH_MOST],
                             struct bw_fail *fail)
{
    const msgpack_object *path = bw_field_get(&request->args, "path");
    uint32_t len = path->via.str.size;
    if (len == 0 || path->via.str.ptr[0] != '/' || memchr(path->via.str.ptr, 0, len))
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "path: an absolute path on the daemon's machine is expected (\"/…\")");
    memcpy(out, path->via.str.ptr, len);
    out[len] = '\0';
    return BW_OK;
}

static enum bw_err still_wanted(void *context, struct bw_fail *fail)
{
    return bw_errand_wanted(context, fail);
}

static void pack(const char *path, const struct bw_manifest *manifest, struct bw_pack *out)
{
    bw_pack_map(out, 7);
    bw_put_text(out, "path", path);
    bw_put_count(out, "revision", manifest->revision);
    bw_put_count(out, "bytes", manifest->bytes);
    bw_put_text(out, "at", manifest->at);
    bw_put_count(out, "schema", manifest->schema);
    bw_put_text(out, "store", manifest->store);
    bw_put_text(out, "blake2b", manifest->digest);
}

/* One at a time: of the few threads for long questions it takes no more than one, and two would
 * hold old pages back twice as long. */
static enum bw_err begin(struct bw_server *server, struct bw_fail *fail)
{
    if (!atomic_exchange(&server->backing_up, true))
        return BW_OK;
    return bw_fail_set(fail, BW_BUSY, "another backup is being written; wait for it");
}

enum bw_err bw_handle_backup(struct bw_request *request, struct bw_pack *out, struct bw_fail *fail)
{
    char path[BW_FOLDER_PATH_MOST];
    struct bw_manifest manifest;
    struct bw_backup_order order = {path, time(NULL), {still_wanted, request}};
    enum bw_err err = take_path(request, path, fail);
    if (!err)
        err = begin(request->server, fail);
    if (err)
        return err;
    err = bw_backup_make(request->server->store, &order, &manifest, fail);
    atomic_store(&request->server->backing_up, false);
    if (!err)
        pack(path, &manifest, out);
    return err;
}

static void pack_increment(const char *path, const struct bw_increment *increment,
                           struct bw_pack *out)
{
    char store[BW_ORIGIN_TEXT];
    bw_origin_text(increment->store, store);
    bw_pack_map(out, 8);
    bw_put_text(out, "path", path);
    bw_put_count(out, "since", increment->since);
    bw_put_count(out, "revision", increment->until);
    bw_put_count(out, "changes", increment->n);
    bw_put_count(out, "bytes", increment->bytes);
    bw_put_text(out, "at", increment->at);
    bw_put_count(out, "schema", increment->schema);
    bw_put_text(out, "store", store);
}

enum bw_err bw_handle_increment(struct bw_request *request, struct bw_pack *out,
                                struct bw_fail *fail)
{
    char path[BW_FOLDER_PATH_MOST];
    struct bw_increment increment;
    struct bw_increment_order order = {path,
                                       (uint64_t)bw_field_int(&request->args, "since", 0),
                                       time(NULL),
                                       {still_wanted, request}};
    enum bw_err err = take_path(request, path, fail);
    if (!err)
        err = begin(request->server, fail);
    if (err)
        return err;
    err = bw_increment_write(request->server->store, &order, &increment, fail);
    atomic_store(&request->server->backing_up, false);
    if (!err)
        pack_increment(path, &increment, out);
    return err;
}
