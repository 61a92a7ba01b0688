#pragma once
/* The store's text model: which one serves, which one is being uploaded, where their bytes are. A
 * model's space and vectors lie under a generation of its own, so that one can come in beside the
 * other and take its place by one value. Owns the form of that value and of a vector's. A
 * transaction's thread. */
#include "data/blocks.h"
#include "data/said.h"

#define BW_EMBEDDING_NAME_MOST 128

struct bw_embedding {
    struct bw_blocks space; /* of its generation are its vectors, too */
    bool trained;           /* with a space; else vectors from outside */
    uint32_t dim;
    bool has_seed;
    int64_t seed;
    bool near_by_taxonomy; /* what is near goes on by the taxonomy alone */
    bool skip_unknown;     /* rows of records that are not there are left out, not refused */
    uint64_t n_rows;
    uint64_t id; /* of the model; while it is uploaded and not trained a sum over its rows */
    char name[BW_EMBEDDING_NAME_MOST + 1];
};

/* The one that serves; the one that is being uploaded. */
enum bw_embedding_slot { BW_EMBEDDING_SERVING, BW_EMBEDDING_STAGED };

enum bw_err bw_embedding_get(struct bw_txn *txn, enum bw_embedding_slot slot,
                             struct bw_embedding *out, bool *found, struct bw_fail *fail);
enum bw_err bw_embedding_put(struct bw_txn *txn, enum bw_embedding_slot slot,
                             const struct bw_embedding *embedding, struct bw_fail *fail);
enum bw_err bw_embedding_del(struct bw_txn *txn, enum bw_embedding_slot slot, struct bw_fail *fail);

/* Whose vector, by which model. */
struct bw_vector_of {
    const struct bw_embedding *model;
    enum bw_kind kind;
    uint32_t number;
};

/* A stored vector: of which text, and `dim` floats, not aligned, borrowed. */
struct bw_vector {
    uint64_t hash;
    const unsigned char *floats;
};

#define BW_VECTOR_HEAD 8

/* internal when it is damaged or of another length. */
enum bw_err bw_vector_get(struct bw_txn *txn, struct bw_vector_of of, struct bw_vector *out,
                          bool *found, struct bw_fail *fail);
enum bw_err bw_vector_put(struct bw_txn *txn, struct bw_vector_of of, uint64_t hash,
                          const float *vector, struct bw_fail *fail);
