#include "model/twins/twins_making.h"

#include <string.h>

#include "model/base/sort.h"
#include "model/text/text_hash.h"

#define SCRATCH_MOST ((size_t)4 << 30)
#define ROOM_FIRST 1024

bool bw_twins_begin(struct bw_twins_making *making)
{
    making->scratch = bw_arena_create(SCRATCH_MOST);
    making->pairs_of = bw_arena_create(SCRATCH_MOST);
    making->n = making->room = 0;
    making->too_many = false;
    if (making->scratch && making->pairs_of)
        return true;
    if (making->scratch)
        bw_arena_free(making->scratch);
    if (making->pairs_of)
        bw_arena_free(making->pairs_of);
    return false;
}

bool bw_twins_may(const struct bw_twins_making *making, uint32_t a, uint32_t b, uint32_t org_a,
                  uint32_t org_b)
{
    const struct bw_catalogue *cat = making->cat;
    uint32_t org = making->question->org;
    bool meet = org_a == org_b || org_a == BW_NONE || org_b == BW_NONE ||
                bw_catalogue_sees(cat, org_a, org_b) || bw_catalogue_sees(cat, org_b, org_a);
    bool seen = org == BW_NONE ||
                (bw_catalogue_sees(cat, org, org_a) && bw_catalogue_sees(cat, org, org_b));
    const uint32_t *after = making->question->org_after;
    bool joined = !after || (org_a != org_b && org_a != BW_NONE && org_b != BW_NONE &&
                             after[org_a] == after[org_b]);
    return meet && seen && joined && bw_verdict_of(cat, making->about, a, b) == BW_RULED_NOT;
}

static int by_pair(const void *a, const void *b)
{
    const struct bw_twin *x = a, *y = b;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static int by_score(const void *a, const void *b)
{
    const struct bw_twin *x = a, *y = b;
    if (x->score > y->score || x->score < y->score)
        return x->score > y->score ? -1 : 1;
    return by_pair(a, b);
}

/* By pair, the surest first; of equally sure ones the plainest reason, then the names. */
static int by_pair_and_score(const void *a, const void *b)
{
    const struct bw_twin *x = a, *y = b;
    int pair = by_pair(a, b), names;
    if (pair)
        return pair;
    if (x->score > y->score || x->score < y->score)
        return x->score > y->score ? -1 : 1;
    if (x->reason != y->reason)
        return x->reason < y->reason ? -1 : 1;
    names = bw_str_compare(x->as_a, y->as_a);
    return names ? names : bw_str_compare(x->as_b, y->as_b);
}

static uint32_t *slot_of(const struct bw_twins_making *making, const struct bw_twin *twin)
{
    uint64_t pair = (uint64_t)twin->a << 32 | twin->b, mask = 2 * making->room - 1;
    uint64_t at = (pair * 0x9fb21c651e98df25u) >> 32 & mask;
    while (making->slots[at] && by_pair(&making->pairs[making->slots[at] - 1], twin) != 0)
        at = (at + 1) & mask;
    return &making->slots[at];
}

static bool make_room(struct bw_twins_making *making)
{
    size_t room = making->room ? 2 * making->room : ROOM_FIRST;
    making->too_many = room > BW_TWINS_MOST;
    if (making->too_many)
        return false;
    struct bw_twin *grown = bw_arena_take(making->pairs_of, room * sizeof *grown);
    if (making->n)
        memcpy(grown, making->pairs, making->n * sizeof *grown);
    making->pairs = grown;
    making->room = room;
    making->slots = BW_ARENA_NEW(making->pairs_of, uint32_t, 2 * room);
    for (size_t i = 0; i < making->n; i++)
        *slot_of(making, &grown[i]) = (uint32_t)i + 1;
    return true;
}

/* Two records may have hundreds of names in common: a pair is there once. */
void bw_twins_offer(struct bw_twins_making *making, const struct bw_twin *twin)
{
    if (making->too_many || !(twin->score >= making->question->least) ||
        (making->n == making->room && !make_room(making)))
        return;
    uint32_t *slot = slot_of(making, twin);
    if (!*slot) {
        making->pairs[making->n++] = *twin;
        *slot = (uint32_t)making->n;
    } else if (by_pair_and_score(twin, &making->pairs[*slot - 1]) < 0) {
        making->pairs[*slot - 1] = *twin;
    }
}

struct bw_twins bw_twins_end(struct bw_twins_making *making, struct bw_arena *arena)
{
    struct bw_twins out = {NULL, 0, 0, making->too_many};
    out.found = making->n;
    bw_sort(making->pairs, out.found, sizeof *making->pairs, by_score);
    out.n = out.found < making->question->k ? out.found : making->question->k;
    struct bw_twin *at = bw_arena_take(arena, out.n * sizeof *at);
    if (out.n)
        memcpy(at, making->pairs, out.n * sizeof *at);
    out.at = at;
    bw_arena_free(making->scratch);
    bw_arena_free(making->pairs_of);
    return out;
}

double bw_twins_factor(enum bw_wording_kind kind)
{
    static const double factors[BW_WORDING_KINDS] = {[BW_WORDING_SAME] = 1,
                                                     [BW_WORDING_ORDER] = .95,
                                                     [BW_WORDING_TYPING] = .9,
                                                     [BW_WORDING_FORM] = .85};
    return factors[kind];
}

enum bw_twin_reason bw_twins_reason(enum bw_wording_kind kind)
{
    static const enum bw_twin_reason reasons[BW_WORDING_KINDS] = {
        [BW_WORDING_SAME] = BW_TWIN_SAME_NAME,
        [BW_WORDING_ORDER] = BW_TWIN_WORD_ORDER,
        [BW_WORDING_TYPING] = BW_TWIN_SPELLING,
        [BW_WORDING_FORM] = BW_TWIN_WORD_FORM};
    return reasons[kind];
}

uint64_t bw_twins_hash(struct bw_str text)
{
    struct bw_text_fold fold;
    struct bw_folded word;
    uint64_t hash = 0;
    uint32_t n = 0;
    bw_text_fold_start(&fold, text);
    for (; text.at && bw_text_fold_next(&fold, &word); n++)
        hash = (hash ^ bw_text_hash((struct bw_str){word.at, word.len})) * 0x9fb21c651e98df25u;
    return n < BW_TWINS_TEXT_LEAST ? 0 : hash;
}
