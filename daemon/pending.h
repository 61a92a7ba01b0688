#pragma once
/* A write, or a question that takes long, between its request and its answer. Owns a copy of the
 * message that it borrows from. Made by a worker, finished by the thread for long questions or the
 * writer (and publisher), answered by the same worker. */
#include "daemon/pack.h"
#include "daemon/presence.h"
#include "daemon/request.h"

struct bw_contender;
struct bw_draft;
struct bw_worker;

struct bw_pending {
    struct bw_pending *next; /* in a mailbox or waiting for publication */
    struct bw_worker *worker;
    uint64_t conn; /* may be gone when the answer comes */
    uint32_t msgid;
    bool notification;
    const struct bw_method *method;
    int64_t began_us; /* by the monotonic clock */
    char *bytes;      /* the message */
    size_t charged;   /* among the server's queued bytes */
    msgpack_unpacked message;
    struct bw_presence *presence; /* of the connection */
    bw_read_handler errand;       /* what is done first on the thread for long questions, or NULL */
    struct bw_pack packed;        /* its answer, when there is no write */
    struct bw_contender *contenders[2]; /* of an errand that holds models against each other */
    struct bw_part part;                /* of all writes but imports */
    struct bw_import *import;
    struct bw_draft *draft;         /* of writes that change what is stored */
    msgpack_object args;            /* of the message */
    struct bw_model_step step;      /* of the methods about models */
    struct bw_booking_step booking; /* of those about bookings */
    struct bw_write write;
    struct bw_written written;
};

void bw_pending_free(struct bw_pending *pending);
