#include "tools/import/onet_level.h"

#define LEVEL_MOST 5.0

static void add(struct bw_onet_scale *scale, double at, double level)
{
    scale->at[scale->n] = at;
    scale->level[scale->n++] = level;
}

struct bw_onet_scale bw_onet_scale_make(const double anchors[BW_ONET_ANCHORS])
{
    static const double levels[BW_ONET_ANCHORS] = {1.5, 3, 4.5};
    struct bw_onet_scale scale = {.n = 0};
    add(&scale, 0, 0);
    for (size_t i = 0; i < BW_ONET_ANCHORS; i++)
        if (anchors[i] > 0 && anchors[i] < BW_ONET_LEVEL_MOST)
            add(&scale, anchors[i], levels[i]);
    add(&scale, BW_ONET_LEVEL_MOST, LEVEL_MOST);
    return scale;
}

/* Of the stretch from knot i to the next. */
static double slope_of(const struct bw_onet_scale *scale, size_t i)
{
    return (scale->level[i + 1] - scale->level[i]) / (scale->at[i + 1] - scale->at[i]);
}

double bw_onet_level(const struct bw_onet_scale *scale, double figure)
{
    size_t i = 0;
    while (i + 2 < scale->n && figure > scale->at[i + 1])
        i++;
    return scale->level[i] + (figure - scale->at[i]) * slope_of(scale, i);
}

double bw_onet_slope(const struct bw_onet_scale *scale, double figure)
{
    double steepest = 0;
    for (size_t i = 0; i + 1 < scale->n; i++)
        if (figure >= scale->at[i] && figure <= scale->at[i + 1] && slope_of(scale, i) > steepest)
            steepest = slope_of(scale, i);
    return steepest;
}
