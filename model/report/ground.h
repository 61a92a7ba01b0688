#pragma once
/* What every report about a group of people stands on. Plain values; any thread, one arena each. */
#include "model/gap.h"

struct bw_ground {
    const struct bw_catalogue *cat;
    const struct bw_peers *peers; /* or NULL */
    struct bw_people people;      /* of the group, by id */
    bw_day as_of;
    struct bw_arena *arena; /* for the report and what it takes to make it */
    /* Asked before each person: does anyone still wait? Once false, the report is of those who came
     * before, and not to be shown. NULL: yes. */
    bool (*is_wanted)(void *context);
    void *context;
};

static inline bool bw_ground_is_wanted(const struct bw_ground *ground)
{
    return !ground->is_wanted || ground->is_wanted(ground->context);
}
