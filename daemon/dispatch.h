#pragma once
/* From a whole message to its answer: check, decode, authorise, handle, encode. The way of a
 * request on one screen. The connection's worker. */
#include "daemon/conn.h"

/* Handles the message; false when the connection has to end (nothing that could be answered). */
bool bw_dispatch(struct bw_conn *conn, const void *bytes, size_t len);

/* Answers a finished write; conn is NULL when nobody listens any more. */
void bw_dispatch_written(struct bw_worker *worker, struct bw_conn *conn,
                         struct bw_pending *pending);
