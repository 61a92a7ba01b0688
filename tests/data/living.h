#pragma once
/* A store that lives: drawn writes of every sort (records, imports with bad items, deletions,
 * evidence, events, bookings, verdicts, days, models of both kinds), of which many are refused.
 * Owns the draw. The test's thread. */
#include "tests/data/uploading.h"

struct living {
    struct bw_uploading *fixture;
    uint64_t draw; /* not 0 */
    bw_day day;
    size_t refused, written;
};

/* 0 to n-1. */
unsigned living_roll(struct living *town, unsigned n);
/* An organisation, two teams, a role. */
void living_begin(struct living *town);
/* One write, or an upload. */
void living_step(struct living *town);

/* The kinds of records that are put; 0 ends them. */
extern const enum bw_kind living_kinds[];
