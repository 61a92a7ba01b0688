#pragma once
/* Who took what, in order: what co-enrolment is learned from. Owns the lists and how a stretch at
 * their end is held back. Immutable once made, any thread. */
#include <stdbool.h>

#include "model/catalogue.h"

struct bw_taken {
    uint32_t n_users, n_items;
    size_t *at;      /* n_users + 1: those of user u are items[at[u]] .. items[at[u + 1] - 1], */
    uint32_t *items; /* < n_items, in order of taking, each once */
};

/* What user `u` took but for the last `back`, of which one is left at least (where there is one).
 */
struct bw_ixs bw_taken_but(const struct bw_taken *taken, uint32_t u, uint32_t back);

/* How many took each item, into takers[n_items]; of each user without the last `back`. */
void bw_taken_count(const struct bw_taken *taken, uint32_t back, uint32_t *takers);

/* The other way about: of each item who took it, ascending. False when memory is out. */
bool bw_taken_turn(const struct bw_taken *taken, struct bw_taken *out);

void bw_taken_free(struct bw_taken *taken);
