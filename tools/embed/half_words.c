/* Words by the words that they are met with in a document, weighed by positive pointwise mutual
 * information, factored (Levy & Goldberg 2014). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/log.h"
#include "tools/embed/crew.h"
#include "tools/embed/halves.h"
#include "tools/embed/svd.h"

#define STREAM 2
#define N_POWER 2
#define WORDS_AT_A_TIME 32

struct meeting {
    struct bw_training *training;
    struct bw_sparse_pair documents; /* documents by known words */
    double *met;                     /* by word: with any word */
    double all;
    double **sum; /* scratch of each thread, by word, all 0 */
    uint32_t **order;
    struct bw_sparse *out; /* out->column NULL: only counting */
};

/* A document of n different words counts for n pairs: what a long one says of a pair is less. */
static struct bw_sparse documents_by_known_words(const struct bw_training *training)
{
    const struct bw_corpus *corpus = training->corpus;
    size_t most = corpus->at[corpus->n_documents], n = 0;
    struct bw_sparse out = {.n_rows = corpus->n_documents,
                            .n_columns = training->n_words,
                            .at = BW_ARENA_NEW(training->arena, size_t, corpus->n_documents + 1),
                            .column = bw_arena_take(training->arena, (most + 1) * sizeof(uint32_t)),
                            .value = bw_arena_take(training->arena, (most + 1) * sizeof(float))};
    for (size_t d = 0; d < corpus->n_documents; d++) {
        for (size_t i = corpus->at[d]; i < corpus->at[d + 1]; i++)
            if (training->known[corpus->entries[i].word] != BW_NONE)
                out.column[n++] = training->known[corpus->entries[i].word];
        out.at[d + 1] = n;
        for (size_t i = out.at[d]; i < n; i++)
            out.value[i] = (float)(1 / sqrt((double)(n - out.at[d])));
    }
    return out;
}

static void count_meetings(struct meeting *meeting)
{
    const struct bw_sparse *documents = &meeting->documents.plain;
    for (size_t d = 0; d < documents->n_rows; d++) {
        double sum = 0;
        for (size_t i = documents->at[d]; i < documents->at[d + 1]; i++)
            sum += (double)documents->value[i];
        for (size_t i = documents->at[d]; i < documents->at[d + 1]; i++)
            meeting->met[documents->column[i]] += (double)documents->value[i] * sum;
    }
    for (size_t w = 0; w < documents->n_columns; w++)
        meeting->all += meeting->met[w];
}

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* With whom the word is met, ascending; how many. */
static size_t meet(const struct meeting *meeting, size_t w, double *sum, uint32_t *order)
{
    const struct bw_sparse *words = &meeting->documents.turned,
                           *documents = &meeting->documents.plain;
    size_t n = 0;
    for (size_t i = words->at[w]; i < words->at[w + 1]; i++) {
        size_t d = words->column[i];
        for (size_t j = documents->at[d]; j < documents->at[d + 1]; j++) {
            uint32_t other = documents->column[j];
            if (sum[other] <= 0)
                order[n++] = other;
            sum[other] += (double)words->value[i] * (double)documents->value[j];
        }
    }
    qsort(order, n, sizeof *order, by_number);
    return n;
}

static void weigh(void *context, unsigned member, size_t first, size_t end)
{
    const struct meeting *meeting = context;
    struct bw_sparse *out = meeting->out;
    double *sum = meeting->sum[member];
    uint32_t *order = meeting->order[member];
    for (size_t w = first; w < end; w++) {
        size_t n = meet(meeting, w, sum, order), n_kept = 0;
        for (size_t i = 0; i < n; i++) {
            uint32_t other = order[i];
            double ratio = sum[other] * meeting->all / (meeting->met[w] * meeting->met[other]);
            sum[other] = 0;
            if (ratio <= 1)
                continue;
            if (out->column) {
                out->column[out->at[w] + n_kept] = other;
                out->value[out->at[w] + n_kept] = (float)bw_log(ratio);
            }
            n_kept++;
        }
        if (!out->column)
            out->at[w + 1] = n_kept;
    }
}

/* Words by words; equal to the same turned over. */
static struct bw_sparse mutual_information(struct meeting *meeting)
{
    struct bw_training *training = meeting->training;
    size_t n_words = training->n_words;
    unsigned n_threads = training->train->n_threads;
    struct bw_sparse out = {.n_rows = n_words,
                            .n_columns = n_words,
                            .at = BW_ARENA_NEW(training->arena, size_t, n_words + 1)};
    meeting->out = &out;
    bw_crew_run(n_threads, n_words, WORDS_AT_A_TIME, weigh, meeting);
    for (size_t w = 0; w < n_words; w++)
        out.at[w + 1] += out.at[w];
    out.value = bw_arena_take(training->arena, (out.at[n_words] + 1) * sizeof(float));
    out.column = bw_arena_take(training->arena, (out.at[n_words] + 1) * sizeof(uint32_t));
    bw_crew_run(n_threads, n_words, WORDS_AT_A_TIME, weigh, meeting);
    return out;
}

enum bw_err bw_half_words_make(struct bw_training *training, float *out, struct bw_fail *fail)
{
    struct bw_arena *arena = training->arena;
    size_t n_words = training->n_words, mark = bw_arena_mark(arena);
    unsigned n_threads = training->train->n_threads;
    struct meeting meeting = {.training = training,
                              .met = BW_ARENA_NEW(arena, double, n_words),
                              .sum = BW_ARENA_NEW(arena, double *, n_threads),
                              .order = BW_ARENA_NEW(arena, uint32_t *, n_threads)};
    for (unsigned t = 0; t < n_threads; t++) {
        meeting.sum[t] = BW_ARENA_NEW(arena, double, n_words);
        meeting.order[t] = BW_ARENA_NEW(arena, uint32_t, n_words);
    }
    meeting.documents.plain = documents_by_known_words(training);
    meeting.documents.turned = bw_sparse_turn(&meeting.documents.plain, arena);
    count_meetings(&meeting);
    struct bw_sparse_pair matrix;
    matrix.plain = matrix.turned = mutual_information(&meeting);
    struct bw_svd_of of = {&matrix, NULL};
    struct bw_svd_how how = {.rank = BW_SPACE_DIM_WORDS,
                             .n_power = N_POWER,
                             .seed = training->train->seed,
                             .stream = STREAM,
                             .n_threads = n_threads,
                             .step = bw_training_step,
                             .context = training};
    float singular[BW_SPACE_DIM_WORDS];
    enum bw_err err = bw_svd(&of, &how, arena, singular, out, fail);
    for (size_t i = 0; !err && i < n_words * BW_SPACE_DIM_WORDS; i++)
        out[i] *= sqrtf(singular[i % BW_SPACE_DIM_WORDS]);
    bw_arena_rewind(arena, mark);
    return err;
}
