#include "daemon/errand.h"

#include <pthread.h>
#include <stdlib.h>

#include "daemon/desk.h"
#include "daemon/dispatch.h"
#include "daemon/wire.h"

/* One of the threads, with what is its own. */
struct runner {
    struct bw_errands *errands;
    struct bw_desk desk;
    pthread_t thread;
};

struct bw_errands {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct bw_pending *first, *last;
    size_t n, n_running;
    uint64_t turn;
    bool ending;
    atomic_bool winding_up;
    unsigned n_runners; /* that run */
    struct runner runners[];
};

enum bw_err bw_errand_wanted(const struct bw_request *request, struct bw_fail *fail)
{
    if (request->pending && atomic_load(&request->server->errands->winding_up))
        return bw_fail_set(fail, BW_BUSY, "the daemon stops; ask again when it runs");
    if (request->pending && atomic_load(&request->pending->presence->gone))
        return bw_fail_set(fail, BW_BUSY, "nobody waits for the answer any more");
    return BW_OK;
}

static void run(struct runner *runner, struct bw_pending *pending)
{
    struct bw_fail fail;
    struct bw_pack *out = &pending->packed;
    struct bw_request request = {.config = bw_server_config(runner->desk.server),
                                 .server = runner->desk.server,
                                 .args = pending->args,
                                 .pending = pending};
    bw_wire_begin(out, pending->msgid);
    enum bw_err err = bw_errand_wanted(&request, &fail);
    if (!err)
        err = bw_desk_answer(&runner->desk, &request, pending->errand, out, &fail);
    if (!err && pending->method->write)
        err = bw_dispatch_write(pending, &fail);
    else if (!err)
        bw_worker_post_written(pending->worker, pending);
    if (!err)
        return;
    pending->written = (struct bw_written){.err = err, .fail = fail};
    bw_worker_post_written(pending->worker, pending);
}

/* Takes out the oldest question of the connection that was longest not served. */
static struct bw_pending *take_next(struct bw_errands *errands)
{
    struct bw_pending *before = NULL, *next = errands->first, *at = next;
    if (!next)
        return NULL;
    for (; at->next; at = at->next) {
        if (at->next->presence->turn >= next->presence->turn)
            continue;
        before = at;
        next = at->next;
    }
    if (before)
        before->next = next->next;
    else
        errands->first = next->next;
    if (errands->last == next)
        errands->last = before;
    errands->n--;
    errands->n_running++;
    next->presence->n_waiting--;
    next->presence->turn = ++errands->turn;
    return next;
}

/* The next that waits; NULL when it is time to end. */
static struct bw_pending *take(struct bw_errands *errands)
{
    pthread_mutex_lock(&errands->lock);
    while (!errands->first && !errands->ending)
        pthread_cond_wait(&errands->more, &errands->lock);
    struct bw_pending *pending = take_next(errands);
    pthread_mutex_unlock(&errands->lock);
    return pending;
}

static void *work(void *argument)
{
    struct runner *runner = argument;
    struct bw_pending *pending;
    while ((pending = take(runner->errands)) != NULL) {
        run(runner, pending);
        pthread_mutex_lock(&runner->errands->lock);
        runner->errands->n_running--;
        pthread_mutex_unlock(&runner->errands->lock);
    }
    return NULL;
}

static void close_desk(struct bw_desk *desk)
{
    bw_reader_close(desk->reader);
    bw_arena_free(desk->arena);
}

static enum bw_err add_runner(struct bw_errands *errands, struct bw_server *server,
                              struct bw_fail *fail)
{
    struct runner *runner = &errands->runners[errands->n_runners];
    runner->errands = errands;
    runner->desk.server = server;
    enum bw_err err = bw_reader_open(server->store, &runner->desk.reader, fail);
    if (err)
        return err;
    runner->desk.arena = bw_arena_create(server->config.limits.arena_bytes);
    if (runner->desk.arena && pthread_create(&runner->thread, NULL, work, runner) == 0) {
        errands->n_runners++;
        return BW_OK;
    }
    close_desk(&runner->desk);
    return bw_fail_set(fail, BW_INTERNAL, "no thread for long questions");
}

enum bw_err bw_errands_start(struct bw_server *server, struct bw_errands **out,
                             struct bw_fail *fail)
{
    unsigned n = server->config.errands;
    struct bw_errands *errands = calloc(1, sizeof *errands + n * sizeof *errands->runners);
    if (!errands)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    pthread_mutex_init(&errands->lock, NULL);
    pthread_cond_init(&errands->more, NULL);
    enum bw_err err = BW_OK;
    while (!err && errands->n_runners < n)
        err = add_runner(errands, server, fail);
    if (err)
        bw_errands_stop(errands);
    else
        *out = errands;
    return err;
}

/* With the lock held. */
static enum bw_err has_room(const struct bw_errands *errands, const struct bw_presence *presence,
                            struct bw_fail *fail)
{
    if (atomic_load(&errands->winding_up))
        return bw_fail_set(fail, BW_BUSY, "the daemon stops; ask again when it runs");
    if (presence->n_waiting >= BW_ERRANDS_EACH)
        return bw_fail_set(fail, BW_BUSY,
                           "%d long questions of this connection are waiting; try again later",
                           BW_ERRANDS_EACH);
    if (errands->n >= BW_ERRANDS_MOST)
        return bw_fail_set(fail, BW_BUSY, "%d long questions are waiting; try again later",
                           BW_ERRANDS_MOST);
    return BW_OK;
}

enum bw_err bw_errands_submit(struct bw_errands *errands, struct bw_pending *pending,
                              struct bw_fail *fail)
{
    pthread_mutex_lock(&errands->lock);
    enum bw_err err = has_room(errands, pending->presence, fail);
    if (!err) {
        pending->next = NULL;
        if (errands->last)
            errands->last->next = pending;
        else
            errands->first = pending;
        errands->last = pending;
        errands->n++;
        pending->presence->n_waiting++;
        pthread_cond_signal(&errands->more);
    }
    pthread_mutex_unlock(&errands->lock);
    return err;
}

void bw_errands_count(struct bw_errands *errands, size_t *waiting, size_t *running)
{
    pthread_mutex_lock(&errands->lock);
    *waiting = errands->n;
    *running = errands->n_running;
    pthread_mutex_unlock(&errands->lock);
}

void bw_errands_wind_up(struct bw_errands *errands)
{
    atomic_store(&errands->winding_up, true);
}

void bw_errands_stop(struct bw_errands *errands)
{
    pthread_mutex_lock(&errands->lock);
    errands->ending = true;
    pthread_cond_broadcast(&errands->more);
    pthread_mutex_unlock(&errands->lock);
    for (unsigned i = 0; i < errands->n_runners; i++) {
        pthread_join(errands->runners[i].thread, NULL);
        close_desk(&errands->runners[i].desk);
    }
    pthread_mutex_destroy(&errands->lock);
    pthread_cond_destroy(&errands->more);
    free(errands);
}
