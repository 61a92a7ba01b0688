#pragma once
/* CBC by itself, to hold the served plans against: the whole programme at once, in this process, by
 * CBC's own defaults, without a point to begin from. Not the engine's way to CBC (daemon/solver),
 * which takes programmes apart, starts from a plan and has settings of its own. One thread; CBC
 * prints to stdout now and then. */
#include "model/base/arena.h"
#include "model/plan/milp.h"

struct cbc_alone {
    double seconds; /* from the programme as it lies here to CBC's answer */
    double value;   /* of its best point; 0 without one */
    double bound;   /* no point is worth more, as it says */
};

/* Until proven within the share `gap`, or `seconds` are up. `arena` is given back as it was. */
struct cbc_alone cbc_alone(const struct bw_milp *milp, double gap, double seconds,
                           struct bw_arena *arena);
