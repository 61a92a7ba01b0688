#pragma once
/* What both kinds of pairs share while they are collected. One thread. */
#include "model/twins/twins.h"
#include "model/twins/verdict.h"
#include "model/text/wording.h"

struct bw_twins_making {
    const struct bw_catalogue *cat;
    const struct bw_text_index *index;
    const struct bw_twin_question *question;
    enum bw_about about;
    struct bw_arena *scratch; /* for everything but the pairs */
    struct bw_arena *pairs_of;
    struct bw_twin *pairs;
    size_t n, room;  /* a power of two, at most BW_TWINS_MOST */
    uint32_t *slots; /* 2 * room, by a hash of the pair: its number + 1, 0: empty */
    bool too_many;
};

/* Different pairs that are kept at once. */
#define BW_TWINS_MOST ((size_t)1 << 21)

/* False when memory is out. */
bool bw_twins_begin(struct bw_twins_making *making);
/* May a pair of records of these orgs be listed to who asks, as far as they and verdicts say? */
bool bw_twins_may(const struct bw_twins_making *making, uint32_t a, uint32_t b, uint32_t org_a,
                  uint32_t org_b);
/* Keeps a pair; of the same two the surest stays. */
void bw_twins_offer(struct bw_twins_making *making, const struct bw_twin *twin);
/* The list, in `arena`; everything else is given back. */
struct bw_twins bw_twins_end(struct bw_twins_making *making, struct bw_arena *arena);

/* The factor and the reason of names that say the same. */
double bw_twins_factor(enum bw_wording_kind kind);
enum bw_twin_reason bw_twins_reason(enum bw_wording_kind kind);

/* A hash of a text's words in their order; 0 of fewer than BW_TWINS_TEXT_LEAST. */
uint64_t bw_twins_hash(struct bw_str text);
#define BW_TWINS_TEXT_LEAST 8
