#include "daemon/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "daemon/conn.h"

#define LOOK_EVERY_US 2000

static void post(struct bw_worker *worker, struct bw_letter *letter)
{
    uint64_t one = 1;
    pthread_mutex_lock(&worker->lock);
    bool first = !worker->first;
    if (worker->last)
        worker->last->next = letter;
    else
        worker->first = letter;
    worker->last = letter;
    pthread_mutex_unlock(&worker->lock);
    if (!first)
        return; /* woken for those before it, and takes all */
    ssize_t n = write(worker->wake, &one, sizeof one);
    (void)n; /* full only when it is awake already */
}

static struct bw_letter *letter_of(enum bw_letter_kind kind)
{
    struct bw_letter *letter = calloc(1, sizeof *letter);
    if (!letter)
        abort(); /* a few bytes: nothing else would work either */
    letter->kind = kind;
    return letter;
}

void bw_worker_post_conn(struct bw_worker *worker, int fd, bool surplus)
{
    struct bw_letter *letter = letter_of(surplus ? BW_LETTER_SURPLUS : BW_LETTER_CONN);
    letter->fd = fd;
    post(worker, letter);
}

void bw_worker_post_written(struct bw_worker *worker, struct bw_pending *pending)
{
    struct bw_letter *letter = letter_of(BW_LETTER_WRITTEN);
    letter->pending = pending;
    post(worker, letter);
}

void bw_worker_maybe_end(struct bw_worker *worker)
{
    if (worker->stopping && !worker->conns && worker->pending == 0)
        event_base_loopexit(worker->base, NULL);
}

static void open_letter(struct bw_worker *worker, struct bw_letter *letter)
{
    switch (letter->kind) {
    case BW_LETTER_CONN:
    case BW_LETTER_SURPLUS:
        bw_conn_open(worker, letter->fd, letter->kind == BW_LETTER_SURPLUS);
        break;
    case BW_LETTER_WRITTEN:
        worker->pending--;
        bw_conn_written(worker, letter->pending);
        break;
    case BW_LETTER_STOP:
        worker->stopping = true;
        worker->stopping_since = worker->ticks;
        bw_conn_drain_all(worker);
        break;
    }
    bw_worker_maybe_end(worker);
}

static void on_mail(evutil_socket_t fd, short what, void *context)
{
    struct bw_worker *worker = context;
    uint64_t count;
    (void)what;
    ssize_t n = read(fd, &count, sizeof count);
    (void)n;
    pthread_mutex_lock(&worker->lock);
    struct bw_letter *letter = worker->first;
    worker->first = worker->last = NULL;
    pthread_mutex_unlock(&worker->lock);
    for (struct bw_letter *next; letter; letter = next) {
        next = letter->next;
        open_letter(worker, letter);
        free(letter);
    }
}

static void on_tick(evutil_socket_t fd, short what, void *context)
{
    struct bw_worker *worker = context;
    (void)fd;
    (void)what;
    atomic_store_explicit(&worker->ticks, worker->ticks + 1, memory_order_relaxed);
    bw_conn_look_all(worker);
}

static void *run(void *argument)
{
    struct bw_worker *worker = argument;
    event_base_loop(worker->base, EVLOOP_NO_EXIT_ON_EMPTY);
    return NULL;
}

/* A base that looks for what is new every now and then, however much is still to do. */
static struct event_base *make_base(void)
{
    struct timeval interval = {0, LOOK_EVERY_US};
    struct event_config *config = event_config_new();
    struct event_base *base = NULL;
    if (config && event_config_set_max_dispatch_interval(config, &interval, -1, 0) == 0)
        base = event_base_new_with_config(config);
    if (config)
        event_config_free(config);
    return base;
}

static bool add_events(struct bw_worker *worker)
{
    struct timeval second = {1, 0};
    if (!worker->base || worker->wake < 0)
        return false;
    worker->mail = event_new(worker->base, worker->wake, EV_READ | EV_PERSIST, on_mail, worker);
    worker->clock = event_new(worker->base, -1, EV_PERSIST, on_tick, worker);
    return worker->mail && event_add(worker->mail, NULL) == 0 && worker->clock &&
           event_add(worker->clock, &second) == 0;
}

enum bw_err bw_worker_start(struct bw_server *server, struct bw_worker **out, struct bw_fail *fail)
{
    struct bw_worker *worker = calloc(1, sizeof *worker);
    if (!worker)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    worker->server = server;
    worker->wake = -1;
    worker->ticks = 1;
    pthread_mutex_init(&worker->lock, NULL);
    enum bw_err err = bw_reader_open(server->store, &worker->reader, fail);
    worker->arena = err ? NULL : bw_arena_create(server->config.limits.arena_bytes);
    worker->zone = msgpack_zone_new(MSGPACK_ZONE_CHUNK_SIZE);
    worker->base = make_base();
    worker->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (!err && (!worker->arena || !worker->zone || !add_events(worker) ||
                 pthread_create(&worker->thread, NULL, run, worker) != 0))
        err = bw_fail_set(fail, BW_INTERNAL, "a worker cannot start");
    if (err) {
        bw_worker_free(worker);
        return err;
    }
    *out = worker;
    return BW_OK;
}

void bw_worker_stop(struct bw_worker *worker)
{
    post(worker, letter_of(BW_LETTER_STOP));
}

void bw_worker_join(struct bw_worker *worker)
{
    pthread_join(worker->thread, NULL);
}

void bw_worker_free(struct bw_worker *worker)
{
    if (worker->mail)
        event_free(worker->mail);
    if (worker->clock)
        event_free(worker->clock);
    if (worker->base)
        event_base_free(worker->base);
    if (worker->wake >= 0)
        close(worker->wake);
    bw_reader_close(worker->reader);
    bw_arena_free(worker->arena);
    msgpack_zone_free(worker->zone);
    bw_pack_release(&worker->out);
    pthread_mutex_destroy(&worker->lock);
    free(worker);
}
