#pragma once
/* One connection: bytes in, whole messages out to the handlers, answers back, limits on both. Its
 * worker's thread only. */
#include <event2/bufferevent.h>

#include "daemon/import.h"
#include "daemon/upload.h"
#include "daemon/worker.h"
#include "data/frame.h"

struct bw_conn {
    struct bw_conn *next, *previous;
    struct bw_worker *worker;
    uint64_t id;
    struct bufferevent *events;
    struct bw_presence *presence;
    struct bw_frame_scan scan; /* of the message that is coming in */
    size_t in_flight;          /* writes and long questions not yet answered */
    size_t input_held;         /* of the message that comes in, among the server's queued bytes */
    size_t output_held;        /* of what waits for it, among the server's unread bytes */
    bool surplus;              /* over the limit of connections: its first request gets busy */
    bool ended;                /* the other side sends no more */
    bool draining;             /* what has come is answered, nothing more is read */
    bool closing;              /* once everything is written */
    bool lingering;            /* refused while the other side still sends: what comes is dropped */
    bool shut;                 /* lingering, and everything is written */
    bool paused;               /* not read from while the other side does not read */
    bool resting;              /* not read from: messages that came wait for its next turn */
    bool writing;              /* the socket is full: the loop writes on when it takes more */
    bool flooded;              /* more waits for it than may: nothing more is sent, it ends */
    /* Ticks of the worker; 0: not so. */
    uint32_t heard;         /* the last word of either side */
    uint32_t partial_since; /* a message is incomplete */
    uint32_t paused_since, shut_since;
    struct bw_import *imports;
    uint64_t next_import;
    uint32_t uploads[BW_UPLOAD_KINDS]; /* of models that come by this connection; 0: none */
};

/* `surplus`: there are as many as may be already. */
void bw_conn_open(struct bw_worker *worker, int fd, bool surplus);
/* The clock of the worker went on: connections that took too long for something end. */
void bw_conn_look_all(struct bw_worker *worker);
/* A write is done: answers it when the connection is still there; frees it. */
void bw_conn_written(struct bw_worker *worker, struct bw_pending *pending);
/* What has come is answered, nothing more is read; connections end once their answers are out. */
void bw_conn_drain_all(struct bw_worker *worker);

/* What the worker packed from byte `from` of its `out` on is an answer for the connection. It goes
 * out with the others at the end of its turn, or before that when there is much of it. */
void bw_conn_send(struct bw_conn *conn, size_t from);
