#pragma once
/* The upload of a text model and the connection that it comes by: when that is gone the upload is
 * given up, and what is left of any model that nobody needs is swept away piece by piece, by writes
 * among those of others. Any thread. */
#include "daemon/pending.h"

struct bw_server;

/* A write is done and about to be answered; `conn` is NULL when its connection is gone. */
void bw_upload_written(struct bw_server *server, struct bw_conn *conn,
                       const struct bw_pending *pending);

/* Nobody will go on with the upload; 0: with whichever there is, of a daemon before this one. */
void bw_upload_lost(struct bw_server *server, uint32_t upload);

/* Gives up what could not be given up when it was lost: another one is about to begin. */
void bw_upload_make_way(struct bw_server *server);
