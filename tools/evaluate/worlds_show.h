#pragma once
/* The figures of simulated worlds as a table, or as a map. Owns their form. One thread. */
#include "tools/app.h"
#include "tools/evaluate/worlds.h"
#include "tools/evaluate/worlds_goals.h"
#include "tools/evaluate/worlds_run.h"

void bw_worlds_table(const struct bw_app *app, const struct bw_worlds_options *options,
                     const struct bw_worlds_run *run, const struct bw_worlds_answer *answer);
void bw_worlds_json(const struct bw_worlds_options *options, const struct bw_worlds_run *run,
                    const struct bw_worlds_answer *answer);
