#include "daemon/upload.h"

#include <stdlib.h>

#include "daemon/conn.h"

/* Writes of our own, one after another. */
struct chore {
    struct bw_server *server;
    struct bw_embedding_step step;
    struct bw_write write;
};

static void chore_done(void *context, struct bw_written *written);

/* It cannot be queued or written now. What is to be swept is left for the next upload's end, or the
 * next start; an upload that nobody goes on with stands in the way of the next one, and is noted.
 */
static void give_back(struct chore *chore)
{
    if (chore->step.op == BW_EMBEDDING_ABORT)
        atomic_store(&chore->server->lost_upload, chore->step.upload);
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
    bool swept = chore->step.op == BW_EMBEDDING_SWEEP && !written->embedding.more;
    bool failed = written->err && written->err != BW_NOT_FOUND; /* it was gone already */
    bw_written_clear(written);
    if (failed || swept) {
        give_back(chore);
        return;
    }
    chore->step.op = BW_EMBEDDING_SWEEP;
    submit(chore);
}

static void start(struct bw_server *server, enum bw_embedding_op op, uint32_t upload)
{
    struct chore *chore = calloc(1, sizeof *chore);
    if (!chore)
        return;
    chore->server = server;
    chore->step = (struct bw_embedding_step){.op = op, .upload = upload};
    chore->write = (struct bw_write){.embedding = &chore->step};
    submit(chore);
}

void bw_upload_lost(struct bw_server *server, uint32_t upload)
{
    start(server, BW_EMBEDDING_ABORT, upload);
}

void bw_upload_make_way(struct bw_server *server)
{
    uint32_t upload = atomic_exchange(&server->lost_upload, 0);
    if (upload)
        bw_upload_lost(server, upload);
}

void bw_upload_written(struct bw_server *server, struct bw_conn *conn,
                       const struct bw_pending *pending)
{
    if (!pending->write.embedding || pending->written.err)
        return;
    switch (pending->embedding.op) {
    case BW_EMBEDDING_BEGIN:
        if (conn)
            conn->upload = pending->written.embedding.upload;
        else
            bw_upload_lost(server, pending->written.embedding.upload);
        break;
    case BW_EMBEDDING_COMMIT:
    case BW_EMBEDDING_ABORT:
        if (conn && conn->upload == pending->embedding.upload)
            conn->upload = 0;
        start(server, BW_EMBEDDING_SWEEP, 0);
        break;
    case BW_EMBEDDING_DROP:
        start(server, BW_EMBEDDING_SWEEP, 0);
        break;
    case BW_EMBEDDING_ADD:
    case BW_EMBEDDING_SET:
    case BW_EMBEDDING_SWEEP:
        break;
    }
}
