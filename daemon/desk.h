#pragma once
/* Where a question is answered: a view of the store, memory, and the snapshot of the moment around
 * a handler. One thread each; what it is made of is that thread's. */
#include "daemon/pending.h"

struct bw_desk {
    struct bw_server *server;
    struct bw_reader *reader;
    struct bw_arena *arena;
};

/* Runs a handler with snapshot, begun reader and memory around it. `request` has config, args and
 * conn; the rest is filled in. too_large when the memory does not do. */
enum bw_err bw_desk_answer(const struct bw_desk *desk, struct bw_request *request,
                           bw_read_handler handler, struct bw_pack *out, struct bw_fail *fail);
