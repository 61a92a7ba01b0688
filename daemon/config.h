#pragma once
/* What the daemon is told: a file, then the command line over it. Owns names, defaults and checks
 * of the options. Read once at start and again at SIGHUP; a loaded one is not changed. */
#include <stdbool.h>
#include <stddef.h>

#include "daemon/solver/solver.h"
#include "model/base/day.h"
#include "model/base/err.h"

#define BW_LISTEN_MOST 8
#define BW_SOLVER_SECONDS_MOST 600

struct bw_limits {
    size_t message_bytes; /* of one message; bulk writes have bulk_bytes */
    size_t bulk_bytes;
    unsigned nesting;
    size_t objects; /* of one message */
    size_t bulk_objects;
    size_t in_flight; /* requests of one connection */
    size_t connections;
    size_t waiting_bytes; /* of answers for a slow reader */
    size_t queued_bytes;  /* of messages that come in or wait, all connections together */
    size_t unread_bytes;  /* of answers for slow readers, all connections together */
    size_t arena_bytes;   /* of one request */
    size_t import_bytes;  /* of one import; all together twice that */
    /* 0: for ever. */
    int idle_seconds;    /* a connection without a word */
    int message_seconds; /* from the first byte of a message to its last */
    int slow_seconds;    /* answers wait for who does not read them */
    int drain_seconds;   /* the same when the daemon stops */
};

struct bw_config {
    char data[1024];
    char unix_path[108]; /* empty: none */
    char listen[BW_LISTEN_MOST][128];
    size_t n_listen;
    unsigned workers;
    unsigned errands;                 /* threads for questions that take seconds */
    char solver[BW_SOLVER_PATH_SIZE]; /* of plans: a path, "off", empty: beside the daemon */
    int solver_seconds;               /* that a plan may ask for at most */
    bw_day today;                     /* BW_DAY_NONE: the clock's */
    int peers_seconds;                /* votes of peers are published at most once in these */
    bool learned;                     /* learned models may answer */
    int least_group;                  /* smaller groups are shown without single persons */
    struct bw_limits limits;
};

/* Defaults, the file that --config names, then the rest of the command line. bad_request names the
 * option. *show is "help" or "version" when that is all that was asked. */
enum bw_err bw_config_read(int argc, char **argv, struct bw_config *out, const char **show,
                           struct bw_fail *fail);
extern const char bw_config_help[];
