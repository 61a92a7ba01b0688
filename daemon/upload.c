#include "daemon/upload.h"

#include <stdlib.h>

#include "daemon/conn.h"

/* Writes of our own, one after another. */
struct chore {
    struct bw_writer *writer;
    struct bw_embedding_step step;
    struct bw_write write;
};

static void chore_done(void *context, struct bw_written *written);

/* What cannot be queued or written now is left for the next upload's end, or the next start. */
static void submit(struct chore *chore)
{
    if (bw_writer_submit(chore->writer, &chore->write, chore_done, chore) != BW_OK)
        free(chore);
}

static void chore_done(void *context, struct bw_written *written)
{
    struct chore *chore = context;
    bool swept = chore->step.op == BW_EMBEDDING_SWEEP && !written->embedding.more;
    bool failed = written->err && chore->step.op == BW_EMBEDDING_SWEEP;
    bw_written_clear(written);
    chore->step.op = BW_EMBEDDING_SWEEP;
    if (swept || failed)
        free(chore);
    else
        submit(chore);
}

static void start(struct bw_server *server, enum bw_embedding_op op, uint32_t upload)
{
    struct chore *chore = calloc(1, sizeof *chore);
    if (!chore)
        return;
    chore->writer = server->writer;
    chore->step = (struct bw_embedding_step){.op = op, .upload = upload};
    chore->write = (struct bw_write){.embedding = &chore->step};
    submit(chore);
}

void bw_upload_lost(struct bw_server *server, uint32_t upload)
{
    start(server, BW_EMBEDDING_ABORT, upload);
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
