#include <pthread.h>
#include <stdlib.h>

#include "data/apply.h"

#define QUEUE_MOST 10000
#define GROUP_MOST 256

struct waiting {
    const struct bw_write *write;
    void (*done)(void *context, struct bw_written *written);
    void *context;
    struct bw_written written;
    struct waiting *next;
};

struct bw_writer {
    struct bw_store *store;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct waiting *first, *last;
    size_t n;
    bool stopping;
    struct bw_writer_counts counts; /* with the lock held */
};

void bw_written_clear(struct bw_written *written)
{
    for (size_t i = 0; i < written->n_bad; i++)
        free(written->bad[i].text);
    free(written->bad);
    written->bad = NULL;
    written->n_bad = 0;
    for (size_t i = 0; i < written->n_bookings; i++)
        free(written->bookings[i]);
    free(written->bookings);
    written->bookings = NULL;
    written->n_bookings = 0;
}

static void fail_group(struct waiting *group, const struct bw_fail *fail)
{
    for (; group; group = group->next) {
        if (group->written.err)
            continue; /* had its own reason already */
        bw_written_clear(&group->written);
        group->written = (struct bw_written){.err = fail->code, .fail = *fail};
    }
}

/* One transaction for all. */
static enum bw_err try_group(struct bw_write_group *group, struct waiting *waiting,
                             struct bw_fail *fail)
{
    enum bw_err err = bw_txn_begin(group->store->db, NULL, true, &group->txn, fail);
    if (err)
        return err;
    for (struct waiting *w = waiting; !err && !group->spoiled && w; w = w->next) {
        bw_written_clear(&w->written);
        err = bw_apply(group, w->write, &w->written);
        if (err)
            *fail = w->written.fail;
    }
    if (!err && !group->spoiled)
        return bw_txn_commit(group->txn, fail);
    bw_txn_abort(group->txn);
    return err;
}

/* Most writes are well: all go straight into the transaction first. When one is not, all are done
 * again, each in children of the transaction, so that it takes nothing of the others along. */
static void commit_group(struct bw_store *store, struct waiting *waiting)
{
    struct bw_fail fail;
    struct bw_write_group group = {.store = store};
    enum bw_err err = try_group(&group, waiting, &fail);
    if (!err && group.spoiled) {
        group = (struct bw_write_group){.store = store, .apart = true};
        err = try_group(&group, waiting, &fail);
    }
    if (err)
        fail_group(waiting, &fail);
}

/* After trouble of the store each write of the group gets a try of its own: a large one that does
 * not fit must not take small ones along. */
static void commit(struct bw_store *store, struct waiting *group)
{
    commit_group(store, group);
    bool troubled = false;
    for (struct waiting *w = group; w; w = w->next)
        troubled |= w->written.err == BW_STORAGE_FULL || w->written.err == BW_INTERNAL;
    if (!troubled || !group->next)
        return;
    for (struct waiting *w = group; w; w = w->next) {
        struct waiting alone = *w;
        alone.next = NULL;
        bw_written_clear(&alone.written);
        alone.written = (struct bw_written){0};
        commit_group(store, &alone);
        w->written = alone.written;
    }
}

static void count_group(struct bw_writer_counts *counts, size_t n)
{
    size_t size = 0;
    while (size < BW_WRITER_SIZES - 1 && n >> (size + 1))
        size++;
    counts->groups++;
    counts->writes += n;
    counts->sizes[size]++;
    counts->running = n;
}

/* Up to GROUP_MOST that wait; NULL when it is time to end. */
static struct waiting *take_group(struct bw_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    writer->counts.running = 0;
    while (!writer->first && !writer->stopping)
        pthread_cond_wait(&writer->more, &writer->lock);
    struct waiting *group = writer->first, *last = group;
    size_t n = group ? 1 : 0;
    for (; last && last->next && n < GROUP_MOST; n++)
        last = last->next;
    if (last) {
        writer->first = last->next;
        last->next = NULL;
        if (!writer->first)
            writer->last = NULL;
    }
    writer->n -= n;
    if (group)
        count_group(&writer->counts, n);
    pthread_mutex_unlock(&writer->lock);
    return group;
}

static void *run(void *argument)
{
    struct bw_writer *writer = argument;
    struct waiting *group;
    while ((group = take_group(writer)) != NULL) {
        commit(writer->store, group);
        for (struct waiting *next; group; group = next) {
            next = group->next;
            group->done(group->context, &group->written);
            free(group);
        }
    }
    return NULL;
}

enum bw_err bw_writer_start(struct bw_store *store, struct bw_writer **out, struct bw_fail *fail)
{
    struct bw_writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        return bw_fail_set(fail, BW_INTERNAL, "starting the writer: out of memory");
    writer->store = store;
    pthread_mutex_init(&writer->lock, NULL);
    pthread_cond_init(&writer->more, NULL);
    if (pthread_create(&writer->thread, NULL, run, writer) != 0) {
        free(writer);
        return bw_fail_set(fail, BW_INTERNAL, "starting the writer: no thread");
    }
    *out = writer;
    return BW_OK;
}

enum bw_err bw_writer_submit(struct bw_writer *writer, const struct bw_write *write,
                             void (*done)(void *context, struct bw_written *written), void *context)
{
    struct waiting *waiting = calloc(1, sizeof *waiting);
    if (!waiting)
        return BW_INTERNAL;
    *waiting = (struct waiting){.write = write, .done = done, .context = context};
    pthread_mutex_lock(&writer->lock);
    bool refused = writer->n >= QUEUE_MOST || writer->stopping;
    if (!refused) {
        if (writer->last)
            writer->last->next = waiting;
        else
            writer->first = waiting;
        writer->last = waiting;
        writer->n++;
        pthread_cond_signal(&writer->more);
    }
    pthread_mutex_unlock(&writer->lock);
    if (refused)
        free(waiting);
    return refused ? BW_BUSY : BW_OK;
}

void bw_writer_count(struct bw_writer *writer, struct bw_writer_counts *out)
{
    pthread_mutex_lock(&writer->lock);
    *out = writer->counts;
    out->waiting = writer->n;
    out->waiting_most = QUEUE_MOST;
    pthread_mutex_unlock(&writer->lock);
}

void bw_writer_stop(struct bw_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    writer->stopping = true;
    pthread_cond_signal(&writer->more);
    pthread_mutex_unlock(&writer->lock);
    pthread_join(writer->thread, NULL);
    pthread_mutex_destroy(&writer->lock);
    pthread_cond_destroy(&writer->more);
    free(writer);
}

void bw_write_now(struct bw_store *store, const struct bw_write *write, struct bw_written *out)
{
    struct waiting alone = {.write = write};
    commit_group(store, &alone);
    *out = alone.written;
}
