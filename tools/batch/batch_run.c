#include "tools/batch/batch_run.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* People in one request: large enough that asking costs nothing, small enough that the answer stays
 * in the processor's cache. */
#define CHUNK 64
/* Requests of a connection under way at once. */
#define AHEAD 2
/* Chunks that may be finished before their turn, a connection. */
#define EARLY 4
#define TICK_MS 100

/* A chunk that waits for its turn. */
struct slot {
    bool ready;
    struct bw_batch_piece piece;
};

struct shared {
    const struct bw_batch_run *run;
    pthread_mutex_t lock;
    pthread_cond_t finished;      /* for the caller: a slot is ready, or all is over */
    pthread_cond_t room;          /* for the threads: a chunk may be taken, or all is over */
    size_t n_chunks, next, taken; /* next to ask for; how many the caller has taken */
    struct slot *slots;
    size_t n_slots;
    bool over;
    enum bw_batch_end end;
    char *why;
};

struct hand {
    struct shared *shared;
    struct bw_client *client;
    pthread_t thread;
    struct {
        size_t chunk;
        uint32_t id;
    } flights[AHEAD];
    size_t n_flights;
    struct bw_batch_piece piece;
};

static size_t chunk_size(const struct bw_batch_run *run, size_t chunk)
{
    size_t left = run->people->n - run->first - chunk * CHUNK;
    return left < CHUNK ? left : CHUNK;
}

/* With the lock held. The first reason stays. */
static void end_all(struct shared *shared, enum bw_batch_end end, const char *why)
{
    if (!shared->over) {
        shared->over = true;
        shared->end = end;
        snprintf(shared->why, BW_BATCH_WHY, "%s", why);
    }
    pthread_cond_signal(&shared->finished);
    pthread_cond_broadcast(&shared->room);
}

static void give_up(struct shared *shared, enum bw_batch_end end, const char *why)
{
    pthread_mutex_lock(&shared->lock);
    end_all(shared, end, why);
    pthread_mutex_unlock(&shared->lock);
}

/* The next chunk; waits for room when told to. false: none, or none now. */
static bool take_chunk(struct shared *shared, bool wait, size_t *out)
{
    pthread_mutex_lock(&shared->lock);
    while (wait && !shared->over && shared->next < shared->n_chunks &&
           shared->next >= shared->taken + shared->n_slots)
        pthread_cond_wait(&shared->room, &shared->lock);
    bool there = !shared->over && shared->next < shared->n_chunks &&
                 shared->next < shared->taken + shared->n_slots;
    if (there)
        *out = shared->next++;
    pthread_mutex_unlock(&shared->lock);
    return there;
}

static bool ask(struct hand *hand, size_t chunk)
{
    const struct bw_batch_run *run = hand->shared->run;
    size_t n = chunk_size(run, chunk);
    struct bw_args args;
    bw_args_init(&args);
    bw_args_key(&args, "employees");
    msgpack_pack_array(&args.packer, n);
    for (size_t i = 0; i < n; i++) {
        struct bw_str id = bw_batch_people_id(run->people, run->first + chunk * CHUNK + i);
        msgpack_pack_str_with_body(&args.packer, id.at, id.len);
    }
    bw_args_append(&args, run->question);
    hand->flights[hand->n_flights].chunk = chunk;
    bool sent =
        bw_client_send(hand->client, "recommend.many", &args, &hand->flights[hand->n_flights].id);
    if (sent)
        hand->n_flights++;
    else
        give_up(hand->shared, BW_BATCH_LOST, strerror(errno));
    bw_args_clear(&args);
    return sent;
}

/* Which chunk a reply is about; false when it is nothing that was asked for. */
static bool land(struct hand *hand, uint32_t id, size_t *chunk)
{
    for (size_t i = 0; i < hand->n_flights; i++) {
        if (hand->flights[i].id != id)
            continue;
        *chunk = hand->flights[i].chunk;
        hand->n_flights--;
        for (; i < hand->n_flights; i++)
            hand->flights[i] = hand->flights[i + 1];
        return true;
    }
    return false;
}

/* Puts the piece where the caller will look for it, and takes the buffers that lay there. */
static void hand_over(struct hand *hand, size_t chunk)
{
    struct shared *shared = hand->shared;
    struct slot *slot = &shared->slots[chunk % shared->n_slots];
    pthread_mutex_lock(&shared->lock);
    struct bw_batch_piece old = slot->piece;
    slot->piece = hand->piece;
    slot->ready = true;
    hand->piece = old;
    if (chunk == shared->taken)
        pthread_cond_signal(&shared->finished);
    pthread_mutex_unlock(&shared->lock);
}

/* Fills the air with requests, at least one unless all are asked; false at the end. */
static bool ask_ahead(struct hand *hand)
{
    size_t chunk;
    while (hand->n_flights < AHEAD && take_chunk(hand->shared, hand->n_flights == 0, &chunk))
        if (!ask(hand, chunk))
            return false;
    return hand->n_flights > 0;
}

