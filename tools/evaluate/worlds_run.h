#pragma once
/* One world from its making to its figures. Owns the order of what is measured: lists with the
 * beliefs that the evidence gives, their stability, and lists with exact evidence. One thread. */
#include "model/base/day.h"
#include "model/base/err.h"
#include "tools/evaluate/worlds_figures.h"
#include "tools/evaluate/worlds_play.h"

struct bw_worlds_run {
    uint64_t seed;
    bw_day today;
    bool train;
    unsigned n_threads; /* of ours, which do not change the figures */
    struct bw_play_budget budget;
    struct bw_worlds_person *people; /* of all worlds so far, grown here; the caller's to free */
    size_t n_people, room;
    bool untrained;    /* this program cannot train */
    char refused[600]; /* why the last trained model was not put into service, or empty */
    uint32_t n_refused;
};

enum bw_err bw_worlds_run_one(struct bw_worlds_run *run, uint64_t world,
                              struct bw_worlds_figures *out, struct bw_fail *fail);
