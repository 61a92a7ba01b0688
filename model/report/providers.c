#include "model/report/providers.h"
#include "model/base/sort.h"

/* A course and its provider. */
struct offered {
    struct bw_str provider;
    uint32_t course;
};

static int by_provider(const void *a, const void *b)
{
    const struct offered *x = a, *y = b;
    int order = bw_str_compare(x->provider, y->provider);
    return order != 0 ? order : (x->course > y->course) - (x->course < y->course);
}

const uint32_t *bw_providers_of(const struct bw_catalogue *cat, struct bw_arena *arena)
{
    uint32_t *out = bw_arena_take(arena, cat->n_courses * sizeof *out);
    size_t mark = bw_arena_mark(arena);
    struct offered *all = bw_arena_take(arena, cat->n_courses * sizeof *all);
    for (uint32_t c = 0; c < cat->n_courses; c++)
        all[c] = (struct offered){cat->courses[c].provider, c};
    bw_sort(all, cat->n_courses, sizeof *all, by_provider);
    for (uint32_t i = 0; i < cat->n_courses; i++) {
        bool first = i == 0 || bw_str_compare(all[i].provider, all[i - 1].provider) != 0;
        out[all[i].course] = first ? all[i].course : out[all[i - 1].course];
    }
    bw_arena_rewind(arena, mark);
    return out;
}
