#pragma once
/* What can be asked of the engine: the goal, the day, the filters. Plain values decoded from a
 * request, living in its arena. */
#include "model/person.h"

enum bw_goal_kind {
    BW_GOAL_CURRENT,
    BW_GOAL_ROLE,
    BW_GOAL_CHANGE,
    BW_GOAL_COMPETENCIES,
    BW_GOAL_WISHES
};

struct bw_goal {
    enum bw_goal_kind kind;
    uint32_t role;         /* BW_GOAL_ROLE */
    struct bw_ixs changes; /* BW_GOAL_CHANGE: each once, in any order */
    struct bw_asks items;  /* BW_GOAL_COMPETENCIES: ascending by competency, merged */
};

struct bw_strs {
    const struct bw_str *at;
    size_t n;
};

/* Hard conditions; an empty list, -1 or BW_DAY_NONE filters nothing. */
struct bw_filters {
    struct bw_strs languages, providers;
    unsigned formats; /* set of 1 << enum bw_format */
    int64_t max_price_cents;
    double max_hours;
    bw_day start_after, start_before; /* both included */
    struct bw_ixs competencies;
    bool has_seats;
};

struct bw_question {
    bw_day as_of;
    struct bw_goal goal;
    struct bw_filters filters;
    struct bw_ixs exclude; /* courses, ascending */
    size_t k;
    double diversity;
    enum bw_objective objective;
};

#define BW_K_DEFAULT 10
#define BW_DIVERSITY_DEFAULT .7

/* What is asked when nothing is said but the day. */
static inline struct bw_question bw_question_on(bw_day day)
{
    return (struct bw_question){.as_of = day,
                                .filters = {.max_price_cents = -1,
                                            .max_hours = -1,
                                            .start_after = BW_DAY_NONE,
                                            .start_before = BW_DAY_NONE},
                                .k = BW_K_DEFAULT,
                                .diversity = BW_DIVERSITY_DEFAULT,
                                .objective = BW_BALANCED};
}
