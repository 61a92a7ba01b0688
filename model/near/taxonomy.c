#include "model/near/taxonomy.h"

#include <string.h>

#include "model/base/log.h"
#include "model/base/sort.h"

static void turn_round(struct bw_taxonomy *tree, struct bw_arena *arena)
{
    uint32_t *at = BW_ARENA_NEW(arena, uint32_t, tree->n + 2), total = 0;
    for (uint32_t c = 0; c < tree->n; c++) {
        for (size_t i = 0; i < tree->at[c].broader.n; i++)
            at[tree->at[c].broader.at[i] + 2]++;
        total += (uint32_t)tree->at[c].broader.n;
    }
    for (uint32_t c = 0; c < tree->n; c++)
        at[c + 2] += at[c + 1];
    uint32_t *narrower = BW_ARENA_NEW(arena, uint32_t, total);
    for (uint32_t c = 0; c < tree->n; c++)
        for (size_t i = 0; i < tree->at[c].broader.n; i++)
            narrower[at[tree->at[c].broader.at[i] + 1]++] = c;
    tree->narrower = narrower;
    tree->narrower_at = at;
}

/* Everything below `from`, itself included, each once; the list is the stack's front. */
static uint32_t collect(struct bw_taxonomy *tree, uint32_t from, bool down)
{
    uint32_t n = 0, done = 0;
    tree->stamp++;
    tree->stack[n++] = from;
    tree->mark[from] = tree->stamp;
    while (done < n) {
        uint32_t c = tree->stack[done++];
        const uint32_t *next =
            down ? tree->narrower + tree->narrower_at[c] : tree->at[c].broader.at;
        size_t count =
            down ? tree->narrower_at[c + 1] - tree->narrower_at[c] : tree->at[c].broader.n;
        for (size_t i = 0; i < count; i++) {
            if (tree->mark[next[i]] == tree->stamp)
                continue;
            tree->mark[next[i]] = tree->stamp;
            tree->stack[n++] = next[i];
        }
    }
    return n;
}

static void weigh(struct bw_taxonomy *tree, struct bw_arena *arena)
{
    double all = tree->n > 1 ? bw_log((double)tree->n) : 1;
    double *content = BW_ARENA_NEW(arena, double, tree->n);
    for (uint32_t c = 0; c < tree->n; c++)
        content[c] = 1 - bw_log((double)collect(tree, c, true)) / all;
    tree->content = content;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void look_up(struct bw_taxonomy *tree, struct bw_arena *arena)
{
    uint32_t *at = BW_ARENA_NEW(arena, uint32_t, tree->n + 1);
    for (uint32_t c = 0; c < tree->n; c++)
        at[c + 1] = at[c] + collect(tree, c, false);
    uint32_t *above = BW_ARENA_NEW(arena, uint32_t, at[tree->n]);
    for (uint32_t c = 0; c < tree->n; c++) {
        uint32_t n = collect(tree, c, false);
        memcpy(above + at[c], tree->stack, n * sizeof *above);
        bw_sort(above + at[c], n, sizeof *above, by_number);
    }
    tree->above = above;
    tree->above_at = at;
}

struct bw_taxonomy bw_taxonomy_make(const struct bw_competency *competencies, uint32_t n,
                                    struct bw_arena *arena)
{
    struct bw_taxonomy tree = {.at = competencies,
                               .n = n,
                               .mark = BW_ARENA_NEW(arena, uint32_t, n),
                               .stack = BW_ARENA_NEW(arena, uint32_t, n)};
    turn_round(&tree, arena);
    weigh(&tree, arena);
    look_up(&tree, arena);
    return tree;
}

double bw_taxonomy_lin(const struct bw_taxonomy *tree, uint32_t a, uint32_t b)
{
    const uint32_t *x = tree->above + tree->above_at[a],
                   *x_end = tree->above + tree->above_at[a + 1];
    const uint32_t *y = tree->above + tree->above_at[b],
                   *y_end = tree->above + tree->above_at[b + 1];
    double best = 0, sum = tree->content[a] + tree->content[b];
    while (x < x_end && y < y_end) {
        if (*x == *y && tree->content[*x] > best)
            best = tree->content[*x];
        if (*x <= *y)
            x++;
        else
            y++;
    }
    return sum > 0 ? 2 * best / sum : 0;
}

/* What is below an ancestor has at least its content, so that sharing it makes a sigma of at most
 * 2 a / (c + a): an ancestor of less content than this brings nobody near, and the broad ones, with
 * thousands below them, need no walk. The last factor leaves room for rounding. */
static double least_content(double content)
{
    return BW_NEAR_LEAST / (2 - BW_NEAR_LEAST) * content * .999999;
}

/* For each that shares an ancestor with c: the best content of what they share, where that may
 * bring it near. */
static uint32_t shared_content(struct bw_taxonomy *tree, uint32_t c, double *best, uint32_t *met)
{
    double least = least_content(tree->content[c]);
    uint32_t n_met = 0;
    for (uint32_t a = tree->above_at[c]; a < tree->above_at[c + 1]; a++) {
        double content = tree->content[tree->above[a]];
        if (content <= 0 || content < least)
            continue; /* content 0: a root of everything, sigma would be 0 */
        uint32_t below = collect(tree, tree->above[a], true);
        for (uint32_t i = 0; i < below; i++) {
            uint32_t other = tree->stack[i];
            if (best[other] <= 0)
                met[n_met++] = other;
            if (content > best[other])
                best[other] = content;
        }
    }
    return n_met;
}

void bw_taxonomy_near(struct bw_taxonomy *tree, struct bw_near_list *lists,
                      struct bw_arena *scratch)
{
    uint32_t *met = BW_ARENA_NEW(scratch, uint32_t, tree->n);
    double *best = BW_ARENA_NEW(scratch, double, tree->n);
    for (uint32_t c = 0; c < tree->n; c++) {
        uint32_t n_met = shared_content(tree, c, best, met);
        for (uint32_t i = 0; i < n_met; i++) {
            double sum = tree->content[c] + tree->content[met[i]];
            double sigma = sum > 0 ? 2 * best[met[i]] / sum : 0;
            best[met[i]] = 0;
            if (met[i] != c && !bw_near_is_same(&tree->at[c], met[i]))
                bw_near_offer(&lists[c], met[i], sigma);
        }
    }
}
