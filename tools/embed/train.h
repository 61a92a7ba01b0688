#pragma once
/* Training a text model (model/space/space) from what the records of a catalogue say, and what
 * follows from one for many records at once. The same documents, seed and machine give the same
 * bytes, whatever the number of threads. Owns nothing that stays; several at once are well. */
#include "model/space/space.h"

struct bw_train {
    uint64_t seed;
    unsigned n_threads; /* 0: 1 */
    /* Told now and then how much is done, 0 to 1; whoever answers false stops the work. From the
     * calling thread. May be NULL. */
    bool (*step)(void *context, double done);
    void *context;
};

struct bw_trained {
    void *block; /* on a multiple of 64, for bw_space_open */
    size_t n;    /* bytes of it */
};

/* A model of `n` documents, each what one record says in all its languages: that is where languages
 * meet. Documents that say the same count once. BW_BUSY: stopped by `step`; BW_TOO_LARGE: more than
 * fits into the memory set aside for it. */
enum bw_err bw_train_space(const struct bw_said *documents, size_t n, const struct bw_train *train,
                           struct bw_trained *out, struct bw_fail *fail);
void bw_trained_free(struct bw_trained *trained);

/* The vectors of `n` documents, as bw_space_fold has them: document i at rows[i * stride]. What
 * lies between a vector's end and the next is left alone. */
enum bw_err bw_train_rows(const struct bw_space *space, const struct bw_said *documents, size_t n,
                          size_t stride, float *rows, const struct bw_train *train,
                          struct bw_fail *fail);
