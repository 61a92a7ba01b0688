#pragma once
/* A thread that answers: its own event base, connections, reader, memory. The only way in from
 * other threads is the mailbox. */
#include <event2/event.h>
#include <pthread.h>

#include "daemon/pack.h"
#include "daemon/server.h"

struct bw_conn;

/* What other threads may put into a mailbox. */
enum bw_letter_kind { BW_LETTER_CONN, BW_LETTER_SURPLUS, BW_LETTER_WRITTEN, BW_LETTER_STOP };

struct bw_letter {
    struct bw_letter *next;
    enum bw_letter_kind kind;
    int fd;                     /* CONN, SURPLUS: a new connection */
    struct bw_pending *pending; /* WRITTEN: to be answered */
};

struct bw_worker {
    struct bw_server *server;
    pthread_t thread;
    struct event_base *base;
    struct event *mail, *clock;
    int wake; /* eventfd */
    pthread_mutex_t lock;
    struct bw_letter *first, *last;
    struct bw_reader *reader;
    struct bw_arena *arena;
    msgpack_zone *zone; /* what the message is unpacked to */
    struct bw_pack out; /* answers to the connection whose turn it is, not yet written */
    struct bw_conn *conns;
    uint64_t next_conn;
    int64_t now_us; /* the monotonic clock when a turn began, then after each message */
    size_t pending; /* writes and long questions on their way */
    bool stopping;
    uint32_t stopping_since;
    /* Seconds that it was awake for, from 1: what others took too long for is counted in these, so
     * that nobody is blamed for a second in which nobody looked. Written by the worker, read by
     * any thread: it goes on as long as the worker does. */
    _Atomic uint32_t ticks;
    struct bw_stats stats;
};

enum bw_err bw_worker_start(struct bw_server *server, struct bw_worker **out, struct bw_fail *fail);
/* Begins to drain: what has come is answered, no new requests, then the thread ends. */
void bw_worker_stop(struct bw_worker *worker);
/* Waits for that. */
void bw_worker_join(struct bw_worker *worker);
void bw_worker_free(struct bw_worker *worker);

/* A new connection; `surplus`: one more than may be, to be told so. */
void bw_worker_post_conn(struct bw_worker *worker, int fd, bool surplus);
void bw_worker_post_written(struct bw_worker *worker, struct bw_pending *pending);

/* With every connection closed and no write on its way a stopping worker ends. */
void bw_worker_maybe_end(struct bw_worker *worker);
