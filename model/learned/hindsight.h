#pragma once
/* What could have been said of the past, on the day before it: of a course that was begun, of a
 * suggestion that was shown. Owns the rule that nothing of that day or later is looked at, nor what
 * colleagues have voted since; the catalogue, and the person's role and preferences, are those of
 * today, as no others are kept. Lives in the arena. Any thread, one arena each. */
#include "model/learned/feature.h"
#include "model/learned/past.h"

struct bw_hindsight {
    double features[BW_FEATURE_COUNT]; /* the tables' ones neutral: no model, no history */
    double closed;                     /* the closed form's chance, for the role as it was asked */
    double served;                     /* that of the model in cat->learning; closed without */
};

/* What could have been said of an outcome. vectors of the catalogue, or NULL. */
struct bw_hindsight bw_hindsight_of(const struct bw_catalogue *cat,
                                    const struct bw_vectors *vectors,
                                    const struct bw_person *person,
                                    const struct bw_outcome *outcome, struct bw_arena *arena);

/* What could have been said of a suggestion. */
struct bw_hindsight_shown {
    bool language, format, hours; /* outside a preference */
    double closure;               /* what it would close by itself, for the role as it was asked */
    double score;                 /* closure times s of objective balanced */
};

/* Of n suggestions; those of one day cost little more than one. */
const struct bw_hindsight_shown *bw_hindsight_of_shown(const struct bw_catalogue *cat,
                                                       const struct bw_person *person,
                                                       const struct bw_shown *shown, size_t n,
                                                       struct bw_arena *arena);
