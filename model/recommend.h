#pragma once
/* The courses that close a gap best, each with the reasons that add up to its score. Second half of
 * the pipeline: gap -> candidates -> effect -> success -> rank -> diversify -> explain. Results
 * live in the arena. Any thread, one arena each. */
#include "model/gap.h"

/* One contribution to a score. */
struct bw_reason {
    const struct bw_need *need;
    double after; /* expected level after success, unclamped */
    double contribution;
    uint32_t via; /* the taught competency that counted instead, or BW_NONE */
    double similarity;
};

enum bw_flag {
    BW_FLAG_FROM_ASSUMED = 1,
    BW_FLAG_NEAR_DUPLICATE = 2,
    BW_FLAG_STARTS_LATE = 4,
    BW_FLAG_OUTSIDE_PREFERENCES = 8,
    BW_FLAG_PINNED = 16
};

enum bw_term {
    BW_TERM_NEAR_DUPLICATE,
    BW_TERM_PREFERENCE,
    BW_TERM_CO_ENROLMENT,
    BW_TERM_PIN,
    BW_TERM_COUNT
};

struct bw_suggestion {
    uint32_t course;
    double score, closure;
    double success; /* p */
    double ready;   /* q */
    int64_t employee_cost_cents;
    const struct bw_session *next_session; /* or NULL */
    bool mandatory;
    unsigned flags;
    const struct bw_reason *why; /* largest first */
    size_t n_why;
    double terms[BW_TERM_COUNT]; /* 0: not there */
};

struct bw_advice {
    struct bw_gap gap;
    double closable, coverage;
    const uint32_t *not_closable; /* competencies, ascending */
    size_t n_not_closable;
    const struct bw_suggestion *items;
    size_t n_items;
};

struct bw_advice bw_recommend(const struct bw_catalogue *cat, const struct bw_peers *peers,
                              const struct bw_person *person, const struct bw_question *question,
                              struct bw_arena *arena);
