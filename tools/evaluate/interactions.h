#pragma once
/* evaluate --interactions: how well what others took foretells what a person takes next, on a file
 * of anybody's. Owns what is held back, the order of the work and the report. */
#include "tools/app.h"

struct bw_evaluate_interactions {
    const char *path;
    uint32_t without_last; /* of each user's items, how many at their end are left out */
    uint64_t seed;
    unsigned n_threads;
};

/* The exit code; what goes wrong is said on stderr. */
int bw_evaluate_interactions(struct bw_app *app, const struct bw_evaluate_interactions *how);
