/* What follows from a model for many records at once. */
#include "tools/embed/crew.h"
#include "tools/embed/train.h"

#define ARENA_BYTES ((size_t)64 << 20)
#define DOCUMENTS_AT_A_TIME 16
#define DOCUMENTS_A_STEP 1024
#define THREADS_MOST 64

struct folding {
    const struct bw_space *space;
    const struct bw_said *documents;
    struct bw_arena *arena[THREADS_MOST];
    float *rows;
    size_t stride;
};

static void fold(void *context, unsigned member, size_t first, size_t end)
{
    const struct folding *folding = context;
    for (size_t d = first; d < end; d++)
        bw_space_fold(folding->space, &folding->documents[d], folding->arena[member],
                      folding->rows + d * folding->stride);
}

static enum bw_err fold_all(struct folding *folding, size_t n, const struct bw_train *train,
                            unsigned n_threads, struct bw_fail *fail)
{
    struct folding part = *folding;
    for (size_t first = 0; first < n; first += DOCUMENTS_A_STEP) {
        size_t size = n - first < DOCUMENTS_A_STEP ? n - first : DOCUMENTS_A_STEP;
        if (train->step && !train->step(train->context, (double)first / (double)n))
            return bw_fail_set(fail, BW_BUSY, "folding was stopped");
        part.documents = folding->documents + first;
        part.rows = folding->rows + first * folding->stride;
        bw_crew_run(n_threads, size, DOCUMENTS_AT_A_TIME, fold, &part);
    }
    return BW_OK;
}

enum bw_err bw_train_rows(const struct bw_space *space, const struct bw_said *documents, size_t n,
                          size_t stride, float *rows, const struct bw_train *train,
                          struct bw_fail *fail)
{
    struct folding folding = {.space = space, .documents = documents, .stride = stride};
    unsigned n_threads = train->n_threads < 1 ? 1 : train->n_threads;
    bool well = true;
    folding.rows = rows;
    n_threads = n_threads < THREADS_MOST ? n_threads : THREADS_MOST;
    for (unsigned t = 0; t < n_threads; t++)
        well = (folding.arena[t] = bw_arena_create(ARENA_BYTES)) && well;
    enum bw_err err = well ? fold_all(&folding, n, train, n_threads, fail)
                           : bw_fail_set(fail, BW_INTERNAL, "memory is out");
    for (unsigned t = 0; t < n_threads; t++)
        bw_arena_free(folding.arena[t]);
    return err;
}
