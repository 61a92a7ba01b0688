#include "model/success.h"

#include <math.h>

#include "model/base/normal.h"

#define CHANCE .8
#define CHANCE_PER_LEVEL .7
#define STRETCH_FREE 2
#define ENTRY_SPREAD .25

/* .7^x through our own exp: ln .7 to the last digit. */
static double power_of_chance(double x)
{
    return bw_exp(-0.35667494393873245 * x);
}

double bw_success_chance(double distance)
{
    double stretch = distance - STRETCH_FREE;
    return stretch > 0 ? CHANCE * power_of_chance(stretch) : CHANCE;
}

static double readiness_of(struct bw_belief x, double edge)
{
    return bw_normal_cdf((x.mean - edge) / sqrt(x.sd * x.sd + ENTRY_SPREAD));
}

double bw_success_entry(const struct bw_mind *mind, const struct bw_entry *entry)
{
    double edge = entry->level - BW_BAND;
    if (bw_mind_certificates(mind, entry->competency, edge).valid)
        return 1;
    return readiness_of(bw_mind_belief(mind, entry->competency), edge);
}

bool bw_success_ready(const struct bw_mind *mind, const struct bw_course *course, double *ready)
{
    bool admitted = true;
    *ready = 1;
    for (size_t i = 0; i < course->n_requires; i++) {
        const struct bw_entry *entry = &course->requires[i];
        double edge = entry->level - BW_BAND;
        if (bw_mind_certificates(mind, entry->competency, edge).valid)
            continue;
        struct bw_belief x = bw_mind_belief(mind, entry->competency);
        admitted &= !entry->by_law || x.mean >= edge;
        *ready *= readiness_of(x, edge);
    }
    return admitted;
}

double bw_success_readiness(const struct bw_mind *mind, const struct bw_course *course)
{
    double ready;
    bw_success_ready(mind, course, &ready);
    return ready;
}

bool bw_success_admitted(const struct bw_mind *mind, const struct bw_course *course)
{
    double ready;
    return bw_success_ready(mind, course, &ready);
}
