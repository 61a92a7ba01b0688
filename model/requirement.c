#include "model/requirement.h"

#define DOUBT_LEAST .25
#define LAPSED_SHORTFALL_LEAST .5

double bw_requirement_edge(const struct bw_requirement *req)
{
    return req->level - BW_BAND;
}

double bw_requirement_weight(const struct bw_requirement *req, double factor)
{
    if (!req->mandatory)
        return req->weight;
    return factor * (req->weight > 1 ? req->weight : 1);
}

enum bw_standing bw_requirement_standing(const struct bw_requirement *req, struct bw_belief x)
{
    double edge = bw_requirement_edge(req);
    if (req->certificate_valid)
        return BW_MET;
    if (req->mandatory && req->certificate_ended)
        return BW_LAPSED;
    if (x.mean >= edge)
        return BW_MET;
    bool doubtful = !req->has_evidence || bw_belief_reaches(x, edge) >= DOUBT_LEAST;
    return doubtful ? BW_DOUBTFUL : BW_OPEN;
}

double bw_requirement_shortfall(const struct bw_requirement *req, struct bw_belief x)
{
    enum bw_standing standing = bw_requirement_standing(req, x);
    if (standing == BW_MET)
        return 0;
    double shortfall = bw_shortfall(x, bw_requirement_edge(req));
    if (standing == BW_LAPSED && shortfall < LAPSED_SHORTFALL_LEAST)
        shortfall = LAPSED_SHORTFALL_LEAST;
    return shortfall;
}
