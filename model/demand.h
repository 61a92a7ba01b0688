#pragma once
/* What is asked of a person for a goal: the role in force, a role after changes and mergers, or a
 * free list. Owns the stacking of changes. Results live in the arena. Any thread, one arena each.
 */
#include "model/base/arena.h"
#include "model/question.h"

struct bw_demand {
    bw_day as_of;          /* the later of the question's and the last change's date */
    bw_day last_effective; /* BW_DAY_NONE without changes */
    uint32_t role;         /* whose demands these are; BW_NONE for a free list */
    uint32_t org;          /* of the person, after mergers */
    bool role_loses_tasks;
    struct bw_asks asks;
    struct bw_ixs tasks; /* of the role after changes, each once, ascending; else empty */
};

/* The day on which `question` is judged. */
bw_day bw_demand_day(const struct bw_catalogue *cat, const struct bw_question *question);

/* What `question` asks of `person`. Wishes are left empty: their levels depend on the belief. */
struct bw_demand bw_demand_make(const struct bw_catalogue *cat, const struct bw_person *person,
                                const struct bw_question *question, struct bw_arena *arena);
