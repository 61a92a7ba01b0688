#include "data/similarity.h"

#include <stdlib.h>
#include <string.h>

#include "model/log.h"

/* The taxonomy turned round, and marks for walking it. */
struct tree {
    const struct bw_competency *at;
    uint32_t n;
    const uint32_t *narrower, *narrower_at; /* children of c: narrower[narrower_at[c]] … */
    uint32_t *mark;                         /* stamp of the last walk that came by */
    uint32_t stamp;
    uint32_t *stack;
    double *content; /* IC */
};

static void turn_round(struct tree *tree, struct bw_arena *arena)
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
static uint32_t collect(struct tree *tree, uint32_t from, bool down)
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

static void weigh(struct tree *tree)
{
    double all = tree->n > 1 ? bw_log((double)tree->n) : 1;
    for (uint32_t c = 0; c < tree->n; c++)
        tree->content[c] = 1 - bw_log((double)collect(tree, c, true)) / all;
}

struct found {
    uint32_t competency;
    double sigma;
};

static int nearest_first(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    if (x->sigma > y->sigma || x->sigma < y->sigma)
        return x->sigma > y->sigma ? -1 : 1;
    return (x->competency > y->competency) - (x->competency < y->competency);
}

static bool is_same(const struct bw_competency *c, uint32_t other)
{
    for (size_t i = 0; i < c->same.n; i++)
        if (c->same.at[i] == other)
            return true;
    return false;
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
static uint32_t shared_content(struct tree *tree, uint32_t c, double *best, uint32_t *met,
                               uint32_t *ancestors)
{
    double least = least_content(tree->content[c]);
    uint32_t n_met = 0, n = collect(tree, c, false);
    memcpy(ancestors, tree->stack, n * sizeof *ancestors);
    for (uint32_t a = 0; a < n; a++) {
        double content = tree->content[ancestors[a]];
        if (content <= 0 || content < least)
            continue; /* content 0: a root of everything, sigma would be 0 */
        uint32_t below = collect(tree, ancestors[a], true);
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

static void fill_one(struct tree *tree, struct bw_competency *out, uint32_t c, double *best,
                     uint32_t *met, uint32_t *ancestors, struct bw_arena *arena)
{
    struct found *found = (struct found *)(void *)(best + tree->n);
    uint32_t n = 0, n_met = shared_content(tree, c, best, met, ancestors);
    for (uint32_t i = 0; i < n_met; i++) {
        uint32_t other = met[i];
        double sum = tree->content[c] + tree->content[other];
        double sigma = sum > 0 ? 2 * best[other] / sum : 0;
        best[other] = 0;
        if (other != c && sigma >= BW_NEAR_LEAST && !is_same(&tree->at[c], other))
            found[n++] = (struct found){other, sigma};
    }
    qsort(found, n, sizeof *found, nearest_first);
    if (n > BW_NEAR_MOST)
        n = BW_NEAR_MOST;
    struct bw_near *near = BW_ARENA_NEW(arena, struct bw_near, n);
    for (uint32_t i = 0; i < n; i++)
        near[i] = (struct bw_near){found[i].competency, found[i].sigma};
    out->near = near;
    out->n_near = n;
}

void bw_similarity_fill(struct bw_competency *competencies, uint32_t n, struct bw_arena *arena)
{
    struct tree tree = {.at = competencies, .n = n};
    struct bw_arena *scratch = bw_arena_create((size_t)1 << 30);
    if (!scratch)
        return;
    tree.mark = BW_ARENA_NEW(scratch, uint32_t, n);
    tree.stack = BW_ARENA_NEW(scratch, uint32_t, n);
    tree.content = BW_ARENA_NEW(scratch, double, n);
    uint32_t *met = BW_ARENA_NEW(scratch, uint32_t, n),
             *ancestors = BW_ARENA_NEW(scratch, uint32_t, n);
    double *best = bw_arena_zero(scratch, n, sizeof(double) + sizeof(struct found));
    turn_round(&tree, scratch);
    weigh(&tree);
    for (uint32_t c = 0; c < n; c++)
        fill_one(&tree, &competencies[c], c, best, met, ancestors, arena);
    bw_arena_free(scratch);
}
