#include "model/shortfall.h"

#include "model/base/normal.h"

double bw_belief_reaches(struct bw_belief x, double level)
{
    return bw_normal_cdf((x.mean - level) / x.sd);
}

struct bw_under bw_under_level(struct bw_belief x, double level)
{
    double z = (level - x.mean) / x.sd, pdf = bw_normal_pdf(z);
    double chance = bw_normal_cdf_with(z, pdf);
    double value = (level - x.mean) * chance + x.sd * pdf;
    return (struct bw_under){level, chance, value > 0 ? value : 0};
}

double bw_shortfall(struct bw_belief x, double level)
{
    return bw_under_level(x, level).shortfall;
}

double bw_effect_between(const struct bw_under *entry, const struct bw_under *reach)
{
    if (reach->level <= entry->level)
        return 0;
    double effect =
        reach->shortfall - entry->shortfall - (reach->level - entry->level) * entry->chance;
    return effect < BW_EFFECT_LEAST ? 0 : effect;
}

double bw_course_effect(struct bw_belief x, double need, double from, double to)
{
    struct bw_under entry = bw_under_level(x, from - BW_BAND);
    struct bw_under reach = bw_under_level(x, to < need ? to : need);
    return bw_effect_between(&entry, &reach);
}
