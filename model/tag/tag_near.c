#include "model/tag/tag_near.h"

#include <math.h>
#include <string.h>

#define RIDGE 1.

static void insert(struct bw_tag_near *near, uint32_t course, double alike)
{
    uint32_t at = near->n < BW_TAG_NEAR_MOST ? near->n++ : BW_TAG_NEAR_MOST - 1;
    for (; at > 0 && near->alike[at - 1] < alike; at--) {
        near->course[at] = near->course[at - 1];
        near->alike[at] = near->alike[at - 1];
    }
    near->course[at] = course;
    near->alike[at] = alike;
}

bool bw_tag_sees(const struct bw_catalogue *cat, const struct bw_tag_asker *asker,
                 uint32_t record_org)
{
    return asker->everything || bw_catalogue_sees(cat, asker->org, record_org);
}

static void choose(const struct bw_catalogue *cat, const double *alike,
                   const struct bw_tag_asker *asker, struct bw_tag_near *out)
{
    out->n = 0;
    for (uint32_t c = 0; c < cat->n_courses; c++) {
        double of = alike[cat->n_competencies + c];
        bool full = out->n == BW_TAG_NEAR_MOST;
        if (of <= 0 || (full && of <= out->alike[BW_TAG_NEAR_MOST - 1]) || c == asker->but ||
            cat->courses[c].n_teaches == 0)
            continue;
        if (bw_tag_sees(cat, asker, cat->courses[c].org))
            insert(out, c, of);
    }
}

struct system {
    double at[BW_TAG_NEAR_MOST][BW_TAG_NEAR_MOST]; /* the lower half */
    uint32_t n;
};

/* How alike the near courses are among each other, and the ridge. */
static void fill(const struct bw_catalogue *cat, const struct bw_tag_words *words,
                 const struct bw_tag_near *near, struct bw_arena *arena, struct system *out)
{
    float *row = BW_ARENA_NEW(arena, float, words->n_words);
    out->n = near->n;
    for (uint32_t j = 0; j < near->n; j++) {
        uint32_t document = cat->n_competencies + near->course[j];
        size_t first = words->first_of[document], end = words->first_of[document + 1];
        for (size_t e = first; e < end; e++)
            row[words->words_of[e].at] = words->words_of[e].weight;
        for (uint32_t i = j; i < near->n; i++) {
            uint32_t other = cat->n_competencies + near->course[i];
            double product = i == j ? RIDGE : 0;
            for (size_t e = words->first_of[other]; e < words->first_of[other + 1]; e++)
                product += (double)words->words_of[e].weight * row[words->words_of[e].at];
            out->at[i][j] = product;
        }
        for (size_t e = first; e < end; e++)
            row[words->words_of[e].at] = 0;
    }
}

/* Cholesky: the matrix is a Gram matrix plus the ridge, so that no pivot is below it but for
 * rounding. */
static void decompose(struct system *system)
{
    for (uint32_t j = 0; j < system->n; j++) {
        double *of_j = system->at[j];
        for (uint32_t k = 0; k < j; k++)
            of_j[j] -= of_j[k] * of_j[k];
        of_j[j] = sqrt(of_j[j]);
        for (uint32_t i = j + 1; i < system->n; i++) {
            double *of_i = system->at[i];
            for (uint32_t k = 0; k < j; k++)
                of_i[j] -= of_i[k] * of_j[k];
            of_i[j] /= of_j[j];
        }
    }
}

static void solve(const struct system *system, double *x)
{
    for (uint32_t i = 0; i < system->n; i++) {
        for (uint32_t k = 0; k < i; k++)
            x[i] -= system->at[i][k] * x[k];
        x[i] /= system->at[i][i];
    }
    for (uint32_t i = system->n; i-- > 0;) {
        for (uint32_t k = i + 1; k < system->n; k++)
            x[i] -= system->at[k][i] * x[k];
        x[i] /= system->at[i][i];
    }
}

void bw_tag_near_find(const struct bw_catalogue *cat, const struct bw_tag_words *words,
                      const double *alike, const struct bw_tag_asker *asker, struct bw_arena *arena,
                      struct bw_tag_near *out)
{
    choose(cat, alike, asker, out);
    size_t mark = bw_arena_mark(arena);
    struct system *system = BW_ARENA_NEW(arena, struct system, 1);
    fill(cat, words, out, arena, system);
    decompose(system);
    memcpy(out->weight, out->alike, out->n * sizeof *out->weight);
    solve(system, out->weight);
    bw_arena_rewind(arena, mark);
}
