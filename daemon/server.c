#include "daemon/server.h"

#include <errno.h>
#include <event2/listener.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/errand.h"
#include "daemon/listen.h"
#include "daemon/systemd.h"
#include "daemon/upload.h"
#include "daemon/watch.h"
#include "daemon/worker.h"
#include "data/clock.h"

#define DOORS_MOST 16
/* Pages of a larger store are not all looked at before it is served: it would take seconds. */
#define CHECK_BYTES ((uint64_t)64 << 20)
/* Connections over the limit that are told so before they are closed. */
#define SURPLUS_MOST 64
#define TELL_AGAIN_SECONDS 10
/* Beside connections: the store, doors, loops of workers, solvers. */
#define DESCRIPTORS_ELSE 512

/* The main thread's part: doors and signals. */
struct front {
    struct bw_server *server;
    struct event_base *base;
    struct evconnlistener *doors[DOORS_MOST];
    size_t n_doors;
    bool unix_bound; /* the path is ours to remove, while it is */
    struct bw_listen_mark unix_mark;
    bool given; /* the doors were handed over, and stay when this process ends */
    struct bw_watch *watch;
    struct event *signals[3];
    unsigned next_worker;
    int64_t told_at; /* that connections were turned away; 0: never */
};

/* Whoever cannot come in is told so where there is room for that; the log is told now and then. */
static void tell_turned_away(struct front *front, size_t most)
{
    uint64_t all = atomic_fetch_add(&front->server->turned_away, 1) + 1;
    int64_t now = bw_clock_s();
    if (front->told_at && now - front->told_at < TELL_AGAIN_SECONDS)
        return;
    fprintf(stderr,
            "bekwaamd: %zu connections are open, as many as may be (limits.connections); %llu "
            "were turned away until now\n",
            most, (unsigned long long)all);
    front->told_at = now;
}

static void on_accept(struct evconnlistener *door, evutil_socket_t fd, struct sockaddr *address,
                      int len, void *context)
{
    struct front *front = context;
    struct bw_server *server = front->server;
    const struct bw_config *config = bw_server_config(server);
    (void)door;
    (void)address;
    (void)len;
    bool surplus = atomic_fetch_add(&server->n_conns, 1) >= config->limits.connections;
    if (surplus) {
        atomic_fetch_sub(&server->n_conns, 1);
        tell_turned_away(front, config->limits.connections);
        if (atomic_load(&server->n_surplus) >= SURPLUS_MOST) {
            close(fd);
            return;
        }
        atomic_fetch_add(&server->n_surplus, 1);
    }
    bw_worker_post_conn(server->workers[front->next_worker], fd, surplus);
    front->next_worker = (front->next_worker + 1) % server->config.workers;
}

int64_t bw_server_uptime_s(const struct bw_server *server)
{
    return bw_clock_s() - server->started_s;
}

const struct bw_config *bw_server_config(struct bw_server *server)
{
    const struct bw_reloaded *reloaded = atomic_load(&server->reloaded);
    return reloaded ? &reloaded->config : &server->config;
}

bool bw_server_hold(atomic_size_t *all, size_t most, size_t bytes, size_t holds)
{
    size_t before = atomic_fetch_add_explicit(all, bytes, memory_order_relaxed);
    if (before <= holds || before + bytes <= most)
        return true;
    bw_server_release(all, bytes);
    return false;
}

void bw_server_release(atomic_size_t *all, size_t bytes)
{
    atomic_fetch_sub_explicit(all, bytes, memory_order_relaxed);
}

enum bw_err bw_server_no_room(struct bw_server *server, struct bw_fail *fail)
{
    return bw_fail_set(fail, BW_BUSY,
                       "messages that come in or wait fill the %zu bytes there are for them "
                       "(limits.queued_bytes); try again later",
                       bw_server_config(server)->limits.queued_bytes);
}

void bw_server_conn_gone(struct bw_server *server, bool surplus)
{
    atomic_fetch_sub(surplus ? &server->n_surplus : &server->n_conns, 1);
}

