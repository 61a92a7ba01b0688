#include "model/shortfall.h"

#include "model/normal.h"

double bw_belief_reaches(struct bw_belief x, double level)
{
    return bw_normal_cdf((x.mean - level) / x.sd);
}

double bw_shortfall(struct bw_belief x, double level)
{
    double z = (level - x.mean) / x.sd;
    double value = (level - x.mean) * bw_normal_cdf(z) + x.sd * bw_normal_pdf(z);
    return value > 0 ? value : 0;
}

double bw_course_effect(struct bw_belief x, double need, double from, double to)
{
    double reach = to < need ? to : need;
    double entry = from - BW_BAND;
    if (reach <= entry)
        return 0;
    double below_entry = bw_normal_cdf((entry - x.mean) / x.sd);
    double effect = bw_shortfall(x, reach) - bw_shortfall(x, entry) - (reach - entry) * below_entry;
    return effect < BW_EFFECT_LEAST ? 0 : effect;
}
