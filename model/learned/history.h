#pragma once
/* The courses that a person took, in order: what learned models look back on. Lives in the arena.
 * One thread. */
#include "model/base/arena.h"
#include "model/person.h"

struct bw_history {
    const struct bw_enrolment *at;
    size_t n;
};

/* The courses enrolled in or completed up to `as_of`, each once and where it came first: by day,
 * then by order of writing. */
struct bw_history bw_history_of(const struct bw_person *person, bw_day as_of,
                                struct bw_arena *arena);
