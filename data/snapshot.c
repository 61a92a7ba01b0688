#include "data/snapshot.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "data/load.h"
#include "model/mind.h"

/* Address space set aside; memory is used as it is filled. */
#define CATALOGUE_MOST ((size_t)8 << 30)
#define PEOPLE_MOST ((size_t)16 << 30)

struct votes {
    struct bw_vote *at;
    size_t n, room;
};

static bool add_vote(struct votes *votes, const struct bw_vote *vote)
{
    if (votes->n == votes->room) {
        size_t room = votes->room ? 2 * votes->room : 1024;
        struct bw_vote *grown = realloc(votes->at, room * sizeof *grown);
        if (!grown)
            return false;
        votes->at = grown;
        votes->room = room;
    }
    votes->at[votes->n++] = *vote;
    return true;
}

static bool vote(const struct bw_snapshot *snapshot, const struct bw_person *person,
                 struct bw_arena *arena, struct votes *votes)
{
    struct bw_mind mind = bw_mind_make(&snapshot->cat, NULL, person, snapshot->date, arena);
    bool ok = true;
    for (size_t k = 0; ok && k < mind.n_known; k++) {
        struct bw_vote cast = {person->org, person->role, mind.known[k].competency, person->number,
                               0};
        if (bw_mind_vote(&mind, cast.competency, arena, &cast.mean))
            ok = add_vote(votes, &cast);
    }
    return ok;
}

static enum bw_err count_votes(struct bw_reader *reader, struct bw_snapshot *snapshot,
                               struct bw_fail *fail)
{
    struct bw_arena *arena = bw_arena_create(PEOPLE_MOST);
    struct bw_group everyone = {BW_NONE, BW_NONE};
    struct bw_loaded loaded = {NULL, 0};
    struct votes votes = {0};
    if (!arena)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory while judging peers");
    enum bw_err err =
        bw_load_people(reader, snapshot, &everyone, arena, &snapshot->n_damaged, &loaded, fail);
    bool ok = true;
    for (size_t i = 0; !err && ok && i < loaded.n; i++) {
        size_t mark = bw_arena_mark(arena);
        ok = vote(snapshot, &loaded.people[i], arena, &votes);
        bw_arena_rewind(arena, mark);
    }
    bw_arena_free(arena);
    if (!err && ok)
        snapshot->peers = bw_peers_build(votes.at, votes.n);
    free(votes.at);
    if (!err && !snapshot->peers)
        err = bw_fail_set(fail, BW_INTERNAL, "out of memory while judging peers");
    return err;
}

enum bw_err bw_snapshot_build(struct bw_reader *reader, bw_day today, struct bw_snapshot **out,
                              struct bw_fail *fail)
{
    char date[BW_DAY_TEXT_LEN + 1];
    struct bw_snapshot *snapshot = calloc(1, sizeof *snapshot);
    if (!snapshot || !(snapshot->arena = bw_arena_create(CATALOGUE_MOST))) {
        free(snapshot);
        return bw_fail_set(fail, BW_INTERNAL, "out of memory for a snapshot");
    }
    atomic_init(&snapshot->holders, 1);
    snapshot->date = today;
    snapshot->catalogue_revision = bw_revision_catalogue(reader);
    snapshot->people_revision = bw_revision_people(reader);
    enum bw_err err = bw_load_catalogue(reader, snapshot, fail);
    if (!err)
        err = count_votes(reader, snapshot, fail);
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
    bw_peers_free(snapshot->peers);
    bw_arena_free(snapshot->arena);
    free(snapshot);
}
