#pragma once
/* The parts of the running daemon and the order in which they start and stop. */
#include "daemon/publish.h"
#include "daemon/stats.h"
#include "daemon/upload.h"

struct bw_errands;
struct bw_worker;

/* What a SIGHUP brought; kept to the end, since requests may still look at it. */
struct bw_reloaded {
    struct bw_config config;
    struct bw_reloaded *before;
};

struct bw_server {
    struct bw_config config;                /* as started */
    _Atomic(struct bw_reloaded *) reloaded; /* the newest, NULL without one */
    int argc;
    char **argv;
    struct bw_store *store;
    struct bw_writer *writer;
    struct bw_publisher *publisher;
    struct bw_errands *errands;
    struct bw_worker **workers;
    atomic_size_t n_conns, n_surplus;          /* that are open; over the limit, being told so */
    atomic_uint_fast64_t turned_away;          /* connections over the limit, ever */
    atomic_size_t queued_bytes;                /* of messages that come in or wait */
    atomic_size_t unread_bytes;                /* of answers that wait for who reads slowly */
    atomic_size_t import_bytes;                /* of imports that are not committed */
    atomic_uint lost_uploads[BW_UPLOAD_KINDS]; /* that could not be given up yet; 0: none */
    atomic_bool backing_up;                    /* a backup or an increment is being written */
    int64_t started_s;                         /* by the monotonic clock */
};

/* How long it runs, whatever the wall clock was set to meanwhile. */
int64_t bw_server_uptime_s(const struct bw_server *server);

/* The configuration of this moment: what was started with, with limits and least group as they were
 * reloaded last. Any thread. */
const struct bw_config *bw_server_config(struct bw_server *server);

/* Counts more bytes for who holds some of them already; false when together there would be more
 * than `most`, but one alone always fits. Any thread. */
bool bw_server_hold(atomic_size_t *all, size_t most, size_t bytes, size_t holds);
void bw_server_release(atomic_size_t *all, size_t bytes);
/* busy: there is no more room for messages that come in or wait. */
enum bw_err bw_server_no_room(struct bw_server *server, struct bw_fail *fail);

/* A connection is closed. Any thread. */
void bw_server_conn_gone(struct bw_server *server, bool surplus);

/* Runs until SIGTERM or SIGINT; the program's exit code. */
int bw_server_run(struct bw_server *server);
