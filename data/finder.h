#pragma once
/* Which record of a kind has an id: a table by hash over ids that stand in a list of records. The
 * records stay where they are for as long as the table is used. Immutable once filled, any thread.
 */
#include "model/base/arena.h"
#include "model/catalogue.h"

struct bw_finder {
    const char *ids;       /* where the first record's id stands */
    size_t step;           /* bytes to the next one's */
    const uint32_t *slots; /* 1 + the index of a record, 0: free */
    uint32_t n_slots;      /* a power of two; 0: there are no records */
};

/* Over n records with different ids; `first` (not looked at when n is 0): the first one's id. */
struct bw_finder bw_finder_make(const struct bw_str *first, uint32_t n, size_t step,
                                struct bw_arena *arena);

/* BW_NONE when none has it. */
uint32_t bw_finder_find(const struct bw_finder *finder, struct bw_str id);
