#include "daemon/desk.h"

#include <setjmp.h>

#include "daemon/server.h"
#include "data/fault.h"

enum { WELL, ARENA_FULL, NO_MEMORY };

static void out_of_room(void *context)
{
    longjmp(*(jmp_buf *)context, ARENA_FULL);
}

static void out_of_memory(void *context)
{
    longjmp(*(jmp_buf *)context, NO_MEMORY);
}

/* A snapshot and a view of the store that is not newer than the time at which the snapshot was
 * current: what is handed out with an old snapshot never tells of writes after the next one. */
static enum bw_err see(const struct bw_desk *desk, struct bw_snapshot **out, struct bw_fail *fail)
{
    struct bw_publisher *publisher = desk->server->publisher;
    for (;;) {
        struct bw_snapshot *snapshot = bw_publisher_acquire(publisher);
        enum bw_err err = bw_reader_begin(desk->reader, fail);
        if (!err && bw_publisher_is_current(publisher, snapshot)) {
            *out = snapshot;
            return BW_OK;
        }
        if (!err)
            bw_reader_end(desk->reader);
        bw_snapshot_drop(snapshot);
        if (err)
            return err;
    }
}

enum bw_err bw_desk_answer(const struct bw_desk *desk, struct bw_request *request,
                           bw_read_handler handler, struct bw_pack *out, struct bw_fail *fail)
{
    jmp_buf full;
    struct bw_snapshot *snapshot;
    enum bw_err err = see(desk, &snapshot, fail);
    if (err)
        return err;
    request->server = desk->server;
    request->reader = desk->reader;
    request->arena = desk->arena;
    request->snapshot = snapshot;
    request->today = snapshot->date; /* the answer follows from the snapshot, not from the clock */
    bw_arena_on_full(desk->arena, out_of_room, &full);
    bw_fault_way_out(out_of_memory, &full);
    switch (setjmp(full)) {
    case WELL:
        err = handler(request, out, fail);
        break;
    case ARENA_FULL:
        err = bw_fail_set(fail, BW_TOO_LARGE,
                          "the answer needs more than %zu bytes of memory; "
                          "ask for less at once",
                          request->config->limits.arena_bytes);
        break;
    default:
        err = bw_fail_set(fail, BW_BUSY, "no memory for the answer; try again, or ask for less");
    }
    bw_fault_way_out(NULL, NULL);
    bw_arena_on_full(desk->arena, NULL, NULL);
    bw_arena_reset(desk->arena);
    bw_reader_end(desk->reader);
    bw_snapshot_drop(snapshot);
    return err;
}
