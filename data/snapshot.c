#include "data/snapshot.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "data/load.h"
#include "data/load_vectors.h"
#include "data/tagging.h"
#include "model/mind.h"
#include "model/search.h"

/* Address space set aside; memory is used as it is filled. */
#define CATALOGUE_MOST ((size_t)8 << 30)
#define VOTERS_MOST ((size_t)2 << 30)

/* The votes of everyone while they are collected. */
struct votes {
    const struct bw_snapshot *snapshot;
    struct bw_arena *arena;
    struct bw_voter *voters;
    size_t n_voters, voters_room;
    uint32_t *competency;
    double *mean;
    size_t n, room;
    size_t n_damaged;
};

static bool make_room(struct votes *votes, size_t more)
{
    if (votes->n_voters == votes->voters_room) {
        size_t room = 2 * votes->voters_room + 1024;
        struct bw_voter *grown = realloc(votes->voters, room * sizeof *grown);
        if (!grown)
            return false;
        votes->voters = grown;
        votes->voters_room = room;
    }
    if (votes->room - votes->n < more) {
        size_t room = 2 * votes->room + more + 1024;
        uint32_t *competency = realloc(votes->competency, room * sizeof *competency);
        votes->competency = competency ? competency : votes->competency;
        double *mean = realloc(votes->mean, room * sizeof *mean);
        votes->mean = mean ? mean : votes->mean;
        if (!competency || !mean)
            return false;
        votes->room = room;
    }
    return true;
}

static enum bw_err vote(void *context, const struct bw_person *person, struct bw_fail *fail)
{
    struct votes *votes = context;
    struct bw_votes cast =
        bw_mind_votes(&votes->snapshot->cat, person, votes->snapshot->date, votes->arena);
    if (cast.n == 0)
        return BW_OK;
    if (!make_room(votes, cast.n))
        return bw_fail_set(fail, BW_INTERNAL, "out of memory while judging peers");
    votes->voters[votes->n_voters++] =
        (struct bw_voter){person->org, person->role, person->number, votes->n, cast.n};
    memcpy(votes->competency + votes->n, cast.competency, cast.n * sizeof *cast.competency);
    memcpy(votes->mean + votes->n, cast.mean, cast.n * sizeof *cast.mean);
    votes->n += cast.n;
    return BW_OK;
}

static void count_damaged(void *context)
{
    ((struct votes *)context)->n_damaged++;
}

static enum bw_err count_votes(struct bw_reader *reader, struct bw_snapshot *snapshot,
                               struct bw_fail *fail)
{
    struct votes votes = {.snapshot = snapshot, .arena = bw_arena_create(VOTERS_MOST)};
    struct bw_visitor visitor = {vote, count_damaged, &votes};
    if (!votes.arena)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory while judging peers");
    enum bw_err err = bw_people_each(reader, snapshot, votes.arena, &visitor, fail);
    bw_arena_free(votes.arena);
    struct bw_ballots ballots = {votes.voters, votes.n_voters, votes.competency, votes.mean};
    if (!err)
        snapshot->peers = bw_peers_build(&ballots);
    snapshot->n_damaged = votes.n_damaged;
    free(votes.voters);
    free(votes.competency);
    free(votes.mean);
    if (!err && !snapshot->peers)
        err = bw_fail_set(fail, BW_INTERNAL, "out of memory while judging peers");
    return err;
}

static void *read_texts(void *argument)
{
    struct bw_snapshot *snapshot = argument;
    snapshot->texts = bw_search_build(&snapshot->cat);
    bw_load_vectors_fold(snapshot);
    return NULL;
}

/* What is made from the catalogue: the votes of peers here, the index of its texts and vectors of
 * those that have none yet meanwhile on a thread of their own. */
static enum bw_err derive(struct bw_reader *reader, struct bw_snapshot *snapshot,
                          struct bw_fail *fail)
{
    pthread_t thread;
    bool apart = pthread_create(&thread, NULL, read_texts, snapshot) == 0;
    enum bw_err err = count_votes(reader, snapshot, fail);
    if (apart)
        pthread_join(thread, NULL);
    else
        read_texts(snapshot);
    if (!err && !snapshot->texts)
        err = bw_fail_set(fail, BW_INTERNAL, "out of memory for an index of the texts");
    return err;
}

enum bw_err bw_snapshot_build(struct bw_reader *reader, bw_day today,
                              const struct bw_snapshot *before, struct bw_snapshot **out,
                              struct bw_fail *fail)
{
    char date[BW_DAY_TEXT_LEN + 1];
    struct bw_snapshot *snapshot = calloc(1, sizeof *snapshot);
    if (!snapshot || !(snapshot->arena = bw_arena_create(CATALOGUE_MOST))) {
        free(snapshot);
        return bw_fail_set(fail, BW_INTERNAL, "out of memory for a snapshot");
    }
    atomic_init(&snapshot->holders, 1);
    snapshot->tagging = bw_tagging_create();
    if (!snapshot->tagging) {
        bw_snapshot_drop(snapshot);
        return bw_fail_set(fail, BW_INTERNAL, "out of memory for a snapshot");
    }
    snapshot->date = today;
    snapshot->catalogue_revision = bw_revision_catalogue(reader);
    snapshot->people_revision = bw_revision_people(reader);
    enum bw_err err = bw_load_catalogue(reader, snapshot, fail);
    if (!err)
        err = bw_load_vectors(reader, snapshot, before, fail);
    if (!err)
        err = derive(reader, snapshot, fail);
    if (err) {
        bw_snapshot_drop(snapshot);
        return err;
    }
    bw_day_format(today, date);
    snprintf(snapshot->name, sizeof snapshot->name, "%s/%" PRIu64 "/%" PRIu64, date,
             snapshot->catalogue_revision, snapshot->people_revision);
    *out = snapshot;
    return BW_OK;
}

struct bw_snapshot *bw_snapshot_acquire(struct bw_snapshot *snapshot)
{
    atomic_fetch_add_explicit(&snapshot->holders, 1, memory_order_relaxed);
    return snapshot;
}

void bw_snapshot_drop(struct bw_snapshot *snapshot)
{
    if (!snapshot || atomic_fetch_sub_explicit(&snapshot->holders, 1, memory_order_acq_rel) != 1)
        return;
    bw_tagging_free(snapshot->tagging);
    bw_peers_free(snapshot->peers);
    bw_text_index_free(snapshot->texts);
    bw_load_vectors_drop(snapshot);
    bw_arena_free(snapshot->arena);
    free(snapshot);
}
