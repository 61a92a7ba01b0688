#include "tools/ease/taken.h"

#include <stdlib.h>
#include <string.h>

struct bw_ixs bw_taken_but(const struct bw_taken *taken, uint32_t u, uint32_t back)
{
    size_t n = taken->at[u + 1] - taken->at[u];
    size_t left = n > back ? n - back : n > 0;
    return (struct bw_ixs){taken->items + taken->at[u], left};
}

void bw_taken_count(const struct bw_taken *taken, uint32_t back, uint32_t *takers)
{
    memset(takers, 0, taken->n_items * sizeof *takers);
    for (uint32_t u = 0; u < taken->n_users; u++) {
        struct bw_ixs took = bw_taken_but(taken, u, back);
        for (size_t i = 0; i < took.n; i++)
            takers[took.at[i]]++;
    }
}

bool bw_taken_turn(const struct bw_taken *taken, struct bw_taken *out)
{
    size_t n = taken->at[taken->n_users];
    struct bw_taken turned = {.n_users = taken->n_items, .n_items = taken->n_users};
    turned.at = calloc((size_t)taken->n_items + 2, sizeof *turned.at);
    turned.items = malloc(n ? n * sizeof *turned.items : 1);
    if (!turned.at || !turned.items) {
        bw_taken_free(&turned);
        return false;
    }
    /* One place further on than they will be: filling moves each to its end. */
    for (size_t i = 0; i < n; i++)
        turned.at[taken->items[i] + 2]++;
    for (uint32_t item = 0; item < taken->n_items; item++)
        turned.at[item + 2] += turned.at[item + 1];
    for (uint32_t u = 0; u < taken->n_users; u++)
        for (size_t i = taken->at[u]; i < taken->at[u + 1]; i++)
            turned.items[turned.at[taken->items[i] + 1]++] = u;
    *out = turned;
    return true;
}

void bw_taken_free(struct bw_taken *taken)
{
    free(taken->at);
    free(taken->items);
    *taken = (struct bw_taken){0};
}
