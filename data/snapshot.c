#include "data/snapshot.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include "data/load.h"
#include "data/load_learned.h"
#include "data/load_vectors.h"
#include "data/poll.h"
#include "data/tagging.h"
#include "model/near/near.h"
#include "model/text/search.h"

/* Address space set aside; memory is used as it is filled. */
#define CATALOGUE_MOST ((size_t)8 << 30)
/* The same for what follows from a learned model. */
#define MODEL_MOST ((size_t)1 << 30)

/* What is made from the catalogue beside the votes. */
struct making {
    struct bw_snapshot *snapshot;
    const struct bw_snapshot *before;
    bool near; /* made */
};

/* By the taxonomy what is near follows from competencies, by all from tasks and roles as well. */
static bool is_as_near(const struct bw_snapshot *a, const struct bw_snapshot *b)
{
    static const enum bw_kind kinds[] = {BW_KIND_COMPETENCY, BW_KIND_TASK, BW_KIND_ROLE};
    size_t n = a->near_by_all ? sizeof kinds / sizeof *kinds : 1;
    for (size_t k = 0; k < n; k++)
        if (a->marks[kinds[k]] != b->marks[kinds[k]])
            return false;
    return a->near_by_all == b->near_by_all;
}

static bool fill_near(struct bw_snapshot *snapshot, const struct bw_snapshot *before)
{
    if (before && is_as_near(snapshot, before)) {
        bw_near_copy(&snapshot->cat, &before->cat, snapshot->arena);
        return true;
    }
    return snapshot->near_by_all ? bw_near_by_all(&snapshot->cat, &bw_near_shares, snapshot->arena)
                                 : bw_near_by_taxonomy(&snapshot->cat, snapshot->arena);
}

static void *read_catalogue(void *argument)
{
    struct making *making = argument;
    making->near = fill_near(making->snapshot, making->before);
    bw_reach_pack(&making->snapshot->cat, making->snapshot->arena);
    making->snapshot->texts = bw_search_build(&making->snapshot->cat);
    bw_load_vectors_fold(making->snapshot);
    return NULL;
}

/* The votes of peers here; what is near, the index of texts and vectors of those that have none yet
 * meanwhile on a thread of their own. */
static enum bw_err derive(struct bw_reader *reader, struct bw_snapshot *snapshot,
                          const struct bw_snapshot *before, struct bw_fail *fail)
{
    struct making making = {snapshot, before, false};
    pthread_t thread;
    bool apart = pthread_create(&thread, NULL, read_catalogue, &making) == 0;
    enum bw_err err = bw_poll_take(reader, snapshot, before, fail);
    if (apart)
        pthread_join(thread, NULL);
    else
        read_catalogue(&making);
    if (!err && (!snapshot->texts || !making.near))
        err = bw_fail_set(fail, BW_INTERNAL, "out of memory for %s",
                          making.near ? "an index of the texts" : "near competencies");
    return err;
}

/* One for what is of records, with the votes that were counted meanwhile. */
static enum bw_err make_base(struct bw_reader *reader, bw_day today,
                             const struct bw_snapshot *before, struct bw_snapshot **out,
                             struct bw_fail *fail)
{
    struct bw_snapshot *snapshot = calloc(1, sizeof *snapshot);
    if (!snapshot || !(snapshot->arena = bw_arena_create(CATALOGUE_MOST))) {
        free(snapshot);
        return bw_fail_set(fail, BW_INTERNAL, "out of memory for a snapshot");
    }
    bw_arena_large_pages(snapshot->arena);
    atomic_init(&snapshot->holders, 1);
    snapshot->tagging = bw_tagging_create();
    if (!snapshot->tagging) {
        bw_snapshot_drop(snapshot);
        return bw_fail_set(fail, BW_INTERNAL, "out of memory for a snapshot");
    }
    snapshot->date = today;
    snapshot->records_revision = bw_revision_catalogue(reader);
    snapshot->people_revision = bw_revision_people(reader);
    enum bw_err err = bw_load_catalogue(reader, snapshot, fail);
    if (!err)
        err = bw_load_vectors(reader, snapshot, before, fail);
    if (!err)
        err = derive(reader, snapshot, before, fail);
    if (err) {
        bw_snapshot_drop(snapshot);
        return err;
    }
    *out = snapshot;
    return BW_OK;
}

