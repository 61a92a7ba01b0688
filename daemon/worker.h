#pragma once
/* A thread that answers: its own event base, connections, reader, memory. The only way in from
 * other threads is the mailbox. */
#include <event2/event.h>
#include <pthread.h>

#include "daemon/server.h"

struct bw_conn;

/* What other threads may put into a mailbox. */
enum bw_letter_kind { BW_LETTER_CONN, BW_LETTER_WRITTEN, BW_LETTER_STOP };

struct bw_letter {
    struct bw_letter *next;
    enum bw_letter_kind kind;
    int fd;                     /* CONN: a new connection */
    struct bw_pending *pending; /* WRITTEN: to be answered */
};

struct bw_worker {
    struct bw_server *server;
    pthread_t thread;
    struct event_base *base;
    struct event *mail;
    int wake; /* eventfd */
    pthread_mutex_t lock;
    struct bw_letter *first, *last;
    struct bw_reader *reader;
    struct bw_arena *arena;
    msgpack_sbuffer out; /* the answer being packed */
    struct bw_conn *conns;
    uint64_t next_conn;
    size_t pending; /* writes and long questions on their way */
    bool stopping;
    struct bw_stats stats;
};

enum bw_err bw_worker_start(struct bw_server *server, struct bw_worker **out, struct bw_fail *fail);
/* Drains: no new requests, what is on its way is answered, then the thread ends. */
void bw_worker_stop(struct bw_worker *worker);
void bw_worker_free(struct bw_worker *worker);

void bw_worker_post_conn(struct bw_worker *worker, int fd);
void bw_worker_post_written(struct bw_worker *worker, struct bw_pending *pending);

/* With every connection closed and no write on its way a stopping worker ends. */
void bw_worker_maybe_end(struct bw_worker *worker);
