#pragma once
/* The courses that may be listed for a gap, and what each takes off it. Owns the listing rules
 * (visibility, filters, completed, bookable, legal demands, readiness) and what a course closes
 * with direct, same and near competencies. Most courses of the pool are never completed. Results
 * live in the arena. Any thread, one arena each. */
#include "model/bounds.h"

/* What one course takes off one open requirement. */
struct bw_effect {
    double d; /* D > 0, in levels, near ones already reduced */
    uint32_t path;
    uint32_t need;  /* index in the open needs */
    uint32_t teach; /* of the course: what counted */
    bool from_assumed;
};

struct bw_candidate_course {
    uint32_t index;
    const struct bw_course *course; /* not looked at before it is listed, if that can be helped */
    const struct bw_course_card *card;
    double success, ready; /* p, q */
    bool foretold;         /* else p is not known yet, and success not under it */
    bool mandatory, from_assumed;
    const struct bw_effect *effects; /* ascending by need */
    size_t n_effects;
};

struct bw_candidates_found {
    const struct bw_gap *gap;
    const struct bw_question *question;
    struct bw_arena *arena;
    const struct bw_forecast *forecast;
    struct bw_pool pool;
    struct bw_bounds bounds; /* of all that may close enough to be listed */
    const double *most;      /* per open need: the largest D of what may be listed */
    double closable;
    double closure_least;         /* a course that closes less is not listed */
    const uint32_t *not_closable; /* competencies, ascending */
    size_t n_not_closable;
    /* Inside: */
    uint8_t *listed; /* per course: what the listing rules said */
    uint32_t *held;  /* per open need, all 0 between completions */
};

/* `gap` was made for the same question. */
struct bw_candidates_found bw_candidates_find(const struct bw_gap *gap,
                                              const struct bw_question *question,
                                              struct bw_arena *arena);

/* Completes a course of the pool, but for a learned chance; false when it may not be listed or
 * closes nothing. */
bool bw_candidates_complete(struct bw_candidates_found *candidates, uint32_t course,
                            struct bw_candidate_course *out);

/* What one course would close of a gap, whether or not it may be listed, its chance the closed
 * form. Finding all candidates is left out: for who knows which courses it is about. */
struct bw_candidates_found bw_candidates_unlisted(const struct bw_gap *gap,
                                                  const struct bw_question *question,
                                                  struct bw_arena *arena);
struct bw_candidate_course bw_candidates_alone(struct bw_candidates_found *candidates,
                                               uint32_t course);

/* The learned chance of n <= BW_FORECAST_BLOCK completed courses that are not foretold yet: one by
 * one would take longer. */
void bw_candidates_foretell(const struct bw_candidates_found *candidates,
                            struct bw_candidate_course *const courses[], size_t n);