/* One that is as `like`, over the same base, without votes and a model. */
static enum bw_err stand_on(const struct bw_snapshot *like, struct bw_snapshot *base,
                            struct bw_snapshot **out, struct bw_fail *fail)
{
    struct bw_snapshot *snapshot = calloc(1, sizeof *snapshot);
    struct bw_arena *arena = snapshot ? bw_arena_create(MODEL_MOST) : NULL;
    if (!arena) {
        free(snapshot);
        return bw_fail_set(fail, BW_INTERNAL, "out of memory for a snapshot");
    }
    memcpy(snapshot, like, offsetof(struct bw_snapshot, holders));
    atomic_init(&snapshot->holders, 1);
    snapshot->base = bw_snapshot_acquire(base);
    snapshot->arena = arena;
    snapshot->catalogue_revision = snapshot->records_revision;
    snapshot->loaded = NULL;
    snapshot->learning = NULL;
    snapshot->poll = NULL;
    *out = snapshot;
    return BW_OK;
}

/* Lets the model that serves answer, and hands the snapshot out; else drops it. */
static enum bw_err finish(struct bw_reader *reader, struct bw_snapshot *snapshot,
                          const struct bw_snapshot *before, struct bw_snapshot **out,
                          struct bw_fail *fail)
{
    enum bw_err err = bw_load_learned(reader, snapshot, before, fail);
    if (err)
        bw_snapshot_drop(snapshot);
    else
        *out = snapshot;
    return err;
}

/* The votes go to what stands on the base: they are another's before long. */
static enum bw_err build_all(struct bw_reader *reader, bw_day today,
                             const struct bw_snapshot *before, struct bw_snapshot **out,
                             struct bw_fail *fail)
{
    struct bw_snapshot *base = NULL, *snapshot = NULL;
    enum bw_err err = make_base(reader, today, before, &base, fail);
    if (err)
        return err;
    err = stand_on(base, base, &snapshot, fail);
    if (!err) {
        snapshot->poll = base->poll;
        base->poll = NULL;
        err = finish(reader, snapshot, before, out, fail);
    }
    bw_snapshot_drop(base);
    return err;
}

/* Records are as they were: the votes alone are counted. */
static enum bw_err build_votes(struct bw_reader *reader, bw_day today,
                               const struct bw_snapshot *before, struct bw_snapshot **out,
                               struct bw_fail *fail)
{
    struct bw_snapshot *snapshot;
    enum bw_err err = stand_on(before, before->base, &snapshot, fail);
    if (err)
        return err;
    snapshot->date = today;
    snapshot->people_revision = bw_revision_people(reader);
    err = bw_poll_take(reader, snapshot, before, fail);
    if (!err)
        return finish(reader, snapshot, before, out, fail);
    bw_snapshot_drop(snapshot);
    return err;
}

enum bw_err bw_snapshot_build(struct bw_reader *reader, bw_day today,
                              const struct bw_snapshot *before, struct bw_snapshot **out,
                              struct bw_fail *fail)
{
    bool same = before && !before->vectors_trouble &&
                bw_revision_catalogue(reader) == before->records_revision;
    return same ? build_votes(reader, today, before, out, fail)
                : build_all(reader, today, before, out, fail);
}

enum bw_err bw_snapshot_change_model(struct bw_reader *reader, const struct bw_snapshot *before,
                                     bool anew, struct bw_snapshot **out, struct bw_fail *fail)
{
    struct bw_snapshot *snapshot;
    *out = NULL;
    if (bw_revision_catalogue(reader) != before->records_revision)
        return BW_OK;
    enum bw_err err = stand_on(before, before->base, &snapshot, fail);
    if (err)
        return err;
    snapshot->poll = bw_poll_acquire(before->poll);
    return finish(reader, snapshot, anew ? NULL : before, out, fail);
}

struct bw_snapshot *bw_snapshot_acquire(struct bw_snapshot *snapshot)
{
    atomic_fetch_add_explicit(&snapshot->holders, 1, memory_order_relaxed);
    return snapshot;
}

static void drop_own(struct bw_snapshot *snapshot)
{
    bw_tagging_free(snapshot->tagging);
    bw_text_index_free(snapshot->texts);
    bw_load_vectors_drop(snapshot);
}

void bw_snapshot_drop(struct bw_snapshot *snapshot)
{
    if (!snapshot || atomic_fetch_sub_explicit(&snapshot->holders, 1, memory_order_acq_rel) != 1)
        return;
    bw_load_learned_drop(snapshot);
    bw_poll_drop(snapshot->poll);
    if (snapshot->base)
        bw_snapshot_drop(snapshot->base);
    else
        drop_own(snapshot);
    bw_arena_free(snapshot->arena);
    free(snapshot);
}
