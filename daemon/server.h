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
    atomic_size_t n_conns;
    atomic_uint lost_uploads[BW_UPLOAD_KINDS]; /* that could not be given up yet; 0: none */
    atomic_bool backing_up;                    /* a backup or an increment is being written */
    int64_t started_s;                         /* by the monotonic clock */
};

/* How long it runs, whatever the wall clock was set to meanwhile. */
int64_t bw_server_uptime_s(const struct bw_server *server);

/* The configuration of this moment: what was started with, with limits and least group as they were
 * reloaded last. Any thread. */
const struct bw_config *bw_server_config(struct bw_server *server);

/* Runs until SIGTERM or SIGINT; the program's exit code. */
int bw_server_run(struct bw_server *server);
