#include "model/plan/plan_track.h"

#include "model/base/normal.h"
#include "model/base/sort.h"

#include <math.h>

/* What a judge's reading of a level adds to the doubt about it. */
#define SPREAD .25

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

void bw_plan_track_fill(struct bw_plan_track *track, uint32_t number,
                        const struct bw_plan_rise rises[], size_t n, struct bw_arena *arena)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += rises[i].track == number ? 2 : 0;
    double *level = BW_ARENA_NEW(arena, double, count + 1);
    count = 0;
    for (size_t i = 0; i < n; i++) {
        if (rises[i].track != number)
            continue;
        level[count++] = rises[i].entry;
        level[count++] = rises[i].top;
    }
    bw_sort(level, count, sizeof *level, ascending);
    uint32_t unique = 0;
    for (size_t i = 0; i < count; i++)
        if (unique == 0 || level[i] > level[unique - 1])
            level[unique++] = level[i];
    double *lift = BW_ARENA_NEW(arena, double, unique + 1);
    double *mass = BW_ARENA_NEW(arena, double, unique + 1);
    double *ready = BW_ARENA_NEW(arena, double, unique + 1);
    double spread = sqrt(track->x.sd * track->x.sd + SPREAD);
    struct bw_under under = {0, 0, 0};
    for (uint32_t i = 0; i < unique; i++) {
        struct bw_under over = bw_under_level(track->x, level[i]);
        ready[i] = bw_normal_cdf((track->x.mean - level[i]) / spread);
        if (i > 0) {
            double d = over.shortfall - under.shortfall - (level[i] - level[i - 1]) * under.chance;
            lift[i - 1] = d > 0 ? d : 0;
            mass[i - 1] = over.chance > under.chance ? over.chance - under.chance : 0;
        }
        under = over;
    }
    track->level = level;
    track->n_levels = unique;
    track->lift = lift;
    track->mass = mass;
    track->ready = ready;
}

uint32_t bw_plan_track_level(const struct bw_plan_track *track, double level)
{
    uint32_t i = 0;
    while (i + 1 < track->n_levels && track->level[i] < level)
        i++;
    return i;
}

void bw_plan_track_lift_all(const struct bw_plan_track *track, uint32_t number,
                            const struct bw_plan_step *const steps[], size_t n, uint32_t lifts[])
{
    for (uint32_t i = track->n_levels > 0 ? track->n_levels - 1 : 0; i-- > 0;) {
        lifts[i] = i;
        for (size_t s = 0; s < n; s++) /* those above are known: what reaches them goes on */
            if (steps[s]->track == number && steps[s]->entry <= i && steps[s]->top > i) {
                uint32_t to =
                    steps[s]->top + 1 < track->n_levels ? lifts[steps[s]->top] : steps[s]->top;
                lifts[i] = to > lifts[i] ? to : lifts[i];
            }
    }
}
