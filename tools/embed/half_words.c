/* Words by the words that they are met with in a document, weighed by positive pointwise mutual
 * information, factored (Levy & Goldberg 2014). What is factored is common words by common words; a
 * word of a single document is found from what it is met with, as Dutch compounds often are. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/base/log.h"
#include "tools/embed/crew.h"
#include "tools/embed/halves.h"
#include "tools/embed/svd.h"

#define STREAM 2
#define WORDS_AT_A_TIME 32
#define DIM BW_SPACE_DIM_WORDS
#define LEAST_DOCUMENTS 2 /* that have a common word */

/* Words of the model are numbered anew: common ones first, each part ascending. */
struct meeting {
    struct bw_training *training;
    uint32_t *number, *word; /* of a known word; and back */
    size_t n_common;
    struct bw_sparse documents; /* by common words */
    struct bw_sparse words;     /* by documents */
    double *met;                /* by word: with any common word */
    double all;                 /* common words with common ones */
    double **sum;               /* scratch of each thread, by common word, all 0 */
    uint32_t **order;
    struct bw_sparse *out; /* out->column NULL: only counting */
};

static void number_words(struct meeting *meeting)
{
    const struct bw_training *training = meeting->training;
    size_t n = training->n_words, last = 0;
    meeting->number = BW_ARENA_NEW(training->arena, uint32_t, n + 1);
    meeting->word = BW_ARENA_NEW(training->arena, uint32_t, n + 1);
    for (int common = 1; common >= 0; common--) {
        for (uint32_t w = 0; w < n; w++) {
            bool is_common = training->corpus.n_having[training->word[w]] >= LEAST_DOCUMENTS;
            if (is_common != common)
                continue;
            meeting->word[last] = w;
            meeting->number[w] = (uint32_t)last++;
        }
        meeting->n_common = common ? last : meeting->n_common;
    }
}

static struct bw_sparse room_for(const struct bw_training *training, size_t n_columns)
{
    size_t n_documents = training->corpus.n_documents, n = training->corpus.at[n_documents];
    return (struct bw_sparse){.n_rows = n_documents,
                              .n_columns = n_columns,
                              .at = BW_ARENA_NEW(training->arena, size_t, n_documents + 1),
                              .column = bw_arena_take(training->arena, (n + 1) * sizeof(uint32_t)),
                              .value = bw_arena_take(training->arena, (n + 1) * sizeof(float))};
}

/* A word counts for what it weighs in a document, and a document for its words: what a long one
 * says of a pair is less. */
static void read_documents(struct meeting *meeting)
{
    const struct bw_training *training = meeting->training;
    const struct bw_corpus *corpus = &training->corpus;
    struct bw_sparse all = room_for(training, training->n_words);
    meeting->documents = room_for(training, meeting->n_common);
    size_t n = 0, n_common = 0;
    for (size_t d = 0; d < corpus->n_documents; d++) {
        double sum = 0;
        for (size_t i = corpus->at[d]; i < corpus->at[d + 1]; i++)
            sum += (double)bw_corpus_weight(&corpus->entries[i]);
        for (size_t i = corpus->at[d]; i < corpus->at[d + 1]; i++) {
            uint32_t known = training->known[corpus->entries[i].word];
            if (known == BW_NONE)
                continue;
            uint32_t number = meeting->number[known];
            float value = (float)((double)bw_corpus_weight(&corpus->entries[i]) / sqrt(sum));
            all.column[n] = number;
            all.value[n++] = value;
            if (number >= meeting->n_common)
                continue;
            meeting->documents.column[n_common] = number;
            meeting->documents.value[n_common++] = value;
        }
        all.at[d + 1] = n;
        meeting->documents.at[d + 1] = n_common;
    }
    meeting->words = bw_sparse_turn(&all, training->arena);
}

