#pragma once
/* What a learned model knows of each course of a catalogue, looked up once. Owns what a course
 * counts for that the model does not know: its provider's rate of success, and the co-enrolment of
 * the known courses that are nearest to it. Immutable once made, any thread. */
#include "model/learned/coenrol.h"
#include "model/learned/rates.h"
#include "model/space/vectors.h"

/* At most so many known courses stand in for one that co-enrolment does not know. */
#define BW_LORE_KIN_MOST 5

struct bw_course_lore {
    double provider_rate, course_rate;
    uint32_t known; /* its place among the courses of co-enrolment, or BW_NONE, and then: */
    uint32_t n_kin; /* its nearest among these, nearest first */
    uint32_t kin[BW_LORE_KIN_MOST];
};

/* It follows from a model, the courses of a catalogue and their vectors, and from nothing else. */
struct bw_lore {
    const struct bw_course_lore *courses; /* by index */
    struct bw_arena *arena;               /* inside */
};

/* NULL for a section that the model does not have: unknown rates, no known course. vectors may be
 * NULL. To be given to bw_lore_free; false when memory is out.
 *
 * The nearest known courses share something taught. The first 64 by how much they share are ordered
 * by the product of their vectors, where the course has one; ties go by id. A course that shares
 * nothing with a known one has none, unless it teaches something and has a vector: then they are
 * its nearest by the vectors alone. */
bool bw_lore_make(const struct bw_rates *rates, const struct bw_coenrol *coenrol,
                  const struct bw_catalogue *cat, const struct bw_vectors *vectors,
                  struct bw_lore *out);
void bw_lore_free(struct bw_lore *lore);

/* 0..1: how much a course goes with a history that has these scores in the courses of co-enrolment:
 * its own, or the mean of its kin's. scores NULL: 0. */
double bw_lore_together(const struct bw_lore *lore, const double *scores, uint32_t course);
