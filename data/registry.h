#pragma once
/* The registry of learned models, as it is written: one value for each version, one for the upload
 * under way, one for each step of the history, one for what serves. Owns their forms. A
 * transaction's thread. */
#include "data/blocks.h"
#include "data/models.h"

/* A version with the place of its bytes; while it is uploaded its version is 0. */
struct bw_version {
    struct bw_model model;
    struct bw_blocks blocks;
};

/* The upload under way is version 0. *found false when there is none; internal when it is damaged.
 */
enum bw_err bw_registry_get(struct bw_txn *txn, uint32_t version, struct bw_version *out,
                            bool *found, struct bw_fail *fail);
enum bw_err bw_registry_put(struct bw_txn *txn, const struct bw_version *entry,
                            struct bw_fail *fail);
enum bw_err bw_registry_del(struct bw_txn *txn, uint32_t version, struct bw_fail *fail);
/* The first version from `from` on (0: the upload), damaged or not, into *version; false: none. */
bool bw_registry_next(struct bw_walk *walk, uint32_t from, uint32_t *version);

/* What serves, and what only writers need to know of it. */
struct bw_registry {
    struct bw_serving serving;
    uint32_t next;    /* version that the next model gets */
    uint64_t came_by; /* step that what serves came by: where a rollback begins; 0: none */
};

enum bw_err bw_registry_state(struct bw_txn *txn, struct bw_registry *out, struct bw_fail *fail);
enum bw_err bw_registry_state_put(struct bw_txn *txn, const struct bw_registry *registry,
                                  struct bw_fail *fail);

enum bw_err bw_registry_promotion(struct bw_txn *txn, uint64_t number, struct bw_promotion *out,
                                  struct bw_fail *fail);
enum bw_err bw_registry_promotion_put(struct bw_txn *txn, const struct bw_promotion *promotion,
                                      struct bw_fail *fail);

/* Puts the bytes of a version together and opens them: internal when anything of them is not as it
 * was. With an id of 0 (an upload) whatever is sound is taken, and what is not is bad_request. */
enum bw_err bw_registry_read(struct bw_txn *txn, const struct bw_version *entry,
                             struct bw_pages *pages, struct bw_learned *learned,
                             struct bw_fail *fail);

/* Every version that is there is whole, what serves is there, the history is what was written; each
 * thing that is not, to `tell`. Values that cannot be read at all were told of already. */
void bw_registry_verify(struct bw_txn *txn, void (*tell)(void *context, const char *text),
                        void *context);