static void *work(void *context)
{
    struct hand *hand = context;
    const struct bw_batch_run *run = hand->shared->run;
    struct bw_raw_reply reply;
    size_t chunk;
    while (ask_ahead(hand)) {
        enum bw_client_result result = bw_client_receive(hand->client, &reply);
        if (result == BW_CLIENT_LOST) {
            give_up(hand->shared, BW_BATCH_LOST, reply.error);
            break;
        }
        if (!land(hand, reply.id, &chunk))
            continue;
        if (result == BW_CLIENT_REFUSED) {
            give_up(hand->shared, BW_BATCH_REFUSED, reply.error);
            break;
        }
        if (!bw_batch_form_write(run->form, run->lang, reply.result, chunk_size(run, chunk),
                                 &hand->piece)) {
            give_up(hand->shared, BW_BATCH_LOST, "the daemon's answer is not about who was asked");
            break;
        }
        hand_over(hand, chunk);
    }
    return NULL;
}

/* Waits for the slot of the next chunk; false when all is over. With the lock held. */
static bool wait_for(struct shared *shared, const struct slot *slot)
{
    const struct bw_batch_run *run = shared->run;
    while (!shared->over && !slot->ready) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += TICK_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&shared->finished, &shared->lock, &until);
        if (atomic_load(run->stop))
            end_all(shared, BW_BATCH_STOPPED, "");
        pthread_mutex_unlock(&shared->lock);
        run->tick(run->context);
        pthread_mutex_lock(&shared->lock);
    }
    return !shared->over;
}

/* The caller's part: takes the pieces in order until the last one, or until all is over. */
static void collect(struct shared *shared, struct bw_batch_piece *piece)
{
    const struct bw_batch_run *run = shared->run;
    for (size_t chunk = 0; chunk < shared->n_chunks; chunk++) {
        struct slot *slot = &shared->slots[chunk % shared->n_slots];
        pthread_mutex_lock(&shared->lock);
        bool there = wait_for(shared, slot);
        if (there) {
            struct bw_batch_piece empty = *piece;
            *piece = slot->piece;
            slot->piece = empty;
            slot->ready = false;
            shared->taken++;
            pthread_cond_broadcast(&shared->room);
        }
        pthread_mutex_unlock(&shared->lock);
        if (!there)
            return;
        if (!run->take(run->context, piece, chunk_size(run, chunk)) || atomic_load(run->stop)) {
            give_up(shared, BW_BATCH_STOPPED, "");
            return;
        }
        run->tick(run->context);
    }
    give_up(shared, BW_BATCH_ALL, "");
}

/* A thread a connection; signals stay with the caller's. How many there are. */
static size_t start_hands(struct shared *shared, struct hand *hands)
{
    const struct bw_batch_run *run = shared->run;
    sigset_t all, before;
    size_t n = 0;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    for (; n < run->n_clients; n++) {
        hands[n].shared = shared;
        hands[n].client = run->clients[n];
        bw_batch_piece_init(&hands[n].piece);
        if (pthread_create(&hands[n].thread, NULL, work, &hands[n]) != 0)
            break;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return n;
}

static void end_hands(struct shared *shared, struct hand *hands, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (shared->end != BW_BATCH_ALL)
            bw_client_abandon(hands[i].client);
    for (size_t i = 0; i < n; i++) {
        pthread_join(hands[i].thread, NULL);
        bw_batch_piece_clear(&hands[i].piece);
    }
}

static void init_shared(struct shared *shared)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&shared->lock, NULL);
    pthread_cond_init(&shared->finished, &monotonic);
    pthread_cond_init(&shared->room, NULL);
    pthread_condattr_destroy(&monotonic);
    for (size_t i = 0; i < shared->n_slots; i++)
        bw_batch_piece_init(&shared->slots[i].piece);
}

static void clear_shared(struct shared *shared)
{
    for (size_t i = 0; i < shared->n_slots; i++)
        bw_batch_piece_clear(&shared->slots[i].piece);
    pthread_mutex_destroy(&shared->lock);
    pthread_cond_destroy(&shared->finished);
    pthread_cond_destroy(&shared->room);
}

enum bw_batch_end bw_batch_run(const struct bw_batch_run *run, char *why)
{
    struct bw_batch_piece piece;
    struct shared shared = {.run = run, .why = why};
    struct hand *hands = calloc(run->n_clients, sizeof *hands);
    shared.n_chunks = (run->people->n - run->first + CHUNK - 1) / CHUNK;
    shared.n_slots = run->n_clients * (AHEAD + EARLY);
    shared.slots = calloc(shared.n_slots, sizeof *shared.slots);
    *why = 0;
    if (!hands || !shared.slots) {
        free(hands);
        free(shared.slots);
        snprintf(why, BW_BATCH_WHY, "out of memory");
        return BW_BATCH_LOST;
    }
    bw_batch_piece_init(&piece);
    init_shared(&shared);
    size_t n = start_hands(&shared, hands);
    if (n == 0)
        give_up(&shared, BW_BATCH_LOST, "no thread can be started");
    collect(&shared, &piece);
    end_hands(&shared, hands, n);
    clear_shared(&shared);
    bw_batch_piece_clear(&piece);
    free(shared.slots);
    free(hands);
    return shared.end;
}
