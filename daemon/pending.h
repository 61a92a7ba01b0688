#pragma once
/* A write between its request and its answer. Owns a copy of the message that the items are
 * borrowed from. Made by a worker, finished by the writer (and publisher), answered by the same
 * worker. */
#include "daemon/request.h"

#include <time.h>

struct bw_draft;
struct bw_worker;

struct bw_pending {
    struct bw_pending *next; /* in a mailbox or waiting for publication */
    struct bw_worker *worker;
    uint64_t conn; /* may be gone when the answer comes */
    uint32_t msgid;
    bool notification;
    const struct bw_method *method;
    struct timespec began;
    char *bytes; /* the message */
    msgpack_unpacked message;
    struct bw_part part; /* of all writes but imports */
    struct bw_import *import;
    struct bw_draft *draft; /* of writes that change what is stored */
    msgpack_object args;    /* of the methods about models, and their step: */
    struct bw_model_step step;
    struct bw_write write;
    struct bw_written written;
};

void bw_pending_free(struct bw_pending *pending);
