#pragma once
/* What colleagues say of each other, counted over everyone: most of the time that a snapshot of
 * many people takes. Owns the count, shared by the snapshots that it holds for. The thread that
 * builds a snapshot; dropping: any. */
#include "data/snapshot.h"

/* Sets poll, peers and n_damaged of a snapshot whose catalogue is there, judged at its date; taken
 * over from `before` (or NULL) when nothing that they follow from is another. */
enum bw_err bw_poll_take(struct bw_reader *reader, struct bw_snapshot *snapshot,
                         const struct bw_snapshot *before, struct bw_fail *fail);
struct bw_poll *bw_poll_acquire(struct bw_poll *poll);
void bw_poll_drop(struct bw_poll *poll);
