#include "daemon/conn.h"

#include <event2/buffer.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "daemon/dispatch.h"
#include "daemon/wire.h"
#include "data/bytes.h"

#define LINGER_SECONDS 2
/* Whoever has not taken a byte of what waits for so long is gone; at the end of the daemon sooner.
 */
#define STALLED_SECONDS 300
#define DRAIN_SECONDS 5
#define READ_AT_ONCE ((size_t)256 << 10)
/* So long a connection's messages are answered before it is another's turn. */
#define TURN_US 2000

static void close_conn(struct bw_conn *conn)
{
    struct bw_worker *worker = conn->worker;
    if (conn->previous)
        conn->previous->next = conn->next;
    else
        worker->conns = conn->next;
    if (conn->next)
        conn->next->previous = conn->previous;
    for (struct bw_import *next, *import = conn->imports; import; import = next) {
        next = import->next;
        bw_import_free(import);
    }
    bw_upload_conn_gone(worker->server, conn);
    atomic_store(&conn->presence->gone, true);
    bw_presence_drop(conn->presence);
    bufferevent_free(conn->events);
    atomic_fetch_sub(&worker->server->n_conns, 1);
    free(conn);
    bw_worker_maybe_end(worker);
}

static size_t waiting(const struct bw_conn *conn)
{
    return evbuffer_get_length(bufferevent_get_output(conn->events));
}

/* Nothing left to do for it? */
static bool is_done(const struct bw_conn *conn)
{
    return conn->closing && conn->in_flight == 0 && waiting(conn) == 0;
}

/* Ends what is done. Whoever was refused in the middle of sending first gets to read why: a close
 * now would reset the connection and take the answer along. */
static void end_conn(struct bw_conn *conn)
{
    struct timeval patience = {LINGER_SECONDS, 0};
    if (!conn->lingering || conn->shut) {
        close_conn(conn);
        return;
    }
    conn->shut = true;
    shutdown(bufferevent_getfd(conn->events), SHUT_WR);
    bufferevent_set_timeouts(conn->events, &patience, NULL);
    bufferevent_enable(conn->events, EV_READ);
}

void bw_conn_send(struct bw_conn *conn, const msgpack_sbuffer *answer)
{
    size_t most = bw_server_config(conn->worker->server)->limits.waiting_bytes;
    bufferevent_write(conn->events, answer->data, answer->size);
    if (!conn->paused && waiting(conn) > most / 4) {
        conn->paused = true;
        bufferevent_disable(conn->events, EV_READ);
    }
}

static void send_fail(struct bw_conn *conn, uint32_t msgid, const struct bw_fail *fail)
{
    msgpack_packer packer;
    msgpack_sbuffer_clear(&conn->worker->out);
    msgpack_packer_init(&packer, &conn->worker->out, bw_buffer_write);
    bw_wire_error(&packer, msgid, fail);
    bw_conn_send(conn, &conn->worker->out);
}

/* What cannot be skipped is answered where it can be, and the connection ends. */
static void refuse(struct bw_conn *conn, const unsigned char *bytes, size_t len)
{
    struct bw_message head = bw_wire_peek(bytes, len);
    struct bw_fail fail;
    const struct bw_limits *limits = &bw_server_config(conn->worker->server)->limits;
    atomic_fetch_add(&conn->worker->stats.refused, 1);
    bw_fail_set(&fail, BW_TOO_LARGE,
                "message: over a limit (%zu bytes, bulk writes %zu; %zu objects; %u deep)",
                limits->message_bytes, limits->bulk_bytes, limits->objects, limits->nesting);
    if (head.has_msgid)
        send_fail(conn, head.msgid, &fail);
    conn->closing = conn->lingering = true;
}

static struct bw_frame_limits limits_for(const struct bw_conn *conn, const unsigned char *bytes,
                                         size_t len)
{
    const struct bw_limits *limits = &bw_server_config(conn->worker->server)->limits;
    struct bw_message head = bw_wire_peek(bytes, len);
    bool planned;
    const struct bw_method *method = head.method.at ? bw_method_find(head.method, &planned) : NULL;
    bool bulk = method && method->bulk;
    return (struct bw_frame_limits){.bytes = bulk ? limits->bulk_bytes : limits->message_bytes,
                                    .objects = bulk ? limits->bulk_objects : limits->objects,
                                    .depth = limits->nesting};
}

/* The next whole message of the input, if there is one; false when there is nothing more to do now.
 */
