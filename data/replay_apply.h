#pragma once
/* One revision as the log of another store has it, while it is applied: what was kept is obeyed,
 * what was asked is done again, and whatever that writes to the log must be what stands there, so
 * that a replay cannot go astray unnoticed. Owns nothing. The writer's thread. */
#include "data/applying.h"
#include "data/keyring.h"

struct bw_replay_entry {
    struct bw_log_entry entry;
    struct bw_slice payload; /* as it stands in the log */
    bool readable;           /* false: the person was erased */
};

/* A value that is not in the log: bytes of a model, a vector. */
struct bw_replay_bulk {
    enum bw_table table;
    struct bw_slice key, payload;
};

struct bw_replay {
    uint64_t revision;
    const struct bw_replay_entry *entries; /* by position */
    size_t n, next;                        /* of the next that is to be written again */
    const struct bw_replay_bulk *bulk;
    size_t n_bulk;
    const uint32_t *entry_of; /* of each item of all parts, in their order */
    const struct bw_keyring *keys;
};

/* Before anything is done again: keys, models, and all that was kept. */
enum bw_err bw_replay_begin(struct bw_applying *applying);
/* What cannot be done again takes its place in the order of writing. */
void bw_replay_pass(struct bw_applying *applying);
/* The number of the employee that an item is; 0: it is none. */
uint32_t bw_replay_person(const struct bw_applying *applying, struct bw_item_at at);
/* internal when the log has something else there. */
enum bw_err bw_replay_compare(struct bw_applying *applying, const struct bw_log_entry *entry);
/* After it: everything was done again, and the log becomes what it was, byte for byte. */
enum bw_err bw_replay_end(struct bw_applying *applying);