/* Doors, threads and their memory stay as they were started; a wrong file changes nothing. */
static void reload(struct bw_server *server)
{
    const char *show;
    struct bw_fail fail;
    struct bw_config fresh;
    struct bw_reloaded *next = calloc(1, sizeof *next);
    if (!next)
        return;
    if (bw_config_read(server->argc, server->argv, &fresh, &show, &fail) != BW_OK) {
        fprintf(stderr, "bekwaamd: SIGHUP: nothing is changed: %s\n", fail.text);
        free(next);
        return;
    }
    next->config = server->config;
    next->config.least_group = fresh.least_group;
    next->config.learned = fresh.learned;
    next->config.limits = fresh.limits;
    memcpy(next->config.solver, fresh.solver, sizeof fresh.solver);
    next->config.solver_seconds = fresh.solver_seconds;
    next->config.limits.arena_bytes = server->config.limits.arena_bytes;
    next->before = atomic_load(&server->reloaded);
    atomic_store(&server->reloaded, next);
    bw_publisher_reload(server->publisher, !fresh.learned);
    fprintf(
        stderr,
        "bekwaamd: SIGHUP: limits, least group, solver and the promoted model are read again\n");
}

static void open_again(evutil_socket_t fd, short what, void *context)
{
    (void)fd;
    (void)what;
    evconnlistener_enable(context);
}

/* No descriptor left: the door rests a moment instead of asking again and again. */
static void on_accept_error(struct evconnlistener *door, void *context)
{
    struct front *front = context;
    struct timeval rest = {0, 100000};
    evconnlistener_disable(door);
    if (event_base_once(front->base, -1, EV_TIMEOUT, open_again, door, &rest) != 0)
        evconnlistener_enable(door);
}

static void on_signal(evutil_socket_t signal, short what, void *context)
{
    struct front *front = context;
    (void)what;
    if (signal == SIGHUP) {
        bw_systemd_notify_reloading();
        reload(front->server);
        bw_systemd_notify("READY=1");
    } else
        event_base_loopexit(front->base, NULL);
}

static enum bw_err add_door(struct front *front, int fd, struct bw_fail *fail)
{
    struct evconnlistener *door = evconnlistener_new(
        front->base, on_accept, front, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
    if (!door) {
        close(fd);
        return bw_fail_set(fail, BW_INTERNAL, "a listener cannot start");
    }
    evconnlistener_set_error_cb(door, on_accept_error);
    front->doors[front->n_doors++] = door;
    return BW_OK;
}

/* The doors that were handed over are all there are. */
static enum bw_err take_doors(struct front *front, int first, size_t n, struct bw_fail *fail)
{
    enum bw_err err = BW_OK;
    char bound[128];
    front->given = true;
    if (n > DOORS_MOST)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%zu sockets were handed over; at most %d", n,
                           DOORS_MOST);
    for (int fd = first; !err && fd < first + (int)n; fd++) {
        err = bw_listen_given(fd, bound, sizeof bound, fail);
        if (!err)
            err = add_door(front, fd, fail);
        if (!err)
            printf("listening on %s\n", bound);
    }
    return err;
}

static enum bw_err make_doors(struct front *front, struct bw_fail *fail)
{
    const struct bw_config *config = &front->server->config;
    enum bw_err err = BW_OK;
    char bound[128];
    int fd;
    for (size_t i = 0; !err && i < config->n_listen; i++) {
        if (strcmp(config->listen[i], "none") == 0)
            continue;
        err = bw_listen_tcp(config->listen[i], &fd, bound, sizeof bound, fail);
        if (!err)
            err = add_door(front, fd, fail);
        if (!err)
            printf("listening on %s\n", bound);
    }
    if (!err && config->unix_path[0]) {
        err = bw_listen_unix(config->unix_path, &fd, &front->unix_mark, fail);
        front->unix_bound = !err;
        if (!err)
            err = add_door(front, fd, fail);
        if (!err)
            printf("listening on %s\n", config->unix_path);
    }
    return err;
}

static enum bw_err open_doors(struct front *front, struct bw_fail *fail)
{
    size_t n;
    int first;
    enum bw_err err = bw_systemd_sockets(&first, &n, fail);
    if (!err)
        err = n > 0 ? take_doors(front, first, n, fail) : make_doors(front, fail);
    fflush(stdout);
    return err;
}

static enum bw_err watch_signals(struct front *front, struct bw_fail *fail)
{
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
    for (int i = 0; i < 3; i++) {
        front->signals[i] = evsignal_new(front->base, numbers[i], on_signal, front);
        if (!front->signals[i] || event_add(front->signals[i], NULL) != 0)
            return bw_fail_set(fail, BW_INTERNAL, "signals cannot be watched");
    }
    return BW_OK;
}

/* Who has come by now is let in and answered; with doors that stay they wait for the next daemon.
 */
