#include "model/learned/forecast.h"

#include "model/learned/history.h"

/* What goes with the courses that the person took; NULL when the model knows none of them. */
static const double *look_back(const struct bw_learning *learning, const struct bw_mind *mind,
                               struct bw_arena *arena)
{
    const struct bw_coenrol *coenrol = &learning->coenrol;
    if (coenrol->n_courses == 0)
        return NULL;
    struct bw_history taken = bw_history_of(mind->person, mind->as_of, arena);
    uint32_t *known = bw_arena_take(arena, taken.n * sizeof *known);
    size_t n = 0;
    for (size_t i = 0; i < taken.n; i++) {
        uint32_t place = learning->lore.courses[taken.at[i].course].known;
        if (place != BW_NONE)
            known[n++] = place;
    }
    if (n == 0)
        return NULL;
    double *scores = bw_arena_take(arena, coenrol->n_courses * sizeof *scores);
    bw_coenrol_score(coenrol, known, n, scores);
    return scores;
}

static double largest(const double *scores, uint32_t n)
{
    double most = 0;
    for (uint32_t i = 0; scores && i < n; i++)
        most = scores[i] > most ? scores[i] : most;
    return most;
}

struct bw_forecast bw_forecast_make(const struct bw_mind *mind, bw_day from, struct bw_arena *arena)
{
    const struct bw_learning *learning = mind->cat->learning;
    struct bw_forecast out = {.learning = learning};
    if (!learning)
        return out;
    out.learned_chance = bw_learning_serves(learning, BW_PART_SUCCESS);
    if (out.learned_chance || learning->weights.co_enrolment > 0)
        out.together = look_back(learning, mind, arena);
    out.share_most =
        learning->weights.co_enrolment * largest(out.together, learning->coenrol.n_courses);
    if (!out.learned_chance)
        return out;
    out.chance_most = bw_chance_most(&learning->chance);
    struct bw_mind *alone = bw_arena_take(arena, sizeof *alone);
    *alone = bw_mind_alone(mind, arena);
    out.learner = bw_learner_make(alone, learning->vectors, from, arena);
    return out;
}

static void fill_row(const struct bw_forecast *forecast, uint32_t course, bool self_initiated,
                     double row[])
{
    const struct bw_lore *lore = &forecast->learning->lore;
    struct bw_feature_tables tables = {.provider_rate = lore->courses[course].provider_rate,
                                       .course_rate = lore->courses[course].course_rate,
                                       .co_enrolment =
                                           bw_lore_together(lore, forecast->together, course),
                                       .self_initiated = self_initiated};
    bw_feature_row(&forecast->learner, course, &tables, row);
}

void bw_forecast_chances(const struct bw_forecast *forecast, const uint32_t courses[], size_t n,
                         double p[])
{
    double rows[BW_FORECAST_BLOCK * BW_FEATURE_COUNT];
    for (size_t i = 0; i < n; i++)
        fill_row(forecast, courses[i], true, rows + i * BW_FEATURE_COUNT);
    bw_chance_of(&forecast->learning->chance, rows, n, p);
}

double bw_forecast_looking_back(const struct bw_forecast *forecast, uint32_t course,
                                bool self_initiated)
{
    double row[BW_FEATURE_COUNT], p;
    fill_row(forecast, course, self_initiated, row);
    bw_chance_of(&forecast->learning->chance, row, 1, &p);
    return p;
}

double bw_forecast_share(const struct bw_forecast *forecast, uint32_t course)
{
    if (!(forecast->share_most > 0))
        return 0;
    return forecast->learning->weights.co_enrolment *
           bw_lore_together(&forecast->learning->lore, forecast->together, course);
}
