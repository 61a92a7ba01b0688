/* booking.request, booking.approve, booking.decline: what is asked, granted and refused. */
#include <time.h>

#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/publish.h"
#include "daemon/worker.h"

#define DAY_S 86400

/* Now; of a daemon that lives on another day, this hour of that day. */
static int64_t now_s(const struct bw_config *config)
{
    int64_t now = time(NULL);
    return config->today == BW_DAY_NONE ? now : (int64_t)config->today * DAY_S + now % DAY_S;
}

static enum bw_err step(struct bw_pending *pending, enum bw_booking_op op)
{
    const struct bw_config *config = bw_server_config(pending->worker->server);
    pending->booking = (struct bw_booking_step){
        .op = op, .args = &pending->args, .today = bw_today(config), .at_s = now_s(config)};
    pending->write = (struct bw_write){.booking = &pending->booking};
    return BW_OK;
}

enum bw_err bw_handle_booking_request(struct bw_pending *pending, const msgpack_object *args,
                                      struct bw_fail *fail)
{
    (void)args;
    (void)fail;
    return step(pending, BW_BOOK_REQUEST);
}

enum bw_err bw_handle_booking_approve(struct bw_pending *pending, const msgpack_object *args,
                                      struct bw_fail *fail)
{
    (void)args;
    (void)fail;
    return step(pending, BW_BOOK_APPROVE);
}

enum bw_err bw_handle_booking_decline(struct bw_pending *pending, const msgpack_object *args,
                                      struct bw_fail *fail)
{
    (void)args;
    (void)fail;
    return step(pending, BW_BOOK_DECLINE);
}

void bw_answer_booking(const struct bw_pending *pending, struct bw_pack *out)
{
    const struct bw_written *written = &pending->written;
    bw_pack_map(out, 4);
    bw_put_count(out, "written", written->written);
    bw_put_count(out, "revision", written->revision);
    bw_put_count(out, "duplicates", written->duplicates);
    bw_put_list(out, "ids", written->n_bookings);
    for (size_t i = 0; i < written->n_bookings; i++)
        bw_put_key(out, written->bookings[i]);
}
