#include "daemon/publish.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "data/clock.h"

/* How often the day is looked at. */
#define TICK_SECONDS 5
/* How long after a snapshot could not be built it is tried again. */
#define RETRY_SECONDS 30
/* Votes are counted once people's writes rest for a moment, or have gone on for a while. */
#define REST_MS 1000
#define RESTLESS_MS 10000

struct bw_publisher {
    struct bw_store *store;
    struct bw_writer *writer;
    const struct bw_config *config;
    void (*answer)(struct bw_pending *pending);
    struct bw_reader *reader; /* of the thread */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t news;
    struct bw_snapshot *current;
    struct bw_pending *waiting;
    bool people, stopping, failed;
    bool learned_off, reload;                /* by the configuration; it was read again */
    int64_t retry_ms;                        /* not before: of a snapshot that could not be built */
    int64_t people_since_ms, people_last_ms; /* writes that the votes do not hold yet */
    int64_t votes_ms;                        /* when votes were last published after such writes */
    uint64_t settled; /* the newest revision when the current snapshot became that; what is newer
                         was answered with no other one */
    uint64_t behind;  /* the newest revision that was answered with a snapshot older than it */
    int64_t made_ms;  /* when the current snapshot became that */
    char path[1100];  /* where `behind` is kept while the daemon is down */
};

bw_day bw_today(const struct bw_config *config)
{
    if (config->today != BW_DAY_NONE)
        return config->today;
    time_t now = time(NULL);
    struct tm local;
    char text[BW_DAY_TEXT_LEN + 1];
    bw_day day = 0;
    localtime_r(&now, &local);
    strftime(text, sizeof text, "%Y-%m-%d", &local);
    bw_day_parse(text, BW_DAY_TEXT_LEN, &day);
    return day;
}

static int64_t now_ms(void)
{
    return bw_clock_us() / 1000;
}

/* What there is to do at one time. */
struct work {
    struct bw_pending *waiting;
    bool new_day, reload;
    bool votes; /* of people whose writes the current snapshot does not hold */
};

/* Is a model all that can be another? */
static bool is_of_models(const struct work *work)
{
    for (const struct bw_pending *pending = work->waiting; pending; pending = pending->next)
        if (pending->written.catalogue)
            return false;
    return !work->new_day && (work->waiting || work->reload);
}

static void tell_troubles(const struct bw_snapshot *snapshot, const struct bw_snapshot *before)
{
    bool known = before && strcmp(before->learned_trouble, snapshot->learned_trouble) == 0;
    if (snapshot->learned_trouble[0] && !known)
        fprintf(stderr,
                "bekwaamd: the learned model that was promoted (%s) cannot serve, answers are made "
                "by the closed form: %s; see bekwaam verify, or promote another\n",
                snapshot->promoted, snapshot->learned_trouble);
    if (snapshot->n_damaged && !(before && before->poll == snapshot->poll))
        fprintf(stderr, "bekwaamd: %zu employees cannot be read; see bekwaam verify\n",
                snapshot->n_damaged);
    if (snapshot->vectors_trouble && !(before && before->base == snapshot->base))
        fprintf(stderr, "bekwaamd: the embeddings cannot be read in full; see bekwaam verify, or "
                        "make them again with bekwaam embed\n");
}

/* The next snapshot. work->votes is false afterwards when they are not counted in it. */
static enum bw_err build(struct bw_publisher *publisher, struct work *work,
                         struct bw_snapshot **out, struct bw_fail *fail)
{
    enum bw_err err = bw_reader_begin(publisher->reader, fail);
    if (err)
        return err;
    *out = NULL;
    if (publisher->current && is_of_models(work))
        err = bw_snapshot_change_model(publisher->reader, publisher->current, work->reload, out,
                                       fail);
    if (!err && *out)
        work->votes = false;
    else if (!err)
        err = bw_snapshot_build(publisher->reader, bw_today(publisher->config), publisher->current,
                                out, fail);
    bw_reader_end(publisher->reader);
    if (!err && *out)
        tell_troubles(*out, publisher->current);
    return err;
}

