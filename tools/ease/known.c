#include "tools/ease/known.h"

#include <stdlib.h>

struct candidate {
    uint32_t item, takers;
};

static int most_taken_first(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->takers != y->takers)
        return x->takers < y->takers ? 1 : -1;
    return (x->item > y->item) - (x->item < y->item);
}

static int by_item(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return (x->item > y->item) - (x->item < y->item);
}

/* Into candidates[n_items] those with enough takers, by item; how many. */
static uint32_t choose(const struct bw_taken *taken, uint32_t back, struct candidate *candidates,
                       uint32_t *takers)
{
    uint32_t n = 0;
    bw_taken_count(taken, back, takers);
    for (uint32_t item = 0; item < taken->n_items; item++)
        if (takers[item] >= BW_KNOWN_TAKERS_LEAST)
            candidates[n++] = (struct candidate){item, takers[item]};
    qsort(candidates, n, sizeof *candidates, most_taken_first);
    n = n < BW_KNOWN_MOST ? n : BW_KNOWN_MOST;
    qsort(candidates, n, sizeof *candidates, by_item);
    return n;
}

size_t bw_known_places(const struct bw_known_courses *known, struct bw_ixs took, uint32_t *out)
{
    size_t n = 0;
    for (size_t i = 0; i < took.n; i++)
        if (known->place[took.at[i]] != BW_NONE)
            out[n++] = known->place[took.at[i]];
    return n;
}

void bw_known_spread(const struct bw_known_courses *known, uint32_t n_items, double *out)
{
    uint32_t behind = n_items;
    for (uint32_t place = known->n; place-- > 0;) {
        double score = out[place];
        for (uint32_t item = known->item[place] + 1; item < behind; item++)
            out[item] = 0;
        behind = known->item[place];
        out[behind] = score;
    }
    for (uint32_t item = 0; item < behind; item++)
        out[item] = 0;
}

static bool take_over(const struct candidate *candidates, uint32_t n, uint32_t n_items,
                      struct bw_known_courses *known)
{
    known->n = n;
    known->item = malloc(n * sizeof *known->item);
    known->takers = malloc(n * sizeof *known->takers);
    known->place = malloc(((size_t)n_items + 1) * sizeof *known->place);
    if (!known->item || !known->takers || !known->place)
        return false;
    for (uint32_t item = 0; item < n_items; item++)
        known->place[item] = BW_NONE;
    for (uint32_t place = 0; place < n; place++) {
        known->item[place] = candidates[place].item;
        known->takers[place] = candidates[place].takers;
        known->place[candidates[place].item] = place;
    }
    return true;
}

static bool fill(const struct bw_taken *taken, uint32_t back, struct bw_known_courses *known)
{
    struct bw_taken *own = &known->taken;
    *own = (struct bw_taken){.n_users = taken->n_users, .n_items = known->n};
    own->at = calloc((size_t)taken->n_users + 1, sizeof *own->at);
    own->items = malloc((taken->at[taken->n_users] + 1) * sizeof *own->items);
    if (!own->at || !own->items)
        return false;
    for (uint32_t u = 0; u < taken->n_users; u++)
        own->at[u + 1] = own->at[u] + bw_known_places(known, bw_taken_but(taken, u, back),
                                                      own->items + own->at[u]);
    return true;
}

enum bw_err bw_known_make(const struct bw_taken *taken, uint32_t back, struct bw_known_courses *out,
                          struct bw_fail *fail)
{
    struct bw_known_courses known = {0};
    struct candidate *candidates = malloc(((size_t)taken->n_items + 1) * sizeof *candidates);
    uint32_t *takers = malloc(((size_t)taken->n_items + 1) * sizeof *takers);
    bool well = candidates && takers;
    uint32_t n = well ? choose(taken, back, candidates, takers) : 0;
    if (well && n >= 2)
        well = take_over(candidates, n, taken->n_items, &known) && fill(taken, back, &known);
    free(candidates);
    free(takers);
    if (well && n >= 2) {
        *out = known;
        return BW_OK;
    }
    bw_known_free(&known);
    return well ? bw_fail_set(
                      fail, BW_NOT_FOUND,
                      "co-enrolment needs two courses that %d people took each; %u have so many",
                      BW_KNOWN_TAKERS_LEAST, n)
                : bw_fail_set(fail, BW_INTERNAL, "memory is out");
}

void bw_known_free(struct bw_known_courses *known)
{
    free(known->item);
    free(known->place);
    free(known->takers);
    bw_taken_free(&known->taken);
    *known = (struct bw_known_courses){0};
}
