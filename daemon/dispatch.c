#include "daemon/dispatch.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/authz.h"
#include "daemon/contender.h"
#include "daemon/desk.h"
#include "daemon/draft.h"
#include "daemon/errand.h"
#include "daemon/wire.h"
#include "data/clock.h"

void bw_pending_free(struct bw_pending *pending)
{
    bw_written_clear(&pending->written);
    bw_import_free(pending->import);
    bw_draft_free(pending->draft);
    bw_presence_drop(pending->presence);
    for (int i = 0; i < 2; i++)
        bw_contender_free(pending->contenders[i]);
    bw_server_release(&pending->worker->server->queued_bytes, pending->charged);
    bw_pack_release(&pending->packed);
    msgpack_unpacked_destroy(&pending->message);
    free(pending->bytes);
    free(pending);
}

static void on_durable(void *context, struct bw_written *written)
{
    struct bw_pending *pending = context;
    struct bw_publisher *publisher = pending->worker->server->publisher;
    pending->written = *written;
    if (written->err == BW_OK && (written->catalogue || written->model)) {
        bw_publisher_wait(publisher, pending);
        return;
    }
    if (written->err == BW_OK && !pending->write.step)
        bw_publisher_people(publisher);
    bw_worker_post_written(pending->worker, pending);
}

enum bw_err bw_dispatch_write(struct bw_pending *pending, struct bw_fail *fail)
{
    struct bw_server *server = pending->worker->server;
    return bw_writer_submit(server->writer, &pending->write, on_durable, pending)
               ? bw_fail_set(fail, BW_BUSY, "too many writes are waiting; try again")
               : BW_OK;
}

/* What a message takes that is kept: its bytes, and what they are unpacked to. */
static size_t bytes_of(const struct bw_conn *conn, size_t len)
{
    return sizeof(struct bw_pending) + len + conn->scan.objects * sizeof(msgpack_object);
}

/* A question whose answer comes by the mailbox: a copy of its message, to be freed. */
static struct bw_pending *make_pending(struct bw_conn *conn, const struct bw_message *message,
                                       const struct bw_method *method, const void *bytes,
                                       size_t len)
{
    struct bw_pending *pending = calloc(1, sizeof *pending);
    if (!pending) {
        bw_server_release(&conn->worker->server->queued_bytes, bytes_of(conn, len));
        return NULL;
    }
    pending->worker = conn->worker;
    pending->charged = bytes_of(conn, len);
    pending->conn = conn->id;
    pending->msgid = message->msgid;
    pending->notification = message->kind == BW_NOTIFICATION;
    pending->method = method;
    pending->errand = method->read;
    pending->presence = bw_presence_hold(conn->presence);
    pending->began_us = conn->worker->now_us;
    msgpack_unpacked_init(&pending->message);
    pending->bytes = malloc(len);
    if (pending->bytes)
        memcpy(pending->bytes, bytes, len);
    if (pending->bytes &&
        msgpack_unpack_next(&pending->message, pending->bytes, len, NULL) == MSGPACK_UNPACK_SUCCESS)
        return pending;
    bw_pending_free(pending);
    return NULL;
}

/* Hands a question over to the thread that it is for. */
static enum bw_err hand_over(struct bw_conn *conn, struct bw_pending *pending, struct bw_fail *fail)
{
    struct bw_message own;
    enum bw_err err = bw_wire_read(&pending->message.data, &own, fail);
    if (err)
        return err;
    pending->args = own.args; /* the map is ours, what it holds the message's */
    if (pending->method->write)
        err = pending->method->write(pending, &own.args, fail);
    if (err)
        return err;
    return pending->errand ? bw_errands_submit(conn->worker->server->errands, pending, fail)
                           : bw_dispatch_write(pending, fail);
}

static enum bw_err start_pending(struct bw_conn *conn, const struct bw_message *message,
                                 const struct bw_method *method, const void *bytes, size_t len,
                                 struct bw_fail *fail)
{
    struct bw_server *server = conn->worker->server;
    size_t most = bw_server_config(server)->limits.queued_bytes;
    if (!bw_server_hold(&server->queued_bytes, most, bytes_of(conn, len), 0))
        return bw_server_no_room(server, fail);
    struct bw_pending *pending = make_pending(conn, message, method, bytes, len);
    if (!pending)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    enum bw_err err = hand_over(conn, pending, fail);
    if (err) {
        bw_pending_free(pending);
        return err;
    }
    conn->worker->pending++;
    conn->in_flight++;
    return BW_OK;
}

static enum bw_err find_method(const struct bw_message *message, const struct bw_method **out,
                               struct bw_fail *fail)
{
    bool planned;
    *out = bw_method_find(message->method, &planned);
    if (*out)
        return BW_OK;
    int len = message->method.len < 80 ? (int)message->method.len : 80;
    if (planned)
        return bw_fail_set(fail, BW_NOT_SUPPORTED, "%.*s is not part of this version", len,
                           message->method.at);
    return bw_fail_set(fail, BW_BAD_REQUEST, "there is no method \"%.*s\"", len,
                       message->method.at);
}

