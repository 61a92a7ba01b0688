#pragma once
/* The courses that may be listed for a gap, and what each takes off it. Owns the listing rules
 * (visibility, filters, completed, bookable, legal demands, readiness) and the walk over the
 * inverted index with direct, same and near competencies. Results live in the arena. Any thread,
 * one arena each. */
#include "model/gap.h"

/* What one course takes off one open requirement. */
struct bw_effect {
    double d;      /* D > 0, in levels, near ones already reduced */
    double credit; /* 1, or min(.5, sigma^2) */
    double similarity;
    double distance; /* g of this one: a - m */
    uint32_t need;   /* index in the open needs */
    uint32_t via;    /* the taught competency when it is another, or BW_NONE */
    uint32_t teach;  /* of the course: what counted */
    uint32_t next;   /* the same course's next effect while collecting */
    bool from_assumed;
};

struct bw_candidate_course {
    uint32_t index;
    const struct bw_course *course; /* not looked at before it is listed, if that can be helped */
    const struct bw_course_card *card;
    double success, ready; /* p, q */
    bool mandatory, from_assumed;
    const struct bw_effect *effects; /* ascending by need */
    size_t n_effects;
    uint32_t head; /* of the chain while collecting */
};

struct bw_candidates_found {
    const struct bw_need **open; /* unmet requirements, ascending by competency */
    size_t n_open;
    const struct bw_candidate_course *at; /* in no particular order */
    size_t n;
    double closable;
    const uint32_t *not_closable; /* competencies, ascending */
    size_t n_not_closable;
};

/* `gap` was made for the same question. */
struct bw_candidates_found bw_candidates_find(const struct bw_gap *gap,
                                              const struct bw_question *question,
                                              struct bw_arena *arena);
