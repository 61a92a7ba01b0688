#pragma once
/* From a whole message to its answer: check, decode, authorise, handle, encode. The way of a
 * request on one screen. The connection's worker. */
#include "daemon/conn.h"

/* Handles the message; false when the connection has to end (nothing that could be answered). */
bool bw_dispatch(struct bw_conn *conn, const void *bytes, size_t len);

/* Hands the write of a question over; its answer comes by the mailbox. Any thread. */
enum bw_err bw_dispatch_write(struct bw_pending *pending, struct bw_fail *fail);

/* Answers a finished write or errand; conn is NULL when nobody listens any more. */
void bw_dispatch_written(struct bw_worker *worker, struct bw_conn *conn,
                         struct bw_pending *pending);
