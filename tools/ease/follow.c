#include "tools/ease/follow.h"

#include <stdlib.h>

/* next->at[i + 1] is where the next step from i goes, and at last where they end. */
static void place_steps(const struct bw_taken *taken, struct bw_follow *follow)
{
    struct bw_taken *next = &follow->next;
    size_t n_steps = 0;
    for (uint32_t u = 0; u < taken->n_users; u++)
        for (size_t i = taken->at[u]; i + 1 < taken->at[u + 1]; i++)
            next->at[taken->items[i] + 2]++;
    for (uint32_t i = 0; i < follow->n; i++)
        next->at[i + 2] += next->at[i + 1];
    for (uint32_t u = 0; u < taken->n_users; u++)
        for (size_t i = taken->at[u]; i + 1 < taken->at[u + 1]; i++) {
            next->items[next->at[taken->items[i] + 1]++] = taken->items[i + 1];
            follow->share[taken->items[i + 1]]++;
            n_steps++;
        }
    for (uint32_t i = 0; n_steps && i < follow->n; i++)
        follow->share[i] /= (double)n_steps;
}

enum bw_err bw_follow_start(const struct bw_known_courses *known, double prior,
                            struct bw_follow *out, struct bw_fail *fail)
{
    const struct bw_taken *taken = &known->taken;
    struct bw_follow follow = {.n = known->n, .prior = prior};
    follow.next.n_users = follow.next.n_items = known->n;
    follow.next.at = calloc((size_t)known->n + 2, sizeof *follow.next.at);
    follow.next.items = malloc((taken->at[taken->n_users] + 1) * sizeof *follow.next.items);
    follow.share = calloc(known->n, sizeof *follow.share);
    if (!follow.next.at || !follow.next.items || !follow.share) {
        bw_follow_free(&follow);
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    }
    place_steps(taken, &follow);
    *out = follow;
    return BW_OK;
}

void bw_follow_free(struct bw_follow *follow)
{
    bw_taken_free(&follow->next);
    free(follow->share);
    *follow = (struct bw_follow){0};
}

void bw_follow_fill(const void *context, uint32_t first, uint32_t end, double *out)
{
    const struct bw_follow *follow = context;
    const struct bw_taken *next = &follow->next;
    for (uint32_t i = first; i < end; i++) {
        double *weights = out + (size_t)(i - first) * follow->n;
        double all = (double)(next->at[i + 1] - next->at[i]) + follow->prior;
        for (uint32_t j = 0; j < follow->n; j++)
            weights[j] = follow->prior * follow->share[j];
        for (size_t s = next->at[i]; s < next->at[i + 1]; s++)
            weights[next->items[s]]++;
        for (uint32_t j = 0; j < follow->n; j++)
            weights[j] /= all;
    }
}