struct note {
    pthread_mutex_t lock;
    pthread_cond_t done;
    bool is_done;
};

static void noted(void *context, struct bw_written *written)
{
    struct note *note = context;
    bw_written_clear(written);
    pthread_mutex_lock(&note->lock);
    note->is_done = true;
    pthread_cond_signal(&note->done);
    pthread_mutex_unlock(&note->lock);
}

/* A write of our own, waited for. */
static void write_note(struct bw_publisher *publisher, const struct bw_write *write)
{
    struct note note = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};
    if (bw_writer_submit(publisher->writer, write, noted, &note) != BW_OK)
        return;
    pthread_mutex_lock(&note.lock);
    while (!note.is_done)
        pthread_cond_wait(&note.done, &note.lock);
    pthread_mutex_unlock(&note.lock);
}

/* A new day is a change of its own: certificates lapse, laws take effect, and who asks "anything
 * newer than revision r?" must hear yes. */
static void note_day(struct bw_publisher *publisher)
{
    write_note(publisher, &(struct bw_write){.today = bw_today(publisher->config)});
}

/* So is that learned models may answer, or no longer; as it was, nothing is written. */
static void note_learned(struct bw_publisher *publisher, bool off)
{
    struct bw_model_step step = {.op = BW_MODEL_OFF, .off = off};
    write_note(publisher, &(struct bw_write){.step = &step});
}

/* Views of the store that went with the last snapshot hold nothing newer than is there now.
 * `another_model` answers without a write that says so: the one that was promoted cannot be read,
 * or can be again. */
static void settle(struct bw_publisher *publisher, bool another_model)
{
    struct bw_fail fail;
    if (bw_reader_begin(publisher->reader, &fail) != BW_OK)
        return;
    uint64_t latest = bw_revision_latest(publisher->reader);
    bw_reader_end(publisher->reader);
    pthread_mutex_lock(&publisher->lock);
    publisher->settled = latest;
    if (another_model && latest > publisher->behind)
        publisher->behind = latest;
    pthread_mutex_unlock(&publisher->lock);
}

/* `behind` as the last process left it. When it did not (a crash, a copied store), or when the
 * model that it may have served cannot be read, anything may have been answered. */
static void remember(struct bw_publisher *publisher)
{
    char text[32] = "", *end = text;
    FILE *file = fopen(publisher->path, "r");
    publisher->behind = publisher->settled;
    if (!file)
        return;
    if (!publisher->current->learned_trouble[0] && fgets(text, sizeof text, file)) {
        unsigned long long behind = strtoull(text, &end, 10);
        if (end != text && *end == '\n')
            publisher->behind = behind;
    }
    fclose(file);
    unlink(publisher->path);
}

/* Not while answers are made by another model than the one that was promoted: the next process may
 * read that one. */
static void keep(const struct bw_publisher *publisher)
{
    bool troubled = publisher->current->learned_trouble[0] != '\0';
    FILE *file = troubled ? NULL : fopen(publisher->path, "w");
    if (!file)
        return;
    fprintf(file, "%llu\n", (unsigned long long)publisher->behind);
    fclose(file);
}

/* A store that nobody ever asked. */
static bool is_empty(struct bw_publisher *publisher)
{
    struct bw_fail fail;
    if (bw_reader_begin(publisher->reader, &fail) != BW_OK)
        return false;
    uint64_t latest = bw_revision_latest(publisher->reader);
    bw_reader_end(publisher->reader);
    return latest == 0;
}

