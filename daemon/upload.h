#pragma once
/* Uploads of models, of texts or learned, and the connections that they come by: when that is gone
 * the upload is given up, and what is left of any model that nobody needs is swept away piece by
 * piece, by writes among those of others. Any thread. */
#include "daemon/pending.h"

struct bw_conn;
struct bw_server;

/* One upload of each kind can be under way. */
enum bw_upload_kind { BW_UPLOAD_EMBEDDING, BW_UPLOAD_MODEL, BW_UPLOAD_KINDS };

/* Fills the write: a step of a model that is no upload, or begins one. */
enum bw_err bw_upload_step(struct bw_pending *pending, enum bw_model_step_op op,
                           const msgpack_object *args);
/* The same for a step of the upload that the arguments name: not_found unless it is the
 * connection's own. The connection's worker. */
enum bw_err bw_upload_step_of(struct bw_pending *pending, enum bw_model_step_op op,
                              const msgpack_object *args, struct bw_fail *fail);

/* A write is done and about to be answered; `conn` is NULL when its connection is gone. */
void bw_upload_written(struct bw_server *server, struct bw_conn *conn,
                       const struct bw_pending *pending);

/* Nobody will go on with the upload; 0: with whichever there are, of a daemon before this one. */
void bw_upload_lost(struct bw_server *server, uint32_t upload);
/* The same for all that come by a connection. */
void bw_upload_conn_gone(struct bw_server *server, const struct bw_conn *conn);

/* Gives up what could not be given up when it was lost: another one is about to begin. */
void bw_upload_make_way(struct bw_server *server);
