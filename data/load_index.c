/* What the engine's walks need beside the records: the courses by what they teach, and a card of
 * each course. */
#include <stdlib.h>

#include "data/load.h"
#include "model/sort.h"

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Every level that a course starts from (less half a one) or goes to, each once: *n of them. */
static double *collect_levels(const struct bw_catalogue *cat, struct bw_arena *arena, size_t *n)
{
    size_t all = 0;
    for (uint32_t c = 0; c < cat->n_courses; c++)
        all += 2 * cat->courses[c].n_teaches;
    double *levels = BW_ARENA_NEW(arena, double, all);
    all = 0;
    for (uint32_t c = 0; c < cat->n_courses; c++) {
        for (size_t t = 0; t < cat->courses[c].n_teaches; t++) {
            levels[all++] = cat->courses[c].teaches[t].from - BW_BAND;
            levels[all++] = cat->courses[c].teaches[t].to;
        }
    }
    bw_sort(levels, all, sizeof *levels, by_value);
    *n = 0;
    for (size_t i = 0; i < all; i++)
        if (i == 0 || levels[i] > levels[*n - 1])
            levels[(*n)++] = levels[i];
    return levels;
}

static uint32_t level_of(const double *levels, size_t n, double level)
{
    const double *found = bsearch(&level, levels, n, sizeof *levels, by_value);
    return (uint32_t)(found - levels);
}

static void index_teachings(struct bw_catalogue *cat, struct bw_arena *arena)
{
    uint32_t *at = BW_ARENA_NEW(arena, uint32_t, cat->n_competencies + 2);
    size_t total = 0, n_levels;
    for (uint32_t c = 0; c < cat->n_courses; c++) {
        for (size_t t = 0; t < cat->courses[c].n_teaches; t++)
            at[cat->courses[c].teaches[t].competency + 2]++;
        total += cat->courses[c].n_teaches;
    }
    for (uint32_t c = 0; c < cat->n_competencies; c++)
        at[c + 2] += at[c + 1];
    double *levels = collect_levels(cat, arena, &n_levels);
    struct bw_teaching *teaching = BW_ARENA_NEW(arena, struct bw_teaching, total);
    for (uint32_t c = 0; c < cat->n_courses; c++) {
        for (uint32_t t = 0; t < cat->courses[c].n_teaches; t++) {
            const struct bw_teach *teach = &cat->courses[c].teaches[t];
            teaching[at[teach->competency + 1]++] =
                (struct bw_teaching){.course = c,
                                     .teach = t & 0x7fffffffu,
                                     .from_assumed = teach->from_assumed,
                                     .entry = level_of(levels, n_levels, teach->from - BW_BAND),
                                     .to = level_of(levels, n_levels, teach->to)};
        }
    }
    cat->teaching = teaching;
    cat->teaching_at = at;
    cat->levels = levels;
}

static void make_cards(struct bw_catalogue *cat, struct bw_arena *arena)
{
    struct bw_course_card *cards = BW_ARENA_NEW(arena, struct bw_course_card, cat->n_courses);
    for (uint32_t c = 0; c < cat->n_courses; c++)
        cards[c] = bw_course_card_of(&cat->courses[c]);
    cat->cards = cards;
}

void bw_load_index(struct bw_catalogue *cat, struct bw_arena *arena)
{
    make_cards(cat, arena);
    index_teachings(cat, arena);
}
