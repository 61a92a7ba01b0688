#pragma once
/* The bytes of a model as they lie in the store: block after block under a generation of their own,
 * so that a model can come in beside another. Owns their reading and writing, and the memory that
 * they are put together in. A transaction's thread. */
#include <msgpack.h>

#include "data/bytes.h"
#include "data/store_inside.h"

struct bw_blocks {
    uint32_t generation;
    uint64_t bytes; /* that were announced, and: */
    uint64_t there;
    uint32_t n;
};

/* A generation that was never given. */
enum bw_err bw_generation_next(struct bw_txn *txn, uint32_t *out, struct bw_fail *fail);
/* The last that was; 0 before the first. */
enum bw_err bw_generation_last(struct bw_txn *txn, uint32_t *out, struct bw_fail *fail);

/* Adds a block, number `block` by the sender's count; bad_request names `field` when it is not the
 * next, or when there are more bytes than were announced. */
enum bw_err bw_blocks_add(struct bw_txn *txn, struct bw_blocks *blocks, int64_t block,
                          const msgpack_object *bytes, const char *field, struct bw_fail *fail);
/* Is all there that was announced? bad_request naming `field`. */
enum bw_err bw_blocks_whole(const struct bw_blocks *blocks, const char *field,
                            struct bw_fail *fail);

/* Memory of whole pages. */
struct bw_pages {
    void *at;
    size_t n;
};
void bw_pages_free(struct bw_pages *pages);

/* All blocks put together; internal when one is missing or damaged, naming the model. */
enum bw_err bw_blocks_read(struct bw_txn *txn, const struct bw_blocks *blocks, const char *model,
                           struct bw_pages *out, struct bw_fail *fail);
