#pragma once
/* The ranked-list baseline: what a usual learning system does without a belief. A competency counts
 * as short when the newest recorded level, whoever said it, is under what the role asks, or when
 * there is none; a course counts for those that it teaches higher than that, mandatory ones twice;
 * the same count goes by popularity. Shares nothing with the engine. Any thread. */
#include "tools/evaluate/worlds_play.h"

struct bw_ranked_known {
    double level[BW_PLAY_COMPETENCIES_MOST]; /* newest recorded; below 0: none */
};

/* All open courses that count for anything, best first, into list[n_courses]; how many. popularity:
 * of the courses, how often each was enrolled in. by_price: the count for each euro (and an hour as
 * 25 euros), not the count alone. */
uint32_t bw_ranked_list(const struct bw_play *play, const struct bw_ranked_known *known,
                        const uint32_t *popularity, bool by_price, uint32_t *list);
