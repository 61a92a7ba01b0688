#include "tools/ease/ease.h"

#include "tools/embed/crew.h"

#define COURSES_AT_A_TIME 16

struct counting {
    struct bw_square *square;
    const struct bw_taken *taken, *takers; /* by user, and by course */
};

/* With how many of the takers of `i` each course behind it was taken as well. */
static void count_row(const struct counting *counting, uint32_t i)
{
    const struct bw_taken *taken = counting->taken, *takers = counting->takers;
    double *row = counting->square->at + (size_t)i * counting->square->n;
    for (size_t t = takers->at[i]; t < takers->at[i + 1]; t++) {
        uint32_t user = takers->items[t];
        for (size_t k = taken->at[user]; k < taken->at[user + 1]; k++)
            if (taken->items[k] > i)
                row[taken->items[k]]++;
    }
    counting->square->diagonal[i] = (double)(takers->at[i + 1] - takers->at[i]);
}

static void count_rows(void *context, unsigned member, size_t first, size_t end)
{
    (void)member;
    for (size_t i = first; i < end; i++)
        count_row(context, (uint32_t)i);
}

enum bw_err bw_ease_start(const struct bw_known_courses *known, unsigned n_threads,
                          struct bw_ease *out, struct bw_fail *fail)
{
    struct bw_ease ease = {.known = known, .n_threads = n_threads};
    struct bw_taken takers;
    if (!bw_taken_turn(&known->taken, &takers))
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    if (!bw_square_make(known->n, &ease.square)) {
        bw_taken_free(&takers);
        return bw_fail_set(fail, BW_INTERNAL, "memory is out: co-enrolment of %u courses",
                           known->n);
    }
    struct counting counting = {&ease.square, &known->taken, &takers};
    bw_crew_run(n_threads, known->n, COURSES_AT_A_TIME, count_rows, &counting);
    bw_taken_free(&takers);
    *out = ease;
    return BW_OK;
}

void bw_ease_free(struct bw_ease *ease)
{
    bw_square_free(&ease->square);
}

enum bw_err bw_ease_solve(struct bw_ease *ease, double lambda, struct bw_fail *fail)
{
    return bw_square_invert(&ease->square, lambda, ease->n_threads)
               ? BW_OK
               : bw_fail_set(fail, BW_INTERNAL,
                             "co-enrolment of %u courses could not be solved with a ridge of %g",
                             ease->square.n, lambda);
}

void bw_ease_fill(const void *context, uint32_t first, uint32_t end, double *out)
{
    const struct bw_ease *ease = context;
    size_t n = ease->square.n;
    bw_square_inverse_rows(&ease->square, first, end, out);
    for (size_t j = first; j < end; j++) {
        double *weights = out + (j - first) * n;
        double own = -weights[j];
        weights[j] = 0;
        for (size_t i = 0; i < n; i++)
            weights[i] /= own;
    }
}
