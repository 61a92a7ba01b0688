#pragma once
/* One employee as the engine sees them: a pseudonym, a place, and what is known of their
 * competencies. No name, age, gender or nationality exists here. Plain values that live in the
 * request's arena; one thread. */
#include "model/catalogue.h"

/* One item of evidence, as recorded. */
struct bw_item {
    uint32_t competency;
    enum bw_source source;
    double level;
    bw_day at;
    bw_day valid_until; /* BW_DAY_NONE: for ever */
    struct bw_str by;   /* or absent */
    uint32_t course;    /* that it names, or BW_NONE */
    uint64_t order;     /* of writing: the larger is the later */
};

/* A completed course. */
struct bw_completion {
    uint32_t course;
    bw_day at;
    uint64_t order;
};

/* A course that was begun. */
struct bw_enrolment {
    uint32_t course;
    bw_day at;
    uint64_t order;
};

struct bw_preferences {
    const struct bw_str *languages;
    size_t n_languages;
    unsigned formats;      /* set of 1 << enum bw_format, 0: no preference */
    double max_hours_week; /* 0: no preference */
};

struct bw_person {
    struct bw_str id;
    uint64_t number; /* inside the store; what published votes are kept under */
    uint32_t org, team, role;
    uint32_t target_role;          /* or BW_NONE */
    bw_day leaves_on;              /* or BW_DAY_NONE */
    double hours_per_week;         /* 0 absent */
    int64_t training_budget_cents; /* their own, a year; -1 absent */
    bool objects_to_profiling;
    struct bw_preferences preferences;
    struct bw_ixs wishes;
    const struct bw_item *items; /* in no particular order */
    size_t n_items;
    const struct bw_completion *completions;
    size_t n_completions;
    const struct bw_enrolment *enrolments; /* in the order of writing; completions are not here */
    size_t n_enrolments;
};

/* The people of one question, in byte order of their ids. */
struct bw_people {
    const struct bw_person *at;
    size_t n;
};
