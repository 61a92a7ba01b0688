#include "model/offers.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "model/catalogue.h"
#include "model/base/sort.h"

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int by_step(const void *a, const void *b)
{
    const struct bw_step *x = a, *y = b;
    if (x->entry != y->entry)
        return x->entry < y->entry ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

float bw_float_over(double x)
{
    return x > 0 ? (float)(x * (1 + 1e-4)) + FLT_MIN : 0;
}

double bw_offer_scale(const struct bw_course_card *card, enum bw_objective objective)
{
    switch (objective) {
    case BW_CLOSURE:
        return 1;
    case BW_PER_EURO:
        return 10000 / (10000 + (double)card->price_cents);
    case BW_PER_HOUR:
        return 8 / (8 + card->hours);
    case BW_BALANCED:
    case BW_OBJECTIVE_COUNT:
        break;
    }
    return 1 / (1 + card->hours / 40 + (double)card->price_cents / 100000);
}

/* Where the lines of each course begin, and behind the last one how many there are. */
static const uint32_t *count_lines(const struct bw_catalogue *cat, struct bw_arena *arena)
{
    uint32_t *at = BW_ARENA_NEW(arena, uint32_t, (size_t)cat->n_courses + 1);
    for (uint32_t j = 0; j < cat->n_courses; j++)
        at[j + 1] = at[j] + (uint32_t)cat->courses[j].n_teaches;
    return at;
}

/* Every level that a course starts from (less half a one) or goes to, each once: *n of them. */
static double *collect_levels(const struct bw_catalogue *cat, size_t n_lines,
                              struct bw_arena *arena, size_t *n)
{
    double *levels = BW_ARENA_NEW(arena, double, 2 * n_lines);
    size_t all = 0;
    for (uint32_t j = 0; j < cat->n_courses; j++) {
        for (size_t t = 0; t < cat->courses[j].n_teaches; t++) {
            levels[all++] = cat->courses[j].teaches[t].from - BW_BAND;
            levels[all++] = cat->courses[j].teaches[t].to;
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

static uint32_t step_of(const struct bw_offers *offers, const struct bw_step *step)
{
    const struct bw_step *found =
        bsearch(step, offers->steps, offers->n_steps, sizeof *step, by_step);
    return (uint32_t)(found - offers->steps);
}

/* Fills levels and steps, and finds the step of each line, in the order of the courses. */
static void collect_steps(const struct bw_catalogue *cat, struct bw_taught *taught,
                          struct bw_arena *arena, struct bw_offers *out)
{
    size_t n_lines = out->taught_at[cat->n_courses], n_levels, n = 0;
    double *levels = collect_levels(cat, n_lines, arena, &n_levels);
    struct bw_step *of_line = BW_ARENA_NEW(arena, struct bw_step, n_lines);
    struct bw_step *steps = BW_ARENA_NEW(arena, struct bw_step, n_lines);
    for (uint32_t j = 0, i = 0; j < cat->n_courses; j++) {
        for (size_t t = 0; t < cat->courses[j].n_teaches; t++) {
            const struct bw_teach *teach = &cat->courses[j].teaches[t];
            of_line[i++] = (struct bw_step){level_of(levels, n_levels, teach->from - BW_BAND),
                                            level_of(levels, n_levels, teach->to)};
        }
    }
    memcpy(steps, of_line, n_lines * sizeof *steps);
    bw_sort(steps, n_lines, sizeof *steps, by_step);
    for (size_t i = 0; i < n_lines; i++)
        if (i == 0 || by_step(&steps[i], &steps[n - 1]) != 0)
            steps[n++] = steps[i];
    out->levels = levels;
    out->steps = steps;
    out->n_levels = (uint32_t)n_levels;
    out->n_steps = (uint32_t)n;
    for (size_t i = 0; i < n_lines; i++)
        taught[i].step = step_of(out, &of_line[i]) & 0x7fffffffu;
}

static void pack_taught(const struct bw_catalogue *cat, struct bw_arena *arena,
                        struct bw_offers *out)
{
    out->taught_at = count_lines(cat, arena);
    size_t n_lines = out->taught_at[cat->n_courses];
    struct bw_taught *taught = BW_ARENA_NEW(arena, struct bw_taught, n_lines);
    for (uint32_t j = 0, i = 0; j < cat->n_courses; j++) {
        for (size_t t = 0; t < cat->courses[j].n_teaches; t++, i++) {
            taught[i].competency = cat->courses[j].teaches[t].competency;
            taught[i].from_assumed = cat->courses[j].teaches[t].from_assumed;
        }
    }
    collect_steps(cat, taught, arena, out);
    out->taught = taught;
}

static void turn_round(struct bw_catalogue *cat, struct bw_arena *arena)
{
    const struct bw_offers *offers = &cat->offers;
    size_t n_lines = offers->taught_at[cat->n_courses];
    uint32_t *at = BW_ARENA_NEW(arena, uint32_t, (size_t)cat->n_competencies + 2);
    struct bw_teaching *teaching = BW_ARENA_NEW(arena, struct bw_teaching, n_lines);
    for (size_t i = 0; i < n_lines; i++)
        at[offers->taught[i].competency + 2]++;
    for (uint32_t c = 0; c < cat->n_competencies; c++)
        at[c + 2] += at[c + 1];
    for (uint32_t j = 0, i = 0; j < cat->n_courses; j++)
        for (; i < offers->taught_at[j + 1]; i++)
            teaching[at[offers->taught[i].competency + 1]++] =
                (struct bw_teaching){j, offers->taught[i].step};
    cat->teaching = teaching;
    cat->teaching_at = at;
}

static void make_scales(const struct bw_catalogue *cat, struct bw_arena *arena,
                        struct bw_offers *out)
{
    for (int o = 0; o < BW_OBJECTIVE_COUNT; o++) {
        float *scale = BW_ARENA_NEW(arena, float, cat->n_courses);
        for (uint32_t j = 0; j < cat->n_courses; j++)
            if (!cat->cards[j].retired)
                scale[j] = bw_float_over(bw_offer_scale(&cat->cards[j], (enum bw_objective)o));
        out->scale[o] = scale;
    }
}

void bw_offers_pack(struct bw_catalogue *cat, struct bw_arena *arena)
{
    cat->offers = (struct bw_offers){0};
    pack_taught(cat, arena, &cat->offers);
    make_scales(cat, arena, &cat->offers);
    turn_round(cat, arena);
}
