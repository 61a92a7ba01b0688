#pragma once
/* The vectors of a snapshot: taken over from the snapshot before, read from the store, or folded
 * from the text, in this order; all three are the same bits for the same text and model, so that
 * what a snapshot has follows from the store alone. Owns what is shared between snapshots (the
 * space). The thread that builds the snapshot. */
#include "data/snapshot.h"

/* Sets snapshot->vectors (NULL: no model) and near_by_all from what `reader` sees; the catalogue is
 * there. `before`: the snapshot before, or NULL. A model that cannot be used is said in
 * snapshot->vectors_trouble and is as none: vectors are derived, and nobody else waits for them. */
enum bw_err bw_load_vectors(struct bw_reader *reader, struct bw_snapshot *snapshot,
                            const struct bw_snapshot *before, struct bw_fail *fail);

/* Folds what is still to be folded. Needs no store: any one thread. */
void bw_load_vectors_fold(struct bw_snapshot *snapshot);

/* Lets go of what the snapshot shares. */
void bw_load_vectors_drop(struct bw_snapshot *snapshot);
