#include "daemon/conn.h"

#include <event2/buffer.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "daemon/dispatch.h"
#include "daemon/wire.h"
#include "data/clock.h"

/* So long who was refused may take to read why, and who is one too many to ask. */
#define LINGER_SECONDS 2
#define SURPLUS_SECONDS 5
#define READ_AT_ONCE ((size_t)256 << 10)
/* Of what has come when the daemon stops no more than this is taken in: what a socket holds. */
#define DRAIN_BYTES ((size_t)8 << 20)
/* So long a connection's messages are answered before it is another's turn. */
#define TURN_US 500

static const struct bw_limits *limits_of(const struct bw_conn *conn)
{
    return &bw_server_config(conn->worker->server)->limits;
}

/* What holds more than is read or written at once counts among all that is held so, and is let go
 * when there would be too much. */
static bool hold(size_t *held, size_t bytes, atomic_size_t *all, size_t most)
{
    if (bytes <= READ_AT_ONCE || bytes <= *held)
        return true;
    if (!bw_server_hold(all, most, bytes - *held, *held))
        return false;
    *held = bytes;
    return true;
}

static void release(size_t *held, atomic_size_t *all)
{
    if (*held)
        bw_server_release(all, *held);
    *held = 0;
}

static void release_input(struct bw_conn *conn)
{
    release(&conn->input_held, &conn->worker->server->queued_bytes);
}

static void release_output(struct bw_conn *conn)
{
    release(&conn->output_held, &conn->worker->server->unread_bytes);
}

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
    bw_pack_empty(&worker->out); /* what is left was for it */
    release_input(conn);
    release_output(conn);
    bw_server_conn_gone(worker->server, conn->surplus);
    free(conn);
    bw_worker_maybe_end(worker);
}

/* Bytes that wait to be written: what the socket did not take, and what was packed in its turn. */
static size_t waiting(const struct bw_conn *conn)
{
    return evbuffer_get_length(bufferevent_get_output(conn->events)) +
           bw_pack_len(&conn->worker->out);
}

/* Nothing left to do for it? */
static bool is_done(const struct bw_conn *conn)
{
    return conn->closing && conn->in_flight == 0 && waiting(conn) == 0;
}

/* Are there bytes that nobody has read? A close then resets the connection, and may take answers
 * along that the other side has not read yet. */
static bool has_unread(const struct bw_conn *conn)
{
    int n = 0;
    return ioctl(bufferevent_getfd(conn->events), FIONREAD, &n) == 0 && n > 0;
}

/* Ends what is done. Whoever was refused in the middle of sending, or sends on while the daemon
 * stops, first gets to read what was answered. */
static void end_conn(struct bw_conn *conn)
{
    if (conn->draining && has_unread(conn))
        conn->lingering = true;
    if (!conn->lingering || conn->shut) {
        close_conn(conn);
        return;
    }
    conn->shut = true;
    conn->shut_since = conn->worker->ticks;
    shutdown(bufferevent_getfd(conn->events), SHUT_WR);
    bufferevent_enable(conn->events, EV_READ);
}

/* Reads on, unless there is a reason not to. */
static void read_on(struct bw_conn *conn)
{
    if (!conn->ended && !conn->draining && !conn->closing && !conn->paused && !conn->resting)
        bufferevent_enable(conn->events, EV_READ);
}

/* The loop writes what was packed but for the first `written` bytes. Where there is no memory to
 * keep it the connection ends, as that of one who does not read. */
static void write_later(struct bw_conn *conn, size_t written)
{
    struct bw_pack *out = &conn->worker->out;
    size_t rest = bw_pack_len(out) - written;
    if (rest)
        conn->flooded |= bufferevent_write(conn->events, out->bytes + written, rest) != 0;
    bw_pack_empty(out);
    if (conn->writing || waiting(conn) == 0)
        return;
    conn->writing = true;
    bufferevent_enable(conn->events, EV_WRITE);
}

/* Writes what was packed now, straight from there and without a round of the loop in which others
 * have a turn; what the socket does not take, and any trouble, is the loop's. */
static void write_now(struct bw_conn *conn)
{
    const struct bw_pack *out = &conn->worker->out;
    ssize_t n = 0;
    if (!conn->writing && bw_pack_len(out))
        n = send(bufferevent_getfd(conn->events), out->bytes, bw_pack_len(out), MSG_NOSIGNAL);
    write_later(conn, n > 0 ? (size_t)n : 0);
    if (waiting(conn) == 0)
        release_output(conn);
}

