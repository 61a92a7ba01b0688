#pragma once
/* What a record refers to, found by its shape, and the table of who is referred to by whom. Owns
 * that table. A transaction's thread.
 *
 * Of evidence, which is written most, the table has only marks: one for each competency and course
 * that some evidence names or once named, with 0 for who does. Evidence on what is marked writes
 * nothing here; who asks for the referrers of what is marked reads all evidence. */
#include "data/rows.h"
#include "data/schema.h"
#include "data/store_inside.h"

/* Called for each reference in `map`; path names the field, below the path given to the walk. A
 * walk without (NULL) is several times as fast and gives "" to all. */
typedef enum bw_err (*bw_ref_visit)(void *context, const char *path, enum bw_kind kind,
                                    struct bw_str id, struct bw_fail *fail);
enum bw_err bw_refs_walk(const struct bw_shape *shape, const msgpack_object *map, const char *path,
                         bw_ref_visit visit, void *context, struct bw_fail *fail);

/* A set of targets: kind << 32 | number. */
struct bw_targets {
    uint64_t *at;
    size_t n, room;
};
void bw_targets_add(struct bw_targets *targets, enum bw_kind kind, uint32_t number);
/* Sorted, each once. */
void bw_targets_settle(struct bw_targets *targets);
void bw_targets_clear(struct bw_targets *targets);

/* The targets of a stored record's map. */
enum bw_err bw_targets_of(struct bw_txn *txn, const struct bw_shape *shape,
                          const msgpack_object *map, struct bw_targets *out, struct bw_fail *fail);

/* Makes the table say that (by_kind, by) refers to `now` and no longer to what only `before` has.
 * Both are sorted in place. */
enum bw_err bw_refs_update(struct bw_txn *txn, enum bw_kind by_kind, uint32_t by,
                           struct bw_targets *before, struct bw_targets *now, struct bw_fail *fail);

/* Marks what a row of evidence names. */
enum bw_err bw_refs_mark(struct bw_txn *txn, const struct bw_evidence_row *row,
                         struct bw_fail *fail);

/* What evidence names now, by number. Empty until it is asked for. */
struct bw_refs_named {
    bool read;
    unsigned char *at[2]; /* competencies, courses; malloc'd */
    size_t n[2];
};
void bw_refs_named_clear(struct bw_refs_named *named);

/* Something that is to go. */
struct bw_refs_goal {
    enum bw_kind kind;
    uint32_t number;
    struct bw_str id;
    const char *path;            /* for the error */
    struct bw_refs_named *named; /* kept over goals while no evidence is written */
};
/* conflict, naming up to ten, when something refers to it. A mark that is no longer true goes. */
enum bw_err bw_refs_none(struct bw_txn *txn, const struct bw_refs_goal *goal, struct bw_fail *fail);

/* Makes marks of what a store of before schema version 4 says of evidence. */
enum bw_err bw_refs_to_marks(struct bw_txn *txn, struct bw_fail *fail);

/* Unpacks a canonical map; internal when it is none. */
enum bw_err bw_unpack(struct bw_slice bytes, msgpack_unpacked *out, struct bw_fail *fail);
/* The same of bytes that nobody vouches for: they are looked at first, so that five of them cannot
 * demand gigabytes. */
enum bw_err bw_unpack_strange(struct bw_slice bytes, msgpack_unpacked *out, struct bw_fail *fail);