static bool take_message(struct bw_conn *conn, struct evbuffer *input)
{
    size_t len = evbuffer_get_length(input);
    if (len == 0 || conn->closing || conn->paused)
        return false;
    const unsigned char *bytes = evbuffer_pullup(input, -1);
    struct bw_frame_limits limits = limits_for(conn, bytes, len);
    enum bw_frame_state state = bw_frame_continue(&conn->scan, bytes, len, &limits);
    switch (state) {
    case BW_FRAME_MORE:
        return false;
    case BW_FRAME_BROKEN:
        atomic_fetch_add(&conn->worker->stats.broken, 1);
        conn->closing = true;
        break;
    case BW_FRAME_TOO_LARGE:
        refuse(conn, bytes, len);
        break;
    case BW_FRAME_WHOLE:
        if (!bw_dispatch(conn, bytes, conn->scan.at))
            conn->closing = true;
        evbuffer_drain(input, conn->scan.at);
        memset(&conn->scan, 0, sizeof conn->scan);
        return true;
    }
    evbuffer_drain(input, len);
    return false;
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The messages that have come, for one turn; what is left then waits until others had theirs: who
 * sends hundreds ahead keeps nobody waiting who asks one thing. */
static void take_messages(struct bw_conn *conn)
{
    struct evbuffer *input = bufferevent_get_input(conn->events);
    int64_t until = now_us() + TURN_US;
    while (take_message(conn, input)) {
        if (now_us() < until)
            continue;
        bufferevent_trigger(conn->events, EV_READ,
                            BEV_TRIG_IGNORE_WATERMARKS | BEV_TRIG_DEFER_CALLBACKS);
        return;
    }
    if (conn->ended && !conn->paused) {
        conn->closing = true;
        conn->lingering = false;
    }
    if (conn->closing && !conn->lingering)
        bufferevent_disable(conn->events, EV_READ);
    if (conn->lingering)
        evbuffer_drain(input, evbuffer_get_length(input));
    if (is_done(conn) && !conn->shut)
        end_conn(conn);
}

static void on_read(struct bufferevent *events, void *context)
{
    (void)events;
    take_messages(context);
}

/* The output ran empty. */
static void on_written(struct bufferevent *events, void *context)
{
    struct bw_conn *conn = context;
    if (is_done(conn)) {
        if (!conn->shut)
            end_conn(conn);
        return;
    }
    if (conn->paused && !conn->closing) {
        conn->paused = false;
        if (!conn->ended)
            bufferevent_enable(events, EV_READ);
        take_messages(conn);
    }
}

/* Has the other side closed altogether? Over TCP that looks like one that only sends no more. */
static bool hung_up(const struct bw_conn *conn)
{
    struct pollfd fd = {.fd = bufferevent_getfd(conn->events)};
    return poll(&fd, 1, 0) == 1 && fd.revents & POLLHUP;
}

static void on_event(struct bufferevent *events, short what, void *context)
{
    struct bw_conn *conn = context;
    (void)events;
    if (what & BEV_EVENT_EOF && !(what & BEV_EVENT_ERROR) && !conn->shut) {
        conn->ended = true; /* sends no more, may still want its answers */
        if (hung_up(conn))
            atomic_store(&conn->presence->gone, true);
        take_messages(conn);
        return;
    }
    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT))
        close_conn(conn);
}

/* Answers go out at once, and the system asks a peer that says nothing for long whether it is still
 * there: one that vanished without a word would be kept for ever. */
static void set_options(int fd)
{
    static const int on = 1, idle_s = 60, between_s = 15, tries = 4;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &between_s, sizeof between_s);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &tries, sizeof tries);
}

void bw_conn_open(struct bw_worker *worker, int fd)
{
    const struct bw_limits *limits = &bw_server_config(worker->server)->limits;
    struct bw_conn *conn = worker->stopping ? NULL : calloc(1, sizeof *conn);
    if (conn)
        conn->presence = bw_presence_make();
    if (conn && conn->presence)
        conn->events = bufferevent_socket_new(worker->base, fd, BEV_OPT_CLOSE_ON_FREE);
    if (!conn || !conn->events) {
        if (conn)
            bw_presence_drop(conn->presence);
        free(conn);
        close(fd);
        atomic_fetch_sub(&worker->server->n_conns, 1);
        return;
    }
    set_options(fd);
    conn->worker = worker;
    conn->id = ++worker->next_conn;
    conn->next = worker->conns;
    if (conn->next)
        conn->next->previous = conn;
    worker->conns = conn;
    atomic_fetch_add(&worker->stats.connections, 1);
    bufferevent_setcb(conn->events, on_read, on_written, on_event, conn);
    bufferevent_set_max_single_read(conn->events, READ_AT_ONCE);
    bufferevent_set_max_single_write(conn->events, READ_AT_ONCE);
    struct timeval idle = {limits->idle_seconds, 0}, stalled = {STALLED_SECONDS, 0};
    bufferevent_set_timeouts(conn->events, limits->idle_seconds > 0 ? &idle : NULL, &stalled);
    bufferevent_enable(conn->events, EV_READ | EV_WRITE);
}

void bw_conn_written(struct bw_worker *worker, struct bw_pending *pending)
{
    struct bw_conn *conn = worker->conns;
    while (conn && conn->id != pending->conn)
        conn = conn->next;
    bw_upload_written(worker->server, conn, pending);
    bw_dispatch_written(worker, conn, pending);
    bw_pending_free(pending);
    if (!conn)
        return;
    conn->in_flight--;
    if (is_done(conn))
        end_conn(conn);
}

void bw_conn_drain_all(struct bw_worker *worker)
{
    struct timeval patience = {DRAIN_SECONDS, 0};
    for (struct bw_conn *next, *conn = worker->conns; conn; conn = next) {
        next = conn->next;
        conn->closing = true;
        bufferevent_disable(conn->events, EV_READ);
        bufferevent_set_timeouts(conn->events, NULL, &patience);
        if (is_done(conn))
            close_conn(conn);
    }
}