static void publish(struct bw_publisher *publisher, struct work *work)
{
    struct bw_snapshot *next = NULL;
    struct bw_fail fail;
    bool had_votes = work->votes;
    if (work->new_day)
        note_day(publisher);
    if (work->reload)
        note_learned(publisher, publisher->learned_off);
    enum bw_err err = build(publisher, work, &next, &fail);
    if (err)
        fprintf(stderr, "bekwaamd: no new snapshot: %s\n", fail.text);
    pthread_mutex_lock(&publisher->lock);
    struct bw_snapshot *old = err ? NULL : publisher->current;
    bool another_model = old && !old->learned_trouble[0] != !next->learned_trouble[0];
    if (!err) {
        publisher->current = next;
        publisher->made_ms = now_ms();
        publisher->settled = UINT64_MAX;
        publisher->people |= had_votes && !work->votes;
    }
    publisher->failed = err != BW_OK;
    publisher->retry_ms = now_ms() + (int64_t)RETRY_SECONDS * 1000;
    if (work->votes)
        publisher->votes_ms = now_ms();
    pthread_mutex_unlock(&publisher->lock);
    if (!err)
        settle(publisher, another_model);
    bw_snapshot_drop(old);
    for (struct bw_pending *after, *waiting = work->waiting; waiting; waiting = after) {
        after = waiting->next;
        publisher->answer(waiting);
    }
}

/* With the lock held: votes are published at most once in peers_seconds. */
static bool votes_are_due(const struct bw_publisher *publisher)
{
    int64_t now = now_ms(), pause = (int64_t)publisher->config->peers_seconds * 1000;
    bool rested = now - publisher->people_last_ms >= REST_MS ||
                  now - publisher->people_since_ms >= RESTLESS_MS;
    bool paused = publisher->votes_ms == 0 || now - publisher->votes_ms >= pause;
    return publisher->people && rested && paused;
}

/* With the lock held: takes what there is to publish now; false: nothing. */
static bool take_work(struct bw_publisher *publisher, struct work *out)
{
    *out = (struct work){.waiting = publisher->waiting,
                         .new_day = publisher->current->date != bw_today(publisher->config),
                         .reload = publisher->reload,
                         .votes = publisher->people};
    bool asked = out->waiting || out->reload;
    bool due = publisher->failed ? now_ms() >= publisher->retry_ms
                                 : out->new_day || votes_are_due(publisher);
    if (!asked && !due)
        return false;
    publisher->waiting = NULL;
    publisher->people = publisher->reload = false;
    return true;
}

static void *run(void *argument)
{
    struct bw_publisher *publisher = argument;
    pthread_mutex_lock(&publisher->lock);
    for (;;) {
        struct work work;
        if (take_work(publisher, &work)) {
            pthread_mutex_unlock(&publisher->lock);
            publish(publisher, &work);
            pthread_mutex_lock(&publisher->lock);
            continue;
        }
        if (publisher->stopping)
            break;
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += publisher->people ? 1 : TICK_SECONDS;
        pthread_cond_timedwait(&publisher->news, &publisher->lock, &until);
    }
    pthread_mutex_unlock(&publisher->lock);
    return NULL;
}

/* Waited for by a clock that nobody sets: one that is set back would stretch a second to hours. */
static void make_news(struct bw_publisher *publisher)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&publisher->news, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

enum bw_err bw_publisher_start(struct bw_store *store, struct bw_writer *writer,
                               const struct bw_config *config,
                               void (*answer)(struct bw_pending *pending),
                               struct bw_publisher **out, struct bw_fail *fail)
{
    struct bw_publisher *publisher = calloc(1, sizeof *publisher);
    if (!publisher)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    *publisher =
        (struct bw_publisher){.store = store, .writer = writer, .config = config, .answer = answer};
    snprintf(publisher->path, sizeof publisher->path, "%s/answered", config->data);
    pthread_mutex_init(&publisher->lock, NULL);
    make_news(publisher);
    enum bw_err err = bw_reader_open(store, &publisher->reader, fail);
    if (!err) {
        bool fresh = is_empty(publisher);
        note_day(publisher);
        note_learned(publisher, !config->learned);
        err = build(publisher, &(struct work){.new_day = true}, &publisher->current, fail);
        if (!err) {
            settle(publisher, false);
            remember(publisher);
            publisher->made_ms = now_ms();
        }
        if (fresh)
            publisher->behind = 0;
    }
    if (!err && pthread_create(&publisher->thread, NULL, run, publisher) != 0)
        err = bw_fail_set(fail, BW_INTERNAL, "no thread for the publisher");
    if (err) {
        bw_snapshot_drop(publisher->current);
        bw_reader_close(publisher->reader);
        free(publisher);
        return err;
    }
    *out = publisher;
    return BW_OK;
}

