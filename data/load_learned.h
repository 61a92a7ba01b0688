#pragma once
/* The learned model of a snapshot: the one that serves, by what the store says, in memory. Owns its
 * sharing with other snapshots. The thread that builds the snapshot. */
#include "data/models.h"
#include "data/snapshot.h"

/* Sets snapshot->learned and what goes with it from what `reader` sees; a model that cannot be read
 * is none, and learned_trouble says so. `before`: as for the snapshot. Of its model and day, the
 * revision of the catalogue and of the votes the name of the snapshot is made. */
enum bw_err bw_load_learned(struct bw_reader *reader, struct bw_snapshot *snapshot,
                            const struct bw_snapshot *before, struct bw_fail *fail);
void bw_load_learned_drop(struct bw_snapshot *snapshot);
