#include "model/learned/history.h"

#include "model/base/sort.h"

static int earliest_first(const void *a, const void *b)
{
    const struct bw_enrolment *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

struct bw_history bw_history_of(const struct bw_person *person, bw_day as_of,
                                struct bw_arena *arena)
{
    size_t most = person->n_enrolments + person->n_completions, n = 0, kept = 0;
    struct bw_enrolment *taken = bw_arena_take(arena, most * sizeof *taken);
    for (size_t i = 0; i < person->n_enrolments; i++)
        if (person->enrolments[i].at <= as_of)
            taken[n++] = person->enrolments[i];
    for (size_t i = 0; i < person->n_completions; i++) {
        const struct bw_completion *done = &person->completions[i];
        if (done->at <= as_of)
            taken[n++] = (struct bw_enrolment){done->course, done->at, done->order};
    }
    bw_sort(taken, n, sizeof *taken, earliest_first);
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < kept && taken[k].course != taken[i].course)
            k++;
        if (k == kept)
            taken[kept++] = taken[i];
    }
    return (struct bw_history){taken, kept};
}
