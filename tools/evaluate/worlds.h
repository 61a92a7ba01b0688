#pragma once
/* evaluate --worlds: the engine judged in simulated worlds whose truth is known, beside an oracle
 * and a ranked list, with equal money and time for each. Owns the making and the removal of the
 * worlds' stores. One thread. */
#include "tools/app.h"

struct bw_worlds_options {
    uint32_t worlds;
    uint64_t seed;
    bool train; /* also with what `bekwaam train` makes of each world */
    unsigned n_threads;
    bool check; /* a goal that is missed is an error */
};

/* Runs worlds 1 to `worlds`, prints a table or, with app->json, a map; the exit code. The same
 * seed, and app->today, give the same figures. */
int bw_evaluate_worlds(struct bw_app *app, const struct bw_worlds_options *options);
