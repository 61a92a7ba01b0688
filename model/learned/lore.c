#include "model/learned/lore.h"

#include "model/learned/feature.h"
#include "model/space/nearest.h"
#include "model/base/sort.h"

#define SHARING_MOST 64
/* Beside what lies by course: lists of nearest rows, and rounding. */
#define ROOM_BYTES ((size_t)1 << 20)

/* A known course that shares something with the one at hand. */
struct sharing {
    uint32_t course, n; /* competencies that both teach */
    float dot;
};

struct lookup {
    const struct bw_catalogue *cat;
    const struct bw_vectors *vectors;
    struct bw_course_lore *courses;
    uint32_t *place; /* per course: 1 + its place in sharing, all 0 between courses */
    struct sharing *sharing;
    size_t n_sharing;
    struct bw_arena *arena;
};

static int most_shared(const void *a, const void *b)
{
    const struct sharing *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return (x->course > y->course) - (x->course < y->course);
}

static int most_alike(const void *a, const void *b)
{
    const struct sharing *x = a, *y = b;
    if (x->dot > y->dot || x->dot < y->dot)
        return x->dot > y->dot ? -1 : 1;
    return (x->course > y->course) - (x->course < y->course);
}

static void share(struct lookup *lookup, uint32_t competency)
{
    const struct bw_catalogue *cat = lookup->cat;
    for (uint32_t i = cat->teaching_at[competency]; i < cat->teaching_at[competency + 1]; i++) {
        uint32_t course = cat->teaching[i].course, *place = &lookup->place[course];
        if (lookup->courses[course].known == BW_NONE)
            continue;
        if (*place == 0) {
            lookup->sharing[lookup->n_sharing++] = (struct sharing){.course = course};
            *place = (uint32_t)lookup->n_sharing;
        }
        lookup->sharing[*place - 1].n++;
    }
}

static void share_all(struct lookup *lookup, uint32_t course)
{
    const struct bw_course *taught = &lookup->cat->courses[course];
    lookup->n_sharing = 0;
    for (size_t t = 0; t < taught->n_teaches; t++) {
        struct bw_ixs same = lookup->cat->competencies[taught->teaches[t].competency].same;
        share(lookup, taught->teaches[t].competency);
        for (size_t s = 0; s < same.n; s++)
            share(lookup, same.at[s]);
    }
    for (size_t i = 0; i < lookup->n_sharing; i++)
        lookup->place[lookup->sharing[i].course] = 0;
    bw_sort(lookup->sharing, lookup->n_sharing, sizeof *lookup->sharing, most_shared);
    if (lookup->n_sharing > SHARING_MOST)
        lookup->n_sharing = SHARING_MOST;
}

static void order_by_vectors(struct lookup *lookup, const float *row)
{
    struct bw_rows rows = lookup->vectors->courses;
    for (size_t i = 0; i < lookup->n_sharing; i++) {
        const float *other = rows.at + (size_t)lookup->sharing[i].course * rows.stride;
        lookup->sharing[i].dot = bw_dot_f32(row, other, rows.stride);
    }
    bw_sort(lookup->sharing, lookup->n_sharing, sizeof *lookup->sharing, most_alike);
}

static bool is_known(const void *context, uint32_t row)
{
    const struct lookup *lookup = context;
    return lookup->courses[row].known != BW_NONE;
}

static void nearest_by_vectors(struct lookup *lookup, const float *row, struct bw_course_lore *out)
{
    const float least = 0x1p-24f; /* what is less is rounding */
    struct bw_nearest_rule rule = {.most = BW_LORE_KIN_MOST,
                                   .floor = least,
                                   .first_own = BW_NEAREST_OTHERS,
                                   .may = is_known,
                                   .context = lookup};
    size_t mark = bw_arena_mark(lookup->arena);
    struct bw_nearest nearest = bw_nearest_to(lookup->vectors->courses, row, &rule, lookup->arena);
    for (uint32_t i = 0; i < nearest.n; i++)
        out->kin[out->n_kin++] = lookup->courses[nearest.at[i].row].known;
    bw_arena_rewind(lookup->arena, mark);
}

static void find_kin(struct lookup *lookup, uint32_t course)
{
    struct bw_course_lore *out = &lookup->courses[course];
    if (lookup->cat->courses[course].n_teaches == 0)
        return;
    const float *row = lookup->vectors ? bw_vectors_row(lookup->vectors->courses, course) : NULL;
    share_all(lookup, course);
    if (row && lookup->n_sharing == 0)
        nearest_by_vectors(lookup, row, out);
    else if (row)
        order_by_vectors(lookup, row);
    for (size_t i = 0; i < lookup->n_sharing && out->n_kin < BW_LORE_KIN_MOST; i++)
        out->kin[out->n_kin++] = lookup->courses[lookup->sharing[i].course].known;
}

static struct bw_course_lore look_up(const struct bw_rates *rates, const struct bw_coenrol *coenrol,
                                     const struct bw_course *course)
{
    struct bw_course_lore out = {.provider_rate = BW_FEATURE_RATE_UNKNOWN,
                                 .course_rate = BW_FEATURE_RATE_UNKNOWN,
                                 .known = coenrol ? bw_coenrol_find(coenrol, course->id) : BW_NONE};
    if (rates) {
        out.provider_rate = bw_rates_provider(rates, course->provider);
        out.course_rate = bw_rates_course(rates, course->id, course->provider);
    }
    return out;
}

static struct bw_arena *room_for(uint32_t n_courses)
{
    size_t each = sizeof(struct bw_course_lore) + sizeof(uint32_t) + sizeof(struct sharing) +
                  sizeof(struct bw_neighbour);
    return bw_arena_create(n_courses * each + ROOM_BYTES);
}

bool bw_lore_make(const struct bw_rates *rates, const struct bw_coenrol *coenrol,
                  const struct bw_catalogue *cat, const struct bw_vectors *vectors,
                  struct bw_lore *out)
{
    uint32_t n = cat->n_courses;
    struct lookup lookup = {.cat = cat, .vectors = vectors, .arena = room_for(n)};
    if (!lookup.arena)
        return false;
    lookup.courses = bw_arena_take(lookup.arena, n * sizeof *lookup.courses);
    size_t mark = bw_arena_mark(lookup.arena);
    lookup.place = BW_ARENA_NEW(lookup.arena, uint32_t, n);
    lookup.sharing = bw_arena_take(lookup.arena, n * sizeof *lookup.sharing);
    for (uint32_t j = 0; j < n; j++)
        lookup.courses[j] = look_up(rates, coenrol, &cat->courses[j]);
    for (uint32_t j = 0; coenrol && j < n; j++)
        if (lookup.courses[j].known == BW_NONE)
            find_kin(&lookup, j);
    bw_arena_rewind(lookup.arena, mark);
    *out = (struct bw_lore){lookup.courses, lookup.arena};
    return true;
}

void bw_lore_free(struct bw_lore *lore)
{
    if (lore->arena)
        bw_arena_free(lore->arena);
    *lore = (struct bw_lore){NULL, NULL};
}

double bw_lore_together(const struct bw_lore *lore, const double *scores, uint32_t course)
{
    const struct bw_course_lore *of = &lore->courses[course];
    double sum = 0;
    if (!scores)
        return 0;
    if (of->known != BW_NONE)
        return scores[of->known];
    for (uint32_t i = 0; i < of->n_kin; i++)
        sum += scores[of->kin[i]];
    return of->n_kin ? sum / of->n_kin : 0;
}
