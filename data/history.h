#pragma once
/* Increments one after another, from a backup on: opened, checked and put in order before anything
 * is made of them, then played onto the store. Owns the files. One thread. */
#include "data/manifest.h"
#include "data/store.h"

#define BW_HISTORY_ALL UINT64_MAX

struct bw_history;

/* Where it begins, what is there, and how far to go. A path is an increment, or a folder: all in
 * it, in order. */
struct bw_history_order {
    const struct bw_manifest *base;
    const char *const *paths;
    size_t n;
    uint64_t until; /* revision, or BW_HISTORY_ALL */
};

/* bad_request when the files do not follow each other, are of another store or do not reach
 * `until`; not_found when a file or the keys are not there; else as bw_increment_open. */
enum bw_err bw_history_open(const struct bw_history_order *order, struct bw_history **out,
                            struct bw_fail *fail);
void bw_history_close(struct bw_history *history);

/* The last revision that increments in a folder go up to; not_found when there is none. */
enum bw_err bw_history_end(const char *folder, uint64_t *revision, struct bw_fail *fail);

struct bw_played {
    uint64_t revision;  /* that the store has now */
    uint64_t revisions; /* that were played */
    uint64_t checked;   /* records, by verify */
};

/* Onto a store that was restored from that backup and is nobody's yet; the store is then walked
 * through. conflict when the increments go on from another history, or at that revision a model
 * serves whose bytes were gone before they were written; not_supported when someone was erased whom
 * the backup still has. The store is of no use after a failure. */
enum bw_err bw_history_play(struct bw_history *history, struct bw_store *store,
                            struct bw_played *out, struct bw_fail *fail);
