#include "model/learned/hindsight.h"

#include "model/candidates.h"

/* What was known of a person and asked of them on the day before `day`. */
struct eve {
    struct bw_question question;
    struct bw_gap gap;
    struct bw_candidates_found found;
};

static struct eve *eve_of(const struct bw_catalogue *cat, const struct bw_person *person,
                          bw_day day, struct bw_arena *arena)
{
    struct eve *eve = bw_arena_take(arena, sizeof *eve);
    eve->question = bw_question_on(day - 1);
    eve->gap = bw_gap_make(cat, NULL, person, &eve->question, arena);
    eve->found = bw_candidates_unlisted(&eve->gap, &eve->question, arena);
    return eve;
}

struct bw_hindsight bw_hindsight_of(const struct bw_catalogue *cat,
                                    const struct bw_vectors *vectors,
                                    const struct bw_person *person,
                                    const struct bw_outcome *outcome, struct bw_arena *arena)
{
    struct bw_hindsight out;
    struct bw_feature_tables unknown = {.provider_rate = BW_FEATURE_RATE_UNKNOWN,
                                        .course_rate = BW_FEATURE_RATE_UNKNOWN,
                                        .self_initiated = outcome->self_initiated};
    size_t mark = bw_arena_mark(arena);
    struct eve *eve = eve_of(cat, person, outcome->begun, arena);
    const struct bw_mind *mind = &eve->gap.mind;
    struct bw_learner learner = bw_learner_make(mind, vectors, mind->as_of, arena);
    struct bw_forecast forecast = bw_forecast_make(mind, mind->as_of, arena);
    bw_feature_row(&learner, outcome->course, &unknown, out.features);
    out.closed = bw_candidates_alone(&eve->found, outcome->course).success;
    out.served = forecast.learned_chance
                     ? bw_forecast_looking_back(&forecast, outcome->course, outcome->self_initiated)
                     : out.closed;
    bw_arena_rewind(arena, mark);
    return out;
}

static struct bw_hindsight_shown look_back(struct eve *eve, const struct bw_liking *liking,
                                           uint32_t course)
{
    const struct bw_catalogue *cat = eve->gap.mind.cat;
    struct bw_candidate_course found = bw_candidates_alone(&eve->found, course);
    struct bw_hindsight_shown out = {
        .language = bw_liking_language(liking, cat, course) == BW_FIT_NOT,
        .format = bw_liking_format(liking, found.card) == BW_FIT_NOT,
        .hours = bw_liking_hours(liking, cat, course, eve->question.as_of) == BW_FIT_NOT};
    for (size_t e = 0; e < found.n_effects; e++)
        out.closure += eve->found.pool.open[found.effects[e].need]->w * found.effects[e].d;
    out.closure *= found.success * found.ready;
    out.score = out.closure * bw_offer_scale(found.card, BW_BALANCED);
    return out;
}

const struct bw_hindsight_shown *bw_hindsight_of_shown(const struct bw_catalogue *cat,
                                                       const struct bw_person *person,
                                                       const struct bw_shown *shown, size_t n,
                                                       struct bw_arena *arena)
{
    struct bw_hindsight_shown *out = bw_arena_take(arena, n * sizeof *out);
    size_t mark = bw_arena_mark(arena);
    struct bw_liking liking = bw_liking_make(&person->preferences, arena);
    for (size_t i = 0; i < n;) {
        size_t day_mark = bw_arena_mark(arena);
        struct eve *eve = eve_of(cat, person, shown[i].at, arena);
        for (bw_day day = shown[i].at; i < n && shown[i].at == day; i++)
            out[i] = look_back(eve, &liking, shown[i].course);
        bw_arena_rewind(arena, day_mark);
    }
    bw_arena_rewind(arena, mark);
    return out;
}
