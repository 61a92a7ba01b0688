#include "tools/train/folds.h"

#include <stdlib.h>

#include "tools/draw.h"

/* What goes into a fold together: an employee's outcomes, or a single one. */
struct group {
    uint64_t lot; /* drawn, to have an order that means nothing */
    uint32_t first, n, n_rare;
};

struct dealing {
    const struct bw_outcomes *outcomes;
    uint32_t *rows; /* by group */
    struct group *groups;
    size_t n_groups;
    unsigned rare; /* which outcome is the rarer */
};

struct place {
    uint32_t employee, row;
};

static int by_employee(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->employee != y->employee)
        return x->employee < y->employee ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Those with most of the rarer outcome first, so that what comes later can make up for them. */
static int by_weight(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    if (x->n_rare != y->n_rare)
        return x->n_rare > y->n_rare ? -1 : 1;
    if (x->lot != y->lot)
        return x->lot < y->lot ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

/* Rows in the order of employees, a group where the employee changes, or each row. */
static void group_rows(struct dealing *dealing, struct place *places, bool together, uint64_t seed)
{
    const struct bw_outcomes *outcomes = dealing->outcomes;
    for (uint32_t i = 0; i < outcomes->n; i++)
        places[i] = (struct place){outcomes->employee[i], i};
    qsort(places, outcomes->n, sizeof *places, by_employee);
    dealing->n_groups = 0;
    for (uint32_t i = 0; i < outcomes->n; i++) {
        if (i == 0 || !together || places[i].employee != places[i - 1].employee) {
            struct bw_draw draw = bw_draw_start(seed, BW_STREAM_FOLDS, dealing->n_groups);
            dealing->groups[dealing->n_groups++] = (struct group){bw_draw_bits(&draw), i, 0, 0};
        }
        struct group *group = &dealing->groups[dealing->n_groups - 1];
        group->n++;
        group->n_rare += outcomes->came[places[i].row] == dealing->rare;
        dealing->rows[i] = places[i].row;
    }
    qsort(dealing->groups, dealing->n_groups, sizeof *dealing->groups, by_weight);
}

struct tally {
    size_t n[BW_FOLDS_MOST], n_rare[BW_FOLDS_MOST];
};

/* The fold that has fewest of the rarer outcome when the group has any, then fewest of all. */
static unsigned lightest(const struct tally *tally, unsigned n_folds, bool has_rare)
{
    unsigned best = 0;
    for (unsigned f = 1; f < n_folds; f++) {
        bool is_rarer = has_rare && tally->n_rare[f] < tally->n_rare[best];
        bool is_as_rare = !has_rare || tally->n_rare[f] == tally->n_rare[best];
        if (is_rarer || (is_as_rare && tally->n[f] < tally->n[best]))
            best = f;
    }
    return best;
}

/* Deals all groups over the folds. False when a fold is empty, or has all there are of one of the
 * outcomes, so that nothing could be learned from the others. */
static bool deal(const struct dealing *dealing, unsigned n_folds, uint8_t *of)
{
    struct tally tally = {{0}, {0}};
    size_t n_rare = 0;
    for (size_t g = 0; g < dealing->n_groups; g++) {
        const struct group *group = &dealing->groups[g];
        unsigned fold = lightest(&tally, n_folds, group->n_rare > 0);
        for (uint32_t i = 0; i < group->n; i++)
            of[dealing->rows[group->first + i]] = (uint8_t)fold;
        tally.n[fold] += group->n;
        tally.n_rare[fold] += group->n_rare;
        n_rare += group->n_rare;
    }
    for (unsigned f = 0; f < n_folds; f++) {
        size_t n_common = dealing->outcomes->n - n_rare;
        if (tally.n[f] == 0 || tally.n_rare[f] == n_rare ||
            tally.n[f] - tally.n_rare[f] == n_common)
            return false;
    }
    return true;
}

/* As many folds as there are groups with the rarer outcome, at most `most`; 0 when that is not to
 * be had. */
static unsigned deal_most(const struct dealing *dealing, unsigned most, uint8_t *of)
{
    size_t n = 0;
    while (n < dealing->n_groups && n < most && dealing->groups[n].n_rare > 0)
        n++;
    return n >= 2 && deal(dealing, (unsigned)n, of) ? (unsigned)n : 0;
}

enum bw_err bw_folds_make(const struct bw_outcomes *outcomes, unsigned most, uint64_t seed,
                          struct bw_folds *out, struct bw_fail *fail)
{
    size_t n = outcomes->n, n_came = bw_outcomes_n_came(outcomes);
    struct place *places = malloc(n * sizeof *places);
    struct dealing dealing = {.outcomes = outcomes,
                              .rows = malloc(n * sizeof *dealing.rows),
                              .groups = malloc(n * sizeof *dealing.groups),
                              .rare = 2 * n_came < n};
    struct bw_folds folds = {malloc(n), 0, true};
    bool well = places && dealing.rows && dealing.groups && folds.of;
    if (well) {
        group_rows(&dealing, places, true, seed);
        folds.n = deal_most(&dealing, most, folds.of);
    }
    if (well && folds.n == 0) {
        group_rows(&dealing, places, false, seed);
        folds.n = deal_most(&dealing, most, folds.of);
        folds.by_employee = false;
    }
    free(places);
    free(dealing.rows);
    free(dealing.groups);
    if (!well) {
        free(folds.of);
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    }
    *out = folds;
    return BW_OK;
}

void bw_folds_free(struct bw_folds *folds)
{
    free(folds->of);
    *folds = (struct bw_folds){0};
}