static void close_doors(struct front *front)
{
    int fd;
    for (size_t i = 0; i < front->n_doors; i++) {
        evconnlistener_disable(front->doors[i]);
        int door = evconnlistener_get_fd(front->doors[i]);
        while (!front->given && (fd = accept4(door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
            on_accept(front->doors[i], fd, NULL, 0, front);
        evconnlistener_free(front->doors[i]);
    }
    if (front->unix_bound)
        bw_listen_remove(front->server->config.unix_path, &front->unix_mark);
}

static void free_front(struct front *front)
{
    bw_watch_free(front->watch);
    for (int i = 0; i < 3; i++)
        if (front->signals[i])
            event_free(front->signals[i]);
    if (front->base)
        event_base_free(front->base);
}

/* As many descriptors as may be had; whether that is enough for the connections is told. */
static void raise_descriptors(const struct bw_server *server)
{
    struct rlimit files;
    size_t wanted = server->config.limits.connections + DESCRIPTORS_ELSE;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur < wanted)
        fprintf(stderr,
                "bekwaamd: %zu connections (limits.connections) need %zu descriptors, there are "
                "%llu (LimitNOFILE=, ulimit -n); who comes after the last waits\n",
                server->config.limits.connections, wanted, (unsigned long long)files.rlim_cur);
}

static void answer(struct bw_pending *pending)
{
    bw_worker_post_written(pending->worker, pending);
}

static enum bw_err start(struct bw_server *server, struct bw_fail *fail)
{
    const struct bw_config *config = &server->config;
    struct bw_store_options options = {.dir = config->data,
                                       .create = true,
                                       .check_bytes = CHECK_BYTES,
                                       .readers = config->workers +
                                                  config->errands * (1 + config->workers) + 16};
    enum bw_err err = bw_store_open(&options, &server->store, fail);
    if (!err)
        err = bw_writer_start(server->store, &server->writer, fail);
    if (!err)
        err = bw_publisher_start(server->store, server->writer, &server->config, answer,
                                 &server->publisher, fail);
    if (!err)
        err = bw_errands_start(server, &server->errands, fail);
    server->workers = calloc(server->config.workers, sizeof *server->workers);
    if (!err && !server->workers)
        err = bw_fail_set(fail, BW_INTERNAL, "out of memory");
    for (unsigned w = 0; !err && w < server->config.workers; w++)
        err = bw_worker_start(server, &server->workers[w], fail);
    if (!err)
        bw_upload_lost(server, 0);
    return err;
}

/* The order matters: workers drain while the others still answer them, and who submits writes ends
 * before who takes them. */
static void stop(struct bw_server *server)
{
    if (server->errands)
        bw_errands_wind_up(server->errands);
    for (unsigned w = 0; server->workers && w < server->config.workers; w++)
        if (server->workers[w])
            bw_worker_stop(server->workers[w]);
    for (unsigned w = 0; server->workers && w < server->config.workers; w++)
        if (server->workers[w])
            bw_worker_join(server->workers[w]);
    if (server->errands)
        bw_errands_stop(server->errands);
    if (server->publisher)
        bw_publisher_stop(server->publisher);
    if (server->writer)
        bw_writer_stop(server->writer);
    for (unsigned w = 0; server->workers && w < server->config.workers; w++)
        if (server->workers[w])
            bw_worker_free(server->workers[w]);
    free(server->workers);
    for (struct bw_reloaded *before, *one = atomic_load(&server->reloaded); one; one = before) {
        before = one->before;
        free(one);
    }
    bw_store_close(server->store);
}

int bw_server_run(struct bw_server *server)
{
    struct front front = {.server = server, .base = event_base_new()};
    struct bw_fail fail;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes is a full store, not an end */
    server->started_s = bw_clock_s();
    raise_descriptors(server);
    enum bw_err err = watch_signals(&front, &fail);
    bool store_failed = !err && (err = start(server, &fail)) != BW_OK;
    const char *hint = store_failed && server->store && err == BW_INTERNAL
                           ? "; bekwaam verify tells what of the store is damaged"
                           : "";
    if (!err)
        err = open_doors(&front, &fail);
    if (!err)
        err = bw_watch_start(server, front.base, &front.watch, &fail);
    if (!err) {
        bw_systemd_notify("READY=1");
        event_base_loop(front.base, 0);
        bw_systemd_notify("STOPPING=1");
    }
    bw_watch_stop(front.watch);
    close_doors(&front);
    stop(server);
    /* To here signals are kept: a second SIGTERM does not cut the first short. */
    free_front(&front);
    if (!err)
        return 0;
    fprintf(stderr, "bekwaamd: %s%s\n", fail.text, hint);
    return store_failed ? 3 : err == BW_BAD_REQUEST ? 2 : 1;
}
