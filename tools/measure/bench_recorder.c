#include "tools/measure/bench_recorder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum bw_err bw_recorder_init(struct bw_recorder *recorder, size_t room, struct bw_fail *fail)
{
    *recorder = (struct bw_recorder){.room = room ? room : 1};
    recorder->samples = malloc(recorder->room * sizeof *recorder->samples);
    if (!recorder->samples)
        return bw_fail_set(fail, BW_INTERNAL, "no memory for %zu samples", room);
    memset(recorder->samples, 0xff, recorder->room * sizeof *recorder->samples);
    return BW_OK;
}

void bw_recorder_release(struct bw_recorder *recorder)
{
    free(recorder->samples);
    *recorder = (struct bw_recorder){0};
}

void bw_recorder_add(struct bw_recorder *recorder, uint64_t ns)
{
    if (recorder->n == recorder->room) {
        size_t room = 2 * recorder->room;
        uint64_t *grown = realloc(recorder->samples, room * sizeof *grown);
        if (!grown) {
            fprintf(stderr, "bekwaam-bench: no memory for %zu samples\n", room);
            exit(1);
        }
        recorder->samples = grown;
        recorder->room = room;
    }
    recorder->samples[recorder->n++] = ns;
}

static int ascending(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

uint64_t bw_recorder_percentile(struct bw_recorder *recorder, double share)
{
    if (recorder->n == 0)
        return 0;
    if (recorder->n_sorted != recorder->n) {
        qsort(recorder->samples, recorder->n, sizeof *recorder->samples, ascending);
        recorder->n_sorted = recorder->n;
    }
    /* A share such as .99 is a little off in binary: what is a whole rank to 1e-9 stays one. */
    double rank = ceil(share * (double)recorder->n - 1e-9);
    size_t at = rank < 1 ? 1 : (size_t)rank;
    return recorder->samples[(at > recorder->n ? recorder->n : at) - 1];
}

static int ascending_figures(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

struct bw_spread bw_spread_of(double *values, size_t n)
{
    if (n == 0)
        return (struct bw_spread){0, 0, 0};
    qsort(values, n, sizeof *values, ascending_figures);
    double middle = n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
    return (struct bw_spread){middle, values[0], values[n - 1]};
}
