#include "model/space/similar.h"

#include "model/space/nearest.h"

struct asker {
    const struct bw_catalogue *cat;
    const struct bw_search *search;
    uint32_t course;
};

static bool may_be_listed(const void *context, uint32_t row)
{
    const struct asker *asker = context;
    return row != asker->course && bw_search_lists(asker->cat, asker->search, row);
}

struct bw_similars bw_similar_courses(const struct bw_catalogue *cat,
                                      const struct bw_vectors *vectors,
                                      const struct bw_search *search, uint32_t course,
                                      struct bw_arena *arena)
{
    struct asker asker = {cat, search, course};
    const float least = 0x1p-24f; /* what is less is rounding */
    struct bw_nearest_rule rule = {.most = (uint32_t)search->k,
                                   .floor = least,
                                   .first_own = BW_NEAREST_OTHERS,
                                   .may = may_be_listed,
                                   .context = &asker};
    const float *query = vectors->courses.at + (size_t)course * vectors->stride;
    struct bw_nearest nearest = bw_nearest_to(vectors->courses, query, &rule, arena);
    struct bw_similar *at = BW_ARENA_NEW(arena, struct bw_similar, nearest.n);
    for (uint32_t i = 0; i < nearest.n; i++) {
        double cosine = (double)nearest.at[i].dot;
        at[i] = (struct bw_similar){nearest.at[i].row, cosine < 1 ? cosine : 1};
    }
    return (struct bw_similars){at, nearest.n};
}