void bw_publisher_stop(struct bw_publisher *publisher)
{
    pthread_mutex_lock(&publisher->lock);
    publisher->stopping = true;
    pthread_cond_signal(&publisher->news);
    pthread_mutex_unlock(&publisher->lock);
    pthread_join(publisher->thread, NULL);
    keep(publisher);
    bw_snapshot_drop(publisher->current);
    bw_reader_close(publisher->reader);
    pthread_mutex_destroy(&publisher->lock);
    pthread_cond_destroy(&publisher->news);
    free(publisher);
}

struct bw_snapshot *bw_publisher_acquire(struct bw_publisher *publisher)
{
    pthread_mutex_lock(&publisher->lock);
    struct bw_snapshot *snapshot = bw_snapshot_acquire(publisher->current);
    pthread_mutex_unlock(&publisher->lock);
    return snapshot;
}

bool bw_publisher_is_current(struct bw_publisher *publisher, const struct bw_snapshot *snapshot)
{
    pthread_mutex_lock(&publisher->lock);
    bool current = publisher->current == snapshot;
    pthread_mutex_unlock(&publisher->lock);
    return current;
}

/* The newest revision that the snapshot holds. */
static uint64_t held(const struct bw_snapshot *snapshot)
{
    return snapshot->catalogue_revision > snapshot->people_revision ? snapshot->catalogue_revision
                                                                    : snapshot->people_revision;
}

void bw_publisher_answers(struct bw_publisher *publisher, const struct bw_snapshot *snapshot,
                          uint64_t revision)
{
    if (revision <= held(snapshot))
        return;
    pthread_mutex_lock(&publisher->lock);
    if (revision > publisher->behind)
        publisher->behind = revision;
    pthread_mutex_unlock(&publisher->lock);
}

bool bw_publisher_unchanged(struct bw_publisher *publisher, const struct bw_snapshot *snapshot,
                            uint64_t revision)
{
    pthread_mutex_lock(&publisher->lock);
    bool only_this = publisher->current == snapshot && revision > publisher->settled;
    bool never_behind = revision > publisher->behind;
    pthread_mutex_unlock(&publisher->lock);
    return only_this || never_behind;
}

void bw_publisher_wait(struct bw_publisher *publisher, struct bw_pending *pending)
{
    pthread_mutex_lock(&publisher->lock);
    pending->next = publisher->waiting;
    publisher->waiting = pending;
    pthread_cond_signal(&publisher->news);
    pthread_mutex_unlock(&publisher->lock);
}

void bw_publisher_count(struct bw_publisher *publisher, size_t *waiting, int64_t *age_ms)
{
    pthread_mutex_lock(&publisher->lock);
    *waiting = 0;
    for (const struct bw_pending *each = publisher->waiting; each; each = each->next)
        ++*waiting;
    *age_ms = now_ms() - publisher->made_ms;
    pthread_mutex_unlock(&publisher->lock);
}

void bw_publisher_people(struct bw_publisher *publisher)
{
    pthread_mutex_lock(&publisher->lock);
    bool first = !publisher->people;
    publisher->people = true;
    publisher->people_last_ms = now_ms();
    if (first)
        publisher->people_since_ms = publisher->people_last_ms;
    if (first)
        pthread_cond_signal(&publisher->news);
    pthread_mutex_unlock(&publisher->lock);
}

void bw_publisher_reload(struct bw_publisher *publisher, bool learned_off)
{
    pthread_mutex_lock(&publisher->lock);
    publisher->learned_off = learned_off;
    publisher->reload = true;
    pthread_cond_signal(&publisher->news);
    pthread_mutex_unlock(&publisher->lock);
}
