#pragma once
/* What can be learned from what happened to one person: how courses that were begun ended, and what
 * became of suggestions. Owns which events make an outcome and which an answer. Lives in the arena.
 * Any thread. */
#include "model/base/arena.h"
#include "model/event.h"

/* A course that was begun and ended: enrolled, then completed or dropped, with no other enrolment
 * in it between. */
struct bw_outcome {
    uint32_t course;
    bw_day begun, ended;
    bool success;
    bool self_initiated; /* the employee enrolled, or asked for it before */
};

/* What became of a suggestion until the course was shown again. The employee's own doing alone: a
 * manager who declines what was asked for does not change that it was asked for. */
enum bw_response {
    BW_RESPONSE_IGNORED,
    BW_RESPONSE_CLICKED,
    BW_RESPONSE_DECLINED,
    BW_RESPONSE_ACCEPTED
};

/* "ignored", "clicked", … */
const char *bw_response_name(enum bw_response reply);

struct bw_shown {
    uint32_t course;
    bw_day at;
    int64_t position; /* from 1; -1 absent */
    enum bw_response reply;
};

struct bw_past {
    const struct bw_outcome *outcomes; /* by day of beginning, then course */
    size_t n_outcomes;
    const struct bw_shown *shown; /* by day, then position, then course */
    size_t n_shown;
};

/* The past of one person by all events, in any order. */
struct bw_past bw_past_of(const struct bw_event *events, size_t n, struct bw_arena *arena);
