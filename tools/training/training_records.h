#pragma once
/* What a store knows to learn from: how courses ended, what was taken, what became of suggestions.
 * Read from the daemon page by page, with the features as it had them on the day before each. Owns
 * copies. Filled once, then read by any thread. */
#include "model/base/arena.h"
#include "model/base/day.h"
#include "model/learned/feature.h"
#include "model/learned/past.h"
#include "tools/app.h"

/* A course that was begun and that ended: completed or dropped. */
struct bw_training_outcome {
    uint32_t employee, course;
    bw_day at, ended; /* enrolled; completed or dropped */
    bool came;
    double closed; /* the closed form's chance on that day */
    double served; /* of the model that serves; NaN without one */
    double row[BW_FEATURE_COUNT];
};

/* A course that was enrolled in or completed. */
struct bw_training_taken {
    uint32_t employee, course;
    bw_day at;
};

/* A suggestion, and what became of it. */
struct bw_training_shown {
    uint32_t employee, course;
    bw_day at;
    uint32_t position; /* from 1; 0: not known */
    enum bw_response reply;
    bool language, format, hours; /* outside that preference */
    double score;                 /* what a list without learned weights gave it */
};

struct bw_training_records {
    struct bw_arena *arena;
    struct bw_str *employees, *courses, *providers; /* ids, in byte order */
    uint32_t *provider_of;                          /* of each course, or BW_NONE */
    uint32_t n_employees, n_courses, n_providers;
    struct bw_training_outcome *outcomes; /* by employee, then by day; likewise below */
    struct bw_training_taken *taken;
    struct bw_training_shown *shown;
    size_t n_outcomes, n_taken, n_shown;
};

/* Reads them all; `step` (or NULL) is told how far that is, 0 to 1. An exit code; what went wrong
 * stands on stderr. To be cleared whatever comes back. */
int bw_training_records_read(struct bw_app *app, void (*step)(void *context, double done),
                             void *context, struct bw_training_records *out);
void bw_training_records_clear(struct bw_training_records *records);

/* What the records come down to: the same store, the same number. */
uint64_t bw_training_fingerprint(const struct bw_training_records *records);