/* It is read from again once less than `most` waits for it. */
static void pause_reading(struct bw_conn *conn, size_t most)
{
    conn->paused = true;
    conn->paused_since = conn->worker->ticks;
    bufferevent_disable(conn->events, EV_READ);
    bufferevent_setwatermark(conn->events, EV_WRITE, most, 0);
}

void bw_conn_send(struct bw_conn *conn, size_t from)
{
    const struct bw_limits *limits = limits_of(conn);
    struct bw_pack *out = &conn->worker->out;
    size_t most = limits->waiting_bytes;
    conn->heard = conn->worker->ticks;
    conn->flooded |= waiting(conn) - (bw_pack_len(out) - from) > most;
    if (conn->flooded) {
        bw_pack_rewind(out, from);
        return; /* of answers that come later to who does not read; ended by bw_conn_look_all */
    }
    /* Whoever is paused has a full socket: the loop tells when it takes more. */
    if (waiting(conn) > READ_AT_ONCE || waiting(conn) > most / 4)
        write_now(conn);
    bool fits = hold(&conn->output_held, waiting(conn), &conn->worker->server->unread_bytes,
                     limits->unread_bytes);
    if (!conn->paused && (!fits || waiting(conn) > most / 4))
        pause_reading(conn, fits ? most / 8 : READ_AT_ONCE / 2);
}

static void send_fail(struct bw_conn *conn, uint32_t msgid, const struct bw_fail *fail)
{
    struct bw_pack *out = &conn->worker->out;
    size_t from = bw_pack_len(out);
    bw_wire_error(out, msgid, fail);
    bw_conn_send(conn, from);
}

/* What cannot be skipped is answered where it can be, and the connection ends. */
static void refuse(struct bw_conn *conn, const unsigned char *bytes, size_t len,
                   const struct bw_fail *fail)
{
    struct bw_message head = bw_wire_peek(bytes, len);
    bw_stats_add(&conn->worker->stats.refused);
    bw_stats_add(&conn->worker->stats.errors[fail->code]);
    if (head.has_msgid)
        send_fail(conn, head.msgid, fail);
    conn->closing = conn->lingering = true;
}

static void refuse_size(struct bw_conn *conn, const unsigned char *bytes, size_t len)
{
    const struct bw_limits *limits = limits_of(conn);
    struct bw_fail fail;
    bw_fail_set(&fail, BW_TOO_LARGE,
                "message: over a limit (%zu bytes, bulk writes %zu; %zu objects; %u deep)",
                limits->message_bytes, limits->bulk_bytes, limits->objects, limits->nesting);
    refuse(conn, bytes, len, &fail);
}

static void refuse_for_room(struct bw_conn *conn, const unsigned char *bytes, size_t len)
{
    struct bw_fail fail;
    bw_server_no_room(conn->worker->server, &fail);
    refuse(conn, bytes, len, &fail);
}

static void refuse_surplus(struct bw_conn *conn, const unsigned char *bytes, size_t len)
{
    struct bw_fail fail;
    bw_fail_set(&fail, BW_BUSY,
                "%zu connections are open, as many as may be (limits.connections); try again later",
                limits_of(conn)->connections);
    refuse(conn, bytes, len, &fail);
}

static void refuse_drip(struct bw_conn *conn)
{
    struct evbuffer *input = bufferevent_get_input(conn->events);
    struct bw_fail fail;
    bw_fail_set(&fail, BW_BAD_REQUEST,
                "message: not complete within %d seconds of its first byte "
                "(limits.message_seconds)",
                limits_of(conn)->message_seconds);
    bw_stats_add(&conn->worker->stats.cut_incomplete);
    refuse(conn, evbuffer_pullup(input, -1), evbuffer_get_length(input), &fail);
    evbuffer_drain(input, evbuffer_get_length(input));
    write_now(conn);
    if (is_done(conn))
        end_conn(conn);
}

static struct bw_frame_limits limits_for(const struct bw_conn *conn, const unsigned char *bytes,
                                         size_t len)
{
    const struct bw_limits *limits = limits_of(conn);
    struct bw_message head = bw_wire_peek(bytes, len);
    bool planned;
    const struct bw_method *method = head.method.at ? bw_method_find(head.method, &planned) : NULL;
    bool bulk = method && method->bulk;
    return (struct bw_frame_limits){.bytes = bulk ? limits->bulk_bytes : limits->message_bytes,
                                    .objects = bulk ? limits->bulk_objects : limits->objects,
                                    .depth = limits->nesting};
}

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Looks on within the limits of any message, and asks only beyond them which method it is for. */
static enum bw_frame_state look_on(struct bw_conn *conn, const unsigned char *bytes, size_t len)
{
    const struct bw_limits *limits = limits_of(conn);
    struct bw_frame_limits any = {.bytes = lesser(limits->message_bytes, limits->bulk_bytes),
                                  .objects = lesser(limits->objects, limits->bulk_objects),
                                  .depth = limits->nesting};
    enum bw_frame_state state = bw_frame_continue(&conn->scan, bytes, len, &any);
    if (state != BW_FRAME_TOO_LARGE)
        return state;
    struct bw_frame_limits own = limits_for(conn, bytes, len);
    return bw_frame_continue(&conn->scan, bytes, len, &own);
}

