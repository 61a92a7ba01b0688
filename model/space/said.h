#pragma once
/* What is said as a list of different words, each with how often it is in names and in prose.
 * Shared by those who fold and who train, so that both see the same. Any thread. */
#include "model/space/space.h"

struct bw_said_word {
    uint64_t hash; /* bw_text_hash of the folded word */
    struct bw_str folded;
    uint32_t n_names, n_prose;
};

/* In order of first occurrence, names first. */
struct bw_said_words {
    const struct bw_said_word *at;
    size_t n;
};

/* Words and list are the arena's. */
struct bw_said_words bw_said_count(const struct bw_said *said, struct bw_arena *arena);

/* bw_text_weight, and 0 for what is not there. */
float bw_said_weight(uint32_t count);
