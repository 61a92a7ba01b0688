/* embedding.begin, .add, .commit, .set, .abort and .drop: a text model comes in beside the one that
 * serves, and takes its place at once. What comes in lies in the store, not in memory. */
#include "daemon/conn.h"
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/upload.h"

static enum bw_err step(struct bw_pending *pending, enum bw_embedding_op op,
                        const msgpack_object *args)
{
    pending->args = *args; /* the map is the caller's, what it holds the message's */
    pending->embedding = (struct bw_embedding_step){
        .op = op, .args = &pending->args, .upload = (uint32_t)bw_field_int(args, "upload", 0)};
    pending->write = (struct bw_write){.embedding = &pending->embedding};
    return BW_OK;
}

/* An upload goes on by the connection that began it: with that it ends. */
static enum bw_err step_of_upload(struct bw_pending *pending, enum bw_embedding_op op,
                                  const msgpack_object *args, struct bw_fail *fail)
{
    const struct bw_conn *conn = pending->worker->conns;
    int64_t upload = bw_field_int(args, "upload", 0);
    while (conn && conn->id != pending->conn)
        conn = conn->next;
    if (!conn || conn->upload != upload)
        return bw_fail_set(fail, BW_NOT_FOUND,
                           "upload: this connection has no upload %lld; begin one first",
                           (long long)upload);
    return step(pending, op, args);
}

enum bw_err bw_handle_embedding_begin(struct bw_pending *pending, const msgpack_object *args,
                                      struct bw_fail *fail)
{
    (void)fail;
    bw_upload_make_way(pending->worker->server);
    return step(pending, BW_EMBEDDING_BEGIN, args);
}

enum bw_err bw_handle_embedding_add(struct bw_pending *pending, const msgpack_object *args,
                                    struct bw_fail *fail)
{
    return step_of_upload(pending, BW_EMBEDDING_ADD, args, fail);
}

enum bw_err bw_handle_embedding_commit(struct bw_pending *pending, const msgpack_object *args,
                                       struct bw_fail *fail)
{
    return step_of_upload(pending, BW_EMBEDDING_COMMIT, args, fail);
}

enum bw_err bw_handle_embedding_abort(struct bw_pending *pending, const msgpack_object *args,
                                      struct bw_fail *fail)
{
    return step_of_upload(pending, BW_EMBEDDING_ABORT, args, fail);
}

enum bw_err bw_handle_embedding_set(struct bw_pending *pending, const msgpack_object *args,
                                    struct bw_fail *fail)
{
    (void)fail;
    return step(pending, BW_EMBEDDING_SET, args);
}

enum bw_err bw_handle_embedding_drop(struct bw_pending *pending, const msgpack_object *args,
                                     struct bw_fail *fail)
{
    (void)fail;
    return step(pending, BW_EMBEDDING_DROP, args);
}

void bw_answer_embedding_begin(const struct bw_pending *pending, msgpack_packer *out)
{
    msgpack_pack_map(out, 1);
    bw_put_count(out, "upload", pending->written.embedding.upload);
}

void bw_answer_embedding_add(const struct bw_pending *pending, msgpack_packer *out)
{
    msgpack_pack_map(out, 3);
    bw_put_count(out, "rows", pending->written.embedding.rows);
    bw_put_count(out, "space_bytes", pending->written.embedding.space_bytes);
    bw_put_count(out, "left_out", pending->written.embedding.left_out);
}

void bw_answer_embedding_commit(const struct bw_pending *pending, msgpack_packer *out)
{
    msgpack_pack_map(out, 3);
    bw_put_text(out, "model", pending->written.embedding.model);
    bw_put_count(out, "rows", pending->written.embedding.rows);
    bw_put_count(out, "revision", pending->written.revision);
}

void bw_answer_embedding_done(const struct bw_pending *pending, msgpack_packer *out)
{
    msgpack_pack_map(out, 1);
    bw_put_count(out, "revision", pending->written.revision);
}
