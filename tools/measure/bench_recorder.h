#pragma once
/* Latencies and figures as they were measured: every sample is kept, so that percentiles are exact
 * and not those of buckets. Owns the samples of one run. One thread. */
#include <stddef.h>
#include <stdint.h>

#include "model/base/err.h"

struct bw_recorder {
    uint64_t *samples; /* nanoseconds */
    size_t n, room;
    size_t n_sorted; /* == n: they are in order */
};

/* Room for `room` samples, touched now, so that a run does not wait for pages. More are taken
 * when they come. */
enum bw_err bw_recorder_init(struct bw_recorder *recorder, size_t room, struct bw_fail *fail);
void bw_recorder_release(struct bw_recorder *recorder);
/* Ends the program when memory is out: figures without some samples would be wrong. */
void bw_recorder_add(struct bw_recorder *recorder, uint64_t ns);

/* The smallest sample that at least `share` (0 to 1) of the samples do not exceed (nearest rank);
 * 0 without samples. Sorts. */
uint64_t bw_recorder_percentile(struct bw_recorder *recorder, double share);

/* Middle and ends of repeated figures; of an even number the middle is the mean of the two. All 0
 * without one. Sorts `values`. */
struct bw_spread {
    double median, least, most;
};
struct bw_spread bw_spread_of(double *values, size_t n);
