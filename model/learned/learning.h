#pragma once
/* A learned model as it serves one catalogue: its sections opened, the parts that are in service,
 * and what it knows of each course. Owns how the sections play together. Immutable, any thread. */
#include "model/learned/chance.h"
#include "model/learned/learned.h"
#include "model/learned/lore.h"
#include "model/learned/preference.h"

struct bw_learning {
    unsigned parts;                   /* in service: enum bw_learned_part, of those it has */
    struct bw_chance chance;          /* head NULL: no such section, as below */
    struct bw_rates rates;            /* head NULL */
    struct bw_coenrol coenrol;        /* n_courses 0 */
    struct bw_preference weights;     /* that count */
    struct bw_lore lore;              /* of the catalogue at hand; not owned */
    const struct bw_vectors *vectors; /* of the catalogue at hand, or NULL */
};

/* Opens the sections of `learned`, which *out borrows; of `parts` those that it has will serve.
 * Without lore and vectors, which are the catalogue's. BW_BAD_REQUEST names the section that cannot
 * be used and why; then *out is left as it was. */
enum bw_err bw_learning_open(const struct bw_learned *learned, unsigned parts,
                             struct bw_learning *out, struct bw_fail *fail);

/* What an opened model knows of the courses of `cat`, with their vectors (or NULL); false when
 * memory is out. */
bool bw_learning_look_up(const struct bw_learning *learning, const struct bw_catalogue *cat,
                         const struct bw_vectors *vectors, struct bw_lore *out);

/* Does this part serve? learning may be NULL: the closed form. */
static inline bool bw_learning_serves(const struct bw_learning *learning, enum bw_learned_part part)
{
    return learning && learning->parts & part;
}
