#pragma once
/* How much the names of two competencies look alike: the cosine between vectors of pieces
 * (model/text/text_gram), TF-IDF weighted. A vector is of all names of a competency, labels and
 * alternative labels in both languages: each word gives its pieces, signed, times 1 + ln(times that
 * it is there); a bucket of n in N competencies weighs ln(1 + N/(n + .5)). What more than one in
 * 16 has (and more than BW_COMMON_LEAST) says nothing and is left out: most of the time would go to
 * it. One thread. */
#include "model/base/arena.h"
#include "model/catalogue.h"

#define BW_COMMON_LEAST 64

struct bw_name_piece {
    uint32_t at; /* a bucket; in the inverted list a competency */
    float value;
};

/* Vectors of length 1: pieces[first[c]] .. pieces[first[c + 1]], by bucket; and turned round,
 * holders[holders_at[b]] .. holders[holders_at[b + 1]], by competency. */
struct bw_name_vectors {
    uint32_t n;
    const struct bw_name_piece *pieces, *holders;
    const uint32_t *first, *holders_at;
};

struct bw_name_vectors bw_name_vectors_make(const struct bw_catalogue *cat, struct bw_arena *arena);
