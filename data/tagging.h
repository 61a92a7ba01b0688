#pragma once
/* The tagger of a snapshot, made when it is first asked for: most snapshots are never asked, and
 * are published sooner for it. Owns the tagger; any thread. */
#include "data/snapshot.h"

/* NULL when memory is out. */
struct bw_tagging *bw_tagging_create(void);
void bw_tagging_free(struct bw_tagging *tagging);
