/* embedding.begin, .add, .commit, .set, .abort and .drop: a text model comes in beside the one that
 * serves, and takes its place at once. What comes in lies in the store, not in memory. */
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/upload.h"
#include "daemon/worker.h"

enum bw_err bw_handle_embedding_begin(struct bw_pending *pending, const msgpack_object *args,
                                      struct bw_fail *fail)
{
    (void)fail;
    bw_upload_make_way(pending->worker->server);
    return bw_upload_step(pending, BW_EMBEDDING_BEGIN, args);
}

enum bw_err bw_handle_embedding_add(struct bw_pending *pending, const msgpack_object *args,
                                    struct bw_fail *fail)
{
    return bw_upload_step_of(pending, BW_EMBEDDING_ADD, args, fail);
}

enum bw_err bw_handle_embedding_commit(struct bw_pending *pending, const msgpack_object *args,
                                       struct bw_fail *fail)
{
    return bw_upload_step_of(pending, BW_EMBEDDING_COMMIT, args, fail);
}

enum bw_err bw_handle_embedding_abort(struct bw_pending *pending, const msgpack_object *args,
                                      struct bw_fail *fail)
{
    return bw_upload_step_of(pending, BW_EMBEDDING_ABORT, args, fail);
}

enum bw_err bw_handle_embedding_set(struct bw_pending *pending, const msgpack_object *args,
                                    struct bw_fail *fail)
{
    (void)fail;
    return bw_upload_step(pending, BW_EMBEDDING_SET, args);
}

enum bw_err bw_handle_embedding_drop(struct bw_pending *pending, const msgpack_object *args,
                                     struct bw_fail *fail)
{
    (void)fail;
    return bw_upload_step(pending, BW_EMBEDDING_DROP, args);
}

void bw_answer_embedding_begin(const struct bw_pending *pending, struct bw_pack *out)
{
    bw_pack_map(out, 1);
    bw_put_count(out, "upload", pending->written.step.upload);
}

void bw_answer_embedding_add(const struct bw_pending *pending, struct bw_pack *out)
{
    bw_pack_map(out, 3);
    bw_put_count(out, "rows", pending->written.step.rows);
    bw_put_count(out, "space_bytes", pending->written.step.bytes);
    bw_put_count(out, "left_out", pending->written.step.left_out);
}

void bw_answer_embedding_commit(const struct bw_pending *pending, struct bw_pack *out)
{
    bw_pack_map(out, 3);
    bw_put_text(out, "model", pending->written.step.model);
    bw_put_count(out, "rows", pending->written.step.rows);
    bw_put_count(out, "revision", pending->written.revision);
}

void bw_answer_embedding_done(const struct bw_pending *pending, struct bw_pack *out)
{
    bw_pack_map(out, 1);
    bw_put_count(out, "revision", pending->written.revision);
}