/* A message that is not all there yet; false when there is no room for more of it. */
static bool keep_part(struct bw_conn *conn, size_t len)
{
    if (!conn->partial_since)
        conn->partial_since = conn->worker->ticks;
    return hold(&conn->input_held, len, &conn->worker->server->queued_bytes,
                limits_of(conn)->queued_bytes);
}

static void take_whole(struct bw_conn *conn, const unsigned char *bytes, struct evbuffer *input)
{
    release_input(conn);
    conn->partial_since = 0;
    if (conn->surplus)
        refuse_surplus(conn, bytes, conn->scan.at);
    else if (!bw_dispatch(conn, bytes, conn->scan.at))
        conn->closing = true;
    evbuffer_drain(input, conn->scan.at);
    memset(&conn->scan, 0, sizeof conn->scan);
}

/* The next whole message of the input, if there is one; false when there is nothing more to do now.
 */
static bool take_message(struct bw_conn *conn, struct evbuffer *input)
{
    size_t len = evbuffer_get_length(input);
    if (len == 0 || conn->closing || conn->paused)
        return false;
    const unsigned char *bytes = evbuffer_pullup(input, -1);
    switch (look_on(conn, bytes, len)) {
    case BW_FRAME_MORE:
        if (keep_part(conn, len))
            return false;
        refuse_for_room(conn, bytes, len);
        break;
    case BW_FRAME_BROKEN:
        bw_stats_add(&conn->worker->stats.broken);
        conn->closing = true;
        break;
    case BW_FRAME_TOO_LARGE:
        refuse_size(conn, bytes, len);
        break;
    case BW_FRAME_WHOLE:
        take_whole(conn, bytes, input);
        return true;
    }
    release_input(conn);
    evbuffer_drain(input, len);
    return false;
}

/* Others have their turn, then this one goes on. Nothing more is read meanwhile: who sends faster
 * than it is answered waits in its own socket. */
static void rest(struct bw_conn *conn)
{
    if (!conn->resting)
        bufferevent_disable(conn->events, EV_READ);
    conn->resting = true;
    bufferevent_trigger(conn->events, EV_READ,
                        BEV_TRIG_IGNORE_WATERMARKS | BEV_TRIG_DEFER_CALLBACKS);
}

/* The messages that have come, for one turn; what is left then waits until others had theirs: who
 * sends hundreds ahead keeps nobody waiting who asks one thing. */
static void take_messages(struct bw_conn *conn)
{
    struct evbuffer *input = bufferevent_get_input(conn->events);
    struct bw_worker *worker = conn->worker;
    int64_t until = (worker->now_us = bw_clock_us()) + TURN_US;
    while (take_message(conn, input)) {
        if (worker->now_us < until || evbuffer_get_length(input) == 0)
            continue;
        write_now(conn);
        rest(conn);
        return;
    }
    write_now(conn);
    bool rested = conn->resting;
    conn->resting = false;
    if (conn->ended && !conn->paused) {
        conn->closing = true;
        conn->lingering = false;
    }
    conn->closing |= conn->draining && !conn->paused;
    if (conn->closing && !conn->lingering)
        bufferevent_disable(conn->events, EV_READ);
    else if (rested)
        read_on(conn);
    if (conn->lingering) {
        evbuffer_drain(input, evbuffer_get_length(input));
        bufferevent_enable(conn->events, EV_READ);
    }
    if (is_done(conn) && !conn->shut)
        end_conn(conn);
}

static void on_read(struct bufferevent *events, void *context)
{
    struct bw_conn *conn = context;
    (void)events;
    conn->heard = conn->worker->ticks;
    take_messages(conn);
}

