#pragma once
/* The texts of a catalogue as vectors of one model: a row for each competency, role and course, by
 * its index. Owns nothing: rows and space lie in the snapshot that has it. Immutable, any thread.
 * Vectors of different models never meet in one product: a snapshot has those of one. */
#include "model/catalogue.h"
#include "model/space/dot.h"

struct bw_space;

struct bw_vectors {
    struct bw_str model; /* its name, shown as `model` of answers that rest on it */
    uint64_t id;         /* follows from the model's bytes */
    bool trained;        /* by us: then there is a space, and records without a row have no words */
    uint32_t dim;
    size_t stride; /* of every row: dim rounded up to BW_DOT_LANES, padded with 0 */
    /* Row i is of record i, of unit length, or all 0: it has none. On multiples of 64 bytes. */
    struct bw_rows competencies, roles, courses;
    const struct bw_space *space; /* that texts are folded into; NULL: vectors from outside */
    uint64_t n_rows, n_folded;    /* records that have a row; of them made since the model was */
    size_t bytes;                 /* of memory: rows and space */
};

#define BW_VECTORS_DIM_MOST 4096

static inline size_t bw_vectors_stride(uint32_t dim)
{
    return ((size_t)dim + BW_DOT_LANES - 1) / BW_DOT_LANES * BW_DOT_LANES;
}

/* The row of record `i`; NULL when it has none. */
const float *bw_vectors_row(struct bw_rows rows, uint32_t i);

/* Makes a vector of unit length; false when it is all 0 or not finite, and stays as it was. */
bool bw_vectors_unit(float *vector, uint32_t dim);
