#pragma once
/* The store that every try begins with when memory runs out: filled once with something of each
 * kind, and copied for each try, in memory where there is such a disk, since tries commit. One
 * thread. */
#include "data/json.h"
#include "data/snapshot.h"
#include "data/write.h"

#define TODAY 20780

/* One try: the store it has, and what it works with. */
struct on_store {
    struct bw_store *store;
    struct bw_reader *reader;
    struct bw_arena *arena;
    struct bw_snapshot *snapshot;
    struct bw_fail fail;
    msgpack_sbuffer bytes[2];
    msgpack_unpacked maps[2];
    struct bw_part parts[12];
    struct bw_write write;
    struct bw_model_step step;
    struct bw_booking_step booking;
    struct bw_written written;
    uint64_t revision, sum; /* the newest at its begin; what reading came to */
};

extern char on_store_dir[64];      /* of the tries */
extern uint32_t on_store_upload;   /* of a learned model that is to be committed */
extern const char on_store_town[]; /* records of each kind, as JSON: {"kind": [items], …} */

/* A group's fixture. */
int on_store_setup(void **state);
int on_store_teardown(void **state);

/* A copy, open. */
struct on_store *on_store_fresh(void);
void on_store_open(struct on_store *on);
void on_store_begin(struct on_store *on);
uint64_t on_store_latest(struct on_store *on);
/* Prints what bw_verify says; that it says nothing. */
void on_store_complain(void *context, const char *text);
void on_store_assert_sound(struct on_store *on);
