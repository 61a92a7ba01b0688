#include "model/tag/tag_fit.h"

#include <math.h>

#include "model/base/normal.h"

#define LINES_FIRST 50 /* of a course, likeliest first, for a first fit */
#define LINES_LAST 20  /* and for the last: what is shown is to be right */
#define ROUNDS 2       /* of the last */
#define STEPS_MOST 50  /* of Newton's method */
#define WEIGHTS (BW_TAG_SIGNS + 1)

/* A compromise between what three catalogues asked for, two of real course texts and the sample
 * region, rounded (tests/text/tagging.py prints what they give). The constant: of what nothing
 * speaks for, one in 67 is taught. */
const struct bw_tag_weights bw_tag_weights_fixed = {
    .of = {[BW_TAG_NEAR] = 1.7, [BW_TAG_LABEL] = 5, [BW_TAG_RECORD] = 5, [BW_TAG_WORDS] = 1.5},
    .constant = -4.2,
};

double bw_tag_sum(const struct bw_tag_weights *weights, const struct bw_tag_signs *signs)
{
    double z = weights->constant;
    for (int s = 0; s < BW_TAG_SIGNS; s++)
        z += weights->of[s] * signs->of[s];
    return z;
}

double bw_tag_chance(double z)
{
    return z >= 0 ? 1 / (1 + bw_exp(-z)) : 1 - 1 / (1 + bw_exp(z));
}

/* A competency that a course may teach, and whether it does. */
struct line {
    struct bw_tag_signs signs;
    uint32_t competency;
    double z;
    bool taught;
};

/* The lines of one course, likeliest first; ties by competency. */
struct lines {
    struct line at[LINES_FIRST];
    uint32_t n;
};

static void insert(struct lines *lines, const struct line *line, uint32_t most)
{
    if (lines->n == most && line->z <= lines->at[most - 1].z)
        return;
    uint32_t at = lines->n < most ? lines->n++ : most - 1;
    for (; at > 0 && lines->at[at - 1].z < line->z; at--)
        lines->at[at] = lines->at[at - 1];
    lines->at[at] = *line;
}

static bool teaches(const struct bw_course *course, uint32_t competency)
{
    for (size_t t = 0; t < course->n_teaches; t++)
        if (course->teaches[t].competency == competency)
            return true;
    return false;
}

/* What would be said of a course if it were not there. */
static void look_at(const struct bw_tag_base *base, uint32_t course, struct bw_arena *arena,
                    struct lines *out)
{
    struct bw_tag_asker asker = {true, BW_NONE, course};
    struct bw_tag_look look;
    size_t mark = bw_arena_mark(arena);
    bw_tag_look(base, bw_tag_text(base->cat, course, arena), &asker, arena, &look);
    out->n = 0;
    for (uint32_t c = 0; look.signs && c < base->cat->n_competencies; c++) {
        struct line line = {look.signs[c], c, bw_tag_sum(&bw_tag_weights_fixed, &look.signs[c]),
                            false};
        insert(out, &line, LINES_FIRST);
    }
    for (uint32_t i = 0; i < out->n; i++)
        out->at[i].taught = teaches(&base->cat->courses[course], out->at[i].competency);
    bw_arena_rewind(arena, mark);
}

/* First and second derivatives of what is minimised. */
struct slope {
    double first[WEIGHTS], second[WEIGHTS][WEIGHTS];
};

static void slope_add(struct slope *slope, const struct bw_tag_weights *weights,
                      const struct line *line)
{
    double p = bw_tag_chance(bw_tag_sum(weights, &line->signs)), x[WEIGHTS];
    for (int s = 0; s < BW_TAG_SIGNS; s++)
        x[s] = line->signs.of[s];
    x[BW_TAG_SIGNS] = 1;
    for (int i = 0; i < WEIGHTS; i++) {
        slope->first[i] += (p - line->taught) * x[i];
        for (int j = 0; j <= i; j++)
            slope->second[i][j] += p * (1 - p) * x[i] * x[j];
    }
}