/* May a worker answer it, or would all its connections wait? */
static bool is_for_worker(const struct bw_method *method, const msgpack_object *args)
{
    bool longer = method->errand_with && bw_field_get(args, method->errand_with);
    return method->read && !method->errand && !longer;
}

/* One message: decoded, checked, authorised, handled, encoded. *answered is false when the answer
 * comes later. */
static enum bw_err serve(struct bw_conn *conn, const struct bw_message *message,
                         const struct bw_method *method, const void *bytes, size_t len,
                         bool *answered, struct bw_fail *fail)
{
    struct bw_worker *worker = conn->worker;
    struct bw_request request = {.config = bw_server_config(worker->server),
                                 .args = message->args,
                                 .conn = conn,
                                 .server = worker->server};
    struct bw_desk desk = {worker->server, worker->reader, worker->arena};
    enum bw_err err = bw_schema_check(method->args, &message->args, "", fail);
    if (!err)
        err = bw_authz_check(&request, method, fail);
    if (err)
        return err;
    if (is_for_worker(method, &message->args)) {
        bw_wire_begin(&worker->out, message->msgid);
        return bw_desk_answer(&desk, &request, method->read, &worker->out, fail);
    }
    if (conn->in_flight >= request.config->limits.in_flight)
        return bw_fail_set(fail, BW_BUSY, "%zu requests of this connection are on their way",
                           conn->in_flight);
    *answered = false;
    return start_pending(conn, message, method, bytes, len, fail);
}

/* What was packed from `from` on goes out, unless nobody wants it or it failed. */
static void finish(struct bw_conn *conn, const struct bw_message *message, size_t from,
                   enum bw_err err, const struct bw_fail *fail)
{
    struct bw_worker *worker = conn->worker;
    if (err || message->kind == BW_NOTIFICATION)
        bw_pack_rewind(&worker->out, from);
    if (message->kind == BW_NOTIFICATION) {
        if (err)
            bw_stats_add(&worker->stats.notifications_failed);
        return;
    }
    if (err)
        bw_wire_error(&worker->out, message->msgid, fail);
    bw_conn_send(conn, from);
}

/* A message that is taken apart; false when it cannot be answered. */
static bool take(struct bw_conn *conn, const msgpack_object *object, const void *bytes, size_t len)
{
    struct bw_worker *worker = conn->worker;
    const struct bw_method *method = NULL;
    struct bw_message message;
    struct bw_fail fail;
    int64_t began_us = worker->now_us;
    size_t from = bw_pack_len(&worker->out);
    bool answered = true;
    enum bw_err err = bw_wire_read(object, &message, &fail);
    bool readable = message.kind == BW_NOTIFICATION || message.has_msgid;
    if (!err)
        err = find_method(&message, &method, &fail);
    if (!err)
        err = serve(conn, &message, method, bytes, len, &answered, &fail);
    if (readable && (answered || err))
        finish(conn, &message, from, err, &fail);
    worker->now_us = bw_clock_us();
    if (method && (answered || err))
        bw_stats_count(&worker->stats.methods[bw_method_index(method)],
                       (uint64_t)(worker->now_us - began_us), err);
    else if (err)
        bw_stats_add(&worker->stats.errors[err]);
    return readable;
}

bool bw_dispatch(struct bw_conn *conn, const void *bytes, size_t len)
{
    msgpack_zone *zone = conn->worker->zone;
    msgpack_object object;
    bool readable = msgpack_unpack(bytes, len, NULL, zone, &object) == MSGPACK_UNPACK_SUCCESS &&
                    take(conn, &object, bytes, len);
    msgpack_zone_clear(zone);
    return readable;
}

void bw_dispatch_written(struct bw_worker *worker, struct bw_conn *conn, struct bw_pending *pending)
{
    const struct bw_written *written = &pending->written;
    struct bw_pack *out = &worker->out;
    size_t from = bw_pack_len(out);
    bw_stats_count(&worker->stats.methods[bw_method_index(pending->method)],
                   (uint64_t)(bw_clock_us() - pending->began_us), written->err);
    if (pending->notification) {
        if (written->err)
            bw_stats_add(&worker->stats.notifications_failed);
        return;
    }
    if (!conn)
        return;
    if (written->err && !(pending->write.report_all && written->n_bad)) {
        bw_wire_error(out, pending->msgid, &written->fail);
    } else if (pending->method->answer) {
        bw_wire_begin(out, pending->msgid);
        pending->method->answer(pending, out);
    } else {
        bw_pack_packed(out, pending->packed.bytes, bw_pack_len(&pending->packed));
    }
    bw_conn_send(conn, from);
}