/* The output ran empty, or empty enough to go on. */
static void on_written(struct bufferevent *events, void *context)
{
    struct bw_conn *conn = context;
    conn->heard = conn->worker->ticks;
    release_output(conn);
    if (waiting(conn) == 0) {
        conn->writing = false;
        bufferevent_disable(events, EV_WRITE);
    }
    if (is_done(conn)) {
        if (!conn->shut)
            end_conn(conn);
        return;
    }
    if (conn->paused && !conn->closing) {
        conn->paused = false;
        conn->paused_since = 0;
        if (conn->partial_since)
            conn->partial_since = conn->worker->ticks;
        bufferevent_setwatermark(events, EV_WRITE, 0, 0);
        read_on(conn);
        if (!conn->resting)
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

static bool is_past(const struct bw_conn *conn, uint32_t since, int seconds)
{
    return since && seconds > 0 && conn->worker->ticks - since > (uint32_t)seconds;
}

static void cut(struct bw_conn *conn, atomic_uint_fast64_t *counter)
{
    bw_stats_add(counter);
    close_conn(conn);
}

static bool is_idle(const struct bw_conn *conn)
{
    return !conn->closing && !conn->partial_since && conn->in_flight == 0 && waiting(conn) == 0;
}

/* Does it keep its answers waiting? */
static bool is_slow(const struct bw_conn *conn, int seconds)
{
    return conn->flooded || is_past(conn, conn->paused_since, seconds) ||
           (waiting(conn) && is_past(conn, conn->heard, seconds));
}

/* The daemon stops, and it does not take what is there for it. */
static bool is_late(const struct bw_conn *conn, int seconds)
{
    return conn->in_flight == 0 && is_past(conn, conn->worker->stopping_since, seconds) &&
           is_past(conn, conn->heard, seconds);
}

static void look(struct bw_conn *conn)
{
    const struct bw_limits *limits = limits_of(conn);
    struct bw_stats *stats = &conn->worker->stats;
    bool drips = !conn->paused && !conn->closing;
    if (is_past(conn, conn->shut_since, LINGER_SECONDS) ||
        (conn->surplus && is_past(conn, conn->heard, SURPLUS_SECONDS)) ||
        is_late(conn, limits->drain_seconds)) /* nobody can ask for a count of these */
        close_conn(conn);
    else if (is_slow(conn, limits->slow_seconds))
        cut(conn, &stats->cut_slow);
    else if (drips && is_past(conn, conn->partial_since, limits->message_seconds))
        refuse_drip(conn);
    else if (is_idle(conn) && is_past(conn, conn->heard, limits->idle_seconds))
        cut(conn, &stats->cut_idle);
}

void bw_conn_look_all(struct bw_worker *worker)
{
    for (struct bw_conn *next, *conn = worker->conns; conn; conn = next) {
        next = conn->next;
        look(conn);
    }
}

void bw_conn_open(struct bw_worker *worker, int fd, bool surplus)
{
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
        bw_server_conn_gone(worker->server, surplus);
        return;
    }
    set_options(fd);
    conn->worker = worker;
    conn->surplus = surplus;
    conn->heard = worker->ticks;
    conn->id = ++worker->next_conn;
    conn->next = worker->conns;
    if (conn->next)
        conn->next->previous = conn;
    worker->conns = conn;
    bw_stats_add(&worker->stats.connections);
    bufferevent_setcb(conn->events, on_read, on_written, on_event, conn);
    bufferevent_set_max_single_read(conn->events, READ_AT_ONCE);
    bufferevent_set_max_single_write(conn->events, READ_AT_ONCE);
    bufferevent_disable(conn->events, EV_WRITE); /* until the socket is full */
    bufferevent_enable(conn->events, EV_READ);
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
    write_later(conn, 0); /* with the other answers of the group */
    if (is_done(conn))
        end_conn(conn);
}

/* What has come to this side by now is in flight, and answered. */
static void read_last(struct bw_conn *conn)
{
    struct evbuffer *input = bufferevent_get_input(conn->events);
    bufferevent_disable(conn->events, EV_READ);
    evbuffer_unfreeze(input, 0);
    while (evbuffer_get_length(input) < DRAIN_BYTES &&
           evbuffer_read(input, bufferevent_getfd(conn->events), (int)READ_AT_ONCE) > 0)
        ; /* a piece at a time is what libevent reads */
    evbuffer_freeze(input, 0);
}

void bw_conn_drain_all(struct bw_worker *worker)
{
    for (struct bw_conn *next, *conn = worker->conns; conn; conn = next) {
        next = conn->next;
        conn->draining = true;
        if (conn->shut)
            continue;
        if (!conn->ended && !conn->closing)
            read_last(conn);
        if (!conn->resting)
            take_messages(conn);
    }
}
