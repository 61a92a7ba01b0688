#pragma once
/* The parts of the running daemon and the order in which they start and stop. */
#include "daemon/publish.h"
#include "daemon/stats.h"

struct bw_worker;

struct bw_server {
    struct bw_config config;
    struct bw_store *store;
    struct bw_writer *writer;
    struct bw_publisher *publisher;
    struct bw_worker **workers;
    atomic_size_t n_conns;
    time_t started;
};

/* Runs until SIGTERM or SIGINT; the program's exit code. */
int bw_server_run(struct bw_server *server);