static double *weight_at(struct bw_tag_weights *weights, int i)
{
    return i < BW_TAG_SIGNS ? &weights->of[i] : &weights->constant;
}

/* step = second^-1 first, by Cholesky: the prior keeps every pivot at 1 or above. */
static void step_of(struct slope *slope, double *step)
{
    for (int j = 0; j < WEIGHTS; j++) {
        for (int i = j; i < WEIGHTS; i++) {
            for (int k = 0; k < j; k++)
                slope->second[i][j] -= slope->second[i][k] * slope->second[j][k];
            slope->second[i][j] =
                i == j ? sqrt(slope->second[i][j]) : slope->second[i][j] / slope->second[j][j];
        }
    }
    for (int i = 0; i < WEIGHTS; i++) {
        step[i] = slope->first[i];
        for (int k = 0; k < i; k++)
            step[i] -= slope->second[i][k] * step[k];
        step[i] /= slope->second[i][i];
    }
    for (int i = WEIGHTS - 1; i >= 0; i--) {
        for (int k = i + 1; k < WEIGHTS; k++)
            step[i] -= slope->second[k][i] * step[k];
        step[i] /= slope->second[i][i];
    }
}

/* One step of Newton's method; how far it went. */
static double improve(const struct lines *courses, uint32_t n, uint32_t most,
                      struct bw_tag_weights *weights)
{
    struct bw_tag_weights fixed = bw_tag_weights_fixed;
    struct slope slope = {{0}, {{0}}};
    double step[WEIGHTS], longest = 0;
    for (int i = 0; i < WEIGHTS; i++) {
        slope.first[i] = *weight_at(weights, i) - *weight_at(&fixed, i);
        slope.second[i][i] = 1;
    }
    for (uint32_t c = 0; c < n; c++)
        for (uint32_t i = 0; i < courses[c].n && i < most; i++)
            slope_add(&slope, weights, &courses[c].at[i]);
    step_of(&slope, step);
    for (int i = 0; i < WEIGHTS; i++) {
        *weight_at(weights, i) -= step[i];
        longest = fabs(step[i]) > longest ? fabs(step[i]) : longest;
    }
    return longest;
}

static void fit(const struct lines *courses, uint32_t n, uint32_t most,
                struct bw_tag_weights *weights)
{
    for (int step = 0; step < STEPS_MOST; step++)
        if (improve(courses, n, most, weights) < 1e-9)
            return;
}

/* The lines again, likeliest first by these weights. */
static void sort(struct lines *lines, const struct bw_tag_weights *weights)
{
    struct lines sorted = {.n = 0};
    for (uint32_t i = 0; i < lines->n; i++) {
        lines->at[i].z = bw_tag_sum(weights, &lines->at[i].signs);
        insert(&sorted, &lines->at[i], LINES_FIRST);
    }
    *lines = sorted;
}

struct bw_tag_weights bw_tag_fit(const struct bw_tag_base *base, struct bw_arena *arena)
{
    struct bw_tag_weights weights = bw_tag_weights_fixed;
    const struct bw_catalogue *cat = base->cat;
    uint32_t n_taught = 0, next = 0;
    for (uint32_t c = 0; c < cat->n_courses; c++)
        n_taught += cat->courses[c].n_teaches > 0;
    uint32_t n = n_taught < BW_TAG_SAMPLE ? n_taught : BW_TAG_SAMPLE, at = 0;
    struct lines *courses = BW_ARENA_NEW(arena, struct lines, n);
    for (uint32_t c = 0; c < cat->n_courses && at < n; c++) {
        if (cat->courses[c].n_teaches == 0)
            continue;
        if (next++ == (uint64_t)at * n_taught / n)
            look_at(base, c, arena, &courses[at++]);
    }
    fit(courses, at, LINES_FIRST, &weights);
    for (int round = 0; round < ROUNDS; round++) {
        for (uint32_t c = 0; c < at; c++)
            sort(&courses[c], &weights);
        fit(courses, at, LINES_LAST, &weights);
    }
    weights.n_courses = at;
    return weights;
}