static void count_meetings(struct meeting *meeting)
{
    const struct bw_sparse *documents = &meeting->documents, *words = &meeting->words;
    double *common = BW_ARENA_NEW(meeting->training->arena, double, documents->n_rows + 1);
    for (size_t d = 0; d < documents->n_rows; d++)
        for (size_t i = documents->at[d]; i < documents->at[d + 1]; i++)
            common[d] += (double)documents->value[i];
    for (size_t w = 0; w < words->n_rows; w++) {
        for (size_t i = words->at[w]; i < words->at[w + 1]; i++)
            meeting->met[w] += (double)words->value[i] * common[words->column[i]];
        meeting->all += w < meeting->n_common ? meeting->met[w] : 0;
    }
}

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* With which common words the word is met, ascending; how many. */
static size_t meet(const struct meeting *meeting, size_t w, double *sum, uint32_t *order)
{
    const struct bw_sparse *words = &meeting->words, *documents = &meeting->documents;
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

/* Words by common words; the rows of common ones are equal to the same turned over. */
static struct bw_sparse mutual_information(struct meeting *meeting)
{
    struct bw_training *training = meeting->training;
    size_t n_words = training->n_words;
    unsigned n_threads = training->train->n_threads;
    struct bw_sparse out = {.n_rows = n_words,
                            .n_columns = meeting->n_common,
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

static enum bw_err factor(struct bw_training *training, const struct bw_sparse *matrix,
                          float *singular, float *right, struct bw_fail *fail)
{
    struct bw_sparse_pair common;
    common.plain = *matrix;
    common.plain.n_rows = matrix->n_columns;
    common.turned = common.plain;
    struct bw_svd_of of = {&common, NULL};
    struct bw_svd_how how = bw_training_factors(training, DIM, STREAM);
    return bw_svd(&of, &how, training->arena, singular, right, fail);
}

/* The row without the part that lies along `common`, whose square is given. What is left of a row
 * that is nothing else would be rounding, and is none. */
static void take_out(const double common[DIM], double square, float *row)
{
    double along = 0, before = 0, after = 0;
    for (size_t i = 0; i < DIM; i++) {
        along += (double)row[i] * common[i];
        before += (double)row[i] * (double)row[i];
    }
    for (size_t i = 0; i < DIM; i++) {
        row[i] -= (float)(along / square * common[i]);
        after += (double)row[i] * (double)row[i];
    }
    if (after < 1e-6 * before)
        memset(row, 0, DIM * sizeof *row);
}

/* What all documents have in common tells none from another: the part of each row that lies along
 * the sum of all that is said goes (Arora, Liang & Ma 2017). */
static void take_common_out(const struct meeting *meeting, float *rows)
{
    const struct bw_training *training = meeting->training;
    double common[DIM] = {0}, square = 0;
    for (size_t r = 0; r < training->n_words; r++) {
        double said = 0;
        for (size_t i = meeting->words.at[r]; i < meeting->words.at[r + 1]; i++)
            said += (double)meeting->words.value[i];
        said *= (double)training->rarity[training->word[meeting->word[r]]];
        for (size_t i = 0; i < DIM; i++)
            common[i] += said * (double)rows[r * DIM + i];
    }
    for (size_t i = 0; i < DIM; i++)
        square += common[i] * common[i];
    for (size_t r = 0; square > 0 && r < training->n_words; r++)
        take_out(common, square, rows + r * DIM);
}

/* A row's length counts by its root. */
static void even_out(const float *row, float *out)
{
    double square = 0;
    for (size_t i = 0; i < DIM; i++)
        square += (double)row[i] * (double)row[i];
    double root = sqrt(sqrt(square));
    for (size_t i = 0; i < DIM; i++)
        out[i] = root > 0 ? (float)((double)row[i] / root) : 0;
}

/* A word's row is what it is met with, along the vectors that were found; singular values count by
 * their roots. */
static void place_words(const struct meeting *meeting, const struct bw_sparse *matrix,
                        const float *singular, const float *right, float *out)
{
    struct bw_training *training = meeting->training;
    size_t n_common = matrix->n_columns, n_words = training->n_words;
    float *along = bw_arena_take(training->arena, (n_common * DIM + 1) * sizeof *along);
    float *rows = bw_arena_take(training->arena, (n_words * DIM + 1) * sizeof *rows);
    for (size_t i = 0; i < n_common * DIM; i++)
        along[i] = singular[i % DIM] > 0 ? right[i] / sqrtf(singular[i % DIM]) : 0;
    bw_sparse_times(matrix, along, DIM, rows, training->train->n_threads);
    take_common_out(meeting, rows);
    for (size_t r = 0; r < n_words; r++)
        even_out(rows + r * DIM, out + (size_t)meeting->word[r] * DIM);
}

enum bw_err bw_half_words_make(struct bw_training *training, float *out, struct bw_fail *fail)
{
    struct bw_arena *arena = training->arena;
    size_t n_words = training->n_words, mark = bw_arena_mark(arena);
    unsigned n_threads = training->train->n_threads;
    struct meeting meeting = {.training = training,
                              .met = BW_ARENA_NEW(arena, double, n_words + 1),
                              .sum = BW_ARENA_NEW(arena, double *, n_threads),
                              .order = BW_ARENA_NEW(arena, uint32_t *, n_threads)};
    number_words(&meeting);
    for (unsigned t = 0; t < n_threads; t++) {
        meeting.sum[t] = BW_ARENA_NEW(arena, double, meeting.n_common + 1);
        meeting.order[t] = BW_ARENA_NEW(arena, uint32_t, meeting.n_common + 1);
    }
    read_documents(&meeting);
    count_meetings(&meeting);
    struct bw_sparse matrix = mutual_information(&meeting);
    float singular[DIM];
    float *right = bw_arena_take(arena, (meeting.n_common * DIM + 1) * sizeof *right);
    enum bw_err err = factor(training, &matrix, singular, right, fail);
    if (!err)
        place_words(&meeting, &matrix, singular, right, out);
    bw_arena_rewind(arena, mark);
    return err;
}
