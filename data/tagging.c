#include "data/tagging.h"

#include <pthread.h>
#include <stdlib.h>

#include "model/tag/tag.h"

/* Address space set aside; memory is used as it is filled. */
#define SCRATCH_MOST ((size_t)2 << 30)

struct bw_tagging {
    pthread_mutex_t lock;
    struct bw_tagger *tagger;
};

struct bw_tagging *bw_tagging_create(void)
{
    struct bw_tagging *tagging = calloc(1, sizeof *tagging);
    if (tagging)
        pthread_mutex_init(&tagging->lock, NULL);
    return tagging;
}

void bw_tagging_free(struct bw_tagging *tagging)
{
    if (!tagging)
        return;
    bw_tagger_free(tagging->tagger);
    pthread_mutex_destroy(&tagging->lock);
    free(tagging);
}

const struct bw_tagger *bw_snapshot_tagger(const struct bw_snapshot *snapshot)
{
    struct bw_tagging *tagging = snapshot->tagging;
    pthread_mutex_lock(&tagging->lock);
    struct bw_arena *arena = tagging->tagger ? NULL : bw_arena_create(SCRATCH_MOST);
    if (arena) {
        /* The base outlives whoever stands on it, and so may what is made of it. */
        tagging->tagger = bw_tagger_build(&snapshot->base->cat, snapshot->texts, arena);
        bw_arena_free(arena);
    }
    const struct bw_tagger *tagger = tagging->tagger;
    pthread_mutex_unlock(&tagging->lock);
    return tagger;
}
