#include "daemon/upload.h"

#include <stdlib.h>

#include "daemon/conn.h"

static enum bw_upload_kind kind_of(enum bw_model_step_op op)
{
    return op == BW_MODEL_BEGIN || op == BW_MODEL_ADD || op == BW_MODEL_COMMIT ||
                   op == BW_MODEL_ABORT
               ? BW_UPLOAD_MODEL
               : BW_UPLOAD_EMBEDDING;
}

enum bw_err bw_upload_step(struct bw_pending *pending, enum bw_model_step_op op,
                           const msgpack_object *args)
{
    pending->step = (struct bw_model_step){.op = op,
                                           .args = &pending->args,
                                           .upload = (uint32_t)bw_field_int(args, "upload", 0),
                                           .at_s = time(NULL)};
    pending->write = (struct bw_write){.step = &pending->step};
    return BW_OK;
}

enum bw_err bw_upload_step_of(struct bw_pending *pending, enum bw_model_step_op op,
                              const msgpack_object *args, struct bw_fail *fail)
{
    const struct bw_conn *conn = pending->worker->conns;
    int64_t upload = bw_field_int(args, "upload", 0);
    while (conn && conn->id != pending->conn)
        conn = conn->next;
    if (!conn || conn->uploads[kind_of(op)] != upload)
        return bw_fail_set(fail, BW_NOT_FOUND,
                           "upload: this connection has no upload %lld; begin one first",
                           (long long)upload);
    return bw_upload_step(pending, op, args);
}

/* Writes of our own, one after another. */
struct chore {
    struct bw_server *server;
    struct bw_model_step step;
    struct bw_write write;
};

static void chore_done(void *context, struct bw_written *written);

/* It cannot be queued or written now. What is to be swept is left for the next upload's end, or the
 * next start; an upload that nobody goes on with stands in the way of the next one of its kind, and
 * is noted. */
static void give_back(struct chore *chore)
{
    atomic_uint *lost = chore->server->lost_uploads;
    bool noted = chore->step.op != BW_UPLOAD_LOST;
    for (int i = 0; !noted && i < BW_UPLOAD_KINDS; i++) {
        unsigned none = 0;
        noted = atomic_compare_exchange_strong(&lost[i], &none, chore->step.upload);
    }
    free(chore);
}

static void submit(struct chore *chore)
{
    if (bw_writer_submit(chore->server->writer, &chore->write, chore_done, chore) != BW_OK)
        give_back(chore);
}

static void chore_done(void *context, struct bw_written *written)
{
    struct chore *chore = context;
    bool swept = chore->step.op == BW_SWEEP && !written->step.more;
    bool failed = written->err != BW_OK;
    bw_written_clear(written);
    if (failed || swept) {
        give_back(chore);
        return;
    }
    chore->step.op = BW_SWEEP;
    submit(chore);
}

static void start(struct bw_server *server, enum bw_model_step_op op, uint32_t upload)
{
    struct chore *chore = calloc(1, sizeof *chore);
    if (!chore)
        return;
    chore->server = server;
    chore->step = (struct bw_model_step){.op = op, .upload = upload};
    chore->write = (struct bw_write){.step = &chore->step};
    submit(chore);
}

void bw_upload_lost(struct bw_server *server, uint32_t upload)
{
    start(server, BW_UPLOAD_LOST, upload);
}

void bw_upload_conn_gone(struct bw_server *server, const struct bw_conn *conn)
{
    for (int kind = 0; kind < BW_UPLOAD_KINDS; kind++)
        if (conn->uploads[kind])
            bw_upload_lost(server, conn->uploads[kind]);
}

void bw_upload_make_way(struct bw_server *server)
{
    for (int i = 0; i < BW_UPLOAD_KINDS; i++) {
        uint32_t upload = atomic_exchange(&server->lost_uploads[i], 0);
        if (upload)
            bw_upload_lost(server, upload);
    }
}

void bw_upload_written(struct bw_server *server, struct bw_conn *conn,
                       const struct bw_pending *pending)
{
    enum bw_upload_kind kind = kind_of(pending->step.op);
    if (!pending->write.step || pending->written.err)
        return;
    switch (pending->step.op) {
    case BW_EMBEDDING_BEGIN:
    case BW_MODEL_BEGIN:
        if (conn)
            conn->uploads[kind] = pending->written.step.upload;
        else
            bw_upload_lost(server, pending->written.step.upload);
        break;
    case BW_EMBEDDING_COMMIT:
    case BW_EMBEDDING_ABORT:
    case BW_MODEL_COMMIT:
    case BW_MODEL_ABORT:
        if (conn && conn->uploads[kind] == pending->step.upload)
            conn->uploads[kind] = 0;
        start(server, BW_SWEEP, 0);
        break;
    case BW_EMBEDDING_DROP:
    case BW_MODEL_DROP:
        start(server, BW_SWEEP, 0);
        break;
    default:
        break;
    }
}
