#pragma once
/* What binds a plan, said to people: which limit or demand, for whom, and what would make more of
 * it possible; in Dutch and English. Owns these words. Texts live in the arena. Any thread. */
#include "model/plan/plan.h"

struct bw_plan_told {
    const struct bw_catalogue *cat;
    const struct bw_plan *plan;
    enum bw_lang lang;
    struct bw_arena *arena;
};

/* One sentence or two. */
struct bw_str bw_plan_words(const struct bw_plan_told *told, const struct bw_plan_binding *binding);

/* Why the plan is not the solver's proven best one; NULL when it is. */
const char *bw_plan_note_words(const struct bw_plan *plan, enum bw_lang lang);
