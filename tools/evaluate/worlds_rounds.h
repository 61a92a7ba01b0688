#pragma once
/* Courses taken one at a time: whoever asks takes the first of the list that is open and fits what
 * is left of the budget, how it ends is drawn by the true chance of then and becomes known, and
 * they ask again, until nothing fits. Owns what becomes of people in between. How a person's course
 * ends hangs on (seed, person, course) alone, so that it is the same luck for whoever chooses. One
 * thread. */
#include "tools/evaluate/worlds_ranked.h"
#include "tools/evaluate/worlds_stage.h"

struct bw_rounds {
    const struct bw_play *plays; /* of n people */
    uint32_t n;
    const struct bw_play_budget *budget;
    uint64_t seed;
};

/* By the engine on the store of `aside`, to which it writes; closed[n] is the weighted gap that was
 * truly closed. The daemon starts anew for each round, so that nothing hangs on the clock. */
enum bw_err bw_rounds_engine(const struct bw_rounds *rounds, struct bw_stage *aside, double *closed,
                             struct bw_fail *fail);

/* The same for person i by the ranked list: what is completed counts in `known` as recorded at the
 * level that it teaches to. popularity: see bw_ranked_list; list[n_courses] is for its own use. */
double bw_rounds_ranked(const struct bw_rounds *rounds, uint32_t i, struct bw_ranked_known *known,
                        const uint32_t *popularity, uint32_t *list);
