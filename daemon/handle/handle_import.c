/* import.begin, import.add, import.commit, import.abort: many messages, one write. */
#include <stdlib.h>

#include "daemon/conn.h"
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/wire.h"
#include "model/base/sort.h"
#include "data/bytes.h"

#define IMPORTS_MOST 2

static struct bw_import *find_import(struct bw_conn *conn, const msgpack_object *args, bool take)
{
    uint64_t id = (uint64_t)bw_field_int(args, "import", 0);
    for (struct bw_import **at = &conn->imports; *at; at = &(*at)->next) {
        if ((*at)->id != id)
            continue;
        struct bw_import *found = *at;
        if (take)
            *at = found->next;
        return found;
    }
    return NULL;
}

static enum bw_err no_import(const msgpack_object *args, struct bw_fail *fail)
{
    return bw_fail_set(fail, BW_NOT_FOUND,
                       "import: this connection has no import %lld; begin one first",
                       (long long)bw_field_int(args, "import", 0));
}

enum bw_err bw_handle_import_begin(struct bw_request *request, struct bw_pack *out,
                                   struct bw_fail *fail)
{
    size_t open = 0;
    for (const struct bw_import *other = request->conn->imports; other; other = other->next)
        open++;
    if (open >= IMPORTS_MOST)
        return bw_fail_set(fail, BW_BUSY,
                           "this connection has %zu imports open; commit or abort one", open);
    struct bw_import *import = calloc(1, sizeof *import);
    if (!import)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    import->id = ++request->conn->next_import;
    import->dry_run = bw_field_bool(&request->args, "dry_run", false);
    import->skip_bad = bw_field_bool(&request->args, "skip_bad", false);
    import->all = &request->server->import_bytes;
    import->next = request->conn->imports;
    request->conn->imports = import;
    bw_pack_map(out, 1);
    bw_put_count(out, "import", import->id);
    return BW_OK;
}

/* What unpacked objects take beside their bytes, many times these. */
static size_t unpacked_bytes(const msgpack_object *value)
{
    size_t bytes = 0;
    if (value->type == MSGPACK_OBJECT_ARRAY) {
        for (uint32_t i = 0; i < value->via.array.size; i++)
            bytes += sizeof(msgpack_object) + unpacked_bytes(&value->via.array.ptr[i]);
    } else if (value->type == MSGPACK_OBJECT_MAP) {
        for (uint32_t i = 0; i < value->via.map.size; i++)
            bytes += sizeof(msgpack_object_kv) + unpacked_bytes(&value->via.map.ptr[i].key) +
                     unpacked_bytes(&value->via.map.ptr[i].val);
    }
    return bytes;
}

/* The items are packed again, so that they outlive the message. */
static enum bw_err keep_items(const msgpack_object *items, struct bw_import_part *part,
                              size_t *bytes, struct bw_fail *fail)
{
    msgpack_sbuffer copy;
    msgpack_packer packer;
    msgpack_sbuffer_init(&copy);
    msgpack_packer_init(&packer, &copy, bw_buffer_write);
    msgpack_pack_object(&packer, *items);
    *bytes = copy.size;
    part->bytes = msgpack_sbuffer_release(&copy);
    msgpack_unpacked_init(&part->message);
    if (msgpack_unpack_next(&part->message, part->bytes, *bytes, NULL) != MSGPACK_UNPACK_SUCCESS) {
        msgpack_unpacked_destroy(&part->message);
        free(part->bytes);
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    }
    part->items = part->message.data.via.array.ptr;
    part->n = part->message.data.via.array.size;
    return BW_OK;
}

enum bw_err bw_handle_import_add(struct bw_request *request, struct bw_pack *out,
                                 struct bw_fail *fail)
{
    const msgpack_object *kind = bw_field_get(&request->args, "kind");
    struct bw_import *import = find_import(request->conn, &request->args, false);
    struct bw_import_part part = {0};
    size_t bytes;
    if (!import)
        return no_import(&request->args, fail);
    bw_kind_parse(kind->via.str.ptr, kind->via.str.size, &part.kind);
    enum bw_err err = keep_items(bw_field_get(&request->args, "items"), &part, &bytes, fail);
    if (err)
        return err;
    size_t received = part.n;
    bytes += unpacked_bytes(&part.message.data);
    size_t most = request->config->limits.import_bytes;
    bool fits = bw_server_hold(import->all, 2 * most, bytes, import->bytes);
    err = fits ? bw_import_add(import, &part, bytes, most, fail)
               : bw_fail_set(fail, BW_BUSY,
                             "imports that are not committed fill the %zu bytes there are for them "
                             "(twice limits.import_bytes); try again later",
                             2 * most);
    if (err && fits)
        bw_server_release(import->all, bytes);
    if (err) {
        msgpack_unpacked_destroy(&part.message);
        free(part.bytes);
        return err;
    }
    bw_pack_map(out, 1);
    bw_put_count(out, "received", received);
    return BW_OK;
}

enum bw_err bw_handle_import_abort(struct bw_request *request, struct bw_pack *out,
                                   struct bw_fail *fail)
{
    struct bw_import *import = find_import(request->conn, &request->args, true);
    if (!import)
        return no_import(&request->args, fail);
    bw_import_free(import);
    bw_pack_map(out, 0);
    return BW_OK;
}

enum bw_err bw_handle_import_commit(struct bw_pending *pending, const msgpack_object *args,
                                    struct bw_fail *fail)
{
    struct bw_conn *conn = pending->worker->conns;
    while (conn && conn->id != pending->conn)
        conn = conn->next;
    pending->import = conn ? find_import(conn, args, true) : NULL;
    if (!pending->import)
        return no_import(args, fail);
    return bw_import_write(pending->import, &pending->write, fail);
}

static int bad_order(const void *a, const void *b)
{
    const struct bw_bad *x = a, *y = b;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

void bw_answer_import_commit(const struct bw_pending *pending, struct bw_pack *out)
{
    const struct bw_written *written = &pending->written;
    bool refused = written->err != BW_OK;
    if (written->n_bad)
        bw_sort(written->bad, written->n_bad, sizeof *written->bad, bad_order);
    bw_pack_map(out, refused ? 5 : 4);
    bw_put_count(out, "written", written->written);
    bw_put_count(out, "duplicates", written->duplicates);
    bw_put_count(out, "revision", written->revision);
    bw_put_list(out, "bad", written->n_bad);
    for (size_t i = 0; i < written->n_bad; i++) {
        const struct bw_import_part *part = &pending->import->parts[written->bad[i].part];
        bw_pack_map(out, 3);
        bw_put_text(out, "kind", bw_kind_name(part->kind));
        bw_put_count(out, "item", part->first + written->bad[i].item);
        bw_put_key(out, "error");
        bw_wire_pack_error_text(out, written->bad[i].text);
    }
    if (refused)
        bw_put_bool(out, "refused", true);
}
