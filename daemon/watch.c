#include "daemon/watch.h"

#include <stdlib.h>

#include "daemon/systemd.h"
#include "daemon/worker.h"
#include "data/clock.h"

/* What is watched looks up by itself about once a second: a shorter patience would be with nobody.
 */
#define LEAST_PATIENCE_US 3000000

/* One of what is watched: how far it was, and when it was last seen to have gone on. */
struct seen {
    uint64_t at;
    int64_t us;
};

struct bw_watch {
    struct bw_server *server;
    struct event *timer;
    int64_t patience_us;
    struct bw_write nothing;   /* the write that the writer has to finish */
    bool asked;                /* it did get one, and */
    atomic_uint_fast64_t done; /* so many are finished */
    uint64_t done_before;
    struct seen seen[]; /* the writer, then the workers */
};

/* The writer's thread. */
static void on_done(void *context, struct bw_written *written)
{
    struct bw_watch *watch = context;
    bw_written_clear(written);
    atomic_fetch_add(&watch->done, 1);
}

static void ask_writer(struct bw_watch *watch)
{
    uint64_t done = atomic_load(&watch->done);
    if (watch->asked && done == watch->done_before)
        return;
    watch->done_before = done;
    watch->asked =
        bw_writer_submit(watch->server->writer, &watch->nothing, on_done, watch) == BW_OK;
}

static uint64_t progress(const struct bw_watch *watch, unsigned part)
{
    return part == 0 ? atomic_load(&watch->done) : watch->server->workers[part - 1]->ticks;
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
    struct bw_watch *watch = context;
    int64_t now = bw_clock_us();
    bool all = true;
    (void)fd;
    (void)what;
    for (unsigned part = 0; part <= watch->server->config.workers; part++) {
        struct seen *seen = &watch->seen[part];
        uint64_t at = progress(watch, part);
        if (at != seen->at)
            *seen = (struct seen){at, now};
        all &= now - seen->us <= watch->patience_us;
    }
    ask_writer(watch);
    if (all)
        bw_systemd_notify("WATCHDOG=1");
}

static struct timeval often(int64_t us)
{
    return (struct timeval){us / 1000000, us % 1000000};
}

enum bw_err bw_watch_start(struct bw_server *server, struct event_base *base, struct bw_watch **out,
                           struct bw_fail *fail)
{
    int64_t wish_us = bw_systemd_watchdog_us();
    unsigned parts = 1 + server->config.workers;
    *out = NULL;
    if (wish_us == 0)
        return BW_OK;
    struct timeval interval = often(wish_us / 4);
    struct bw_watch *watch = calloc(1, sizeof *watch + parts * sizeof *watch->seen);
    if (watch)
        watch->timer = event_new(base, -1, EV_PERSIST, on_timer, watch);
    if (!watch || !watch->timer || event_add(watch->timer, &interval) != 0) {
        bw_watch_free(watch);
        return bw_fail_set(fail, BW_INTERNAL, "the watchdog cannot be fed: out of memory");
    }
    watch->server = server;
    watch->patience_us = wish_us / 2 > LEAST_PATIENCE_US ? wish_us / 2 : LEAST_PATIENCE_US;
    for (unsigned part = 0; part < parts; part++)
        watch->seen[part] = (struct seen){progress(watch, part), bw_clock_us()};
    ask_writer(watch);
    *out = watch;
    return BW_OK;
}

void bw_watch_stop(struct bw_watch *watch)
{
    if (watch)
        event_del(watch->timer);
}

void bw_watch_free(struct bw_watch *watch)
{
    if (!watch)
        return;
    if (watch->timer)
        event_free(watch->timer);
    free(watch);
}
