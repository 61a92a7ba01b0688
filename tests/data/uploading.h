#pragma once
/* A store of its own for a test, and uploads of text models into it: writes as the daemon makes
 * them, without a daemon. Owns the store, its folder and the bytes of a small space. The test's
 * thread. */
#include "data/json.h"
#include "data/snapshot.h"
#include "data/store_inside.h"
#include "data/write.h"
#include "model/space/space.h"

#define DIM BW_SPACE_DIM
#define MAP_BYTES ((size_t)24 << 20)
/* When every step happens: 2026-11-23T12:00:00Z. */
#define UP_NOW 1795435200

struct bw_uploading {
    char dir[64];
    struct bw_store *store;
    struct bw_reader *reader;
    void *space;
    size_t space_len;
};

/* Setup and teardown of a test. */
int up_open_store(void **state);
int up_close_store(void **state);
void up_shut(struct bw_uploading *fixture);
void up_open_again(struct bw_uploading *fixture);
/* The same words with other numbers from now on. */
void up_other_space(struct bw_uploading *fixture);

/* A map from JSON, to be destroyed. */
msgpack_unpacked up_map_of(const char *json, msgpack_sbuffer *bytes);
/* Puts or deletes; fails the test when refused. */
/* What becomes of a write; up_change: it goes well. */
struct bw_written up_try(struct bw_uploading *fixture, enum bw_op op, enum bw_kind kind,
                         const char *json);
void up_change(struct bw_uploading *fixture, enum bw_op op, enum bw_kind kind, const char *json);
/* Competencies "a" (jeugd praten) and "b" (water bouwen), role "r" (praten). */
void up_put_records(struct bw_uploading *fixture);

/* One step of an upload, and such steps. */
struct bw_written up_step(struct bw_uploading *fixture, enum bw_model_step_op op,
                          const msgpack_object *args, uint32_t upload);
uint32_t up_begin(struct bw_uploading *fixture, const char *json);
uint32_t up_begin_trained(struct bw_uploading *fixture, const char *more);
uint32_t up_begin_external(struct bw_uploading *fixture, int dim);
struct bw_written up_add_space(struct bw_uploading *fixture, uint32_t upload, int block,
                               const void *at, size_t len);
/* The same step with arguments as JSON. */
struct bw_written up_say(struct bw_uploading *fixture, enum bw_model_step_op op, const char *json,
                         uint32_t upload);
/* A learned model of n bytes, or a part of one: `add` with a block, and all of it. */
struct bw_written up_add_bytes(struct bw_uploading *fixture, uint32_t upload, int block,
                               const void *at, size_t len);
/* One row; hash NULL: none is given. */
struct up_row {
    const char *kind, *id;
    const uint64_t *hash;
    const float *vector;
    size_t dim;
};
struct bw_written up_add_row(struct bw_uploading *fixture, uint32_t upload, struct up_row row);
/* The whole space in two blocks, no rows: everything will be folded. */
struct bw_written up_upload_space(struct bw_uploading *fixture);
void up_sweep(struct bw_uploading *fixture);

/* Changes a byte of a stored value behind the store's back. */
void up_damage(struct bw_uploading *fixture, enum bw_table table, struct bw_key key, size_t at);

/* What a step should have come to. */
void up_well(struct bw_written written);
void up_refused(struct bw_written written, enum bw_err code, const char *text);

struct bw_snapshot *up_build(struct bw_uploading *fixture, const struct bw_snapshot *before);
/* The vector that folding gives. */
void up_fold(struct bw_uploading *fixture, const char *text, float *out);

/* How much verify finds wrong, and the first of it in first[1200] (empty before). */
uint64_t up_wrong_in_store(struct bw_uploading *fixture, char *first);
void up_assert_clean(struct bw_uploading *fixture);
uint64_t up_entries(struct bw_uploading *fixture, enum bw_table table);
